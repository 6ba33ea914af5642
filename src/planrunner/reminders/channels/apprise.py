"""Everything that has no channel of its own, through Apprise (an optional package, imported when a letter is sent).

Apprise believes the HTTP status. What answers 200 to a refusal would be reported as sent, so the three bots that are
known for it are turned away here: they have channels of their own that read the answer.
"""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from planrunner.reminders.channels.bots import secret_in
from planrunner.services.delivering import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planrunner.config import AppriseSettings
    from planrunner.services.delivering import Letter

OWN = {
    "wecombot": "wecom", "qyapi.weixin.qq.com": "wecom", "dingtalk": "dingtalk", "oapi.dingtalk.com": "dingtalk",
    "feishu": "feishu", "open.feishu.cn": "feishu", "lark": "feishu", "open.larksuite.com": "feishu",
}  # fmt: skip
"""Schemes and hosts of the bots that must not go through Apprise, and the section of settings to use instead."""
INSTALL = "没有安装 Apprise。请在装了 planrunner 的环境里运行 pip install 'planrunner[apprise]'，再试一次。"
CUT = "\n..（太长，其余请在 planrunner 里看）"
TALKATIVE = ("apprise", "urllib3")
"""Loggers that may name the address."""


def send(settings: AppriseSettings, letter: Letter) -> None:
    """Send a letter to the address in the file of the settings. Raises DeliveryError with what Apprise said, never final.

    The address is a secret: no message tells any part of it.
    """
    url = secret_in(settings.url_file, "apprise", "url_file")
    if not url or len(url.split()) != 1:
        raise DeliveryError("[apprise] url_file 指的文件里应有且只有一行 Apprise 地址，例如 ntfy://…。")
    _refuse_bots(url)
    try:
        import apprise
    except ModuleNotFoundError as error:
        raise DeliveryError(INSTALL) from error
    with _listening() as said:
        asset = apprise.AppriseAsset(app_id="planrunner", app_desc="planrunner")
        plugin = apprise.Apprise.instantiate(url, asset=asset)
        if plugin is None:
            raise DeliveryError(f"[apprise] url_file 里的地址 Apprise 不认：{_told(said, url)}")
        _refuse_bots(plugin.url())
        box = apprise.Apprise(asset=asset)
        box.add(plugin)
        if not box.notify(body=_body(letter, plugin.body_maxlen), title=letter.subject, body_format="text"):
            raise DeliveryError(f"Apprise 没有发出去：{_told(said, url)}")


def without_address(text: str, url: str) -> str:
    """Return a text with every part of an address but its scheme taken out, as written and as decoded."""
    rest = url.partition("://")[2]
    for part in sorted({*re.findall(r"[\w.~%+-]+", f"{rest} {unquote(rest)}")}, key=len, reverse=True):
        found = re.escape(part)
        text = re.sub(found if len(part) > 3 else rf"(?<!\w){found}(?!\w)", "…", text, flags=re.IGNORECASE)
    return text


def _refuse_bots(url: str) -> None:
    scheme, _, rest = url.lower().partition("://")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2].partition(":")[0]
    section = OWN.get(scheme) or OWN.get(host)
    if section:
        raise DeliveryError(
            "企业微信、钉钉、飞书的机器人拒收时也答复 HTTP 200，Apprise 会当作发出去了，所以不能经 Apprise 发。"
            f"请改用 planrunner.toml 的 [{section}] 段，把 Webhook 地址写进它的 url_file。"
        )


def _body(letter: Letter, most: int) -> str:
    """Return the text, cut and marked where it and the subject are longer than the service takes (characters)."""
    room = most - len(letter.subject) - 2
    return letter.body if len(letter.body) <= room else letter.body[: max(room - len(CUT), 0)] + CUT


def _told(said: list[str], url: str) -> str:
    return without_address("；".join(dict.fromkeys(said)), url) or "没有说原因"


class _Listener(logging.Handler):
    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._said = said

    def emit(self, record: logging.LogRecord) -> None:
        self._said.append(" ".join(record.getMessage().split()))


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect what Apprise warns of, and keep it from every other log for the length of the block."""
    said: list[str] = []
    listener = _Listener(said)
    loggers = [logging.getLogger(name) for name in TALKATIVE]
    before: list[tuple[bool, Any]] = [(logger.propagate, logger.handlers) for logger in loggers]
    for logger in loggers:
        logger.propagate, logger.handlers = False, [listener if logger.name == "apprise" else logging.NullHandler()]
    try:
        yield said
    finally:
        for logger, (propagate, handlers) in zip(loggers, before, strict=True):
            logger.propagate, logger.handlers = propagate, handlers
