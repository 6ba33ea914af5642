"""What is typed into forms and not saved yet, in a small file of the workspace: it survives Esc, a crash, a power cut.

The file is for its owner only (0600), holds each person's drafts apart, and is replaced whole.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from planrunner.errors import NotAllowedError, system_reason

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "drafts.json"
MOST = 50
"""Drafts kept of one person; the oldest go first."""


class Drafts:
    """The drafts of one person. All methods may be called from threads."""

    def __init__(self, folder: Path, who: str) -> None:
        self._file = folder / FILE
        self._who = who
        self._lock = Lock()

    def read(self, form: str) -> dict[str, str]:
        """Return what was typed into a form, by field; nothing where no draft is kept or the file is damaged."""
        found = self._read().get(self._who, {}).get(form, {})
        return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}

    def keep(self, form: str, values: Mapping[str, str]) -> None:
        """Keep what is typed into a form in place of what was kept; nothing typed takes the draft away.

        Raises NotAllowedError where the file cannot be written.
        """
        with self._lock:
            every = self._read()
            mine = {name: kept for name, kept in every.get(self._who, {}).items() if name != form}
            if values:
                mine[form] = dict(values)
            if mine == every.get(self._who, {}):
                return
            self._write(every | {self._who: dict(list(mine.items())[-MOST:])})

    def _read(self) -> dict[str, dict[str, Any]]:
        import json  # these with the first form, behind the first paint

        try:
            found = json.loads(self._file.read_bytes())
        except (OSError, ValueError):
            return {}
        people = found.items() if isinstance(found, dict) else ()
        return {who: kept for who, kept in people if isinstance(kept, dict)}

    def _write(self, every: dict[str, dict[str, Any]]) -> None:
        import json
        import os
        import tempfile

        temporary = ""
        try:
            handle, temporary = tempfile.mkstemp(dir=self._file.parent, prefix=f".{FILE}.")
            with os.fdopen(handle, "w", encoding="ascii") as stream:
                json.dump(every, stream)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).replace(self._file)
        except OSError as error:
            if temporary:
                Path(temporary).unlink(missing_ok=True)
            raise NotAllowedError(
                f"草稿没有存下来（{system_reason(error)}）。请检查 {self._file.parent} 是否可写。"
            ) from error
