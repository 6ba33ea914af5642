"""Small files of one person in a folder of the workspace: one thing each, for its owner only (0600), replaced whole.

As no two things share a file, several terminals of one person need no lock and never undo each other's writing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from planrunner.errors import NotAllowedError, system_reason


class OwnFiles:
    """One person's files in a folder, which is made with the first of them; `called` is what they hold (草稿)."""

    def __init__(self, folder: Path, who: str, called: str) -> None:
        self.folder = folder
        self._who = who
        self._called = called

    def path(self, *names: str) -> Path:
        """Return the file of a thing of these names."""
        return self.folder / f"{'-'.join(_short(name) for name in (self._who, *names))}.json"

    def newest_first(self, *names: str) -> list[Path]:
        """Return the files of all things whose first names are these."""
        head = "-".join(_short(name) for name in (self._who, *names))
        found = []
        for file in self.folder.glob(f"{head}-*.json"):
            try:
                found.append((file.stat().st_mtime_ns, file))
            except OSError:
                continue  # another terminal has just taken it away
        return [file for _, file in sorted(found, reverse=True)]

    def read(self, file: Path) -> dict[str, Any] | None:
        """Return what a file holds, None where it is damaged or gone."""
        import json  # these with the first form, behind the first paint

        try:
            found = json.loads(file.read_bytes())
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def write(self, file: Path, content: dict[str, Any]) -> None:
        """Put a whole file in the place of what was there. Raises NotAllowedError where it cannot be written."""
        import json
        import os
        import tempfile

        temporary = ""
        try:
            self.folder.mkdir(exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".part-")
            with os.fdopen(handle, "w", encoding="ascii") as stream:
                json.dump(content, stream)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).replace(file)
        except OSError as error:
            if temporary:
                Path(temporary).unlink(missing_ok=True)
            raise NotAllowedError(
                f"{self._called}没有存下来（{system_reason(error)}）。请检查 {self.folder} 是否可写。"
            ) from error


def _short(name: str) -> str:
    """Return a name as part of a file's name: any text, the same length, no two alike."""
    from hashlib import sha256

    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
