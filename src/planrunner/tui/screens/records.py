"""The base of the pages 佐证 and 历史: an input that narrows a list, and the line under it that says more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar

from textual import on
from textual.widgets import Input

from planrunner.tui.actions import bindings
from planrunner.tui.cells import shortened
from planrunner.tui.screens.base import READING, Page
from planrunner.tui.widgets.cut_line import CutLine
from planrunner.tui.widgets.key_bar import KeyBar
from planrunner.tui.widgets.line_list import LineList
from planrunner.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from planrunner.services.desk import Desk
    from planrunner.store.queries import TaskRow

R = TypeVar("R")


class Found(NamedTuple):
    """What the page shows, as read in the thread."""

    rows: list[Any]
    office: str


class RecordsPage(Page, Generic[R]):
    """Subclasses read the rows, say what a row's words are, and give the list."""

    named: ClassVar[str]
    example: ClassVar[str]
    BINDINGS = [*bindings("search"), *bindings("panes")]
    AUTO_FOCUS = "LineList"

    def __init__(self, words: str = "") -> None:
        super().__init__()
        self._words = words
        self._rows: list[R] = []

    def make_list(self) -> LineList[R]:
        """Return the list widget, with the id `records`."""
        raise NotImplementedError

    def read(self, desk: Desk) -> Sequence[R]:
        """Read the rows, in a thread."""
        raise NotImplementedError

    def words_of(self, row: R) -> tuple[str, set[str]]:
        """Return all that can be searched for in a row, and the ids it is about (T12, E3)."""
        raise NotImplementedError

    def explain(self, row: R) -> str:
        """Return the line under the list for the row under the cursor."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Lay out the page, empty."""
        yield TopBar(title=self.named)
        yield Input(self._words, placeholder=self.example, id="words", compact=True)
        yield self.make_list()
        yield CutLine(READING, id="why")
        yield KeyBar(self.kind)

    @property
    def current(self) -> R | None:
        """The row under the cursor."""
        found: R | None = self.query_one(LineList).current
        return found

    def on_resize(self) -> None:
        """Cut what the empty input says to its width: Textual would break it at its first blank."""
        line = self.query_one(Input)
        line.placeholder = shortened(self.example, self.size.width - 3)

    def fetch(self) -> None:
        """Read everything; typing then narrows it without the store."""
        desk = self.desk
        self.ask(lambda: Found([*self.read(desk)], desk.office().name), self._take)

    def _take(self, found: Found) -> None:
        self._rows = found.rows
        self.query_one(TopBar).tell(self.desk.who, found.office, self.desk.today())
        self._narrow()

    @on(Input.Changed)
    def _narrow(self) -> None:
        wanted = self.query_one(Input).value.split()
        self.query_one(LineList).set_rows([row for row in self._rows if self._fits(row, wanted)])

    def _fits(self, row: R, wanted: list[str]) -> bool:
        text, names = self.words_of(row)
        return all(word.upper() in names or (not _is_id(word) and word in text) for word in wanted)

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.query_one(LineList).focus()

    @on(LineList.Moved)
    def _moved(self) -> None:
        row, shown = self.current, len(self.query_one(LineList).rows)
        said = self.explain(row) if row is not None else "没有符合的；按 Esc 清空条件" if self._rows else "还没有记录"
        self.query_one("#why", CutLine).tell(f"{shown} 条  {said}" if shown else said)
        self.refresh_bindings()

    def open_task(self, name: str) -> None:
        """Open the page of a task by its id (T12)."""
        from planrunner.services.agenda import task_page
        from planrunner.tui.screens.task import TaskScreen

        desk = self.desk

        def show(task: TaskRow) -> None:
            self.app.push_screen(TaskScreen(task))

        self.ask(lambda: task_page(desk, name).task, show, group="open")

    def action_leave(self) -> None:
        """Clear the words; with none left, go back."""
        words = self.query_one(Input)
        if words.value:
            words.value = ""
        else:
            self.app.pop_screen()


def _is_id(word: str) -> bool:
    return word[:1].upper() in tuple("TPOE") and word[1:].isdecimal()
