"""A list that costs the same at a hundred rows and at a hundred thousand: Line API, nothing built per row up front.

Lines are made when they come into view and kept in an LRU cache. Subclasses say what a row looks like; headings stand
between rows and the cursor passes over them. The first line is a header that stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from rich.segment import Segment
from textual.cache import LRUCache
from textual.geometry import Offset, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from planrunner.tui.actions import bindings
from planrunner.tui.cells import CUT, fit, padded, shortened, width_of
from planrunner.tui.widgets.tint import tint

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from rich.style import Style
    from textual import events

R = TypeVar("R")
Piece = tuple[str, str]
"""Text of one column and the component class that colours it ("" for none)."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line between rows that cannot be chosen."""

    text: str


class LineList(ScrollView, Generic[R], can_focus=True):
    """Rows with a cursor and marks. `version_of` must change whenever a row's look does."""

    BINDINGS = [*bindings("list"), *bindings("marks")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--header", "lines--heading", "lines--cursor", "lines--marked", "lines--dim",
        "lines--red", "lines--yellow", "lines--green", "lines--blue", "lines--grey",
    }  # fmt: skip
    ALLOW_SELECT = False

    class Moved(Message):
        """The cursor stands on another row, or the rows are new."""

        def __init__(self, lines: LineList[Any]) -> None:
            super().__init__()
            self.lines = lines

        @property
        def control(self) -> LineList[Any]:
            """The list it happened in."""
            return self.lines

    class Opened(Moved):
        """Enter, or a double click, on a row."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.rows: Sequence[R | Heading] = ()
        self.cursor = 0
        self.marked: set[Hashable] = set()
        self._anchor: int | None = None
        """The row where marking while moving began; None after any other move."""
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(1000)

    def id_of(self, row: R) -> Hashable:
        """Return what tells a row from all others, for good."""
        raise NotImplementedError

    def version_of(self, row: R) -> object:
        """Return what changes whenever the row's look does."""
        raise NotImplementedError

    def can_mark(self, row: R) -> bool:  # noqa: ARG002 - subclasses look at it
        """Tell whether a row may be marked."""
        return True

    def header(self, width: int) -> str:
        """Return the header line at a width."""
        raise NotImplementedError

    def pieces(self, row: R, width: int) -> list[Piece]:
        """Return the columns of a row, `width` cells together."""
        raise NotImplementedError

    @property
    def current(self) -> R | None:
        """The row under the cursor, None in an empty list."""
        row = self.rows[self.cursor] if self.cursor < len(self.rows) else None
        return None if isinstance(row, Heading) else row

    @property
    def chosen(self) -> list[R]:
        """The marked rows, or where none is marked the one under the cursor."""
        if self.marked:
            return [row for row in self.rows if not isinstance(row, Heading) and self.id_of(row) in self.marked]
        return [] if self.current is None else [self.current]

    def set_rows(self, rows: Sequence[R | Heading]) -> None:
        """Show other rows; the cursor stays on the row it was on, else at its place. Costs one look at each row's id."""
        kept = None if self.current is None else self.id_of(self.current)
        self.rows = rows
        self._strips.clear()
        ids = {self.id_of(row): index for index, row in enumerate(rows) if not isinstance(row, Heading)}
        self.marked &= ids.keys()
        place = ids.get(kept, self.cursor) if kept is not None else self.cursor
        self.virtual_size = Size(1, len(rows) + 1)
        self.cursor = min(place, max(len(rows) - 1, 0))
        self._to_row(self.cursor, 1)
        self.refresh()

    def action_move(self, step: int) -> None:
        """Move the cursor one row up or down."""
        self._to_row(self.cursor + step, step)

    def action_page(self, step: int) -> None:
        """Move the cursor one screen up or down."""
        self._to_row(self.cursor + step * max(self._height - 1, 1), step)

    def action_first(self) -> None:
        """Go to the first row."""
        self._to_row(0, 1)

    def action_last(self) -> None:
        """Go to the last row."""
        self._to_row(len(self.rows) - 1, -1)

    def action_mark(self) -> None:
        """Mark the row, or take its mark away, and go on to the next."""
        if self.current is not None and self.can_mark(self.current):
            self.marked ^= {self.id_of(self.current)}
            self.refresh()
            self.action_move(1)

    def action_extend(self, step: int) -> None:
        """Mark the row and the next one and go there; on the way back take the marks away again."""
        start = self.cursor if self._anchor is None else self._anchor
        here, row = self.cursor, self.current
        self._to_row(here + step, step)
        if row is not None and abs(self.cursor - start) < abs(here - start):
            self.marked.discard(self.id_of(row))
        else:
            self.marked |= {self.id_of(one) for one in (row, self.current) if one is not None and self.can_mark(one)}
        self._anchor = start

    def action_mark_all(self) -> None:
        """Mark every row that can be marked; where all are, take all marks away."""
        every = {self.id_of(row) for row in self.rows if not isinstance(row, Heading) and self.can_mark(row)}
        self._mark_only(set() if every <= self.marked else every)

    def action_unmark(self) -> None:
        """Take all marks away."""
        self._mark_only(set())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Esc to the page while nothing is marked."""
        return bool(self.marked) if action == "unmark" else super().check_action(action, parameters)

    def _mark_only(self, ids: set[Hashable]) -> None:
        self.marked = ids
        self.refresh()
        self.post_message(self.Moved(self))

    def action_open(self) -> None:
        """Tell that the row is to be opened."""
        if self.current is not None:
            self.post_message(self.Opened(self))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a second click opens."""
        line = event.get_content_offset(self)
        if line is None or line.y == 0:
            return
        index = line.y - 1 + self.scroll_offset.y
        if index < len(self.rows) and not isinstance(self.rows[index], Heading):
            self._to_row(index, 1)
            if event.chain == 2:
                self.action_open()

    def on_focus(self) -> None:
        """Bring the terminal's cursor along, so that an input method opens its window at the row."""
        self._place_terminal_cursor()

    def on_resize(self) -> None:
        """Keep the cursor's row in view."""
        self._strips.clear()
        self._scroll_to_cursor()

    def notify_style_update(self) -> None:
        """Forget lines drawn in other colours."""
        super().notify_style_update()
        self._strips.clear()

    @property
    def _height(self) -> int:
        return max(self.scrollable_content_region.height - 1, 1)

    def _to_row(self, index: int, step: int) -> None:
        """Put the cursor on a row; from a heading go on in the direction of `step`, at the ends come back."""
        self._anchor = None
        last = len(self.rows) - 1
        if last < 0:
            self.post_message(self.Moved(self))
            return
        index = min(max(index, 0), last)
        direction = 1 if step > 0 else -1
        for way in (direction, -direction):
            at = index
            while 0 <= at <= last and isinstance(self.rows[at], Heading):
                at += way
            if 0 <= at <= last:
                self.cursor = at
                break
        self._scroll_to_cursor()
        self.refresh()
        self.post_message(self.Moved(self))

    def _scroll_to_cursor(self) -> None:
        top, height = round(self.scroll_y), self._height
        want = self.cursor
        if want > 0 and isinstance(self.rows[want - 1], Heading):
            want -= 1  # the heading of the first row of a group comes into view with it
        if want < top:
            self.scroll_to(y=want, animate=False)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False)
        if self.has_focus:
            self._place_terminal_cursor()

    def _place_terminal_cursor(self) -> None:
        region = self.content_region
        self.app.cursor_position = Offset(region.x, region.y + 1 + self.cursor - round(self.scroll_y))

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen: the header, or a row as it scrolls below it."""
        width = self.scrollable_content_region.width
        base = self.rich_style
        if y == 0:
            style = self.get_component_rich_style("lines--header")
            return Strip([Segment(self._first_line(width), style)]).adjust_cell_length(width, style)
        index = y - 1 + round(self.scroll_y)
        if index >= len(self.rows):
            return Strip.blank(width, base)
        row = self.rows[index]
        if isinstance(row, Heading):
            style = self.get_component_rich_style("lines--heading")
            return Strip([Segment(fit(row.text, width), style)], width)
        number = self.id_of(row)
        under, marked = index == self.cursor, number in self.marked
        key = (number, self.version_of(row), width, under, under and self.has_focus, marked, base)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._draw(row, width, base, under=under, marked=marked)
        return strip

    def _first_line(self, width: int) -> str:
        """Return the header; at its end how many rows are marked and how to take that back."""
        head, said = self.header(width), self.marks_word()
        left = width - width_of(said)
        if not said or left <= 0:
            return head
        kept = shortened(head, left).removesuffix(CUT)
        whole = kept if head[len(kept) :].startswith(" ") else kept.rpartition(" ")[0]
        return padded(whole, left) + said

    def marks_word(self) -> str:
        """Return how many rows are marked, "" for none."""
        return f" 已标记 {len(self.marked)}，Esc 取消" if self.marked else ""

    def _draw(self, row: R, width: int, base: Style, *, under: bool, marked: bool) -> Strip:
        over: Style | None = None
        if under:
            over = self.get_component_rich_style("lines--cursor", partial=True)
        elif marked:
            over = self.get_component_rich_style("lines--marked", partial=True)
        sign = f"{'>' if under else ' '}{'*' if marked else ' '}"
        segments = []
        for text, name in [(sign, ""), *self.pieces(row, width - 2)]:
            style = base + tint(self, f"lines--{name}") if name else base
            segments.append(Segment(text, style + over if over is not None else style))
        return Strip(segments).adjust_cell_length(width, base)
