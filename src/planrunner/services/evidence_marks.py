"""Evidence that says of itself that it is not for everyone: told by a list of words (plans/words/marking.toml)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planrunner.errors import BadInputError
from planrunner.services.packs import layered, load_toml

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Marks:
    """Words that mark a piece, everyday phrases that hold such a word and mean nothing by it, and words of personal data."""

    words: tuple[str, ...]
    harmless: tuple[str, ...]
    personal: tuple[str, ...]

    def found(self, *texts: str) -> str:
        """Return the first marking word in any of the texts, "" where there is none.

        Blanks between the characters do not hide a word: headings are often spaced out (秘 密).
        """
        for text in texts:
            plain = "".join(text.split())
            for phrase in self.harmless:
                plain = plain.replace(phrase, "　")
            for word in self.words:
                if word in plain:
                    return word
        return ""

    def personal_word(self, *texts: str) -> str:
        """Return the first word in any of the texts that tells of personal data, "" where there is none."""
        return next((word for text in texts for word in self.personal if word in text), "")


def load_marks(folder: Path) -> Marks:
    """Return the words that mark a piece, a workspace's own table laid over the shipped one.

    Raises BadInputError for a table without them.
    """
    tables: dict[str, Any] = {}
    for file in layered(folder, "words/*.toml"):
        tables |= load_toml(file)
    return Marks(
        _words(tables, "marking", "words"), _words(tables, "marking", "harmless"), _words(tables, "personal", "words")
    )


def _words(tables: dict[str, Any], name: str, key: str) -> tuple[str, ...]:
    table = tables.get(name)
    words = table.get(key) if isinstance(table, dict) else None
    if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
        raise BadInputError(f"词表 plans/words 写错了：{name}.{key}。数据没有改动，请改正后重试。")
    return tuple(words)
