"""Characters of RTF: runs of bytes in the code page of their font, and Unicode given as numbers."""

import codecs
import re

_CHARSETS = {
    77: 10000, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256,
    186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850,
}  # fmt: skip
"""Font character sets and the Windows code page of each; what is not here has the document's own page."""
SYMBOLS = 2
"""The character set of fonts whose letters are pictures: list bullets."""
_PYTHON_NAMES = {936: "gb18030", 54936: "gb18030", 1361: "johab", 10000: "mac_roman", 65001: "utf-8", 874: "cp874"}
_MULTI_BYTE = frozenset(("gb18030", "cp932", "cp949", "cp950", "johab"))
_PAIRS = re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xf7][\xa1-\xfe])*")
_CONTROLS = re.compile("[\x00-\x1f\x7f]+")
WESTERN = "cp1252"


def encoding_of(code_page: int) -> str:
    """Return the name of a code page's encoding, Western European where it is unknown."""
    name = _PYTHON_NAMES.get(code_page, f"cp{code_page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return WESTERN


def encoding_of_charset(charset: int, native: str) -> str:
    """Return the encoding of a font's character set: `native` for the document's own, empty for a font of symbols."""
    if charset == SYMBOLS:
        return ""
    if charset == 0:
        return WESTERN
    return encoding_of(_CHARSETS[charset]) if charset in _CHARSETS else native


def is_multi_byte(encoding: str) -> bool:
    """Tell whether a character may take two bytes, the second of which may look like a brace or a backslash."""
    return encoding in _MULTI_BYTE


def character(number: int) -> str:
    """Return the UTF-16 unit of a number, which is negative above 32767; a control character reads as a space."""
    value = number % 65536
    return chr(value) if value >= ord(" ") else " "


class Characters:
    """Gathers the characters of one paragraph; bytes wait until their run is whole, as a character may be two runs."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._bytes = bytearray()
        self._encodings = ("", "")
        self.is_blank = True
        """Whether nothing but white space was gathered."""

    def add_bytes(self, data: bytes, encoding: str, native: str) -> None:
        """Add bytes in the encoding of their font, in a document whose own encoding is `native`."""
        if (encoding, native) != self._encodings:
            self._flush()
            self._encodings = (encoding, native)
        self._bytes += data
        self.is_blank = self.is_blank and not (encoding and data.strip())

    def add(self, text: str) -> None:
        """Add characters; the halves of a surrogate pair may come one after the other."""
        self._flush()
        self._pieces.append(text)
        self.is_blank = self.is_blank and not text.strip()

    def take(self) -> str:
        """Return the text gathered and begin anew; half a surrogate pair becomes U+FFFD."""
        self._flush()
        text = "".join(self._pieces)
        self._pieces = []
        self.is_blank = True
        return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _flush(self) -> None:
        if self._bytes:
            self._pieces.append(_decode(bytes(self._bytes), *self._encodings))
            self._bytes.clear()


def _decode(data: bytes, encoding: str, native: str) -> str:
    """Decode a run. Simple writers put Chinese into a font marked as Western: whole pairs tell it from accents."""
    if not encoding:
        return ""
    if encoding == WESTERN and native in _MULTI_BYTE and _PAIRS.fullmatch(data):
        encoding = native
    return _CONTROLS.sub(" ", data.decode(encoding, errors="replace"))
