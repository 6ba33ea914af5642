"""What the group bots of 企业微信, 钉钉 and 飞书 have in common: a secret address, a JSON post, an answer that tells the truth.

All three answer HTTP 200 to what they refuse; only the code in the body says whether a message went out.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planrunner.errors import system_reason
from planrunner.services.delivering import DeliveryError

if TYPE_CHECKING:
    from planrunner.config import BotSettings
    from planrunner.services.delivering import Letter

TIMEOUT_SECONDS = 20


def text_of(letter: Letter, limit: int) -> str:
    """Return a letter as one text of at most `limit` bytes of UTF-8, cut between characters and marked where cut."""
    text = f"{letter.subject}\n\n{letter.body}"
    data = text.encode()
    if len(data) <= limit:
        return text
    mark = "\n..（太长，其余请在 planrunner 里看）"
    return data[: limit - len(mark.encode())].decode("utf-8", "ignore") + mark


def secret_in(file: str, section: str, key: str) -> str:
    """Return the one line that a secret file holds. Raises DeliveryError where it cannot be read."""
    try:
        return Path(file).read_text(encoding="utf-8-sig").strip()
    except OSError as error:
        raise DeliveryError(f"读不了 [{section}] {key} 指的文件 {file}：{system_reason(error)}。") from error
    except UnicodeDecodeError as error:
        raise DeliveryError(f"[{section}] {key} 指的文件 {file} 不是 UTF-8 编码。") from error


def post(settings: BotSettings, section: str, word: str, content: dict[str, Any], query: str = "") -> dict[str, Any]:
    """Post JSON to a bot and return its answer. Raises DeliveryError where there is none; the address is never told."""
    url = secret_in(settings.url_file, section, "url_file")
    if not url.startswith(("https://", "http://")):
        raise DeliveryError(f"[{section}] url_file 里写的不是 http(s) 地址。")
    request = urllib.request.Request(  # noqa: S310 - http and https only, checked above
        url + query,
        data=json.dumps(content, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json; charset=utf-8"},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - as above
            said = json.load(answer)
    except urllib.error.HTTPError as error:
        error.close()
        raise DeliveryError(f"{word}机器人答复 HTTP {error.code}", permanent=error.code in (404, 410)) from error
    except OSError as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        told = system_reason(reason) if isinstance(reason, OSError) else str(reason)
        raise DeliveryError(f"连不上{word}机器人：{told}") from error
    except ValueError as error:
        raise DeliveryError(f"{word}机器人的答复看不懂") from error
    if not isinstance(said, dict):
        raise DeliveryError(f"{word}机器人的答复看不懂")
    return said


def check(said: dict[str, Any], word: str, code: str, message: str, busy: frozenset[int]) -> None:
    """Raise DeliveryError for a refusal in the body; `busy` are the codes for too many messages, to be tried again."""
    number = said.get(code, 0)
    if number:
        raise DeliveryError(
            f"{word}机器人没有收下：{number} {said.get(message, '')}".rstrip(), permanent=number not in busy
        )
