"""Plain text: which encoding the bytes are in, and whether they are text at all.

The ladder (byte-order mark, strict UTF-8, strict GB18030, UTF-16 by its shape, replacement with a warning) was
measured right where detection libraries guess wrong on short Chinese text.
"""

import re
from dataclasses import dataclass

from planrunner.errors import BadInputError
from planrunner.extract.document import Document, Paragraph
from planrunner.extract.reading import rejoin

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_TEXT_CONTROLS = frozenset("\t\n\r\v\f\x1c\x1d\x1e\x85")
_MAX_CONTROL_SHARE = 0.01
"""More control or private characters than this is not a text that a person wrote."""
_PLAUSIBLE = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\u2010-\u2030\x20-\x7e\t\r\n]")
_PLAUSIBLE_SHARE = 0.95
"""How much of a Chinese text these characters make up."""
_MAX_BROKEN_SHARE = 0.05
"""More undecodable characters than this cannot be mended by replacement."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file without its byte-order mark, how it was decoded, and a Chinese warning where it was mended."""

    text: str
    encoding: str
    warning: str = ""


def decode(data: bytes, name: str) -> Decoded:
    """Decode the bytes of a text file; line ends stay as they are and a byte-order mark is not counted.

    Raises BadInputError where the bytes are no text; `name` is the file's name for the message.
    """
    decoded = _decode(data, name)
    _refuse_binary(decoded.text, name)
    return decoded


def _decode(data: bytes, name: str) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            body = data[len(mark) :]
            try:
                return Decoded(body.decode(encoding), encoding)
            except UnicodeDecodeError:
                return _mended(body, encoding, name)
    wide = _utf16_by_shape(data)
    if wide:
        try:
            return Decoded(data.decode(wide), wide)
        except UnicodeDecodeError:
            return _mended(data, wide, name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    candidates = [
        (data.decode(encoding, errors="replace").count("\ufffd"), encoding) for encoding in ("utf-8", "gb18030")
    ]
    return _mended(data, min(candidates)[1], name)


def _mended(data: bytes, encoding: str, name: str) -> Decoded:
    """Decode with replacement; refuse where too much is broken."""
    text = data.decode(encoding, errors="replace")
    broken = text.count("\ufffd")
    if broken > max(3, _MAX_BROKEN_SHARE * len(text)):
        raise BadInputError(
            f"“{name}”无法按中文文本读取（编码无法识别）；未导入任何内容。请用 WPS 另存为 .docx 或 UTF-8 编码的 .txt 后重试。"
        )
    warning = f"文件有 {broken} 处字符损坏，已用“\ufffd”代替（按 {encoding} 读取）；请对照原件核对这些位置。"
    return Decoded(text, encoding, warning)


def _utf16_by_shape(data: bytes) -> str:
    """Return the UTF-16 flavour of bytes without a mark, or an empty string.

    Only UTF-16 text has zero bytes (line ends, digits); the right flavour makes it Chinese, the other makes nonsense.
    """
    sample = data[:4096]
    if len(data) % 2 or b"\x00" not in sample:
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, errors="replace")
        if len(_PLAUSIBLE.findall(text)) >= _PLAUSIBLE_SHARE * len(text):
            return encoding
    return ""


def _refuse_binary(text: str, name: str) -> None:
    """Raise BadInputError where the text is full of control characters: a program or picture with a .txt name."""
    strange = sum(
        (char < " " and char not in _TEXT_CONTROLS) or ("\x7f" <= char < "\xa0" and char != "\x85") for char in text
    )
    if strange > max(2, _MAX_CONTROL_SHARE * len(text)) or "\x00" in text:
        raise BadInputError(
            f"“{name}”不是文本文件（含大量控制字符）；未导入任何内容。请确认文件，或另存为 .docx 或 .txt 后重试。"
        )


def read_txt(data: bytes, name: str) -> Document:
    """Return the document of a text file. Offsets index the decoded file as it stands.

    Raises BadInputError where the bytes are no text or hold nothing but white space.
    """
    decoded = decode(data, name)
    document = from_plain(decoded.text, decoded.encoding, (decoded.warning,) if decoded.warning else ())
    if not document.reading.text:
        raise BadInputError(f"“{name}”是空文件，没有可读的文字；未导入任何内容。请检查文件后重试。")
    return document


def from_plain(text: str, encoding: str | None = None, warnings: tuple[str, ...] = ()) -> Document:
    """Return the document of a decoded text file."""
    reading = rejoin(text)
    spans = (reading.source(start, end) for start, end in reading.paragraphs)
    paragraphs = tuple(Paragraph(start, end) for start, end in spans)
    return Document(text, paragraphs, reading, format="txt", encoding=encoding, warnings=warnings)
