"""`--plain`: no cell of ambiguous width on the screen, whatever a report or a widget brings.

Old consoles draw the East Asian Width class A (quotation marks, dashes, box drawing …) two cells wide, Textual counts
one: every such character shifts the rest of its line. The filter puts an ASCII character of one cell in its place.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import get_character_cell_size
from rich.segment import Segment
from textual.filter import LineFilter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.color import Color

STAND_INS = {
    **dict.fromkeys("“”„", '"'),
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("—–‐―─━═╌╍╴╶╸╺▔▁▂▄▀", "-"),
    **dict.fromkeys("│┃║╎╏┆┇┊┋▌▐▏▎▍▋▊▉▕", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋", "+"),
    **dict.fromkeys("█▇▆▅▃▓▒░■", "#"),
    **dict.fromkeys("□◇○◯", "o"),
    **dict.fromkeys("●◆★☆※", "*"),
    **dict.fromkeys("·…", "."),
    **dict.fromkeys("→▶▷►", ">"),
    **dict.fromkeys("←◀◁◄", "<"),
    **dict.fromkeys("↑▲△", "^"),
    **dict.fromkeys("↓▼▽", "v"),
    "×": "x",
    "÷": "/",
    "√": "v",
    "±": "+",
    "≤": "<",
    "≥": ">",
    "°": "o",
    "§": "S",
}
UNKNOWN = "?"


@lru_cache(4096)
def stand_in(char: str) -> str:
    """Return the character to draw for one: itself, or for one of ambiguous width an ASCII one as wide as Textual counts."""
    if unicodedata.east_asian_width(char) != "A":
        return char
    if get_character_cell_size(char) == 0:
        return ""
    if char in STAND_INS:
        return STAND_INS[char]
    simple = unicodedata.normalize("NFKD", char).strip("()")[:1]
    return simple if simple.isascii() and simple.isprintable() and simple else UNKNOWN


def unambiguous(text: str) -> str:
    """Return a text of as many cells without characters of ambiguous width."""
    return text if text.isascii() else "".join(map(stand_in, text))


class PlainFilter(LineFilter):
    """Rewrites every line that goes to the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - given by Textual
        """Return the segments with stand-ins in their texts."""
        return [Segment(unambiguous(text), style, control) for text, style, control in segments]


def wanted(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Tell whether this terminal needs plain mode: the old Windows console, which Windows Terminal is not."""
    return platform == "win32" and "WT_SESSION" not in environment
