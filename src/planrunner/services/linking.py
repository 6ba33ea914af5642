"""One meeting for several obligations: a task also counts for another obligation (一会多用)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.errors import NothingFoundError, UsageError
from planrunner.services import ids
from planrunner.services.tracking import task_row

if TYPE_CHECKING:
    from planrunner.services.desk import Desk


def count_also(desk: Desk, task: str, obligation: str) -> str:
    """Let a task count for one more obligation of its year and return that obligation's title.

    Raises NothingFoundError for an unknown id, UsageError where it counts there already or the years differ.
    """
    from sqlmodel import select

    from planrunner.store.tables import Obligation, TaskObligation

    with desk.store.change(who=desk.who, action="link", at=desk.now(), reason=obligation) as tx:
        row = task_row(tx, task)
        found = tx.session.get(Obligation, ids.read(ids.OBLIGATION, obligation))
        if found is None:
            raise NothingFoundError(f"没有编号为 {obligation} 的事项。事项的编号在 planrunner show {task} 里。")
        if found.plan_year != row.plan_year:
            raise UsageError(
                f"事项 {obligation} 是 {found.plan_year} 年的，任务 {task} 是 {row.plan_year} 年的，不能计入。"
            )
        known = select(TaskObligation).where(TaskObligation.task_id == row.id, TaskObligation.obligation_id == found.id)
        if tx.session.exec(known).first() is not None:
            raise UsageError(f"任务 {task} 已经计入“{found.title}”。")
        assert row.id is not None
        assert found.id is not None
        tx.session.add(TaskObligation(task_id=row.id, obligation_id=found.id))
        return found.title
