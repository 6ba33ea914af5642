"""What the search page reads once and then narrows in memory: a few columns of every task, and the words around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from planrunner.store import queries
from planrunner.store.reader import day

if TYPE_CHECKING:
    from datetime import date

    from planrunner.store.reader import Reader

SLIM = f"""
SELECT t.id, t.title, t.owner, t.reason, t.category, t.status, t.planned, t.due, t.spans, t.window_from, t.window_to, t.done_on
FROM task t {queries.IN_ORDER}
"""  # noqa: S608 - constants
DAYS = (6, 7, 9, 10, 11)


class SlimRow(NamedTuple):
    """One task as searching needs it: a hundred thousand of these are read where full rows would take seconds."""

    id: int
    title: str
    owner: str
    reason: str
    category: str
    status: str
    planned: date | None
    due: date | None
    spans: bool
    window_from: date | None
    window_to: date | None
    done_on: date | None


def every_task(reader: Reader) -> list[SlimRow]:
    """Return every task, by planned day."""
    found = []
    for row in reader.rows(SLIM):
        values = list(row)
        for at in DAYS:
            values[at] = day(values[at])
        found.append(SlimRow._make(values))
    return found


def notes(reader: Reader) -> dict[int, str]:
    """Return all progress lines of each task as one text."""
    found: dict[int, list[str]] = {}
    for task, text in reader.rows("SELECT task_id, text FROM task_note ORDER BY id"):
        found.setdefault(int(task), []).append(str(text))
    return {task: "\n".join(texts) for task, texts in found.items()}
