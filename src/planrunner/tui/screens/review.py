"""审核: a proposal beside the report's own words, with the span it was read from highlighted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from planrunner.services import ids, planning
from planrunner.services.review_view import ReviewView, review_view
from planrunner.tui.actions import bindings
from planrunner.tui.describe import proposal_details
from planrunner.tui.screens.base import READING, Page
from planrunner.tui.widgets.details import Details
from planrunner.tui.widgets.key_bar import KeyBar
from planrunner.tui.widgets.line_list import LineList
from planrunner.tui.widgets.proposal_list import ProposalList
from planrunner.tui.widgets.source_text import SourceText
from planrunner.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from planrunner.services.desk import Desk
    from planrunner.store.queries import ProposalRow

NOTHING = """
没有要审核的建议。

按 ^o 导入一份报告；已采纳的在“2 计划”里。"""


def _read(desk: Desk) -> tuple[ReviewView, str]:
    return review_view(desk), desk.office().name


class ReviewScreen(Page):
    """List on the left, source and details on the right; on a narrow terminal one under the other."""

    kind = "review"
    BINDINGS = [*bindings("review"), *bindings("panes")]

    def __init__(self) -> None:
        super().__init__()
        self._view: ReviewView | None = None

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
        self.ask(lambda: _read(desk), self._show)

    def _show(self, found: tuple[ReviewView, str]) -> None:
        self._view, office = found
        self.query_one(TopBar).tell(self.desk.who, office, self.desk.today())
        rows = self._view.proposals
        self.query_one("#empty", Static).update(Content(NOTHING))
        self.set_class(not rows, "-empty")
        self.query_one(ProposalList).set_rows(rows)

    @property
    def current(self) -> ProposalRow | None:
        """The proposal under the cursor."""
        found: ProposalRow | None = self.query_one(ProposalList).current
        return found

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out what needs a proposal while there is none, and what a decided one no longer takes."""
        if action in ("accept", "accept_all", "edit_proposal", "reject", "merge"):
            row = self.current if self.is_mounted else None
            if row is None or (row.status != "pending" and action in ("edit_proposal", "reject", "merge")):
                return None
        return super().check_action(action, parameters)

    @on(LineList.Moved)
    def _moved(self) -> None:
        row, view = self.current, self._view
        self.refresh_bindings()
        if row is None or view is None:
            return
        cited = row.measures or [item | {"document": _only(view)} for item in row.last_year]
        document = next((item["document"] for item in cited if item["document"] in view.sources), None)
        source = view.sources[document] if document is not None else None
        spans = [(item["start"], item["end"]) for item in cited if item["document"] == document]
        title = f"报告原文：{source.title}" if source else "报告原文：报告没有提到，由规则提出"
        self.query_one("#source-title", Static).update(Content(title))
        self.query_one(SourceText).show(source.text if source else "", spans)
        self.query_one(Details).show(proposal_details(row))
        self.query_one("#details-pane", VerticalScroll).scroll_home(animate=False)

    @on(LineList.Opened)
    def _opened(self) -> None:
        row = self.current
        if row is not None:
            dates = [item["planned"] or "日期待定" for item in row.occurrences]
            said = f"采纳“{row.title}”？\n\n变成 {len(dates)} 项任务：{'、'.join(dates)}"
            self._confirm(said, self.action_accept)

    def action_accept(self) -> None:
        """Accept the marked proposals, or the one under the cursor, and go on to the next."""
        rows = self.query_one(ProposalList).chosen
        names = [ids.show(ids.PROPOSAL, row.id) for row in rows]
        title = f"“{rows[0].title}”" if len(rows) == 1 else f"{len(rows)} 条建议"
        job = partial(planning.accept, self.desk, names)
        self.tell(job, lambda tasks: f"已采纳{title}，{_made(tasks)}（^z 撤销）")

    def action_accept_all(self) -> None:
        """Accept everything that waits, after asking."""
        rows = self._view.proposals if self._view else []
        job = partial(planning.accept_all, self.desk)
        accept = partial(self.tell, job, lambda tasks: f"已采纳 {len(rows)} 条建议，{_made(tasks)}（^z 撤销）")
        self._confirm(f"采纳全部 {len(rows)} 条建议？\n\n采纳以后仍可逐项改期、修改，也可以一次撤销。", accept)

    def action_edit_proposal(self) -> None:
        """Change the proposal in a form."""
        from planrunner.tui.screens.proposal_forms import EditProposalForm

        if self.current is not None:
            self.app.push_screen(EditProposalForm(self.current))

    def action_reject(self) -> None:
        """Reject the marked proposals, or the one under the cursor, with a reason."""
        from planrunner.tui.screens.proposal_forms import RejectForm

        self.app.push_screen(RejectForm(self.query_one(ProposalList).chosen))

    def action_merge(self) -> None:
        """Merge the one marked proposal into the one under the cursor."""
        table = self.query_one(ProposalList)
        keep = self.current
        others = [row for row in table.chosen if keep is not None and row.id != keep.id]
        if keep is None or len(others) != 1:
            self.planner.hint("先用空格标记要并掉的一条，再把光标放到要保留的一条上，按 ^g。")
            return
        job = partial(planning.merge, self.desk, ids.show(ids.PROPOSAL, keep.id), ids.show(ids.PROPOSAL, others[0].id))
        said = f"把“{others[0].title}”并入“{keep.title}”？\n\n保留后者的日期，合上前者的出处。"
        self._confirm(said, partial(self.tell, job, lambda _: f"已合并到“{keep.title}”（^z 撤销）"))

    def _confirm(self, said: str, then: Any) -> None:
        from planrunner.tui.screens.confirm import Confirm

        self.app.push_screen(Confirm(said), lambda yes: then() if yes else None)


def _only(view: ReviewView) -> str | None:
    """Return the document that last year's quotes index where there is only one report."""
    return next(iter(view.sources)) if len(view.sources) == 1 else None


def _made(tasks: list[str]) -> str:
    return f"新任务 {len(tasks)} 项" if tasks else "任务已更新"
