"""What the page 统计 reads: counts of a plan year, grouped by the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from planrunner.store.filters import IS_LATE
from planrunner.store.reader import day

if TYPE_CHECKING:
    from datetime import date

    from planrunner.store.reader import Reader

COUNTS = f"""
SELECT COALESCE(t.due, t.planned), t.category, t.status, COUNT(*),
       SUM(CASE WHEN {IS_LATE} THEN 1 ELSE 0 END),
       SUM(CASE WHEN t.status = 'closed' AND t.overdue_since IS NOT NULL THEN 1 ELSE 0 END)
FROM task t WHERE t.plan_year = ? AND t.status <> 'dropped'
GROUP BY COALESCE(t.due, t.planned), t.category, t.status
"""  # noqa: S608 - constants
DONE = """
SELECT t.done_on, COUNT(*) FROM task t
WHERE t.plan_year = ? AND t.status = 'closed' AND t.done_on IS NOT NULL GROUP BY t.done_on
"""
EVIDENCE = """
SELECT COUNT(DISTINCT te.evidence_id), COUNT(DISTINCT te.task_id)
FROM task_evidence te JOIN task t ON t.id = te.task_id WHERE t.plan_year = ? AND t.status <> 'dropped'
"""
METRICS = """
SELECT m.name, SUM(m.value), COUNT(*) FROM metric m JOIN task t ON t.id = m.task_id
WHERE t.plan_year = ? AND t.status <> 'dropped' GROUP BY m.name ORDER BY MIN(m.id)
"""


class CountRow(NamedTuple):
    """How many tasks have this day, category and status; of them open after their last day, and closed after it."""

    day: date | None
    category: str
    status: str
    tasks: int
    late: int
    done_late: int


class MetricRow(NamedTuple):
    """A number summed over the year, and on how many tasks it was recorded."""

    name: str
    total: float
    tasks: int


def counts(reader: Reader, year: int, today: date) -> list[CountRow]:
    """Return a plan year's tasks as counts; those marked as not applicable are left out."""
    return [CountRow(day(when), *rest) for when, *rest in reader.rows(COUNTS, (today.isoformat(), year))]


def done_days(reader: Reader, year: int) -> list[tuple[date, int]]:
    """Return on which days how many of a plan year's signed-off tasks were done."""
    return [(found, int(tasks)) for when, tasks in reader.rows(DONE, (year,)) if (found := day(when))]


def evidence(reader: Reader, year: int) -> tuple[int, int]:
    """Return how many pieces of evidence a plan year's tasks have, and how many tasks have any."""
    ((pieces, tasks),) = reader.rows(EVIDENCE, (year,))
    return int(pieces), int(tasks)


def metrics(reader: Reader, year: int) -> list[MetricRow]:
    """Return the numbers recorded on a plan year's tasks, summed, in the order they first came."""
    return [MetricRow(str(name), float(total), int(tasks)) for name, total, tasks in reader.rows(METRICS, (year,))]
