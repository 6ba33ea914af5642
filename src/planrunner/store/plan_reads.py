"""What the page 计划 reads: a plan year's obligations, their tasks and how many of them lie behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.store import queries
from planrunner.store.step_reads import NO_STEP

if TYPE_CHECKING:
    from datetime import date

    from planrunner.store.queries import ObligationRow, ProposalRow, TaskRow
    from planrunner.store.reader import Reader

YEARS = (
    "SELECT plan_year FROM document UNION SELECT plan_year FROM obligation UNION SELECT plan_year FROM task ORDER BY 1"
)
OF_OBLIGATION = "t.id IN (SELECT task_id FROM task_obligation WHERE obligation_id = ?)"
WITH_STEPS = """
t.id IN (SELECT task_id FROM task_obligation WHERE obligation_id = ? UNION
         SELECT s.task_id FROM task_step s JOIN task_obligation l ON l.task_id = s.before_id WHERE l.obligation_id = ?)
"""
"""The tasks that serve an obligation, and those that prepare one of them."""
OF_NO_OBLIGATION = f"""
t.plan_year = ? AND {NO_STEP} AND NOT EXISTS (SELECT 1 FROM task_obligation l WHERE l.task_id = t.id)
"""
PAST_OF_COUNTED = """
SELECT l.obligation_id, COUNT(*)
FROM task_obligation l JOIN task t ON t.id = l.task_id JOIN obligation o ON o.id = l.obligation_id
WHERE o.plan_year = ? AND o.target IS NOT NULL AND t.status <> 'dropped' AND t.due < ?
GROUP BY l.obligation_id
"""


def years(reader: Reader) -> list[int]:
    """Return the plan years there is anything for, oldest first."""
    return [int(row[0]) for row in reader.rows(YEARS)]


def any_task(reader: Reader) -> bool:
    """Tell whether there is a task at all."""
    return bool(reader.rows("SELECT 1 FROM task LIMIT 1"))


def obligations_of_year(reader: Reader, year: int) -> list[ObligationRow]:
    """Return a plan year's obligations."""
    return queries.obligations(reader, "o.plan_year = ?", (year,))


def pending_of_year(reader: Reader, year: int) -> list[ProposalRow]:
    """Return a plan year's proposals that wait for a person."""
    return queries.proposals(reader, "plan_year = ? AND status = 'pending'", (year,))


def tasks_of_obligation(reader: Reader, obligation: int) -> list[TaskRow]:
    """Return the tasks that serve an obligation, by planned day."""
    return queries.tasks(reader, OF_OBLIGATION, (obligation,))


def with_steps(reader: Reader, obligation: int) -> list[TaskRow]:
    """Return the tasks that serve an obligation and those that prepare them, by planned day."""
    return queries.tasks(reader, WITH_STEPS, (obligation, obligation))


def tasks_of_no_obligation(reader: Reader, year: int) -> list[TaskRow]:
    """Return the tasks that people added themselves."""
    return queries.tasks(reader, OF_NO_OBLIGATION, (year,))


def was_extended(reader: Reader, task: int) -> bool:
    """Tell whether a task's term was made longer before."""
    return bool(reader.rows("SELECT 1 FROM extension WHERE task_id = ?", (task,)))


def past_of_counted(reader: Reader, year: int, today: date) -> dict[int, int]:
    """Return, by obligation with a target, how many of its occurrences had their last day in time before today."""
    return {int(number): int(count) for number, count in reader.rows(PAST_OF_COUNTED, (year, today.isoformat()))}
