"""A month as a grid, Monday first: what stands on each day in cells of fixed width (Chinese counts two)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from planrunner.tui.actions import bindings
from planrunner.tui.cells import padded, width_of
from planrunner.tui.widgets.tint import tint
from planrunner.wording import LIGHTS, WEEKDAYS

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events

    from planrunner.services.calendar_view import DayKind, DayView, MonthView

KINDS: dict[DayKind, str] = {"work": "", "rest": "", "holiday": "休", "makeup": "班"}
PROVISIONAL = "预"
LEAST = 8
"""Cells of the narrowest day, seven of them on a terminal of 60: number, 休 and 预; below them 初十 and one digit of tasks."""
ROOMY = 10
"""Cells from which a day has room for its mark beside the number and for every number of tasks."""
TALL = 34
"""Lines of the terminal from which weeks stand a line apart."""
MOST_TASKS = 99
YEARS = range(2000, 2100)
"""The years that days are typed in (`planning.read_day`); one does not leave them by accident."""


class MonthGrid(Widget, can_focus=True):
    """Shows a month and moves over its days. `day` is the chosen one, whether its month has been read or not."""

    BINDINGS = [*bindings("month")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--names", "grid--rest", "grid--other", "grid--chosen",
        "grid--red", "grid--yellow", "grid--green", "grid--blue", "grid--grey",
    }  # fmt: skip
    ALLOW_SELECT = False

    class Chosen(Message):
        """Another day is chosen."""

    class Opened(Message):
        """Enter, or a double click, on a day."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.day = date.min
        self._view: MonthView | None = None

    def show(self, view: MonthView) -> None:
        """Show a month that was read."""
        self._view = view
        self.refresh(layout=True)
        self._place_terminal_cursor()

    def choose(self, day: date) -> None:
        """Choose a day; whoever listens reads its month where it is another."""
        self.day = day
        self.refresh()
        self._place_terminal_cursor()
        self.post_message(self.Chosen())

    @property
    def chosen(self) -> DayView | None:
        """The chosen day as it was read."""
        return next((one for one in self._view.days if one.day == self.day), None) if self._view else None

    def action_day(self, step: int) -> None:
        """Move so many days."""
        if self._view is not None:
            self._go(self.day + timedelta(days=step))

    def action_month(self, step: int) -> None:
        """Move to the same day of the next or the previous month, or to its last."""
        if self._view is None:
            return
        months = self.day.year * 12 + self.day.month - 1 + step
        first = date(months // 12, months % 12 + 1, 1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        self._go(min(first + timedelta(days=self.day.day - 1), last))

    def action_today(self) -> None:
        """Go to today."""
        if self._view is not None:
            self.choose(self._view.today)

    def _go(self, day: date) -> None:
        if day.year in YEARS:
            self.choose(day)

    def action_open(self) -> None:
        """Open what the day holds."""
        self.post_message(self.Opened())

    def on_click(self, event: events.Click) -> None:
        """Choose the day under the mouse; a second click opens it."""
        at = event.get_content_offset(self)
        if at is None or at.y == 0 or self._view is None:
            return
        index = (at.y - 1) // self._lines * 7 + min(at.x // self._cell, 6)
        if index < len(self._view.days):
            self._go(self._view.days[index].day)
            if event.chain == 2:
                self.action_open()

    def on_focus(self) -> None:
        """Bring the terminal's cursor along, so that an input method opens its window at the day."""
        self._place_terminal_cursor()

    def get_content_height(self, container: object, viewport: object, width: int) -> int:  # noqa: ARG002 - given by Textual
        """Return one line for the names of the days and two or three for every week."""
        return 1 + self._lines * (len(self._view.days) // 7 if self._view else 6)

    @property
    def _lines(self) -> int:
        """Lines of a week."""
        return 3 if self.app.size.height >= TALL else 2

    @property
    def _cell(self) -> int:
        return max(self.content_size.width // 7, LEAST)

    def _place_terminal_cursor(self) -> None:
        if not self.has_focus or self._view is None:
            return
        at = (self.day - self._view.days[0].day).days
        if 0 <= at < len(self._view.days):
            row, column = divmod(at, 7)
            region = self.content_region
            self.app.cursor_position = Offset(region.x + column * self._cell, region.y + 1 + row * self._lines)

    def render_line(self, y: int) -> Strip:
        """Draw the names of the days, or one line of a week."""
        width, base = self.content_size.width, self.rich_style
        if y == 0:
            style = self.get_component_rich_style("grid--names")
            names = "".join(padded(f" 周{name}", self._cell) for name in WEEKDAYS)
            return Strip([Segment(names, style)]).adjust_cell_length(width, style)
        week, line = divmod(y - 1, self._lines)
        if self._view is None or week * 7 >= len(self._view.days):
            return Strip.blank(width, base)
        segments = []
        for one in self._view.days[week * 7 : week * 7 + 7]:
            if line < 2:
                segments += self._below(one, base) if line else self._number(one, base)
        return Strip(segments).adjust_cell_length(width, base)

    def _number(self, one: DayView, base: Style) -> list[Segment]:
        """Return a day's first line: its number (today's in brackets), 休 or 班, 预."""
        here = one.day == self.day
        number = f"{one.day.day:>2}"
        today = self._view is not None and one.day == self._view.today
        text = (">" if here else " ") + (f"[{number}]" if today else f" {number} ")
        if self._cell < ROOMY:  # the mark takes the place of the first bracket
            text = text[0] + text[2:] if here else text[1:]
        text += f"{KINDS[one.kind]}{PROVISIONAL if one.provisional else ''}"
        return [Segment(padded(text, self._cell), self._day_style(one, base))]

    def _below(self, one: DayView, base: Style) -> list[Segment]:
        """Return a day's second line: lunar day or festival, how many tasks and the worst light as a word."""
        count = len(one.tasks)
        tasks = ""
        if one.light is not None:
            tasks = f"{count if count <= MOST_TASKS else f'{MOST_TASKS}+'}{LIGHTS[one.light]}"
        room = min(self._cell, ROOMY) - width_of(tasks)
        word = padded(next((word for word in (f" {one.word}", one.word) if width_of(word) <= room), ""), room)
        over = self._day_style(one, base)
        told = over + tint(self, f"grid--{one.light}") if one.light and one.day != self.day else over
        return [Segment(word, over), Segment(tasks, told), Segment(" " * (self._cell - ROOMY), over)]

    def _day_style(self, one: DayView, base: Style) -> Style:
        if one.day == self.day:
            return base + self.get_component_rich_style("grid--chosen", partial=True)
        if self._view is not None and one.day.month != self._view.first.month:
            return base + tint(self, "grid--other")
        return base + tint(self, "grid--rest") if one.kind in ("rest", "holiday") else base
