"""Narrowing lists of tasks: from what a person asks for to the one SQL text that answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from planrunner.store import queries

if TYPE_CHECKING:
    from datetime import date

    from planrunner.store.queries import TaskRow
    from planrunner.store.reader import Reader

Values = list[str | int | float | None]

IS_OPEN = "t.status IN ('planned', 'started', 'submitted')"
IN_TIME = "(t.status = 'submitted' AND t.done_on IS NOT NULL AND t.done_on <= t.due)"
"""Done within its time and waiting for a reviewer (`agenda.counted_on`)."""
TOO_LATE = "(t.status = 'submitted' AND t.done_on IS NOT NULL AND t.done_on > t.due)"
IS_LATE = f"({IS_OPEN} AND ({TOO_LATE} OR (t.due < ? AND NOT {IN_TIME})))"
"""Open behind its last day in time; the parameter is today."""
HOLDS_WORD = """
(t.title LIKE ? ESCAPE '!' OR t.owner LIKE ? ESCAPE '!' OR t.reason LIKE ? ESCAPE '!'
 OR EXISTS (SELECT 1 FROM task_note n WHERE n.task_id = t.id AND n.text LIKE ? ESCAPE '!')
 OR EXISTS (SELECT 1 FROM task_obligation l JOIN obligation o ON o.id = l.obligation_id
            WHERE l.task_id = t.id
              AND (o.title LIKE ? ESCAPE '!' OR CAST(o.measures AS TEXT) LIKE ? ESCAPE '!')))
"""
IN_DAYS = """
t.status <> 'dropped' AND (t.planned BETWEEN ? AND ? OR t.due BETWEEN ? AND ?
                           OR (t.spans AND t.window_from <= ? AND t.window_to >= ?))
"""


class Filters(NamedTuple):
    """What `list` narrows by; None and "" mean any. `start`/`end` compare with the planned day, both inclusive."""

    status: str = ""
    light: str = ""
    owner: str = ""
    category: str = ""
    start: date | None = None
    end: date | None = None
    measure: str = ""
    tentative: bool = False
    undated: bool = False
    year: int | None = None


def filtered(reader: Reader, filters: Filters, today: date, yellow: date) -> list[TaskRow]:
    """Return the tasks that pass every filter; `yellow` is the last due day that counts as near."""
    where: list[str] = ["1 = 1"]
    params: Values = []

    def narrow(condition: str, *values: str | float | None) -> None:
        where.append(f"({condition})")
        params.extend(values)

    if filters.status:
        narrow("t.status = ?", filters.status)
    if filters.owner:
        narrow("t.owner LIKE ? ESCAPE '!'", _like(filters.owner))
    if filters.category:
        narrow("t.category = ?", filters.category)
    if filters.start:
        narrow("t.planned >= ?", filters.start.isoformat())
    if filters.end:
        narrow("t.planned <= ?", filters.end.isoformat())
    if filters.year:
        narrow("t.plan_year = ?", filters.year)
    if filters.tentative:
        narrow("t.tentative")
    if filters.undated:
        narrow("t.planned IS NULL AND t.due IS NULL")
    if filters.light:
        narrow(*_light(filters.light, today.isoformat(), yellow.isoformat()))
    if filters.measure:
        narrow(*_cites(reader, filters.measure))
    return queries.tasks(reader, " AND ".join(where), params)


def holding(reader: Reader, words: list[str]) -> list[TaskRow]:
    """Return the tasks that hold every word in title, owner, reason, notes or their report's quotes."""
    import json

    params: Values = []
    for word in words:
        # Python's JSON writes Chinese as escapes, so a quote inside a JSON column is looked for in that form.
        escaped = json.dumps(word)[1:-1]
        params += [_like(word)] * 5 + [_like(escaped)]
    return queries.tasks(reader, " AND ".join([HOLDS_WORD] * len(words)), params)


def in_days(reader: Reader, start: date, end: date) -> list[TaskRow]:
    """Return the tasks of these days, done ones too: planned or due there, or in a window that spans them."""
    first, last = start.isoformat(), end.isoformat()
    return queries.tasks(reader, IN_DAYS, (first, last, first, last, last, first))


def _light(light: str, today: str, yellow: str) -> tuple[str, *tuple[str, ...]]:
    """Return the SQL of `agenda.light_of`, so that 100,000 tasks need not be read to be filtered."""
    match light:
        case "blue":
            return ("t.status = 'closed'",)
        case "red":
            return IS_LATE, today
        case "yellow":
            return f"{IS_OPEN} AND t.due <= ? AND NOT {IS_LATE}", yellow, today
        case "green":
            return f"{IS_OPEN} AND t.due > ? AND NOT {IS_LATE}", yellow, today
        case _:
            return (f"t.status IN ('carried', 'dropped') OR ({IS_OPEN} AND t.due IS NULL)",)


def _cites(reader: Reader, words: str) -> tuple[str, *tuple[int, ...]]:
    """Return a condition on tasks whose obligations cite a measure with these words."""
    found = [row.id for row in queries.obligations(reader) if any(words in item["quote"] for item in row.measures)]
    if not found:
        return ("1 = 0",)
    serves = f"l.obligation_id IN {queries.marks(found)}"
    return f"EXISTS (SELECT 1 FROM task_obligation l WHERE l.task_id = t.id AND {serves})", *found


def _like(words: str) -> str:
    return "%" + words.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
