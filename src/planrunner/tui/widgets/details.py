"""Text in paragraphs, broken as Chinese is: between any two characters, with hanging indents."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content
from textual.widgets import Static

from planrunner.tui.cells import cut, lines_of, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence


class Paragraph(NamedTuple):
    """A text; its second and later lines are indented by `hanging` cells."""

    text: Content
    hanging: int = 0


def broken(paragraph: Paragraph, width: int) -> Content:
    """Return a paragraph with its line breaks at a width in cells."""
    text, hanging = paragraph
    lines = [text[start:end] for start, end in lines_of(text.plain, width, hanging)]
    return Content("\n" + " " * hanging).join(lines)


def broken_off(text: str, width: int, lines: int) -> str:
    """Return a text in at most so many lines; what is left out is marked."""
    text = one_line(text)
    spans = lines_of(text, width)
    if len(spans) <= lines:
        return "\n".join(text[start:end] for start, end in spans)
    last = spans[lines - 1][0]
    return "\n".join([*(text[start:end] for start, end in spans[: lines - 1]), cut(text[last:], width)])


class Details(Static):
    """Paragraphs one under the other, broken anew when the width changes."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._paragraphs: Sequence[Paragraph] = ()

    def show(self, paragraphs: Sequence[Paragraph]) -> None:
        """Show other paragraphs."""
        self._paragraphs = paragraphs
        self._break()

    def on_resize(self) -> None:
        """Break the lines at the new width."""
        self._break()

    def _break(self) -> None:
        width = self.content_size.width
        if width > 0:
            self.update(Content("\n").join(broken(paragraph, width) for paragraph in self._paragraphs))
