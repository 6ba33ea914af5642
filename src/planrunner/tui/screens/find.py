"""查找: words in, tasks out, over everything there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual import on
from textual.content import Content
from textual.widgets import Input, Static

from planrunner.errors import NothingFoundError
from planrunner.services import agenda
from planrunner.tui.actions import bindings
from planrunner.tui.screens.task_actions import TaskActions
from planrunner.tui.widgets.key_bar import KeyBar
from planrunner.tui.widgets.line_list import LineList
from planrunner.tui.widgets.task_table import TaskTable
from planrunner.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from textual.app import ComposeResult

    from planrunner.services.desk import Desk
    from planrunner.store.queries import TaskRow


class Hits(NamedTuple):
    """What was found, and what the lights go by."""

    tasks: list[TaskRow]
    today: date
    yellow: date
    office: str


def look_for(desk: Desk, words: str) -> Hits:
    """Return the tasks that hold every word; none for no word."""
    try:
        tasks = agenda.search(desk, words) if words.strip() else []
    except NothingFoundError:
        tasks = []
    return Hits(tasks, desk.today(), agenda.yellow_day(desk), desk.office().name)


class FindScreen(TaskActions):
    """An input and the table below it; every action on tasks works here too."""

    kind = "find"
    BINDINGS = [*bindings("search"), *bindings("task"), *bindings("panes")]
    AUTO_FOCUS = "Input"

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        yield TopBar(title="查找")
        yield Input(placeholder="要找的词，几个词用空格隔开；回车到结果里", id="words", compact=True)
        yield TaskTable(id="tasks")
        yield Static(id="why")
        yield KeyBar(self.kind)

    def fetch(self) -> None:
        """Search for what stands in the input."""
        desk, words = self.desk, self.query_one(Input).value
        self.ask(lambda: look_for(desk, words), self._show)

    def _show(self, hits: Hits) -> None:
        self.query_one(TopBar).tell(hits.office, hits.today)
        self.query_one(TaskTable).show(hits.tasks, hits.today, hits.yellow)
        words = self.query_one(Input).value.strip()
        said = f"找到 {len(hits.tasks)} 项" if hits.tasks else f"没有含“{words}”的任务，换个词试试" if words else ""
        self.query_one("#why", Static).update(Content(said))

    @on(Input.Changed)
    def _typed(self) -> None:
        self.fetch()

    @on(Input.Submitted)
    def _entered(self) -> None:
        if self.query_one(TaskTable).rows:
            self.query_one(TaskTable).focus()

    @on(LineList.Moved)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(LineList.Opened)
    def _opened(self) -> None:
        task = self.query_one(TaskTable).current
        if task is not None:
            self.open_task(task)

    def chosen(self) -> Sequence[TaskRow]:
        """Return the marked tasks, or the one under the cursor."""
        found: list[TaskRow] = self.query_one(TaskTable).chosen if self.is_mounted else []
        return found

    def action_leave(self) -> None:
        """Clear the words; with none left, go back."""
        words = self.query_one(Input)
        if words.value:
            words.value = ""
            words.focus()
        else:
            self.app.pop_screen()
