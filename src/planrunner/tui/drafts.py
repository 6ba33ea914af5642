"""What is typed into forms and not saved yet, in small files of the workspace: it survives Esc, a crash, a power cut.

Each terminal has its own file for each form. Two terminals that type into the same form leave two drafts; they come
back one after the other, the newest first.
"""

from __future__ import annotations

import os
from threading import Lock
from typing import TYPE_CHECKING

from planrunner.tui.own_files import OwnFiles

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDER = "drafts"
MOST = 50
"""Drafts kept of one person; the oldest go first."""


class Drafts:
    """The drafts of one person in one terminal. All methods may be called from threads."""

    def __init__(self, folder: Path, who: str) -> None:
        self._files = OwnFiles(folder / FOLDER, who, "草稿")
        self._terminal = os.urandom(8).hex()
        self._lock = Lock()
        self._taken: dict[str, dict[Path, dict[str, str]]] = {}
        """Form → files of other terminals that were put back here, and what they held then."""

    def read(self, form: str) -> dict[str, str]:
        """Return what was typed into a form, by field: here, or else what another terminal left last; {} for nothing."""
        with self._lock:
            own = self._files.path(form, self._terminal)
            for file in (own, *self._files.newest_first(form)):
                values = self._values(file)
                if values:
                    if file != own:
                        self._taken.setdefault(form, {})[file] = values
                    return values
        return {}

    def keep(self, form: str, values: Mapping[str, str]) -> None:
        """Keep what is typed into a form in place of what was kept; nothing typed takes the draft away.

        Raises NotAllowedError where the file cannot be written.
        """
        with self._lock:
            own = self._files.path(form, self._terminal)
            if values:
                if self._values(own) != values:
                    self._files.write(own, {"form": form, "values": dict(values)})
                    for file in self._files.newest_first()[MOST:]:
                        _remove(file)
                return
            _remove(own)
            for file, seen in self._taken.pop(form, {}).items():
                if self._values(file) == seen:  # else someone typed on there
                    _remove(file)

    def _values(self, file: Path) -> dict[str, str]:
        found = (self._files.read(file) or {}).get("values")
        return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def _remove(file: Path) -> None:
    """Take a draft away; where that cannot be, it is offered once more, which does no harm."""
    try:
        file.unlink(missing_ok=True)
    except OSError:
        return
