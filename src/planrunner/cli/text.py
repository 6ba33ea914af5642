"""Text for people, aligned by terminal cells."""

from collections.abc import Sequence
from unicodedata import combining, east_asian_width

WIDE = frozenset("WF")


def cells(text: str) -> int:
    """Return how many terminal cells a text takes: 2 for wide characters, 0 for combining ones."""
    return sum(0 if combining(char) else 2 if east_asian_width(char) in WIDE else 1 for char in text)


def fit(text: str, width: int) -> str:
    """Return a text cut or padded to exactly `width` cells; a cut is marked with two dots."""
    text = " ".join(text.split())
    if cells(text) <= width:
        return text + " " * (width - cells(text))
    kept, used = [], 0
    for char in text:
        size = cells(char)
        if used + size > width - 2:
            break
        kept.append(char)
        used += size
    return "".join(kept) + ".." + " " * (width - 2 - used)


def table(rows: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """Return lines of cells side by side, one space between, nothing behind the last."""
    return [" ".join(fit(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def wrap(text: str, width: int, indent: str = "") -> list[str]:
    """Break a text into lines of at most `width` cells, each after `indent`."""
    lines, line, used = [], "", 0
    for char in " ".join(text.split()):
        size = cells(char)
        if used + size > width - cells(indent):
            lines.append(indent + line)
            line, used = "", 0
        line += char
        used += size
    return [*lines, indent + line] if line else lines
