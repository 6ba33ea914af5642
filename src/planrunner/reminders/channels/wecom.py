"""企业微信 group bot: errcode 0 is success, 45009 too many messages; a text holds 2,048 bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.reminders.channels.bots import check, post, text_of

if TYPE_CHECKING:
    from planrunner.config import BotSettings
    from planrunner.services.delivering import Letter

LIMIT = 2048
BUSY = frozenset((-1, 45009, 45033))


def send(settings: BotSettings, letter: Letter) -> None:
    """Send a letter. Raises DeliveryError, permanent where the bot refuses for another reason than haste."""
    content = {"msgtype": "text", "text": {"content": text_of(letter, LIMIT)}}
    check(post(settings, "wecom", "企业微信", content), "企业微信", "errcode", "errmsg", BUSY)
