"""Backups as a person sees them: made on demand and each night, found again, put back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planrunner.errors import NotAllowedError
from planrunner.services.evidence_review import check_files
from planrunner.store.backup import FOLDER, rotate

if TYPE_CHECKING:
    from pathlib import Path

    from planrunner.services.desk import Desk
    from planrunner.store.bundle import Restored

NIGHTLY = "nightly-*.zip"
KEPT_NIGHTS = 7


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made: the file, its size in bytes, how many files of evidence it holds, and what it lacks."""

    file: Path
    size: int
    evidence: int
    problems: list[str]


def make_backup(desk: Desk, file: Path | None = None) -> Backup:
    """Write a checked backup of everything in one file, by default into the workspace's `backups`.

    Raises NotAllowedError without a workspace, on PostgreSQL, or where the file cannot be written; DamagedDataError
    where the data does not pass its check.
    """
    from planrunner.store.bundle import write_bundle

    _on_sqlite(desk, "备份", "pg_dump")
    _, problems = check_files(desk)
    if file is None:
        file = desk.folder / FOLDER / f"planrunner-{desk.now():%Y%m%d-%H%M%S}.zip"
    elif file.is_dir():
        file = file / f"planrunner-{desk.now():%Y%m%d-%H%M%S}.zip"
    evidence = write_bundle(desk.folder, file)
    return Backup(file, file.stat().st_size, evidence, problems)


def nightly_backup(desk: Desk) -> None:
    """Make the day's backup where there is none yet, and keep the newest few.

    On PostgreSQL backups are its administrator's. Raises as `make_backup`.
    """
    folder = desk.folder / FOLDER
    file = folder / NIGHTLY.replace("*", f"{desk.today():%Y%m%d}")
    if desk.store.target.is_postgres or file.exists():
        return
    make_backup(desk, file)
    rotate(folder, NIGHTLY, KEPT_NIGHTS)


def restore(desk: Desk, file: Path) -> Restored:
    """Put the workspace back as a backup has it; the present state is kept aside in `backups`.

    Raises as `store.bundle.restore_bundle`, and NotAllowedError on PostgreSQL or a network share.
    """
    from planrunner.services.workspace import refuse_network_share
    from planrunner.store.bundle import restore_bundle

    _on_sqlite(desk, "恢复", "pg_restore")
    refuse_network_share(desk.folder)
    desk.store.close()
    aside = desk.folder / FOLDER / f"before-restore-{desk.now():%Y%m%d-%H%M%S}"
    return restore_bundle(desk.folder, file, aside)


def last_backup(folder: Path) -> Path | None:
    """Return the newest backup in a workspace's own folder of backups, None where there is none."""
    found = [file for file in (folder / FOLDER).glob("*.zip") if file.is_file()]
    return max(found, key=lambda file: file.stat().st_mtime, default=None)


def _on_sqlite(desk: Desk, what: str, tool: str) -> None:
    if desk.store.target.is_postgres:
        raise NotAllowedError(
            f"数据在 PostgreSQL 上，{what}请用数据库自己的 {tool}（由管理员做）；工作区的 evidence 文件夹另外拷一份。"
        )
