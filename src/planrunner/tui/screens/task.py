"""A task's page: where it comes from, its dates and why, basis, evidence, numbers, progress, history."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.containers import VerticalScroll

from planrunner.services import agenda, ids
from planrunner.services.review_view import Quote, quoted_text
from planrunner.tui.actions import bindings
from planrunner.tui.describe import AROUND, task_details
from planrunner.tui.screens.task_actions import TaskActions
from planrunner.tui.widgets.details import Details
from planrunner.tui.widgets.key_bar import KeyBar
from planrunner.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from textual.app import ComposeResult

    from planrunner.services.desk import Desk
    from planrunner.store.queries import TaskRow


class Found(NamedTuple):
    """What the page shows, as read in the thread."""

    page: agenda.TaskPage
    quotes: list[Quote]
    yellow: date
    office: str


def read_page(desk: Desk, task: int) -> Found:
    """Read a task's page and the quotes it comes from."""
    page = agenda.task_page(desk, ids.show(ids.TASK, task))
    cited = [item for row in page.obligations for item in row.measures]
    quotes = [quoted_text(desk, item["document"], item["start"], item["end"], 2 * AROUND) for item in cited]
    return Found(page, quotes, agenda.yellow_day(desk), desk.office().name)


class TaskScreen(TaskActions):
    """One task with everything that hangs on it."""

    kind = "page"
    BINDINGS = [*bindings("page"), *bindings("task")]
    AUTO_FOCUS = "#body"

    def __init__(self, task: TaskRow) -> None:
        super().__init__()
        self._shown = task

    @property
    def about(self) -> str:
        """The task's id: what 佐证 and 历史 opened from here begin with."""
        return ids.show(ids.TASK, self._shown.id)

    def compose(self) -> ComposeResult:
        """Lay out the page, empty."""
        yield TopBar(title="任务")
        with VerticalScroll(id="body"):
            yield Details(id="details")
        yield KeyBar(self.kind)

    def fetch(self) -> None:
        """Read the task."""
        desk, number = self.desk, self._shown.id
        self.ask(lambda: read_page(desk, number), self._show)

    def _show(self, found: Found) -> None:
        self._shown = found.page.task
        today = self.desk.today()
        self.query_one(TopBar).tell(self.desk.who, found.office, today)
        self.query_one(Details).show(task_details(found.page, found.quotes, today, found.yellow))
        self.refresh_bindings()

    def chosen(self) -> Sequence[TaskRow]:
        """Return this task."""
        return [self._shown]

    def action_leave(self) -> None:
        """Go back to the list."""
        self.app.pop_screen()
