"""A report's own text with spans highlighted and the first of them scrolled to. Line API: long reports cost nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from planrunner.tui.cells import lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style

Span = tuple[int, int]
GUTTER = 2
"""Cells in front of each line; a sign there tells cited lines where colours do not show."""
CONTROLS = {code: " " for code in range(32) if code != 10} | {0x7F: " ", 0x3000: "　"}
"""Control characters other than the line end become blanks, one for one, so that offsets stay true."""


class SourceText(ScrollView, can_focus=True):
    """Shows a text; `spans` are character offsets (start, end) into it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"source--span"}

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._text = ""
        self._spans: Sequence[Span] = ()
        self._lines: list[Span] = []
        self._laid_out: tuple[int, int] = (0, 0)

    def show(self, text: str, spans: Sequence[Span]) -> None:
        """Show a text and scroll its first span into the upper third."""
        if text != self._text:
            self._text = text.translate(CONTROLS) if any(code in text for code in "\r\t\x0b\x0c") else text
            self._laid_out = (0, 0)
        self._spans = sorted(spans)
        self._lay_out()
        self._to_span()
        self.call_after_refresh(self._to_span)  # a text that is new has no height to scroll in before
        self.refresh()

    @property
    def highlighted(self) -> list[str]:
        """The highlighted parts of the text."""
        return [self._text[start:end] for start, end in self._spans]

    def on_resize(self) -> None:
        """Break the lines anew at another width."""
        self._lay_out()
        self._to_span()

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width - GUTTER
        if width <= 0 or self._laid_out == (width, len(self._text)):
            return
        self._laid_out = (width, len(self._text))
        self._lines = lines_of(self._text, width) if self._text else []
        self.virtual_size = Size(1, len(self._lines))

    def _to_span(self) -> None:
        if not self._spans or not self._lines:
            self.scroll_to(y=0, animate=False)
            return
        start = self._spans[0][0]
        line = next((index for index, (_, end) in enumerate(self._lines) if end > start), 0)
        self.scroll_to(y=max(line - self.scrollable_content_region.height // 4, 0), animate=False)

    def render_line(self, y: int) -> Strip:
        """Draw one line, the parts inside a span in their own style."""
        width = self.scrollable_content_region.width
        base = self.rich_style
        index = y + round(self.scroll_y)
        if index >= len(self._lines):
            return Strip.blank(width, base)
        marked = base + self.get_component_rich_style("source--span", partial=True)
        return Strip(self._segments(*self._lines[index], base, marked)).adjust_cell_length(width, base)

    def _segments(self, start: int, end: int, base: Style, marked: Style) -> list[Segment]:
        cited = any(first < end and last > start for first, last in self._spans)
        segments = [Segment("> " if cited else "  ", base)]
        at = start
        for first, last in self._spans:
            first, last = max(first, at), min(last, end)  # noqa: PLW2901 - the part of the span on this line
            if first >= last:
                continue
            if first > at:
                segments.append(Segment(self._text[at:first], base))
            segments.append(Segment(self._text[first:last], marked))
            at = last
        return [*segments, Segment(self._text[at:end], base)]
