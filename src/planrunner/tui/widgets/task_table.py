"""The one table of tasks: light as a word, planned day, title, owner, status. Every list of tasks is this."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from planrunner.tui.cells import fit
from planrunner.tui.widgets.line_list import Heading, LineList, Piece
from planrunner.wording import LIGHT_MEANINGS, LIGHTS, STATUSES, TENTATIVE, UNDATED, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planrunner.store.queries import TaskRow

LIGHT, DAY, OWNER, STATUS = 9, 14, 8, 6
"""Widths of the fixed columns in cells; the title takes what is left. They never follow the data."""
WIDE_OWNER = 14
WIDE = 100
"""From this width on owners get more room."""


def day_word(day: date | None, this_year: int) -> str:
    """Return a day as lists print it: 03-15 周二, in another year 2023-03-15; 待定 for none."""
    if day is None:
        return UNDATED
    return f"{day:%m-%d} 周{WEEKDAYS[day.weekday()]}" if day.year == this_year else f"{day:%Y-%m-%d}"


def when_word(task: TaskRow, this_year: int) -> str:
    """Return when a task stands: its days where it spans a window, else its planned day; 暂定 where a notice is awaited."""
    if task.spans and task.window_from and task.window_to:
        found = f"{task.window_from:%m-%d}至{task.window_to:%m-%d}"
        return found + TENTATIVE[0] if task.tentative else found
    found = day_word(task.planned or task.due, this_year)
    return found + TENTATIVE if task.tentative and task.planned else found


class TaskTable(LineList["TaskRow"]):
    """Tasks under headings. `today` and `yellow` (last near day, `agenda.yellow_day`) decide the lights."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.today = date.min
        self.yellow = date.min

    def show(self, rows: Sequence[TaskRow | Heading], today: date, yellow: date) -> None:
        """Show tasks as they stand on a day."""
        self.today, self.yellow = today, yellow
        self.set_rows(rows)

    def id_of(self, row: TaskRow) -> int:
        """Return the task's number."""
        return row.id

    def version_of(self, row: TaskRow) -> object:
        """Return the task's version, which every change raises."""
        return row.version

    def header(self, width: int) -> str:
        """Return the names of the columns."""
        owner, title = self._flexible(width - 2)
        parts = (("灯", LIGHT), ("日期", DAY), ("任务", title), ("负责人", owner), ("状态", STATUS))
        return "  " + " ".join(fit(word, size) for word, size in parts)

    def pieces(self, row: TaskRow, width: int) -> list[Piece]:
        """Return the columns of a task."""
        from planrunner.services.agenda import light_of

        light = light_of(row, self.today, self.yellow)
        owner, title = self._flexible(width)
        return [
            (fit(f"{LIGHTS[light]} {LIGHT_MEANINGS[light]}", LIGHT) + " ", light),
            (fit(when_word(row, self.today.year), DAY) + " ", ""),
            (fit(row.title, title) + " ", ""),
            (fit(row.owner, owner) + " ", "dim"),
            (fit(STATUSES[row.status], STATUS), ""),
        ]

    @staticmethod
    def _flexible(width: int) -> tuple[int, int]:
        """Return the widths of owner and title."""
        owner = WIDE_OWNER if width >= WIDE else OWNER
        return owner, max(width - LIGHT - DAY - owner - STATUS - 4, 2)
