"""What a person searches for again and again, under a name (我逾期的): small files of theirs in the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from planrunner.errors import NotAllowedError, UsageError, system_reason
from planrunner.tui.cells import one_line
from planrunner.tui.own_files import OwnFiles

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "views"
LONGEST = 20
"""Characters of a name at most, so that several stand on one line."""


class View(NamedTuple):
    """Words for the search page under a name."""

    name: str
    words: str


class Kept(NamedTuple):
    """A person's views, the newest first, and what to tell them where some could not be read ("" for nothing)."""

    views: list[View]
    trouble: str = ""


class KeptViews:
    """The views of one person. All methods may be called from threads."""

    def __init__(self, folder: Path, who: str) -> None:
        self._files = OwnFiles(folder / FOLDER, who, "常用筛选")

    def read(self) -> Kept:
        """Return all views; a damaged file is put aside beside them, so that it is told once and nothing is lost."""
        found, damaged = [], []
        for file in self._files.newest_first():
            view = self._view(file)
            if view is not None:
                found.append(view)
            elif file.exists():
                damaged.append(file)
        if not damaged:
            return Kept(found)
        for file in damaged:
            _put_aside(file)
        return Kept(
            found,
            f"有 {len(damaged)} 个常用筛选读不出来（文件坏了），放在 {self._files.folder} 里，名字以 .bad 结尾；"
            f"其余 {len(found)} 个都在。要用的请重新存一次。",
        )

    def find(self, name: str) -> View | None:
        """Return the view of a name."""
        return self._view(self._files.path(name_of(name)))

    def keep(self, name: str, words: str) -> str:
        """Keep words under a name, in place of what had it; return the name. UsageError for no name or a long one."""
        name = name_of(name)
        self._files.write(self._files.path(name), {"name": name, "words": words})
        return name

    def remove(self, name: str) -> None:
        """Take a view away. Raises NotAllowedError where that cannot be."""
        try:
            self._files.path(name).unlink(missing_ok=True)
        except OSError as error:
            raise NotAllowedError(f"“{name}”没有删掉（{system_reason(error)}），它还在。") from error

    def _view(self, file: Path) -> View | None:
        found = self._files.read(file) or {}
        name, words = found.get("name"), found.get("words")
        return View(name, words) if isinstance(name, str) and isinstance(words, str) else None


def name_of(typed: str) -> str:
    """Return a typed name on one line. UsageError for none or a long one."""
    name = one_line(typed)
    if not name:
        raise UsageError("请起个名称，例如：我逾期的。")
    if len(name) > LONGEST:
        raise UsageError(f"名称太长，最多 {LONGEST} 个字。")
    return name


def _put_aside(file: Path) -> None:
    try:
        file.replace(file.with_suffix(".bad"))
    except OSError:
        return  # in a folder that cannot be written it stays, and is told again
