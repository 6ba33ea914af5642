"""A question with 确定 and 取消."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from planrunner.tui.widgets.details import Details, Paragraph

if TYPE_CHECKING:
    from textual.app import ComposeResult


class Confirm(ModalScreen[bool]):
    """Enter says yes, Esc says no."""

    kind = "form"
    BINDINGS = [
        Binding("enter,ctrl+s,y,ｙ", "answer(True)", "确定", show=False),
        Binding("escape,n,ｎ", "answer(False)", "取消", show=False),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(classes="dialog"):
            question = Details()
            question.show([Paragraph(Content(line)) for line in self._question.split("\n")])
            yield question
            yield Static(
                Content.assemble(
                    Content.styled(" 回车 确定 ", "reverse @click=screen.answer(True)"),
                    "   ",
                    Content.styled(" Esc 取消 ", "reverse @click=screen.answer(False)"),
                ),
                classes="answers",
            )

    def action_answer(self, yes: bool) -> None:
        """Close with the answer."""
        self.dismiss(yes)
