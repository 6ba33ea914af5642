"""F1: every key of the page one came from, out of the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from planrunner.tui.actions import on_screen, shown
from planrunner.tui.cells import fit
from planrunner.tui.widgets.details import Details, Paragraph

if TYPE_CHECKING:
    from textual.app import ComposeResult

KEYS, TITLE = 16, 10
"""Widths of the first columns in cells."""


def help_text(kind: str) -> list[Paragraph]:
    """Return the page's actions: keys, title, what it does."""
    lines = []
    for act in on_screen(kind):
        keys = " ".join(shown(key) for key in act.keys)
        text = Content.styled(fit(keys, KEYS), "bold") + Content(f"{fit(act.title, TITLE)} {act.help}")
        lines.append(Paragraph(text, KEYS + TITLE + 1))
    return lines


class HelpScreen(ModalScreen[None]):
    """Esc, F1 or Enter closes it."""

    BINDINGS = [Binding("escape,f1,enter,q,ｑ,question_mark,？", "close", "关闭", show=False)]
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind

    def compose(self) -> ComposeResult:
        """Lay out the list of keys."""
        with VerticalScroll(classes="dialog -tall"):
            yield Static(Content.styled("按键（中文输入法开着也能用；字母键要先切到英文）", "bold"))
            yield Details(id="help-keys")
            yield Static(Content("Esc 关闭    上下键翻看"), classes="answers")

    def on_mount(self) -> None:
        """Fill in the keys."""
        self.query_one(Details).show(help_text(self._kind))

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
