"""Tell page source and saved pages by how they begin, without a parser."""

import re

_HEAD_BYTES = 4096
_BEFORE = rb"(?:\s|<!--(?>.*?-->)|<\?xml[^>]{0,200}\?>)*+"
_PAGE = re.compile(
    _BEFORE
    + rb"<(?:!doctype\s+html|(?:html|head|meta|body|title|link|style|script|div|p|table|center|font|span|h[1-6])[\s>/])",
    re.IGNORECASE | re.DOTALL,
)
_HEADER = re.compile(
    rb"\s*(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\n]{0,900}\r?\n(?:[ \t][^\n]{0,900}\r?\n)*)*?MIME-Version:", re.IGNORECASE
)


def is_html(data: bytes) -> bool:
    """Tell whether the bytes begin like a web page, after a byte-order mark, white space and comments."""
    head = data[:_HEAD_BYTES]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\x00", b"")[2:]
    return _PAGE.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def is_mhtml(data: bytes) -> bool:
    """Tell whether the bytes begin like a page that a browser saved as one file (.mht)."""
    head = data[:_HEAD_BYTES]
    return b"multipart/related" in head.lower() and _HEADER.match(head) is not None
