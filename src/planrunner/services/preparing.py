"""Tasks that prepare another (起草 → 送审 → 报送): made with it, moved with it, over when it is over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from planrunner.domain.placement import step_day
from planrunner.services.lateness import stamp_overdue
from planrunner.wording import STATUSES

if TYPE_CHECKING:
    from planrunner.domain.workdays import WorkCalendar
    from planrunner.store.changes import Change
    from planrunner.store.tables import Task

OPEN = ("planned", "started")


def make_steps(tx: Change, task: Task, steps: list[dict[str, Any]]) -> list[int]:
    """Make the tasks that prepare `task`, as its stored occurrence has them (`proposing.occurrence_to_json`).

    Return their ids.
    """
    from planrunner.store.tables import Task, TaskStep

    assert task.id is not None
    ids = []
    for number, step in enumerate(steps, 1):
        day = date.fromisoformat(step["day"])
        made = Task(
            plan_year=task.plan_year, key=f"{task.key}/{number}", title=f"{step['title']}：{task.title}",
            category=task.category, number=number, owner=task.owner, date_source=task.date_source,
            reason=f"“{task.title}”之前{step['before']}个工作日", rule_date=day, planned=day, due=day,
            tentative=task.tentative, created_at=task.created_at, updated_at=task.updated_at,
        )  # fmt: skip
        tx.session.add(made)
        tx.session.flush()
        assert made.id is not None
        tx.session.add(TaskStep(task_id=made.id, before_id=task.id, workdays=step["before"]))
        ids.append(made.id)
    return ids


def move_steps(tx: Change, task: Task, calendar: WorkCalendar, today: date) -> list[Task]:
    """Put the open steps of a task as many working days before its day as they were; return those that moved.

    A step that a person has dated stays.
    """
    moved = []
    for step, workdays in _steps(tx, task):
        day = step_day(task.planned, workdays, calendar) if task.planned else None
        if step.edited or step.status not in OPEN or step.planned == day:
            continue
        stamp_overdue(step, today)
        step.planned = step.due = day
        step.tentative = task.tentative
        moved.append(step)
    return moved


def end_steps(tx: Change, task: Task, today: date) -> set[int]:
    """Take the open steps of a task that is over (closed, carried, dropped) off the list, saying why; return them.

    A step that waits for its sign-off was done and stays.
    """
    ended = set()
    for step, _ in _steps(tx, task):
        if step.status in OPEN:
            assert step.id is not None
            ended.add(step.id)
            stamp_overdue(step, today)
            step.status, step.status_reason = "dropped", f"所准备的工作{STATUSES[task.status]}"
    return ended


def is_step(tx: Change, task: Task) -> bool:
    """Tell whether a task prepares another; such a one is done without evidence of its own."""
    from sqlmodel import select

    from planrunner.store.tables import TaskStep

    return tx.session.exec(select(TaskStep.id).where(TaskStep.task_id == task.id)).first() is not None


def steps_of(tx: Change, task: Task) -> list[Task]:
    """Return the tasks that prepare a task, in their order."""
    return [step for step, _ in _steps(tx, task)]


def _steps(tx: Change, task: Task) -> list[tuple[Task, int]]:
    from sqlmodel import select

    from planrunner.store.tables import Task, TaskStep

    tx.session.flush()
    links = tx.session.exec(select(TaskStep).where(TaskStep.before_id == task.id).order_by(TaskStep.id)).all()  # type: ignore[arg-type]  # a column, not its value
    return [(tx.session.get_one(Task, link.task_id), link.workdays) for link in links]
