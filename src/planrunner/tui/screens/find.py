"""查找: words and conditions in, tasks out, over everything there is, narrowed with every key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Input

from planrunner.errors import UsageError
from planrunner.services.task_index import Hits, TaskIndex, find, read_index
from planrunner.tui.actions import bindings
from planrunner.tui.cells import shortened
from planrunner.tui.kept_views import Kept, KeptViews, View
from planrunner.tui.narrowing import read_wanted
from planrunner.tui.screens.table_page import TablePage
from planrunner.tui.widgets.cut_line import CutLine
from planrunner.tui.widgets.key_bar import KeyBar
from planrunner.tui.widgets.task_table import TaskTable
from planrunner.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from textual.app import ComposeResult


EXAMPLES = "词、拼音首字母、负责人:张、状态:逾期、类别:普法、本周、4月；用空格隔开"
"""What can be typed; stands in the empty input."""


class FindScreen(TablePage):
    """An input and the table below it; every action on tasks works here too."""

    kind = "find"
    BINDINGS = [*bindings("search"), *bindings("kept"), *bindings("task"), *bindings("panes")]
    AUTO_FOCUS = "Input"

    def __init__(self) -> None:
        super().__init__()
        self._index: TaskIndex | None = None
        self._view = ""
        """The name under which what stands in the input was kept."""
        self._names: list[str] = []

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        yield TopBar(title="查找")
        yield Input(placeholder=EXAMPLES, id="words", compact=True)
        yield TaskTable(id="tasks")
        yield CutLine(id="why")
        yield KeyBar(self.kind)

    def on_resize(self) -> None:
        """Cut what the empty input says to its width: Textual would break it at its first blank."""
        line = self.query_one(Input)
        line.placeholder = shortened(EXAMPLES, self.size.width - 3)

    def fetch(self) -> None:
        """Read everything that can be found; typing then narrows it without the store."""
        desk, views = self.desk, self._views
        self.ask(lambda: (read_index(desk), views.read()), lambda found: self._take(*found))

    @property
    def _views(self) -> KeptViews:
        return KeptViews(self.desk.folder, self.desk.who)

    def _take(self, index: TaskIndex, kept: Kept) -> None:
        self._index = index
        self.query_one(TopBar).tell(self.desk.who, index.office, index.today)
        self._know(kept)

    def _know(self, kept: Kept) -> None:
        """Take in which views there are, and say so while nothing is looked for."""
        self._names = [view.name for view in kept.views]
        if kept.trouble:
            self.planner.hint(kept.trouble)
        self._narrow()

    def _narrow(self) -> None:
        """Find what stands in the input, in a thread; the next key replaces an answer that is still on its way."""
        desk, index, words = self.desk, self._index, self.query_one(Input).value
        if index is None:
            return
        self.awaiting = True
        try:
            wanted = read_wanted(words, index.today)
        except UsageError as error:
            self._show(index, Hits([], 0), error.message, words)
            return
        said = f"没有“{words.strip()}”这样的任务，换个词试试" if words.strip() else self._begin()
        self.ask(lambda: find(desk, index, wanted), lambda hits: self._show(index, hits, said, words), group="narrow")

    def _show(self, index: TaskIndex, hits: Hits, none: str, words: str) -> None:
        self.query_one(TaskTable).show(hits.tasks, index.today, index.yellow)
        more = f"，先列出前 {len(hits.tasks)} 项，可再加词" if hits.total > len(hits.tasks) else "；回车到结果里"
        self.query_one("#why", CutLine).tell(f"找到 {hits.total} 项{more}" if hits.total else none)
        self.awaiting = words != self.query_one(Input).value
        self.go_on()

    def _begin(self) -> str:
        """Return what is said while nothing is looked for."""
        if not self._names:
            return "常用的条件可以按 ^s 存下来，以后按 F3 打开"
        return f"F3 常用筛选：{'、'.join(self._names)}"

    @on(Input.Changed)
    def _typed(self) -> None:
        self._narrow()

    @on(Input.Submitted)
    def _entered(self) -> None:
        if self.query_one(TaskTable).rows:
            self.query_one(TaskTable).focus()

    def action_keep_view(self) -> None:
        """Keep what stands in the input under a name, unless it is nothing or cannot be read."""
        from planrunner.tui.screens.kept_views import KeepViewForm

        words = self.query_one(Input).value.strip()
        if not words:
            self.planner.hint("先输入条件，再按 ^s 存为常用筛选。")
            return
        try:
            read_wanted(words, self.desk.today())
        except UsageError as error:
            self.planner.hint(f"{error.message}改好以后再存。")
            return
        self.app.push_screen(KeepViewForm(self._views, words, self._view))

    def action_kept_views(self) -> None:
        """Choose one of the kept views; its tasks are listed."""
        from planrunner.tui.screens.kept_views import ViewsScreen

        self.app.push_screen(ViewsScreen(self._views), self._open_view)

    def _open_view(self, view: View | None) -> None:
        if view is None:
            self.ask(self._views.read, self._know, group="views")  # some may have been deleted
            return
        self._view = view.name
        self.query_one(Input).value = view.words
        self.query_one(TaskTable).focus()

    def action_leave(self) -> None:
        """Clear the words; with none left, go back."""
        words = self.query_one(Input)
        if words.value:
            words.value = self._view = ""
            words.focus()
        else:
            self.app.pop_screen()
