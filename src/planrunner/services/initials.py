"""Pinyin initials of many texts: 防汛演练 → fxyl. pypinyin is loaded when first asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MANY = 3000
"""From so many different texts on, characters are read one by one: a hundred times faster, and 重新 begins with z then."""


def initials_of(texts: Sequence[str]) -> list[str]:
    """Return the initials of each text in small letters; what is no Chinese stays as it is."""
    from pypinyin import Style, lazy_pinyin

    different = set(texts)
    if len(different) < MANY:
        read = {text: "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower() for text in different}
        return [read[text] for text in texts]
    letters = {
        ord(char): "".join(lazy_pinyin(char, style=Style.FIRST_LETTER)).lower() for char in set().union(*different)
    }
    return [text.translate(letters) for text in texts]
