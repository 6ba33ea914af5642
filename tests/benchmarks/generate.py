"""A workspace of as many tasks as wanted, for measuring: raw rows, without the history that services write."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from planrunner.services import workspace
from planrunner.services.desk import Desk
from planrunner.store.database import Store
from planrunner.store.target import Target

CATEGORIES = ("study", "publicity", "enforcement", "mediation", "other")
OWNERS = ("党政办", "司法所", "综合执法办", "平安办")
DAYS = 1095
"""Tasks are spread over three years, the day of the benchmark in the middle."""
LATE_EVERY = 500
"""One past task in so many is still open; the others are closed."""

COLUMNS = (
    "plan_year", "key", "title", "category", "status", "number", "rule_date", "planned", "spans", "due", "tentative",
    "owner", "date_source", "reason", "note", "edited", "self_reviewed", "no_evidence_reason", "status_reason",
    "sequence", "created_at", "updated_at", "version",
)  # fmt: skip


def make_workspace(folder: Path, tasks: int, today: date) -> Path:
    """Make a workspace in `folder` with so many tasks around `today`; return the folder."""
    store = Store(Target(file=folder / "planrunner.db"))
    workspace.init(Desk(folder, store, "基准"), "基准镇", "370305")
    store.close()
    with closing(sqlite3.connect(folder / "planrunner.db", isolation_level=None)) as connection:
        connection.execute("BEGIN")
        marks = ", ".join("?" * len(COLUMNS))
        connection.executemany(f"INSERT INTO task ({', '.join(COLUMNS)}) VALUES ({marks})", _rows(tasks, today))  # noqa: S608 - constants
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


def _rows(tasks: int, today: date) -> Iterator[tuple[object, ...]]:
    first = today - timedelta(days=DAYS // 2)
    for number in range(1, tasks + 1):
        planned = first + timedelta(days=number % DAYS)
        due = planned + timedelta(days=number % 5)
        is_open = due >= today or number % LATE_EVERY == 0
        yield (
            planned.year, f"k{number}", f"开展第{number}项法治工作并形成台账", CATEGORIES[number % 5],
            "planned" if is_open else "closed", 1, planned.isoformat(), planned.isoformat(), 0, due.isoformat(), 0,
            OWNERS[number % 4], "custom", "每季度一次，避开节假日", "", 0, 0, "", "", 0,
            "2021-12-01 00:00:00.000000", "2021-12-01 00:00:00.000000", 1,
        )  # fmt: skip
