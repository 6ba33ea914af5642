"""One line to type into. What is pasted with line ends (several paths out of a file manager) comes in whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

if TYPE_CHECKING:
    from textual import events


class LineInput(Input):
    """Textual's Input keeps only the first line of what is pasted. `select`: focus selects what stands there."""

    def __init__(self, value: str, example: str, *, id: str, select: bool = False) -> None:  # noqa: A002 - Textual's own name
        super().__init__(value, example, id=id, compact=True, select_on_focus=select)

    def _on_paste(self, event: events.Paste) -> None:
        """Put blanks for line ends; Textual's own handler runs next."""
        event.text = " ".join(event.text.splitlines())
