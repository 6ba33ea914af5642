"""飞书 group bot: code 0 is success, 9499 and 11232 too many messages; signed with HMAC-SHA256 where it is set so."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Any

from planrunner.reminders.channels.bots import check, post, secret_in, text_of

if TYPE_CHECKING:
    from planrunner.config import BotSettings
    from planrunner.services.delivering import Letter

LIMIT = 18_000
BUSY = frozenset((9499, 11232))


def send(settings: BotSettings, letter: Letter) -> None:
    """Send a letter. Raises DeliveryError, permanent where the bot refuses for another reason than haste."""
    content: dict[str, Any] = {"msg_type": "text", "content": {"text": text_of(letter, LIMIT)}}
    if settings.secret_file:
        seconds = int(letter.at.timestamp())
        secret = secret_in(settings.secret_file, "feishu", "secret_file")
        content |= {"timestamp": str(seconds), "sign": signature(secret, seconds)}
    check(post(settings, "feishu", "飞书", content), "飞书", "code", "msg", BUSY)


def signature(secret: str, seconds: int) -> str:
    """Return the signature of a message sent at an instant: the key signs nothing, as 飞书 wants it."""
    return base64.b64encode(hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()).decode()
