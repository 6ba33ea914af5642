"""Web pages saved as one file (.mht, .mhtml): the page out of its envelope of mail parts."""

import email
import email.errors
from email.message import Message

from planrunner.documents.html import read_html
from planrunner.errors import BadInputError
from planrunner.extract.document import Document

_MAX_BYTES = 24 * 1024 * 1024
_MAX_LINES = 600_000
_MAX_PARTS = 2000


def read_mhtml(data: bytes, name: str) -> Document:
    """Return the document of the first page in a saved file; pictures and frames are left out.

    Raises BadInputError where the file is damaged, too large or holds no page; `name` is the file's name for the
    message.
    """
    if len(data) > _MAX_BYTES or data.count(b"\n") > _MAX_LINES or data.count(b"\n--") > _MAX_PARTS:
        raise BadInputError(
            f"网页存档“{name}”太大或异常复杂（上限 {_MAX_BYTES // 1024 // 1024} MB），不像一份报告；未导入任何内容。"
            "请把正文复制到 .docx 或 .txt 后重试。"
        )
    try:
        page = _page(email.message_from_bytes(data))
        payload = page.get_payload(decode=True) if page is not None else None
        charset = page.get_content_charset("") if page is not None else ""
    except (RecursionError, ValueError, LookupError, email.errors.MessageError) as error:
        raise BadInputError(_damaged(name)) from error
    if not isinstance(payload, bytes):
        raise BadInputError(_damaged(name))
    return read_html(payload, name, charset)


def _page(message: Message) -> Message | None:
    """Return the first part that is a web page."""
    return next(
        (part for part in message.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"}), None
    )


def _damaged(name: str) -> str:
    return (
        f"网页存档“{name}”里没有找到网页，或已损坏；未导入任何内容。"
        "请用浏览器打开后另存为网页（.html），或把正文复制到 .txt 后重试。"
    )
