"""Making a running term longer, once, where the law lets it (依申请公开 20个工作日, 代表建议 3个月)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from planrunner.domain.placement import after_event
from planrunner.domain.schedule import Trigger, schedule_from_json
from planrunner.errors import NotAllowedError, UsageError
from planrunner.services import ids
from planrunner.services.lateness import stamp_overdue
from planrunner.services.packs import load_rules
from planrunner.services.tracking import Versions, task_row
from planrunner.wording import STATUSES

if TYPE_CHECKING:
    from datetime import date

    from planrunner.services.desk import Desk
    from planrunner.store.changes import Change
    from planrunner.store.tables import Obligation, Task


class Extended(NamedTuple):
    """The task whose term is longer now, its last day before and after."""

    id: str
    title: str
    before: date
    after: date
    tentative: bool


def extend_term(desk: Desk, text: str, reason: str, versions: Versions | None = None) -> Extended:
    """Make the term of an open task longer by what its rule allows, counted on from the same event.

    A task already late stays late: the law extends a term that still runs. Raises NothingFoundError for an unknown
    id, UsageError without a reason or where no term runs, NotAllowedError where the rule gives no extension, where
    it was used, or where the task is no longer open.
    """
    from planrunner.store.tables import Extension

    if not reason.strip():
        raise UsageError("延期要写明理由和批准情况，例如：--reason 涉及第三方，已经负责人批准并告知申请人")
    with desk.store.change(who=desk.who, action="extend", at=desk.now(), reason=reason) as tx:
        row = task_row(tx, text, versions)
        if row.status not in ("planned", "started"):
            raise NotAllowedError(f"任务 {text}“{row.title}”{STATUSES[row.status]}，不能延期。没有改动。")
        trigger, longer = _term(desk, tx, row)
        if row.due is None or row.window_from is None:
            raise UsageError(f"任务 {text}“{row.title}”的期限还没有起算。先录入触发日期：planrunner event {text} 日期")
        if _used(tx, row):
            raise NotAllowedError(f"任务 {text}“{row.title}”已经延期过一次，依规定只能延一次。没有改动。")
        stamp_overdue(row, desk.today())
        fresh = after_event(replace(trigger, days=trigger.days + longer), row.window_from, row.number, desk.calendar())
        assert row.id is not None
        assert fresh.due is not None
        before = row.due
        tx.session.add(Extension(task_id=row.id, due_before=before, due_after=fresh.due, reason=reason.strip()))
        row.rule_date, row.window_to = fresh.rule_date, (fresh.window or (None, None))[1]
        row.planned = row.due = fresh.due
        row.tentative, row.edited = fresh.tentative, True
        row.note = f"延期：{reason.strip()}"
        return Extended(ids.show(ids.TASK, row.id), row.title, before, fresh.due, fresh.tentative)


def _term(desk: Desk, tx: Change, row: Task) -> tuple[Trigger, int]:
    """Return the term that runs for a task and by how much its rule lets it be made longer."""
    book = load_rules(desk.folder, desk.office().region)
    for obligation in _obligations(tx, row):
        schedule = schedule_from_json(obligation.schedule)
        rule = book.get(obligation.rule) if obligation.rule else None
        if isinstance(schedule, Trigger) and rule is not None and rule.schedule.extend:
            return schedule, rule.schedule.extend
    raise NotAllowedError(f"“{row.title}”所依据的规定没有给延长的期限。要改日期用 planrunner reschedule。没有改动。")


def _obligations(tx: Change, row: Task) -> list[Obligation]:
    from sqlmodel import select

    from planrunner.store.tables import Obligation, TaskObligation

    joined = select(Obligation).join(TaskObligation, TaskObligation.obligation_id == Obligation.id)  # type: ignore[arg-type]  # columns
    return list(tx.session.exec(joined.where(TaskObligation.task_id == row.id)).all())


def _used(tx: Change, row: Task) -> bool:
    from sqlmodel import select

    from planrunner.store.tables import Extension

    return tx.session.exec(select(Extension.id).where(Extension.task_id == row.id)).first() is not None
