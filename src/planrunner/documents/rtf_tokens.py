"""The tokens of RTF: groups, control words, bytes. Nothing is understood here, and every step goes forward."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from planrunner.errors import BadInputError

MAX_TOKENS = 600_000
"""A report has some ten thousand; this many take two seconds to go through."""
_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,10})?[ ]?"
    rb"|(?P<bytes>(?:\\'[0-9a-fA-F]{2}){1,500})"
    rb"|\\(?P<symbol>[^a-zA-Z])"
    rb"|(?P<group>[{}])"
    rb"|(?P<text>[^\\{}]+)"
    rb"|(?P<stray>\\)",
    re.DOTALL,
)
_HIGH_PAIRS = re.compile(rb"(?:[^\\{}\x80-\xff]*[\x81-\xfe][\x40-\xfe]){1,500}")
"""Text with raw characters of two bytes, whose second byte may be a brace or a backslash."""
_NO_TEXT = b"\r\n\x00"
"""Line ends of the file, which mean nothing."""


class Token(NamedTuple):
    """One token: its kind is word, bytes, symbol, open, close or text. `number` is None for a word without one."""

    kind: str
    data: bytes
    number: int | None = None


class Tokens:
    """Reads the tokens of a file; `paired` tells the reader's present encoding, for raw characters of two bytes."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data = data
        self._name = name
        self.paired = False
        self._at = 0

    def __iter__(self) -> Iterator[Token]:
        """Yield the tokens to the end of the file. Raises BadInputError where there are more than a report can have."""
        data, at, count = self._data, self._at, 0
        while at < len(data):
            count += 1
            if count > MAX_TOKENS:
                raise BadInputError(
                    f"“{self._name}”的结构异常庞大，不像一份报告；已拒绝打开，未导入任何内容。请另存为 .docx 或 .txt 后重试。"
                )
            pair = _HIGH_PAIRS.match(data, at) if self.paired else None
            if pair:
                at = pair.end()
                yield Token("text", pair.group().translate(None, _NO_TEXT))
                continue
            match = _TOKEN.match(data, at)
            assert match is not None, "the pattern has a branch for every byte"
            self._at = at = match.end()
            kind = match.lastgroup
            if kind in {"word", "number"}:
                number = int(match["number"]) if match["number"] else None
                if match["word"] == b"bin":
                    at += max(0, number or 0)
                else:
                    yield Token("word", match["word"], number)
            elif kind == "group":
                yield Token("open" if match["group"] == b"{" else "close", b"")
            elif kind == "bytes":
                yield Token("bytes", bytes.fromhex(match["bytes"].replace(b"\\'", b"").decode("ascii")))
            elif kind == "symbol":
                yield Token("symbol", match["symbol"])
            elif kind == "text":
                yield Token("text", match["text"].translate(None, _NO_TEXT))

    def rest(self) -> bytes:
        """Return what stands after the tokens taken so far, without the zeros that pad some files."""
        return self._data[self._at :].rstrip(b"\x00")
