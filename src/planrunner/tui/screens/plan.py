"""计划: the year as a tree, measure › obligation › task, each with how much of it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual import on
from textual.content import Content
from textual.widgets import Static

from planrunner.services import agenda
from planrunner.services.measure_words import measure_words
from planrunner.services.plan_tree import PlanTree, plan_tree, tasks_of
from planrunner.tui.actions import bindings
from planrunner.tui.screens.base import READING
from planrunner.tui.screens.task_actions import TaskActions
from planrunner.tui.widgets.cut_line import CutLine
from planrunner.tui.widgets.key_bar import KeyBar
from planrunner.tui.widgets.line_list import LineList
from planrunner.tui.widgets.plan_view import PlanView
from planrunner.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from textual.app import ComposeResult

    from planrunner.services.desk import Desk
    from planrunner.store.queries import TaskRow

NOTHING = """
还没有计划。按 ^o 导入一份报告，按 3 审核建议，采纳的会出现在这里。"""


class Found(NamedTuple):
    """What the page shows, as read in the thread."""

    tree: PlanTree
    words: dict[tuple[str, int], str]
    tasks: dict[int, list[TaskRow]]
    today: date
    yellow: date
    office: str


def read_plan(desk: Desk, year: int | None, opened: Iterable[int]) -> Found:
    """Read the plan of a year (by default this one), with the tasks of the obligations that stand open."""
    tasks = {number: tasks_of(desk, number) for number in opened}
    return Found(
        plan_tree(desk, year), measure_words(desk), tasks, desk.today(), agenda.yellow_day(desk), desk.office().name
    )


def totals(tree: PlanTree) -> str:
    """Return the line of totals."""
    branches = {branch.row.id: branch for node in tree.measures for branch in node.branches}
    branches |= {branch.row.id: branch for branch in tree.loose}
    done = sum(min(branch.row.done, branch.wanted) for branch in branches.values())
    wanted = sum(branch.wanted for branch in branches.values())
    open_measures = sum(not node.branches for node in tree.measures)
    year = f"{tree.year} 年" + ("（F3 换年份）" if len(tree.years) > 1 else "")
    parts = [year, f"举措 {len(tree.measures)}", f"事项 {len(branches)}", f"完成 {done}/{wanted}"]
    behind = sum(branch.pace is not None and branch.pace.behind for branch in branches.values())
    if behind:
        parts.append(f"次数落后 {behind}")
    if open_measures:
        parts.append(f"未安排的举措 {open_measures}")
    return "  ".join(parts)


class PlanScreen(TaskActions):
    """The tree; tasks are read when an obligation is unfolded."""

    kind = "plan"
    BINDINGS = [*bindings("task"), *bindings("years"), *bindings("panes")]

    def __init__(self) -> None:
        super().__init__()
        self._year: int | None = None
        self._years: list[int] = []

    def compose(self) -> ComposeResult:
        """Lay out the page, empty."""
        yield TopBar("plan")
        yield CutLine(READING, id="totals")
        yield PlanView(id="plan")
        yield Static(id="empty")
        yield CutLine(id="why")
        yield KeyBar(self.kind)

    def fetch(self) -> None:
        """Read the tree."""
        desk, year, opened = self.desk, self._year, self.query_one(PlanView).opened_branches
        self.ask(lambda: read_plan(desk, year, opened), self._show)

    def _show(self, found: Found) -> None:
        self.query_one(TopBar).tell(self.desk.who, found.office, found.today)
        self.query_one("#totals", CutLine).tell(totals(found.tree))
        self._year, self._years = found.tree.year, found.tree.years
        view = self.query_one(PlanView)
        empty = not (found.tree.measures or found.tree.loose or found.tree.own)
        self.query_one("#empty", Static).update(Content(NOTHING if empty else ""))
        self.set_class(empty, "-empty")
        view.show(found.tree, found.words, found.tasks, found.today, found.yellow)
        self.refresh_bindings()

    def action_next_year(self) -> None:
        """Show the next year that has a plan, after the last one the first."""
        later = [year for year in self._years if self._year is not None and year > self._year]
        self._year = later[0] if later else self._years[0] if self._years else None
        self.reload()

    @on(PlanView.Unfolded)
    def _unfolded(self) -> None:
        view, desk = self.query_one(PlanView), self.desk
        missing = view.missing
        self.ask(lambda: {number: tasks_of(desk, number) for number in missing}, view.fill, group="tasks")

    @on(LineList.Moved)
    def _moved(self) -> None:
        self.query_one("#why", CutLine).tell(self.query_one(PlanView).explain())
        self.refresh_bindings()

    @on(LineList.Opened)
    def _opened(self) -> None:
        row = self.query_one(PlanView).current
        if row is not None and row.task is not None:
            self.open_task(row.task)

    def chosen(self) -> Sequence[TaskRow]:
        """Return the marked tasks, or the one under the cursor; measures and obligations are not acted on here."""
        rows = self.query_one(PlanView).chosen if self.is_mounted else []
        return [row.task for row in rows if row.task is not None]
