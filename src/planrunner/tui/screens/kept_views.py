"""常用筛选: keep what the search page looks for under a name, open it again, delete it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from planrunner.tui.actions import bindings
from planrunner.tui.cells import fit
from planrunner.tui.kept_views import View
from planrunner.tui.screens.confirm import Confirm
from planrunner.tui.screens.fields import Field
from planrunner.tui.screens.form import Form
from planrunner.tui.widgets.key_bar import KeyBar
from planrunner.tui.widgets.line_list import LineList, Piece
from planrunner.tui.work import app_of, ask, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

    from planrunner.services.desk import Desk
    from planrunner.tui.kept_views import Kept, KeptViews

NAME = 22
"""Cells of the column of names."""
NONE_YET = "还没有常用筛选。在查找页输入条件，按 ^s 存下来。"


class KeepViewForm(Form):
    """Asks for the name under which words are kept; with a name that is taken, whether to replace what has it."""

    def __init__(self, kept: KeptViews, words: str, name: str) -> None:
        super().__init__("存为常用筛选", f"条件：{words}")
        self._views, self._words, self._named = kept, words, name

    def fields(self) -> list[Field]:
        """Return the name."""
        return [Field("name", "名称", self._named, "例如：我逾期的", replace=True)]

    def preview(self, desk: Desk, values: Mapping[str, str]) -> str:  # noqa: ARG002 - kept beside the data
        """Return what would be replaced."""
        found = self._views.find(values["name"])
        if found is None or found.words == self._words:
            return ""
        return f"已有“{found.name}”（{found.words}），换成现在的条件吗？"

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:  # noqa: ARG002 - kept beside the data
        """Keep the words."""
        return f"已存为常用筛选“{self._views.keep(values['name'], self._words)}”，在查找页按 F3 打开"


class ViewList(LineList[View]):
    """Views, one a line."""

    def id_of(self, row: View) -> str:
        """Return the name."""
        return row.name

    def version_of(self, row: View) -> object:
        """Return the words."""
        return row.words

    def can_mark(self, row: View) -> bool:  # noqa: ARG002 - one is opened or deleted at a time
        """Tell that nothing here can be marked."""
        return False

    def header(self, width: int) -> str:
        """Return the names of the columns."""
        return "  " + fit("名称", NAME) + " " + fit("条件", max(width - NAME - 3, 2))

    def pieces(self, row: View, width: int) -> list[Piece]:
        """Return the columns of a view."""
        return [(fit(row.name, NAME) + " ", ""), (fit(row.words, max(width - NAME - 1, 2)), "dim")]


class ViewsScreen(ModalScreen[View]):
    """The list; closes with the view that was opened."""

    kind = "kept_views"
    BINDINGS = [*bindings("kept_views"), *bindings("page")]
    AUTO_FOCUS = "LineList"

    def __init__(self, kept: KeptViews) -> None:
        super().__init__()
        self._views = kept

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="dialog"):
            yield Static(Content("常用筛选"), classes="form-title")
            yield ViewList(id="views")
            yield Static(id="no-views")
        yield KeyBar(self.kind)

    def on_mount(self) -> None:
        """Read the views."""
        self._read()

    def _read(self) -> None:
        ask(self, self._views.read, self._show)

    def _show(self, kept: Kept) -> None:
        self.query_one(ViewList).set_rows(kept.views)
        self.query_one("#no-views", Static).update(Content("" if kept.views else NONE_YET))
        if kept.trouble:
            app_of(self).hint(kept.trouble)

    @on(LineList.Opened)
    def _opened(self) -> None:
        self.dismiss(self.query_one(ViewList).current)

    def action_delete_view(self) -> None:
        """Delete the view under the cursor, after a question."""
        view = self.query_one(ViewList).current
        if view is None:
            return

        def delete(yes: bool | None) -> None:
            if yes:
                tell(self, partial(self._views.remove, view.name), lambda _: self._read(), app_of(self).show_error)

        self.app.push_screen(Confirm(f"删除常用筛选“{view.name}”吗？任务不受影响。"), delete)

    def action_leave(self) -> None:
        """Go back to the search page as it is."""
        self.dismiss(None)
