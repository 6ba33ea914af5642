"""Checked copies of a workspace's file. Imports no ORM; works while others read and write."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from planrunner.errors import DamagedDataError, NotAllowedError, PlanrunnerError, system_reason
from planrunner.store.failures import sqlite_failure
from planrunner.store.target import SQLITE_APPLICATION_ID

FOLDER = "backups"
"""Folder inside a workspace that its backups stand in."""


def sqlite_version() -> str:
    """Return the version of the SQLite library that this Python uses."""
    return sqlite3.sqlite_version


def backup(file: Path, copy: Path) -> Path:
    """Write a checked copy of a workspace's SQLite file to `copy` and return it; an older copy there is replaced.

    The copy is one picture of the data, whole or absent: it is written beside its place with VACUUM INTO, checked
    with quick_check, flushed to disk and renamed. Raises NotAllowedError where it cannot be written (folder, disk
    full), DamagedDataError where the data does not pass the check; then no copy is left behind.
    """
    part = copy.with_name(f"{copy.name}.part-{os.getpid()}")
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        try:
            with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as source:
                source.execute("VACUUM INTO ?", (str(part),))
            check(part)
            flush(part)
            part.replace(copy)
        finally:
            part.unlink(missing_ok=True)
        flush(copy.parent)
    except sqlite3.Error as error:
        raise _no_backup(sqlite_failure(error, file)) from error
    except OSError as error:
        raise NotAllowedError(
            f"备份写不进 {copy.parent}（{system_reason(error)}），没有留下备份，数据没有改动。请检查磁盘空间和权限。"
        ) from error
    return copy


def check(file: Path) -> None:
    """Raise DamagedDataError unless a file is planrunner's and passes SQLite's own check; NotAllowedError if absent."""
    if not file.is_file():
        raise NotAllowedError(f"没有 {file} 这个备份。请检查路径。")
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            found = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
    except sqlite3.Error as error:
        raise sqlite_failure(error, file) from error
    if application != SQLITE_APPLICATION_ID:
        raise DamagedDataError(f"{file} 不是 planrunner 的数据文件，没有改动任何内容。")
    if found != ["ok"]:
        raise DamagedDataError(f"{file} 没有通过检查（{found[0]}），没有改动任何内容。请改用更早的备份。")


def rotate(folder: Path, pattern: str, keep: int) -> list[Path]:
    """Delete all but the newest `keep` copies whose names match; names must sort by time. Return what was deleted."""
    old = sorted(folder.glob(pattern))[: -keep or None]
    for file in old:
        file.unlink(missing_ok=True)
    return old


def flush(path: Path) -> None:
    """Force a file, or a folder's entries, to disk (Windows has no such call for folders and needs none)."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _no_backup(error: PlanrunnerError) -> PlanrunnerError:
    return type(error)(f"备份没有做成：{error.message}")
