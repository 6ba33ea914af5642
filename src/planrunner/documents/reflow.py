"""Paragraphs again from a printed page: rows of text are joined by where they stand, never by what they say alone."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from planrunner.documents.build import Line
from planrunner.documents.characters import printable
from planrunner.documents.geometry import Page, Row, in_columns, rows_of, without_furniture
from planrunner.documents.grid import blocks, table_rows
from planrunner.extract.numbering import NUMBERED

_INDENTED = 0.8
"""Em from the left margin at which a row is indented."""
_SHORT = 1.6
"""Em before the right margin at which a row has ended early."""
_WIDE_PITCH = 1.45
"""Line pitches that part two paragraphs set without indents."""
_OTHER_SIZE = 1.15
"""Type larger or smaller by this factor is another paragraph."""
_FEW_ROWS = 6
"""A page format with fewer rows than this is measured together with its other side."""
_STOP = re.compile(r"[。！？!?…：:；;][”’》）)】]*\Z")
_FIRST_WORD = re.compile(r"[!-~]+")
_Place = tuple[int, int, bool, int]


class _Margins(NamedTuple):
    """The edges of the text in one column on one kind of page."""

    left: float
    right: float


def reflow(pages: Sequence[Page]) -> list[Line]:
    """Return the paragraphs of printed pages, each with the page it begins on; a table row is one paragraph.

    Running heads, feet and page numbers are left out. A paragraph begins with an indented row, after a row that ends
    early, below a wider gap, in other type, or with a heading number after a full stop.
    """
    cleared = without_furniture(pages, [rows_of(page) for page in pages])
    found = list(blocks([row for rows in cleared for row in in_columns(rows)]))
    sheet = _Sheet(pages, [block for block in found if isinstance(block, Row)])
    rules = {page.number: page.rules for page in pages}
    lines: list[Line] = []
    rows: list[Row] = []
    for block in found:
        if rows and (not isinstance(block, Row) or sheet.begins(rows[-1], block)):
            lines.append(_paragraph(rows))
            rows = []
        if isinstance(block, Row):
            rows.append(block)
        else:
            lines.extend(Line(_cells(text), page) for text, page in table_rows(block, rules))
    if rows:
        lines.append(_paragraph(rows))
    return lines


def _cells(text: str) -> str:
    """Return the text of a table row, its tabs kept."""
    return "\t".join(printable(cell) for cell in text.split("\t"))


def _paragraph(rows: Sequence[Row]) -> Line:
    text = ""
    for row in rows:
        piece = row.text
        if text and text[-1].isascii() and text[-1].isalnum() and piece[0].isascii() and piece[0].isalpha():
            text += " "
        text += piece
    return Line(printable(text), rows[0].page)


class _Sheet:
    """How the text of a document is set: margins, type size and line pitch of its prose."""

    def __init__(self, pages: Sequence[Page], prose: Sequence[Row]) -> None:
        self._shapes = {page.number: (round(page.width), round(page.height), page.number % 2 == 1) for page in pages}
        self._body = median(row.size for row in prose) if prose else 1.0
        self._pitch = _pitch(prose)
        places: dict[_Place, list[Row]] = defaultdict(list)
        for row in prose:
            places[self._place(row)].append(row)
        for place in list(places):
            twin = (place[0], place[1], not place[2], place[3])
            if len(places[place]) < _FEW_ROWS and twin in places:
                places[place] = [*places[place], *places[twin]]
        self._margins = {place: _Margins(_left(rows), _right(rows)) for place, rows in places.items()}

    def _place(self, row: Row) -> _Place:
        return (*self._shapes[row.page], row.column)

    def begins(self, above: Row, row: Row) -> bool:
        """Tell whether `row` begins a paragraph after `above`."""
        upper, lower = self._margins[self._place(above)], self._margins[self._place(row)]
        close = above.page == row.page and above.column == row.column
        if max(above.size, row.size) > _OTHER_SIZE * min(above.size, row.size):
            return True
        if close and row.size > _OTHER_SIZE * self._body and _centred(above, upper) and _centred(row, lower):
            return bool(NUMBERED.match(row.text)) or row.y - above.y > 2.2 * row.size
        if row.x0 - lower.left > _INDENTED * row.size:
            return True
        word = _FIRST_WORD.match(row.text)
        unbreakable = 0.5 * row.size * len(word.group()) if word else 0.0
        if upper.right - above.x1 > _SHORT * above.size + unbreakable:
            return True
        if NUMBERED.match(row.text) and _STOP.search(above.text):
            return True
        return close and self._pitch > 0 and (row.y - above.y) / row.size > _WIDE_PITCH * self._pitch


def _left(rows: Sequence[Row]) -> float:
    """Return the leftmost edge that a fair share of the rows has."""
    edges = sorted(row.x0 for row in rows)
    em = median(row.size for row in rows)
    needed = max(2, len(rows) // 10) if len(rows) > 3 else 1
    for at in range(len(edges) - needed + 1):
        if edges[at + needed - 1] - edges[at] <= 0.3 * em:
            return edges[at]
    return edges[0]


def _right(rows: Sequence[Row]) -> float:
    """Return the edge that one row in ten reaches."""
    return sorted((row.x1 for row in rows), reverse=True)[len(rows) // 10]


def _pitch(rows: Sequence[Row]) -> float:
    """Return the usual distance of two baselines in em, or 0 where the rows do not tell."""
    steps = Counter(
        round((row.y - above.y) / row.size, 1)
        for above, row in pairwise(rows)
        if above.page == row.page and above.column == row.column and row.y > above.y
    )
    return steps.most_common(1)[0][0] if steps else 0.0


def _centred(row: Row, margins: _Margins) -> bool:
    """Tell whether a row stands in the middle of its column, away from both margins."""
    before, after = row.x0 - margins.left, margins.right - row.x1
    return abs(before - after) <= 2 * row.size and min(before, after) > -row.size
