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
    """Words that mark a piece, and everyday phrases that hold such a word and mean nothing by it."""

    words: tuple[str, ...]
    harmless: tuple[str, ...]

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


def load_marks(folder: Path) -> Marks:
    """Return the words that mark a piece, a workspace's own table laid over the shipped one.

    Raises BadInputError for a table without them.
    """
    table: Any = {}
    for file in layered(folder, "words/*.toml"):
        table = load_toml(file).get("marking", table)
    lists = [table.get(key) if isinstance(table, dict) else None for key in ("words", "harmless")]
    for key, words in zip(("words", "harmless"), lists, strict=True):
        if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
            raise BadInputError(f"词表 plans/words 写错了：marking.{key}。数据没有改动，请改正后重试。")
    words, harmless = (tuple(one or ()) for one in lists)
    return Marks(words, harmless)
