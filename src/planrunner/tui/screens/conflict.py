"""Someone else changed it meanwhile: mine and theirs side by side, and what is to become of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from planrunner.tui.actions import bindings
from planrunner.tui.cells import fit
from planrunner.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from planrunner.tui.conflicts import Conflict

Answer = Literal["mine", "theirs", "back"]
CHOICES = """^s 用我的：只写我改过的几项
Del 用他的：我改的这几项不要
Esc 返回：接着改，填的都还在"""
LABEL, SIDE = 12, 28
"""Widths of the columns in cells."""


class ConflictScreen(ModalScreen[Answer]):
    """Closes with what to do; nothing typed is lost whatever the answer."""

    kind = "conflict"
    BINDINGS = [*bindings("conflict")]

    def __init__(self, title: str, conflict: Conflict) -> None:
        super().__init__()
        self._title = title
        self._conflict = conflict

    def compose(self) -> ComposeResult:
        """Lay out the two sides."""
        lines = [Content.styled(_line("", "我填的", f"{self._conflict.who} 改的"), "bold")]
        lines += [Content(_line(one.label, one.mine, one.theirs)) for one in self._conflict.differences]
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(Content(f"刚被别人改过：{self._title}"), classes="form-title")
            yield Static(Content("\n").join(lines))
            yield Static(Content(CHOICES), classes="answers -long")
        yield KeyBar(self.kind)

    def action_use_mine(self) -> None:
        """Save what was typed over theirs."""
        self.dismiss("mine")

    def action_use_theirs(self) -> None:
        """Leave theirs as it is."""
        self.dismiss("theirs")

    def action_back(self) -> None:
        """Go back to the form."""
        self.dismiss("back")


def _line(label: str, mine: str, theirs: str) -> str:
    return " ".join((fit(label, LABEL), fit(mine, SIDE), fit(theirs, SIDE)))
