"""钉钉 group bot: errcode 0 is success, 130101 and 660026 too many messages; signed with HMAC-SHA256 where it is set so."""

from __future__ import annotations

import base64
import hashlib
import hmac
import urllib.parse
from typing import TYPE_CHECKING

from planrunner.reminders.channels.bots import check, post, secret_in, text_of

if TYPE_CHECKING:
    from planrunner.config import BotSettings
    from planrunner.services.delivering import Letter

LIMIT = 18_000
BUSY = frozenset((-1, 130101, 660026))


def send(settings: BotSettings, letter: Letter) -> None:
    """Send a letter. Raises DeliveryError, permanent where the bot refuses for another reason than haste."""
    content = {"msgtype": "text", "text": {"content": text_of(letter, LIMIT)}}
    query = ""
    if settings.secret_file:
        query = signature(secret_in(settings.secret_file, "dingtalk", "secret_file"), int(letter.at.timestamp() * 1000))
    check(post(settings, "dingtalk", "钉钉", content, query), "钉钉", "errcode", "errmsg", BUSY)


def signature(secret: str, milliseconds: int) -> str:
    """Return the query that signs a message sent at an instant (milliseconds since 1970)."""
    digest = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
    return f"&timestamp={milliseconds}&sign={urllib.parse.quote_plus(base64.b64encode(digest))}"
