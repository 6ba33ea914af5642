"""One line of text that is cut with a mark where the window is too narrow for it."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from planrunner.tui.cells import shortened


class CutLine(Static):
    """A line that follows the width of the window; `told` is the whole of it."""

    def __init__(self, told: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(Content(told), id=id)
        self.told = told

    def tell(self, told: str) -> None:
        """Show another text."""
        self.told = told
        self._cut()

    def on_resize(self) -> None:
        """Cut anew at the new width."""
        self._cut()

    def _cut(self) -> None:
        width = self.content_size.width
        self.update(Content(shortened(self.told.replace("\n", " "), width) if width else self.told))
