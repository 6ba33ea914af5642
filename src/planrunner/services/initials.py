"""Pinyin initials of many texts: 防汛演练 → fxyl. Each character is looked up once; pypinyin is loaded when first asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def initials_of(texts: Sequence[str]) -> list[str]:
    """Return the initials of each text in small letters: a character by its usual reading, anything else as it is."""
    from pypinyin import Style, lazy_pinyin

    known: dict[int, str] = {}
    for char in set().union(*texts):
        (letter, *_) = lazy_pinyin(char, style=Style.FIRST_LETTER)
        known[ord(char)] = letter.lower()
    return [text.translate(known) for text in texts]
