"""年终结账: four steps on one page; what is decided on the way is kept as a draft until the year is closed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual import on

from planrunner.errors import UsageError
from planrunner.services import agenda, closing, closing_papers, ids
from planrunner.services.closing_state import DECISIONS, TOTALS, Decided, Standing, standing, years_with_tasks
from planrunner.services.reporting_state import OUTCOMES
from planrunner.store.filters import Filters
from planrunner.tui.actions import bindings
from planrunner.tui.screens.base import READING, Page
from planrunner.tui.screens.closing_items import ClosingList, Item, items
from planrunner.tui.widgets.cut_line import CutLine
from planrunner.tui.widgets.key_bar import KeyBar
from planrunner.tui.widgets.line_list import LineList
from planrunner.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from planrunner.services.desk import Desk
    from planrunner.store.queries import TaskRow
    from planrunner.tui.drafts import Drafts

FOLDER = "年终材料"
"""Folder of the workspace that papers are written to where no other is named."""
HINTS = {
    "rest": "回车：转下年、不适用或未完成，写一个理由，没有定的都照此办",
    "task": "回车定去向；空格标记几项，一起定",
    "gap": "回车打开任务，可以现在补；不补也能结账",
    "short": "次数不够的照实写进总结；要补办的，在“2 计划”里找到这个事项",
    "proposals": "没有审核的建议，结账以后不再提出",
    "papers": "写 {papers}；回车改",
    "close": "结账是一步，可以撤销；以后要改，先重新开账",
    "reopen": "写明理由以后又能改",
}


class Found(NamedTuple):
    """What the page shows, as read in the thread; `None` where no year has tasks."""

    years: list[int]
    standing: Standing | None
    plans: Plans
    office: str
    days: dict[str, date] = {}
    """Last days of the open tasks, by id."""


class Plans(NamedTuple):
    """What is decided and not written yet."""

    decided: dict[str, Decided]
    folder: str
    kinds: list[str]
    cut_off: date | None = None


def read_plans(drafts: Drafts, year: int, desk: Desk) -> Plans:
    """Return what was decided about a year and not written yet."""
    kept = drafts.read(f"closing {year}")
    decided = {}
    for task, words in kept.items():
        decision, _, reason = words.partition(" ")
        known = next((key for key in DECISIONS if key == decision), None)
        if known is not None and reason:
            decided[task] = Decided(known, reason)
    kinds = kept.get("papers", ",".join(closing_papers.PAPERS)).split(",")
    cut_off = date.fromisoformat(kept["cut_off"]) if "cut_off" in kept else None
    return Plans(decided, kept.get("folder", str(desk.folder / FOLDER)), [one for one in kinds if one], cut_off)


def kept_plans(plans: Plans) -> dict[str, str]:
    """Return plans as a draft keeps them."""
    words = {task: f"{one.decision} {one.reason}" for task, one in plans.decided.items()}
    day = {"cut_off": plans.cut_off.isoformat()} if plans.cut_off else {}
    return words | {"folder": plans.folder, "papers": ",".join(plans.kinds)} | day


def read_closing(desk: Desk, drafts: Drafts, year: int | None) -> Found:
    """Read how a year stands, by default the oldest open one."""
    years = years_with_tasks(desk)
    shown = year if year in years else closing.year_to_close(desk)
    if shown not in years:
        return Found(years, None, Plans({}, "", []), desk.office().name)
    plans = read_plans(drafts, shown, desk)
    try:
        found = standing(desk, shown, plans.cut_off, plans.decided)
    except UsageError:  # work was finished behind the day that was chosen
        plans = plans._replace(cut_off=None)
        found = standing(desk, shown, decided=plans.decided)
    owed = agenda.list_tasks(desk, Filters(year=shown))
    days = {ids.show(ids.TASK, task.id): task.due for task in owed if task.due is not None}
    return Found(years, found, plans, desk.office().name, days)


class ClosingScreen(Page):
    """A list of steps, a line of figures above it and a hint below."""

    kind = "closing"
    BINDINGS = [*bindings("page"), *bindings("years")]

    def __init__(self, year: int | None = None) -> None:
        super().__init__()
        self._year = year
        self._found: Found | None = None

    def compose(self) -> ComposeResult:
        """Lay out the page, empty."""
        yield TopBar(title="年终结账")
        yield CutLine(READING, id="totals")
        yield ClosingList(id="records")
        yield CutLine(id="why")
        yield KeyBar(self.kind)

    def fetch(self) -> None:
        """Read how the year stands."""
        desk, drafts, year = self.desk, self.planner.drafts, self._year
        self.ask(lambda: read_closing(desk, drafts, year), self._show)

    def _show(self, found: Found) -> None:
        self._found = found
        self.query_one(TopBar).tell(self.desk.who, found.office, self.desk.today())
        if found.standing is None:
            self.query_one("#totals", CutLine).tell("还没有可以结账的年份。")
            self.query_one(ClosingList).set_rows([])
            return
        self._year = found.standing.year
        self.query_one("#totals", CutLine).tell(totals_text(found.standing))
        self.query_one(ClosingList).set_rows(items(found.standing, found.plans.folder, found.plans.kinds, found.days))

    @on(LineList.Moved)
    def _moved(self) -> None:
        row = self.query_one(ClosingList).current
        papers = "、".join(closing_papers.PAPERS[kind].title for kind in self._found.plans.kinds) if self._found else ""
        hint = "" if row is None else HINTS["short" if row.kind == "gap" and not row.task else row.kind]
        self.query_one("#why", CutLine).tell(hint.format(papers=papers))

    @on(LineList.Opened)
    def _opened(self) -> None:
        row, found = self.query_one(ClosingList).current, self._found
        if row is None or found is None or found.standing is None:
            return
        match row.kind:
            case "rest" | "task":
                self._decide(row, found.standing)
            case "gap":
                self._go_to(row)
            case "proposals":
                self.planner.action_show_mode("review")
            case "papers":
                self._papers(found.standing, found.plans)
            case "close":
                self._close(found.standing, found.plans)
            case "reopen":
                from planrunner.tui.screens.closing_forms import ReopenForm

                self.app.push_screen(ReopenForm(found.standing.year))

    def _decide(self, row: Item, found: Standing) -> None:
        """Ask what becomes of the tasks: all that are undecided, the marked ones, or the one under the cursor."""
        from planrunner.tui.screens.closing_forms import DecideForm

        if found.closed:
            self.planner.hint("已经结账；要改先到最后一行重新开账。")
            return
        table = self.query_one(ClosingList)
        marked = [one.task for one in table.chosen if one.kind == "task"]
        tasks = [one.task for one in found.undecided] if row.kind == "rest" else marked or [row.task]
        known = next((one.decided for one in found.open if one.task == tasks[0]), None)
        title = next(one.title for one in found.open if one.task == tasks[0])
        form = DecideForm(tasks, title if len(tasks) == 1 else f"{len(tasks)} 项", known)

        def take(done: bool | None) -> None:
            if done and form.answer is not None and self._found is not None:
                table.marked.clear()
                plans = self._found.plans
                self._keep(plans._replace(decided=plans.decided | dict.fromkeys(form.tasks, form.answer)))

        self.app.push_screen(form, take)

    def _keep(self, after: Plans) -> None:
        """Keep what is decided as a draft, and show what comes of it."""
        assert self._found is not None
        self._found = self._found._replace(plans=after)
        drafts, year = self.planner.drafts, self._year
        self.ask(lambda: drafts.keep(f"closing {year}", kept_plans(after)), lambda _: self.reload(), group="keep")

    def _go_to(self, row: Item) -> None:
        if not row.task:
            self.planner.hint(HINTS["short"] + "。")
            return
        from planrunner.services.agenda import task_page
        from planrunner.tui.screens.task import TaskScreen

        desk, name = self.desk, row.task

        def show(task: TaskRow) -> None:
            self.app.push_screen(TaskScreen(task))

        self.ask(lambda: task_page(desk, name).task, show, group="open")

    def _papers(self, found: Standing, plans: Plans) -> None:
        from planrunner.tui.screens.closing_forms import PapersForm

        form = PapersForm(plans.folder, plans.kinds, found.year, None if found.closed else found.cut_off)

        def take(done: bool | None) -> None:
            if not done:
                return
            chosen = form.cut_off if form.cut_off != found.cut_off else plans.cut_off
            self._keep(Plans(plans.decided, form.folder, form.kinds, chosen))
            if found.closed:
                desk, year = self.desk, found.year
                self.tell(lambda: write_papers(desk, year, Path(form.folder), form.kinds), lambda said: said)

        self.app.push_screen(form, take)

    def _close(self, found: Standing, plans: Plans) -> None:
        if found.undecided:
            self.planner.hint(f"还有 {len(found.undecided)} 项没有定去向：在第一部分按回车，逐项定，或者一起定。")
            self.query_one(ClosingList).action_first()
            return
        from planrunner.tui.screens.confirm import Confirm

        versions = {one.task: one.version for one in found.open}
        decided = {one.task: one.decided for one in found.open if one.decided is not None}
        desk, year = self.desk, found.year

        def close() -> str:
            folder = Path(plans.folder)
            if plans.kinds:
                closing_papers.ready(folder)
            done = closing.close_year(desk, year, decided, cut_off=plans.cut_off, versions=versions, apply=True)
            carried = f"，{len(done.carried)} 项已成为 {year + 1} 年的建议" if done.carried else ""
            return f"{year} 年已结账{carried}（^z 撤销）\n{write_papers(desk, year, folder, plans.kinds)}".rstrip()

        question = f"{totals_text(found)}\n\n结账以后，这一年的任务、佐证和数字不能再改；可以撤销，也可以重新开账。\n\n结账吗？"
        self.app.push_screen(Confirm(question), lambda yes: self.tell(close, lambda said: said) if yes else None)

    def action_next_year(self) -> None:
        """Show the next year that has tasks, after the last one the first."""
        years = self._found.years if self._found else []
        later = [year for year in years if self._year is not None and year > self._year]
        self._year = later[0] if later else years[0] if years else None
        self.reload()

    def action_leave(self) -> None:
        """Go back; what is decided stays as a draft."""
        self.app.pop_screen()


def totals_text(found: Standing) -> str:
    """Return a year's figures on one line of eighty cells."""
    counts = " ".join(f"{OUTCOMES[name]} {found.totals[name]}" for name in TOTALS)
    return f"{found.year} 年{'已结账' if found.closed else ''} 应办 {found.totals['owed']}：{counts}"


def write_papers(desk: Desk, year: int, folder: Path, kinds: list[str]) -> str:
    """Write papers and return what to tell: where they are, and what is missing and how to write it again."""
    if not kinds:
        return ""
    closing_papers.ready(folder)
    made = closing_papers.write_papers(desk, year, folder, kinds)
    done = [f"已写好 {len(made.files)} 样材料：{folder}"] if made.files else []
    return "\n".join([*done, *made.problems])
