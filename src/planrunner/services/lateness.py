"""Writing down that a task is late: once true, for ever."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, get_args

from planrunner.domain.status import Status, is_overdue

if TYPE_CHECKING:
    from datetime import date

    from planrunner.store.tables import Task


def stamp_overdue(row: Task, today: date) -> None:
    """Write down, once and for ever, that an open task is late: late since the day after its last day in time."""
    if row.overdue_since is None and row.due and is_overdue(row.due, status_of(row), today):
        row.overdue_since = row.due + timedelta(days=1)


def status_of(row: Task) -> Status:
    """Return a task's status as the word of design.md §3 that the database's CHECK holds it to."""
    for status in get_args(Status):
        if status == row.status:
            known: Status = status
            return known
    raise AssertionError(row.status)
