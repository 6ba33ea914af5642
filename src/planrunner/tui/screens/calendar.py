"""日历: a month of days, the tasks of the chosen one below it or beside it, and its week."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual import on
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from planrunner.services.calendar_view import MonthView, month_view
from planrunner.tui.actions import bindings
from planrunner.tui.screens.base import READING
from planrunner.tui.screens.table_page import TablePage
from planrunner.tui.week_strip import week_strip
from planrunner.tui.widgets.cut_line import CutLine
from planrunner.tui.widgets.key_bar import KeyBar
from planrunner.tui.widgets.month_grid import MonthGrid
from planrunner.tui.widgets.task_table import TaskTable
from planrunner.tui.widgets.top_bar import TopBar
from planrunner.wording import WEEKDAYS

if TYPE_CHECKING:
    from datetime import date

    from textual.app import ComposeResult

    from planrunner.services.desk import Desk

LEGEND = "休 放假  班 调休上班"
EXPECTED = "预 放假通知未公布，推算"
TALL = 30
"""Lines of the terminal from which the week stands below the month."""
KIND_WORDS = {"work": "工作日", "rest": "周末", "holiday": "放假", "makeup": "调休上班"}


class Found(NamedTuple):
    """What the page shows, as read in the thread."""

    view: MonthView
    chosen: date
    office: str


def read_month(desk: Desk, day: date | None) -> Found:
    """Read the month of a day, by default today's."""
    chosen = day or desk.today()
    return Found(month_view(desk, chosen), chosen, desk.office().name)


def heading(view: MonthView, day: date) -> str:
    """Return the line above the tasks of a day: 04-15 周四 工作日 3 项."""
    found = next((one for one in view.days if one.day == day), None)
    if found is None:
        return ""
    kind = KIND_WORDS[found.kind] + ("（推算）" if found.provisional else "")
    count = f"{len(found.tasks)} 项" if found.tasks else "没有任务"
    return f"{day:%m-%d} 周{WEEKDAYS[day.weekday()]}  {found.word}  {kind}  {count}"


class CalendarScreen(TablePage):
    """The grid and the table; a month is read once, moving within it reads nothing."""

    kind = "calendar"
    BINDINGS = [*bindings("task"), *bindings("panes")]
    AUTO_FOCUS = "MonthGrid"

    def __init__(self) -> None:
        super().__init__()
        self._view: MonthView | None = None
        self._day: date | None = None

    def compose(self) -> ComposeResult:
        """Lay out the page, empty."""
        yield TopBar("calendar")
        yield CutLine(READING, id="totals")
        with Container(id="month"):
            yield MonthGrid(id="grid")
            with Vertical(id="day"):
                yield Static(id="day-title", classes="pane-title")
                yield TaskTable(id="tasks")
        yield Static(id="week")
        yield KeyBar(self.kind)

    def fetch(self) -> None:
        """Read the month of the chosen day."""
        desk, day = self.desk, self._day
        self.ask(lambda: read_month(desk, day), self._show)

    def _show(self, found: Found) -> None:
        self._view = view = found.view
        self.query_one(TopBar).tell(self.desk.who, found.office, view.today)
        unsure = "" if view.published else f"  {EXPECTED}"
        title = f"{view.first.year} 年 {view.first.month} 月   {LEGEND}{unsure}"
        self.query_one("#totals", CutLine).tell(title)
        grid = self.query_one(MonthGrid)
        if self._day is None:
            self._day = grid.day = found.chosen
        grid.show(view)
        self._show_day()

    @on(MonthGrid.Chosen)
    def _chose(self) -> None:
        grid, view = self.query_one(MonthGrid), self._view
        self._day = grid.day
        if view is None or (grid.day.year, grid.day.month) != (view.first.year, view.first.month):
            self.fetch()
        else:
            self._show_day()

    def _show_day(self) -> None:
        view, found = self._view, self.query_one(MonthGrid).chosen
        if view is None or found is None:
            return
        self.query_one("#day-title", Static).update(Content(heading(view, found.day)))
        table = self.query_one(TaskTable)
        table.show(found.tasks, view.today, view.yellow)
        self._show_week()
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Draw the week at the new width."""
        self.call_after_refresh(self._show_week)

    def _show_week(self) -> None:
        """Show the chosen week with the titles of its tasks, where the terminal has lines to spare."""
        week = self.query_one("#week", Static)
        week.display = self.size.height >= TALL
        if week.display and self._view is not None and self._day is not None:
            week.update(Content("\n").join(week_strip(self._view, self._day, self.size.width)))

    @on(MonthGrid.Opened)
    def _opened_day(self) -> None:
        table = self.query_one(TaskTable)
        if not table.rows:
            self.planner.hint("这一天没有任务。F7 可以新增。")
        elif table.current is not None and len(table.rows) == 1:
            self.open_task(table.current)
        else:
            table.focus()

    def day_for_new(self) -> str:
        """Let a new task stand on the chosen day."""
        return self._day.isoformat() if self._day is not None else ""
