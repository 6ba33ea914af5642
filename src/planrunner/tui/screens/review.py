"""审核: a proposal beside the report's own words, with the span it was read from highlighted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual import on
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from planrunner.services import ids, planning, splitting
from planrunner.services.leftovers import Leftover, leftovers
from planrunner.services.review_view import ReviewView, review_view
from planrunner.store.queries import ProposalRow
from planrunner.tui.actions import REGISTRY, bindings, every_key
from planrunner.tui.cells import joined
from planrunner.tui.deciding import listed, merging, outcome
from planrunner.tui.describe import leftover_details, proposal_details
from planrunner.tui.screens.base import READING, Page
from planrunner.tui.widgets.details import Details
from planrunner.tui.widgets.key_bar import KeyBar
from planrunner.tui.widgets.line_list import LineList
from planrunner.tui.widgets.proposal_list import ProposalList
from planrunner.tui.widgets.source_text import SourceText
from planrunner.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from textual import events
    from textual.app import ComposeResult

    from planrunner.services.desk import Desk

ON_PENDING = frozenset({"edit_proposal", "reject", "merge", "split"})
ON_PROPOSALS = ON_PENDING | {"accept", "accept_all"}
"""Actions that need a proposal under the cursor; those on pending ones are over once it is decided."""
NOTHING = """
没有要审核的建议。

按 ^o 导入一份报告；已采纳的在“2 计划”里。"""


class Found(NamedTuple):
    """What the page shows, as read in the thread."""

    view: ReviewView
    left: list[Leftover]
    office: str


def read_review(desk: Desk) -> Found:
    """Read the proposals, the texts, and what no proposal took up."""
    return Found(review_view(desk), leftovers(desk), desk.office().name)


class ReviewScreen(Page):
    """List on the left, source and details on the right; on a narrow terminal one under the other."""

    kind = "review"
    BINDINGS = [*bindings("review"), *bindings("panes")]

    def __init__(self) -> None:
        super().__init__()
        self._view: ReviewView | None = None
        self._beside: tuple[Hashable, list[tuple[int, int]]] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the page, empty."""
        yield TopBar("review")
        with Container(id="review"):
            yield ProposalList(id="proposals")
            with Vertical(id="beside"):
                yield Static("报告原文", id="source-title", classes="pane-title")
                yield SourceText(id="source")
                with VerticalScroll(id="details-pane"):
                    yield Details(id="details")
        yield Static(READING, id="empty")
        yield KeyBar(self.kind)

    def fetch(self) -> None:
        """Read the proposals and the texts."""
        desk = self.desk
        self.ask(lambda: read_review(desk), self._show)

    def _show(self, found: Found) -> None:
        self._view = found.view
        self.query_one(TopBar).tell(self.desk.who, found.office, self.desk.today())
        rows = found.view.proposals
        self.query_one("#empty", Static).update(Content(NOTHING))
        self.set_class(not rows and not found.left, "-empty")
        self.query_one(ProposalList).show(rows, found.left)

    @property
    def current(self) -> ProposalRow | None:
        """The proposal under the cursor."""
        row = self.query_one(ProposalList).current
        return row if isinstance(row, ProposalRow) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out what needs a proposal while there is none, and what a decided one no longer takes."""
        if action in ON_PROPOSALS:
            row = self.current if self.is_mounted else None
            if row is None or (row.status != "pending" and action in ON_PENDING):
                return None
            if action == "split" and len(row.measures) < 2:
                return None
        return super().check_action(action, parameters)

    @on(LineList.Moved)
    def _moved(self) -> None:
        table, view = self.query_one(ProposalList), self._view
        row = table.current
        self.refresh_bindings()
        if row is None or view is None:
            return
        if isinstance(row, Leftover):
            cited, details = [row._asdict()], leftover_details(row)
        else:
            cited = row.measures or [item | {"document": _only(view)} for item in row.last_year]
            details = proposal_details(row)
        document = next((item["document"] for item in cited if item["document"] in view.sources), None)
        source = view.sources[document] if document is not None else None
        spans = [(item["start"], item["end"]) for item in cited if item["document"] == document]
        title = f"报告原文：{source.title}" if source else "报告原文：报告没有提到，由规则提出"
        self.query_one("#source-title", Static).update(Content(title))
        self.query_one(Details).show(details)
        if (table.id_of(row), spans) != self._beside:  # else the person may have scrolled: leave it there
            self._beside = (table.id_of(row), spans)
            self.query_one(SourceText).show(source.text if source else "", spans)
            self.query_one("#details-pane", VerticalScroll).scroll_home(animate=False)

    @on(LineList.Opened)
    def _opened(self) -> None:
        row = self.query_one(ProposalList).current
        if isinstance(row, Leftover):
            from planrunner.tui.screens.task_forms import AddForm

            self.app.push_screen(AddForm(title=joined(row.quote)))
        elif row is not None:
            dates = "、".join(item["planned"] or "日期待定" for item in row.occurrences)
            said = f"采纳“{row.title}”？\n\n{outcome([row])}\n日期：{dates}"
            self._confirm(said, lambda: self._accept([row]))

    def action_accept(self) -> None:
        """Accept the proposal under the cursor, or after telling what it makes the marked ones; go on to the next."""
        rows = self.query_one(ProposalList).proposals
        if len(rows) == 1:
            self._accept(rows)
        elif rows:
            said = f"采纳标记的 {len(rows)} 条建议？\n\n{listed(rows)}\n\n{outcome(rows)}"
            self._confirm(said, lambda: self._accept(rows))

    def _accept(self, rows: list[ProposalRow]) -> None:
        names = [ids.show(ids.PROPOSAL, row.id) for row in rows]
        title = f"“{rows[0].title}”" if len(rows) == 1 else f" {len(rows)} 条建议"
        job = partial(planning.accept, self.desk, names)
        self.tell(job, lambda tasks: f"已采纳{title}，{_made(tasks)}（^z 撤销）")

    def action_accept_all(self) -> None:
        """Accept everything that waits, after telling what it makes."""
        rows = self._view.proposals if self._view else []
        said = f"采纳全部 {len(rows)} 条建议？\n\n{outcome(rows)}\n\n采纳以后仍可逐项改期、修改，也可以一次撤销。"
        self._confirm(said, lambda: self._accept(rows))

    def action_edit_proposal(self) -> None:
        """Change the proposal in a form."""
        from planrunner.tui.screens.proposal_forms import EditProposalForm

        if self.current is not None:
            self.app.push_screen(EditProposalForm(self.current))

    def action_reject(self) -> None:
        """Reject the marked proposals, or the one under the cursor, with a reason."""
        from planrunner.tui.screens.proposal_forms import RejectForm

        rows = self.query_one(ProposalList).proposals
        if rows:
            self.app.push_screen(RejectForm(rows))

    def action_merge(self) -> None:
        """Merge two proposals: both marked, or one marked and the other under the cursor."""
        table = self.query_one(ProposalList)
        pair = merging(table.proposals, self.current)
        if pair is None:
            self.planner.hint("先用空格标记要合并的两条，再按 ^g；光标停在要保留日期的那一条上。")
            return
        keep, other = pair
        job = partial(planning.merge, self.desk, ids.show(ids.PROPOSAL, keep.id), ids.show(ids.PROPOSAL, other.id))
        said = f"把“{other.title}”并入“{keep.title}”？\n\n保留后者的日期，合上前者的出处。"
        self._confirm(said, partial(self.tell, job, lambda _: f"已合并到“{keep.title}”（^z 撤销）"))

    def action_split(self) -> None:
        """Make a proposal of its own from each further measure that the one under the cursor cites."""
        row = self.current
        assert row is not None
        quotes = "\n".join(f"- {joined(item['quote'])}" for item in row.measures)
        job = partial(splitting.split, self.desk, ids.show(ids.PROPOSAL, row.id))
        said = f"把“{row.title}”拆成 {len(row.measures)} 条，每句原文一条？\n\n{quotes}\n\n日期先沿用，拆开后逐条核对。"
        self._confirm(said, partial(self.tell, job, lambda made: f"已拆分，新建议 {'、'.join(made)}（^z 撤销）"))

    def on_key(self, event: events.Key) -> None:
        """Say why, where a key of the review can do nothing with the row under the cursor."""
        act = next((act for act in REGISTRY["review"] if event.key in every_key(act)), None)
        if act is not None and self.check_action(act.action, ()) is None:
            self.planner.hint(self._why_not(act.action))
            event.stop()

    def _why_not(self, action: str) -> str:
        row = self.current
        if row is None:
            return "先把光标移到一条建议上。没有转成建议的原文，按回车可以加成任务。"
        if row.status != "pending":
            return "这条已经采纳过，只能按 F5 接受更新。"
        assert action == "split"
        return "这条建议只引了一句原文，没有可拆的。"

    def _confirm(self, said: str, then: Callable[[], None]) -> None:
        from planrunner.tui.screens.confirm import Confirm

        self.app.push_screen(Confirm(said), lambda yes: then() if yes else None)


def _only(view: ReviewView) -> str | None:
    """Return the document that last year's quotes index where there is only one report."""
    return next(iter(view.sources)) if len(view.sources) == 1 else None


def _made(tasks: list[str]) -> str:
    return f"新任务 {len(tasks)} 项" if tasks else "任务已更新"
