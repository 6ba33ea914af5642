"""Text for people, aligned by terminal cells."""

import re
from collections.abc import Sequence
from unicodedata import combining, east_asian_width


class _Widths(dict[str, int]):
    """Cells of each character met so far: asking unicodedata once is ten times the look-up."""

    def __missing__(self, char: str) -> int:
        width = 0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1
        self[char] = width
        return width


_WIDTHS = _Widths()


def cells(text: str) -> int:
    """Return how many terminal cells a text takes: 2 for wide characters, 0 for combining ones."""
    return sum(map(_WIDTHS.__getitem__, text))


def fit(text: str, width: int) -> str:
    """Return a text cut or padded to exactly `width` cells; a cut is marked with two dots."""
    text = " ".join(text.split())
    room = width - cells(text)
    if room >= 0:
        return text + " " * room
    kept, used = 0, 0
    while used + _WIDTHS[text[kept]] <= width - 2:
        used += _WIDTHS[text[kept]]
        kept += 1
    return text[:kept] + ".." + " " * (width - 2 - used)


def table(rows: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """Return lines of cells side by side, one space between, nothing behind the last."""
    return [" ".join(fit(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


UNBREAKABLE = re.compile(r"[!-~]+|.", re.DOTALL)
"""A run of ASCII (a number, a date, an address) stays on one line where it fits."""

HANGING = frozenset("，。；：、！？”’）》〉】〕%）")
"""Marks that never begin a line (GB/T 15834: 标点符号不出现在一行之首)."""


def wrap(text: str, width: int, indent: str = "") -> list[str]:
    """Break a text into lines of at most `width` cells, each after `indent`; closing marks may hang over by two."""
    lines: list[str] = []
    line, used, room = "", 0, width - cells(indent)
    tokens = UNBREAKABLE.findall(" ".join(text.split()))
    pieces = [token[at : at + room] for token in tokens for at in range(0, len(token), room)]
    for piece in pieces:
        size = cells(piece)
        if line and used + size > room and piece not in HANGING:
            lines.append(indent + line.rstrip())
            line, used = "", 0
        line += piece
        used += size
    return [*lines, indent + line] if line else lines
