"""统计: how a plan year stands in figures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from planrunner.services.statistics import Statistics, statistics
from planrunner.tui.actions import bindings
from planrunner.tui.figures import figures, totals
from planrunner.tui.screens.base import READING, Page
from planrunner.tui.widgets.cut_line import CutLine
from planrunner.tui.widgets.key_bar import KeyBar
from planrunner.tui.widgets.pace_plot import DONE, DUE, PacePlot
from planrunner.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from planrunner.services.desk import Desk

PACE = f"进度（各月月底累计，项）  {DUE} 应办到期  {DONE} 已办"
NOTHING = "还没有任务，没有可统计的。按 ^o 导入一份报告，按 3 审核建议。"


class StatisticsScreen(Page):
    """One text that scrolls, laid out anew when the width changes."""

    kind = "statistics"
    BINDINGS = [*bindings("years"), *bindings("panes")]
    AUTO_FOCUS = "#figures"

    def __init__(self) -> None:
        super().__init__()
        self._found: Statistics | None = None
        self._year: int | None = None

    def compose(self) -> ComposeResult:
        """Lay out the page, empty."""
        yield TopBar("statistics")
        yield CutLine(READING, id="totals")
        with VerticalScroll(id="figures"):
            yield Static(id="figures-text")
            yield Static(id="pace-title")
            yield PacePlot(id="pace")
        yield KeyBar(self.kind)

    def fetch(self) -> None:
        """Read the figures."""
        desk, year = self.desk, self._year
        self.ask(lambda: _read(desk, year), self._show)

    @property
    def year(self) -> int | None:
        """The plan year that is shown."""
        return self._year

    def _show(self, read: tuple[Statistics, str]) -> None:
        self._found, office = read
        self._year = self._found.year
        self.query_one(TopBar).tell(self.desk.who, office, self._found.today)
        self._lay_out()
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Use the new width."""
        self.call_after_refresh(self._lay_out)

    def _lay_out(self) -> None:
        found, width = self._found, self.query_one("#figures", VerticalScroll).scrollable_content_region.width
        if found is None or width <= 0:
            return
        empty = not found.total.due
        ending = "  8 年终结账" if found.today >= date(found.year, 12, 1) else ""
        self.query_one("#totals", CutLine).tell(f"{found.year} 年" if empty else totals(found) + ending)
        lines = [Content(NOTHING)] if empty else figures(found, width)
        self.query_one("#figures-text", Static).update(Content("\n").join(lines))
        for pace in self.query("#pace, #pace-title"):
            pace.display = not empty
        self.query_one("#pace-title", Static).update(Content.styled(PACE, "bold $text-accent"))
        self.query_one(PacePlot).show(found.pace.due, found.pace.done)

    def action_next_year(self) -> None:
        """Show the next year that has a plan, after the last one the first."""
        years = self._found.years if self._found else []
        later = [year for year in years if self._year is not None and year > self._year]
        self._year = later[0] if later else years[0] if years else None
        self.reload()


def _read(desk: Desk, year: int | None) -> tuple[Statistics, str]:
    return statistics(desk, year), desk.office().name
