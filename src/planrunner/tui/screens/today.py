"""今日: what is late, today, this week, waiting for sign-off and without a date."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from textual import on
from textual.content import Content
from textual.widgets import Static

from planrunner.tui.actions import bindings
from planrunner.tui.formats import FORMATS
from planrunner.tui.screens.base import READING
from planrunner.tui.screens.table_page import TablePage
from planrunner.tui.widgets.cut_line import CutLine
from planrunner.tui.widgets.key_bar import KeyBar
from planrunner.tui.widgets.line_list import Heading, LineList
from planrunner.tui.widgets.task_table import TaskTable
from planrunner.tui.widgets.top_bar import TopBar
from planrunner.wording import LIGHTS

if TYPE_CHECKING:
    from datetime import date

    from textual.app import ComposeResult

    from planrunner.services.agenda import Groups
    from planrunner.services.desk import Desk
    from planrunner.store.queries import TaskRow

NOTHING_YET = """
还没有任务。从一份报告开始：

  1. 按 ^o，填上报告文件的位置，读出“下一步工作安排”
     能读：{formats}
  2. 按 3，逐条审核建议：F5 采纳，F2 修改，Del 否决
  3. 按 1 回到这里，看什么时候该办什么

也可以按 F7 直接添加一项任务。按 F1 看全部按键。"""
WAITING = """
还没有任务，有 {n} 条建议在等审核。按 3 去看：F5 采纳，F2 修改，Del 否决，^a 全部采纳。"""
ALL_DONE = """
本周没有要办的任务。按 2 看全年计划，^f 找任务，F7 添加一项。"""


class Overview(NamedTuple):
    """What the page shows, as read in the thread."""

    office: str
    today: date
    yellow: date
    groups: Groups
    proposals: int
    tasks: bool


def read_overview(desk: Desk) -> Overview:
    """Read the page from the store, in a thread: what it needs is imported there, behind the first paint."""
    from planrunner.services import agenda, planning
    from planrunner.services.plan_tree import has_tasks

    groups = agenda.groups(desk)
    proposals = len(planning.list_proposals(desk))
    return Overview(desk.office().name, desk.today(), agenda.yellow_day(desk), groups, proposals, has_tasks(desk))


def lines_of_groups(groups: Groups) -> list[TaskRow | Heading]:
    """Return the groups one under the other, each under its heading; empty ones are left out."""
    named = (
        ("逾期", groups.late),
        ("今天要办", groups.today),
        ("本周", groups.week),
        ("待审核", groups.waiting),
        ("日期待定", groups.undated),
    )
    lines: list[TaskRow | Heading] = []
    for word, tasks in named:
        if tasks:
            lines.append(Heading(f"{word} {len(tasks)} 项"))
            lines += tasks
    return lines


def totals(overview: Overview) -> str:
    """Return the line of totals: how many in each group, and the lights as words."""
    from planrunner.services.agenda import light_of

    groups = overview.groups
    counts: Counter[str] = Counter(
        light_of(task, overview.today, overview.yellow)
        for tasks in (groups.late, groups.today, groups.week, groups.waiting, groups.undated)
        for task in tasks
    )
    lights = " ".join(f"{word}{counts[name]}" for name, word in LIGHTS.items() if counts[name])
    parts = [f"逾期 {len(groups.late)}", f"今天要办 {len(groups.today)}", f"本周 {len(groups.week)}"]
    parts += [f"待审核 {len(groups.waiting)}", f"待定 {len(groups.undated)}"]
    waiting = f"  |  建议待审 {overview.proposals}" if overview.proposals else ""
    return "  ".join(parts) + (f"  |  {lights}" if lights else "") + waiting


class TodayScreen(TablePage):
    """The first page."""

    kind = "today"
    BINDINGS = [*bindings("task"), *bindings("panes")]
    HORIZONTAL_BREAKPOINTS = []
    """It looks the same at every width; a class for the width would have it styled twice before the first paint."""

    def compose(self) -> ComposeResult:
        """Lay out the page, empty."""
        yield TopBar("today")
        yield CutLine(READING, id="totals")
        yield TaskTable(id="tasks")
        yield Static(id="empty")
        yield CutLine(id="why")
        yield KeyBar(self.kind)

    def fetch(self) -> None:
        """Read the groups."""
        desk = self.desk
        self.ask(lambda: read_overview(desk), self._show)

    def _show(self, overview: Overview) -> None:
        self.query_one(TopBar).tell(self.desk.who, overview.office, overview.today)
        self.query_one("#totals", CutLine).tell(totals(overview))
        lines = lines_of_groups(overview.groups)
        table = self.query_one(TaskTable)
        table.show(lines, overview.today, overview.yellow)
        hint = (
            ALL_DONE
            if overview.tasks
            else WAITING.format(n=overview.proposals)
            if overview.proposals
            else NOTHING_YET.format(formats=FORMATS)
        )
        self.query_one("#empty", Static).update(Content("" if lines else hint))
        self.set_class(not lines, "-empty")

    @on(LineList.Moved)
    def _explain(self) -> None:
        task = self.query_one(TaskTable).current
        why = "" if task is None else f"T{task.id} {task.note or task.reason}"
        self.query_one("#why", CutLine).tell(why)
