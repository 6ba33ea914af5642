"""Reminders of a task put off by a person: kept as data with its history, so that nobody can say they were never told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from planrunner.domain.status import OPEN
from planrunner.errors import NotAllowedError, UsageError
from planrunner.services.tracking import task_row

if TYPE_CHECKING:
    from planrunner.services.desk import Desk

LONGEST = timedelta(days=31)


def snooze(desk: Desk, task: str, until: date) -> None:
    """Send no reminders of a task before a day, and one on it. Digests and steps up the office go on.

    Raises NothingFoundError for an unknown task, NotAllowedError for one that nobody is reminded of, UsageError for a
    day that is not within a month from tomorrow.
    """
    from sqlmodel import select

    from planrunner.store.tables import Snooze

    today = desk.today()
    if not today < until <= today + LONGEST:
        raise UsageError(f"推迟到的日期要在明天到 {today + LONGEST} 之间，现在写的是 {until}。")
    with desk.store.change(who=desk.who, action="snooze", at=desk.now()) as tx:
        row = task_row(tx, task)
        if row.status not in OPEN or row.status == "submitted" or row.due is None:
            raise NotAllowedError(f"任务 {task}“{row.title}”不在提醒之列（没有日期，或已经提交、办结），不用推迟。")
        known = tx.session.exec(select(Snooze).where(Snooze.task_id == row.id)).first()
        if known is None:
            assert row.id is not None
            tx.session.add(Snooze(task_id=row.id, until=until))
        else:
            known.until = until
