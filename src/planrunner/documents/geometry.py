"""Rows of text from boxes on a page: what stands on one baseline, in which column, and what only furnishes the page."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from planrunner.documents.characters import is_wide

_PIECE_GAP = 0.8
"""Gap in em that parts two pieces of a row: a gutter between columns is at least this wide."""
_CELL_GAP = 2.0
"""Gap in em that parts two cells; justified Chinese text has smaller ones."""
_WORD_GAP = 0.25
"""Gap in em that is a space between Latin words."""
_SAME_BASELINE = 0.4
"""How far in em a baseline may be off in one row (raised and lowered figures)."""
_EDGE = 0.1
"""The share of the page at its top and bottom where running heads and page numbers stand."""
_REPEATED = 0.6
"""The share of pages on which a running head stands."""
_PAGE_NUMBER = re.compile(
    r"[-—–－·•\s]*\d{1,4}[-—–－·•\s]*|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?|\d+\s*/\s*\d+"
)


class Box(NamedTuple):
    """A glyph or a run of glyphs: its text, left and right edge, baseline (counted downwards) and size."""

    text: str
    x0: float
    x1: float
    y: float
    size: float


class Page(NamedTuple):
    """The boxes of one page in the order of the file; `rules` are the heights of horizontal lines, counted downwards."""

    number: int
    width: float
    height: float
    boxes: Sequence[Box]
    rules: Sequence[float] = ()


class Piece(NamedTuple):
    """Boxes that stand close together on one baseline; `spaced` tells whether white space stood before them."""

    text: str
    x0: float
    x1: float
    spaced: bool


def unread_pages(pages: Iterable[Page], format_name: str) -> list[str]:
    """Return the warning that names the pages without any text, none where every page has some."""
    empty = [str(page.number) for page in pages if not page.boxes]
    return (
        [f"{format_name} 第 {'、'.join(empty)} 页没有文字（可能是图片），没有读到；请对照原件核对。"] if empty else []
    )


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on one baseline; `column` is 1 or 2 in text set in two columns and 0 elsewhere."""

    page: int
    y: float
    size: float
    pieces: tuple[Piece, ...]
    column: int = 0

    @property
    def x0(self) -> float:
        """Return the left edge."""
        return self.pieces[0].x0

    @property
    def x1(self) -> float:
        """Return the right edge."""
        return max(piece.x1 for piece in self.pieces)

    @property
    def text(self) -> str:
        """Return the text of the whole row."""
        return _joined(self.pieces, self.size).text

    def cells(self) -> list[Piece]:
        """Return the pieces joined where no gap as wide as between two cells parts them."""
        groups: list[list[Piece]] = []
        for piece in self.pieces:
            if groups and piece.x0 - groups[-1][-1].x1 <= _CELL_GAP * self.size:
                groups[-1].append(piece)
            else:
                groups.append([piece])
        return [_joined(group, self.size) for group in groups]


def _joined(pieces: Sequence[Piece], size: float) -> Piece:
    text = ""
    edge = pieces[0].x0
    for piece in pieces:
        text += _space(text, piece.text, piece.x0 - edge, size, spaced=piece.spaced) + piece.text
        edge = piece.x1
    return Piece(text, pieces[0].x0, max(piece.x1 for piece in pieces), pieces[0].spaced)


def _space(before: str, after: str, gap: float, size: float, *, spaced: bool) -> str:
    """Return the space between two texts of a row: one that the file has, or a gap between Latin words."""
    if not before or not after:
        return ""
    latin = not is_wide(before[-1]) and not is_wide(after[0])
    return " " if spaced or (latin and gap > _WORD_GAP * size) else ""


def rows_of(page: Page) -> list[Row]:
    """Return the rows of a page from top to bottom."""
    rows: list[Row] = []
    group: list[tuple[int, Box]] = []
    for item in sorted(enumerate(page.boxes), key=lambda item: item[1].y):
        if group:
            first = group[0][1]
            if item[1].y - first.y > _SAME_BASELINE * max(first.size, item[1].size):
                rows.extend(_row(page.number, group))
                group = []
        group.append(item)
    rows.extend(_row(page.number, group))
    return rows


def _row(number: int, group: list[tuple[int, Box]]) -> Iterable[Row]:
    """Make a row of the boxes on one baseline; boxes that begin at the same place keep the order of the file."""
    boxes = [box for _, box in sorted(group, key=lambda item: (round(item[1].x0, 2), item[0]))]
    inked = [box for box in boxes if box.text.strip()]
    if not inked:
        return
    size = median(box.size for box in inked)
    pieces: list[Piece] = []
    spaced = False
    for box in boxes:
        body = box.text.strip()
        if not body:
            spaced = True
            continue
        spaced = spaced or box.text[0].isspace()
        last = pieces[-1] if pieces else None
        if last is not None and box.x0 - last.x1 <= _PIECE_GAP * size:
            text = last.text + _space(last.text, body, box.x0 - last.x1, size, spaced=spaced) + body
            pieces[-1] = Piece(text, last.x0, max(last.x1, box.x1), last.spaced)
        else:
            pieces.append(Piece(body, box.x0, box.x1, spaced))
        spaced = box.text[-1].isspace()
    yield Row(number, median(box.y for box in inked), size, tuple(pieces))


def without_furniture(pages: Sequence[Page], rows: Sequence[list[Row]]) -> list[list[Row]]:
    """Return the rows of each page without running heads, running feet and page numbers."""
    zones = _edges(pages, rows)
    found = [
        {_masked(row) for row in page_rows if not top <= row.y <= bottom}
        for page_rows, (top, bottom) in zip(rows, zones, strict=True)
    ]
    counts = Counter(masked for page in found for masked in page)
    running = {masked for masked, count in counts.items() if count >= 2 and count >= _REPEATED * len(pages)}
    return [
        [
            row
            for row in page_rows
            if top <= row.y <= bottom or not (_masked(row) in running or _PAGE_NUMBER.fullmatch(row.text.strip()))
        ]
        for page_rows, (top, bottom) in zip(rows, zones, strict=True)
    ]


def _masked(row: Row) -> str:
    return re.sub(r"\s+", "", re.sub(r"\d+", "#", row.text))


def _edges(pages: Sequence[Page], rows: Sequence[list[Row]]) -> list[tuple[float, float]]:
    """Return where the body of each page may begin and end.

    Where the text fills less than half of the page or leaves it, the page's size is not to be believed: then the
    edges are measured from the text.
    """
    heights = [row.y for page_rows in rows for row in page_rows]
    highest, lowest = min(heights, default=0.0), max(heights, default=0.0)
    edges = []
    for page in pages:
        top, bottom = 0.0, page.height
        if lowest - highest < page.height / 2 or lowest > page.height * 1.02:
            top, bottom = highest, lowest
        edges.append((top + _EDGE * (bottom - top), bottom - _EDGE * (bottom - top)))
    return edges


def in_columns(rows: list[Row]) -> list[Row]:
    """Return the rows in reading order: set in two columns, first the left one, then the right one.

    A row that crosses the gutter (a title) parts what stands above it from what stands below.
    """
    gutter = _gutter(rows)
    if gutter is None:
        return rows
    ordered: list[Row] = []
    left: list[Row] = []
    right: list[Row] = []
    for row in rows:
        if any(piece.x0 < gutter < piece.x1 for piece in row.pieces):
            ordered += [*left, *right, row]
            left, right = [], []
            continue
        for column, side in ((1, left), (2, right)):
            pieces = tuple(piece for piece in row.pieces if (piece.x1 <= gutter) == (column == 1))
            if pieces:
                side.append(Row(row.page, row.y, row.size, pieces, column))
    return [*ordered, *left, *right]


def _gutter(rows: list[Row]) -> float | None:
    """Return the middle of the gutter between two columns of prose, or None.

    A table has ragged cells; columns of prose fill their width in at least half of their rows.
    """
    if len(rows) < 8:
        return None
    left, right = min(row.x0 for row in rows), max(row.x1 for row in rows)
    size = median(row.size for row in rows)
    inner = [(piece.x0, piece.x1) for row in rows for piece in row.pieces]
    best: tuple[float, float] | None = None
    start: float | None = None
    for step in range(101):
        x = left + (right - left) * (0.3 + 0.4 * step / 100)
        free = sum(x0 < x < x1 for x0, x1 in inner) <= 0.15 * len(rows)
        if free and start is None:
            start = x
        if (not free or step == 100) and start is not None:
            if best is None or x - start > best[1] - best[0]:
                best = (start, x)
            start = None
    if best is None or best[1] - best[0] < 0.6 * size:
        return None
    middle = (best[0] + best[1]) / 2
    sides = (
        [max(piece.x1 for piece in pieces) for row in rows if (pieces := [p for p in row.pieces if p.x1 <= middle])],
        [max(piece.x1 for piece in pieces) for row in rows if (pieces := [p for p in row.pieces if p.x0 >= middle])],
    )
    for edges in sides:
        full = sum(edge > max(edges) - 1.6 * size for edge in edges) if edges else 0
        if len(edges) < 5 or full < 0.5 * len(edges):
            return None
    return middle
