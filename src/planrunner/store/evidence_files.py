"""Evidence files by content: `evidence/ab/abcdef…` named by SHA-256, written once, never changed."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from planrunner.errors import BadInputError, NotAllowedError, system_reason
from planrunner.store.backup import flush

LARGEST = 512 * 1024 * 1024
"""Bytes; a larger file is a film, which belongs on the office's share and into planrunner as a link."""


def path_of(folder: Path, sha256: str) -> Path:
    """Return where a file of this digest stands in a workspace folder."""
    return folder / "evidence" / sha256[:2] / sha256


def keep(folder: Path, source: Path) -> tuple[str, int]:
    """Copy a file into the workspace and return (hex SHA-256, size in bytes); a known content is not copied again.

    The copy is complete or absent: it is written beside its place, flushed to disk and renamed. Raises BadInputError
    for a file that is missing, empty, too large or unreadable, NotAllowedError where the workspace cannot be written.
    """
    try:
        size = source.stat().st_size
        if source.is_dir():
            raise BadInputError(f"{source} 是文件夹。请选一个文件；多个文件请逐个附上，或先打包。")
        if size == 0:
            raise BadInputError(f"{source.name} 是空文件，没有附上。请检查后重新选择。")
        if size > LARGEST:
            raise BadInputError(f"{source.name} 超过 {LARGEST >> 20} MB，没有附上。请放到共享文件夹，把链接附上。")
        stream = source.open("rb")
    except OSError as error:
        raise BadInputError(f"读不了 {source}（{system_reason(error)}），没有附上。请检查路径和权限。") from error
    try:
        with stream:
            (folder / "evidence").mkdir(exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=folder / "evidence", prefix=".new-", delete=False) as copy:
                temporary = Path(copy.name)
                try:
                    shutil.copyfileobj(stream, copy, 1 << 20)
                    copy.flush()
                    os.fsync(copy.fileno())
                    size = copy.tell()  # what was kept, should the file have grown meanwhile
                except OSError:
                    temporary.unlink(missing_ok=True)
                    raise
        digest = _into_place(folder, temporary)
    except OSError as error:
        raise NotAllowedError(
            f"佐证存不进工作区（{system_reason(error)}），没有写入任何内容。请检查磁盘空间和权限。"
        ) from error
    return digest, size


def _into_place(folder: Path, temporary: Path) -> str:
    try:
        digest = digest_of(temporary)
        target = path_of(folder, digest)
        target.parent.mkdir(exist_ok=True)
        if not target.is_file() or digest_of(target) != digest:  # a copy damaged on disk is healed
            temporary.replace(target)
            flush(target.parent)
    finally:
        temporary.unlink(missing_ok=True)
    return digest


def files_of(folder: Path, before: float) -> Iterator[Path]:
    """Yield every file in a workspace's evidence folder that was last written before a moment (POSIX time)."""
    for path in (folder / "evidence").rglob("*"):
        try:
            if path.is_file() and path.stat().st_mtime < before:
                yield path
        except FileNotFoundError:  # it has just been put in its place
            continue


def digest_of(file: Path) -> str:
    """Return the hex SHA-256 of a file's content. Raises OSError where it cannot be read."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
