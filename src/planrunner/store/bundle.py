"""Backups in one file: a zip of the checked data, the evidence, the settings and the office's own rules and notices.

The zip is whole or absent, and everything in it can be checked: the data by SQLite, each file by the zip's own CRC,
each piece of evidence by the digest that is its name.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import zipfile
import zlib
from contextlib import closing
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from planrunner.errors import BadInputError, ConflictError, DamagedDataError, NotAllowedError, system_reason
from planrunner.store.backup import FOLDER, backup, check, flush
from planrunner.store.evidence_files import digest_of
from planrunner.store.failures import BUSY, primary_code
from planrunner.store.target import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DATABASE = "planrunner.db"
SETTINGS = "planrunner.toml"
PARTS = re.compile(r"planrunner\.(db|toml)|evidence/[0-9a-f]{2}/[0-9a-f]{64}|plans/[^\\:]+")
"""Names that a backup holds; a file with any other is none of ours, or wants to be written elsewhere."""
SQLITE_HEAD = b"SQLite format 3\x00"


class Restored(NamedTuple):
    """What a restore did: pieces of evidence put back, and the folder that the state before it was put aside in."""

    evidence: int
    settings: bool
    aside: Path | None


def write_bundle(workspace: Path, file: Path) -> int:
    """Write a checked backup of a workspace to `file`; return how many pieces of evidence it holds.

    An older file there is replaced when the new one is whole; evidence that is damaged is left out. Raises
    NotAllowedError where it cannot be written, DamagedDataError where the data does not pass its check, or the file,
    read again, is not what was written; then nothing is left behind.
    """
    part = file.with_name(f"{file.name}.part-{os.getpid()}")
    copy = workspace / FOLDER / f"copy-{os.getpid()}.db"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        backup(workspace / DATABASE, copy)
        try:
            count = _zip(workspace, copy, part)
            _checked(part, file.name)
            flush(part)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
            copy.unlink(missing_ok=True)
        flush(file.parent)
    except OSError as error:
        raise NotAllowedError(
            f"备份写不进 {file}（{system_reason(error)}），没有留下备份，数据没有改动。请检查磁盘空间和权限。"
        ) from error
    except BadInputError as error:
        raise DamagedDataError(f"备份没有做成：{error.message}写下的和读回的不一样，请换一个磁盘再试。") from error
    return count


def _zip(workspace: Path, copy: Path, file: Path) -> int:
    """Write the copy of the data and what belongs beside it into a zip; return how many pieces of evidence there are."""
    count = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.write(copy, DATABASE)
        for path, name in _own_files(workspace):
            evidence = name.startswith("evidence/")
            count += evidence
            bundle.write(path, name, zipfile.ZIP_STORED if evidence else None)
    return count


def restore_bundle(workspace: Path, file: Path, aside: Path) -> Restored:
    """Put a workspace back as a backup has it, after checking the whole file; the present state goes to `aside`.

    Everything is unpacked beside its place first; the data changes in one rename. Evidence is added, never removed.
    A bare copy of the data (`backups/before-schema-N.db`) may be given too. Raises BadInputError for a file that is
    damaged or no backup, ConflictError while another program has the workspace open, NotAllowedError where it cannot
    be written; then the workspace is as it was.
    """
    fresh = workspace / ".restore"  # one restore at a time; what a killed one left is cleared by the next
    try:
        workspace.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        try:
            _unpack(file, fresh)
            return _swap(workspace, fresh, aside)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise NotAllowedError(
            f"没有恢复：{system_reason(error)}，现有数据没有改动。请检查磁盘空间和权限，关掉打开这个工作区的其他窗口。"
        ) from error


def _own_files(workspace: Path) -> Iterator[tuple[Path, str]]:
    """Yield what belongs into a backup beside the data, with its name there.

    Left out are what programs leave lying about, and evidence that is not any more what its name says.
    """
    if (workspace / SETTINGS).is_file():
        yield workspace / SETTINGS, SETTINGS
    for folder in ("evidence", "plans"):
        for path in sorted((workspace / folder).rglob("*")):
            name = path.relative_to(workspace).as_posix()
            if path.is_file() and PARTS.fullmatch(name) and (folder == "plans" or digest_of(path) == path.name):
                yield path, name


def _checked(file: Path, name: str) -> list[str]:
    """Return the names in a zip after reading all of it. Raises BadInputError where something is not as it should be."""
    try:
        with zipfile.ZipFile(file) as bundle:
            names = [info.filename for info in bundle.infolist() if not info.is_dir()]
            if DATABASE not in names or any(not PARTS.fullmatch(one) or ".." in one.split("/") for one in names):
                raise BadInputError(f"{name} 不是 planrunner 的备份。")
            for one in names:
                digest = _digest_in(bundle, one)
                if one.startswith("evidence/") and not one.endswith(digest):
                    raise BadInputError(f"{name} 里的佐证 {digest[:8]}… 与它的指纹不符。")
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:  # what zipfile raises
        raise BadInputError(f"{name} 已损坏，或者不是备份文件，读不出来。") from error
    return names


def _digest_in(bundle: zipfile.ZipFile, name: str) -> str:
    """Return the SHA-256 of a file in a zip; reading it to the end compares its CRC."""
    digest = sha256()
    with bundle.open(name) as stream:
        while part := stream.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def _unpack(file: Path, fresh: Path) -> None:
    """Unpack a backup into a folder and check the data in it. Raises BadInputError for a file that is no whole backup."""
    try:
        with file.open("rb") as stream:
            bare = stream.read(len(SQLITE_HEAD)) == SQLITE_HEAD
        if bare:
            shutil.copyfile(file, fresh / DATABASE)
        else:
            names = _checked(file, file.name)
    except OSError as error:
        raise BadInputError(f"读不了 {file}（{system_reason(error)}），没有恢复，现有数据没有改动。") from error
    except BadInputError as error:
        raise BadInputError(f"{error.message}没有恢复，现有数据没有改动。请换一个备份。") from error
    if not bare:
        with zipfile.ZipFile(file) as bundle:
            bundle.extractall(fresh, names)  # every name was checked against PARTS
    try:
        check(fresh / DATABASE)
    except DamagedDataError as error:
        raise BadInputError(f"{file.name} 里的数据没有通过检查，没有恢复，现有数据没有改动。请换一个备份。") from error
    with closing(sqlite3.connect(fresh / DATABASE)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise BadInputError(
            f"{file.name} 由更新版本的 planrunner 写成，这个版本读不了。没有恢复，现有数据没有改动。请换用新版程序。"
        )
    flush(fresh / DATABASE)


def _swap(workspace: Path, fresh: Path, aside: Path) -> Restored:
    """Put unpacked files in place: evidence first, then the data in one rename, then settings and rules."""
    data = workspace / DATABASE
    kept = data.exists()
    if kept:
        _close_wal(data)
        aside.mkdir(parents=True)
        for name in (DATABASE, f"{DATABASE}-wal", SETTINGS):
            if (workspace / name).exists():
                shutil.copy2(workspace / name, aside / name)
        if (workspace / "plans").is_dir():
            shutil.copytree(workspace / "plans", aside / "plans")
        flush(aside / DATABASE)
        flush(aside)
    pieces = [path for path in (fresh / "evidence").rglob("*") if path.is_file()]
    for path in pieces:
        place = workspace / path.relative_to(fresh)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
    for suffix in ("-wal", "-shm"):  # of the data before: SQLite would play it into the restored file
        data.with_name(f"{DATABASE}{suffix}").unlink(missing_ok=True)
    (fresh / DATABASE).replace(data)
    flush(workspace)
    settings = (fresh / SETTINGS).is_file()
    if settings:
        (fresh / SETTINGS).replace(workspace / SETTINGS)
    if (fresh / "plans").is_dir():
        shutil.rmtree(workspace / "plans", ignore_errors=True)
        (fresh / "plans").replace(workspace / "plans")
    return Restored(len(pieces), settings, aside if kept else None)


def _close_wal(data: Path) -> None:
    """Bring the last changes into the data file itself; data that is damaged is left as it is.

    Leaving WAL needs the file for oneself: so this tells whether another program has it open (ConflictError).
    """
    try:
        with closing(sqlite3.connect(data, timeout=2)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.Error as error:
        if primary_code(error) in BUSY:
            raise ConflictError(
                "工作区正被另一个程序打开，没有恢复，现有数据没有改动。请先关掉界面，停掉 planrunner serve。"
            ) from error
