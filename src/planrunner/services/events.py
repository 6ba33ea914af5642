"""What triggers wait for (信息形成, 交办, 受理): a person enters the day it happened, the term runs from there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from planrunner.domain.placement import after_event
from planrunner.domain.schedule import Trigger, schedule_from_json
from planrunner.errors import NotAllowedError, NothingFoundError, UsageError
from planrunner.services import ids
from planrunner.services.planning import task_dates
from planrunner.services.proposing import occurrence_to_json
from planrunner.wording import month_day

if TYPE_CHECKING:
    from datetime import date

    from planrunner.services.desk import Desk
    from planrunner.store.changes import Change
    from planrunner.store.tables import Obligation, Task


_TERM = re.compile(r"（[^（）]*内）$")
"""The term at the end of a rule's title (形成或变更后20个工作日内); a running task has its days instead."""


class Started(NamedTuple):
    """The task whose term runs now; `fresh` where it was made for this event, `due` its last day in time."""

    id: str
    title: str
    due: date
    tentative: bool
    fresh: bool


def record_event(desk: Desk, text: str, day: date, note: str = "") -> Started:
    """Enter the day on which what an obligation (O5) or its task (T12) waits for has happened.

    The first event dates the task that stands waiting; each further one makes a task of its own. Raises
    NothingFoundError for an unknown id, UsageError where nothing is waited for, NotAllowedError for a day to come.
    """
    if day > desk.today():
        raise NotAllowedError(f"{month_day(day)}还没有到，发生了再录入。没有改动。")
    with desk.store.change(who=desk.who, action="event", at=desk.now(), reason=note.strip()) as tx:
        obligation = _obligation(tx, text)
        schedule = schedule_from_json(obligation.schedule)
        if not isinstance(schedule, Trigger):
            raise UsageError(f"“{obligation.title}”不等待外部事件，日期用 planrunner reschedule 改。没有改动。")
        tasks = _tasks(tx, obligation)
        waiting = next((one for one in tasks if one.planned is None and one.status in ("planned", "started")), None)
        number = max((one.number for one in tasks), default=0) + (waiting is None)
        occurrence = after_event(schedule, day, waiting.number if waiting else number, desk.calendar())
        dates = task_dates(occurrence_to_json(occurrence))
        reason = f"{month_day(day)}{schedule.event}，{obligation.reason.split('；')[0]}"
        task = waiting or _further(desk, tx, obligation, number)
        for name, value in dates.items():
            setattr(task, name, value)
        task.reason, task.date_source, task.edited = reason, "manual", True
        task.title = f"{_TERM.sub('', obligation.title)}：{note.strip() or month_day(day) + schedule.event}"
        tx.session.flush()
        assert task.id is not None
        assert task.due is not None
        return Started(ids.show(ids.TASK, task.id), task.title, task.due, task.tentative, waiting is None)


def _obligation(tx: Change, text: str) -> Obligation:
    from sqlmodel import select

    from planrunner.store.tables import Obligation, TaskObligation

    if text.strip()[:1] in "OoＯ":
        found = tx.session.get(Obligation, ids.read(ids.OBLIGATION, text))
    else:
        serves = select(TaskObligation).where(TaskObligation.task_id == ids.read(ids.TASK, text))
        link = tx.session.exec(serves).first()
        found = tx.session.get(Obligation, link.obligation_id) if link else None
    if found is None:
        raise NothingFoundError(f"没有编号为 {text} 的事项或任务。可用 planrunner list --undated 查看等待触发的。")
    return found


def _tasks(tx: Change, obligation: Obligation) -> list[Task]:
    from sqlmodel import select

    from planrunner.store.tables import Task, TaskObligation

    joined = select(Task).join(TaskObligation, TaskObligation.task_id == Task.id)  # type: ignore[arg-type]  # columns
    return list(tx.session.exec(joined.where(TaskObligation.obligation_id == obligation.id)).all())


def _further(desk: Desk, tx: Change, obligation: Obligation, number: int) -> Task:
    from planrunner.store.tables import Task, TaskObligation

    now = desk.now()
    task = Task(
        plan_year=obligation.plan_year, key=f"{obligation.key}#{number}", title=obligation.title, number=number,
        category=obligation.category, owner=obligation.owner, date_source="manual", reason="",
        created_at=now, updated_at=now,
    )  # fmt: skip
    tx.session.add(task)
    tx.session.flush()
    assert task.id is not None
    assert obligation.id is not None
    tx.session.add(TaskObligation(task_id=task.id, obligation_id=obligation.id))
    return task
