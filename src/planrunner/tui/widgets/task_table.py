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

LIGHT, DAY, OWNER, STATUS = 9, 16, 8, 6
"""Widths of the fixed columns in cells; the title takes what is left. They never follow the data."""
SPAN = 12
"""Cells of the days within their column (12-01至12-07); what is left of it holds 暂定."""
WIDE_OWNER = 14
NARROW, WIDE = 64, 100
"""Below the one the table stands beside a month and leaves day and owner out; from the other on owners get more room."""


def day_word(day: date | None, this_year: int) -> str:
    """Return a day as lists print it: 03-15 周二, in another year 2023-03-15; 待定 for none."""
    if day is None:
        return UNDATED
    return f"{day:%m-%d} 周{WEEKDAYS[day.weekday()]}" if day.year == this_year else f"{day:%Y-%m-%d}"


def when_word(task: TaskRow, this_year: int) -> str:
    """Return when a task stands, DAY cells wide: the days of its window where it spans one, else its planned day.

    暂定 stands behind, in cells of its own, where a notice is awaited.
    """
    if task.spans and task.window_from and task.window_to:
        found, sure = f"{task.window_from:%m-%d}至{task.window_to:%m-%d}", not task.tentative
    else:
        found, sure = day_word(task.planned or task.due, this_year), not (task.tentative and task.planned)
    return fit(found, SPAN) + fit("" if sure else TENTATIVE, DAY - SPAN)


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
        day, owner, title = self._flexible(width - 2)
        columns = (("灯", LIGHT), ("日期", day), ("任务", title), ("负责人", owner), ("状态", STATUS))
        return "  " + " ".join(fit(word, size) for word, size in columns if size)

    def pieces(self, row: TaskRow, width: int) -> list[Piece]:
        """Return the columns of a task."""
        from planrunner.services.agenda import light_of

        light = light_of(row, self.today, self.yellow)
        day, owner, title = self._flexible(width)
        columns = (
            (f"{LIGHTS[light]} {LIGHT_MEANINGS[light]}", LIGHT, str(light)),
            (when_word(row, self.today.year), day, ""),
            (row.title, title, ""),
            (row.owner, owner, "dim"),
        )
        return [
            *((fit(text, size) + " ", colour) for text, size, colour in columns if size),
            (fit(STATUSES[row.status], STATUS), ""),
        ]

    @staticmethod
    def _flexible(width: int) -> tuple[int, int, int]:
        """Return the widths of day, owner and title; 0 for a column that is left out."""
        day = owner = 0
        if width >= NARROW:
            day, owner = DAY, WIDE_OWNER if width >= WIDE else OWNER
        gaps = 4 if day else 2
        return day, owner, max(width - LIGHT - day - owner - STATUS - gaps, 2)
