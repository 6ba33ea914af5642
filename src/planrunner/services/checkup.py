"""What `doctor` looks at: the machine, and the workspace where there is one. Values for programs; `cli` has the words."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Any

from planrunner import __version__
from planrunner.services import workspace
from planrunner.services.backing import last_backup
from planrunner.store.backup import sqlite_version
from planrunner.store.target import SCHEMA_VERSION

if TYPE_CHECKING:
    from pathlib import Path

    from planrunner.services.desk import Desk

COUNTED = {"document": "文件", "proposal": "建议", "obligation": "事项", "task": "任务", "evidence": "佐证"}
"""Tables that are counted, and their words."""
TOOLS = ("soffice",)
"""Programs that are used where they are: LibreOffice recovers the automatic numbers of .doc files."""


def machine(folder: Path) -> dict[str, Any]:
    """Return versions, the place of the workspace and its disk, and optional tools."""
    place = folder.absolute()
    there = next(parent for parent in (place, *place.parents) if parent.exists())
    return {
        "version": __version__,
        "python": sys.version.split()[0],
        "sqlite": sqlite_version(),
        "encoding": sys.stdout.encoding or "",
        "workspace": str(place),
        "exists": (place / "planrunner.db").is_file(),
        "network_share": workspace.network_share(folder) or None,
        "free_bytes": shutil.disk_usage(there).free,
        "tools": {name: shutil.which(name) for name in TOOLS},
    }


def contents(desk: Desk) -> dict[str, Any]:
    """Return what the workspace holds and whether it is in order; older data is brought up to this program first.

    Raises NotAllowedError where there is no workspace, DamagedDataError where the data cannot be opened.
    """
    migrated = workspace.upgrade(desk)
    office = desk.office()
    with desk.store.reader() as reader:
        counts = {table: reader.rows(f"SELECT COUNT(*) FROM {table}")[0][0] for table in COUNTED}  # noqa: S608 - our own names
    verdict = workspace.verify(desk)
    newest = last_backup(desk.folder)
    year = desk.today().year
    return {
        "office": office.name,
        "region": office.region,
        "sign_off": office.sign_off,
        "who": desk.who,
        "migrated": migrated,
        "schema": SCHEMA_VERSION,
        "counts": counts,
        "records": verdict.records,
        "problems": verdict.problems,
        "last_backup": str(newest) if newest else None,
        "holidays_published": {str(one): desk.calendar().is_published(one) for one in (year, year + 1)},
    }
