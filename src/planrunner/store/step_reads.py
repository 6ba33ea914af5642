"""What prepares what: the steps around a task, and how lists leave steps out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from planrunner.store.reader import day

if TYPE_CHECKING:
    from datetime import date

    from planrunner.store.reader import Reader

NO_STEP = "NOT EXISTS (SELECT 1 FROM task_step s WHERE s.task_id = t.id)"
"""SQL for tasks `t` that prepare no other."""
AROUND = """
SELECT t.id, t.title, t.status, t.planned, s.task_id = ?
FROM task_step s JOIN task t ON t.id = CASE WHEN s.task_id = ? THEN s.before_id ELSE s.task_id END
WHERE s.before_id = ? OR s.task_id = ? ORDER BY t.planned, t.id
"""


OF_YEAR = """
SELECT s.task_id, l.obligation_id
FROM task_step s JOIN task_obligation l ON l.task_id = s.before_id JOIN task t ON t.id = s.task_id
WHERE t.plan_year = ? ORDER BY s.id, l.id
"""


class Prepares(NamedTuple):
    """A step and an obligation that the task it prepares serves."""

    task: int
    obligation: int


class StepRow(NamedTuple):
    """A task next to another: one that prepares it or, where `waits`, the one it prepares."""

    id: int
    title: str
    status: str
    planned: date | None
    waits: bool


def steps_of_year(reader: Reader, year: int) -> list[Prepares]:
    """Return the steps of a plan year with the obligations they work towards."""
    return [Prepares(int(task), int(obligation)) for task, obligation in reader.rows(OF_YEAR, (year,))]


def steps_around(reader: Reader, task: int) -> list[StepRow]:
    """Return the steps that prepare a task in the order of their days, or the task that a step prepares."""
    rows = reader.rows(AROUND, (task, task, task, task))
    return [StepRow(number, title, status, day(planned), bool(waits)) for number, title, status, planned, waits in rows]
