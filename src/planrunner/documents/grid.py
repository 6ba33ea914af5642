"""Tables on a printed page: rows whose pieces stand in the same columns, put together to one text per table row."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from planrunner.documents.geometry import Piece, Row
from planrunner.extract.numbering import CN

_HEADING = re.compile(rf"[{CN}]+、|[（(][{CN}]+[）)]|第[{CN}]+[章节条部]")
_Span = tuple[float, float]


def blocks(rows: Sequence[Row]) -> Iterator[Row | list[Row]]:
    """Yield the rows of all pages in order, those of one table together as a list."""
    at = 0
    while at < len(rows):
        end = _table_end(rows, at)
        if end > at:
            yield list(rows[at:end])
            at = end
        else:
            yield rows[at]
            at += 1


def _table_end(rows: Sequence[Row], start: int) -> int:
    """Return the end of the table that begins at `start`, or `start` where none does.

    A table begins with a row of two cells or more, has two of them at least, and its columns stay apart.
    """
    spans: list[_Span] = []
    end, cut = start, 0
    for at in range(start, len(rows)):
        row = rows[at]
        cells = row.cells()
        if row.column != rows[start].column:
            break
        if len(cells) >= 2:
            wider = _merged([*spans, *((cell.x0, cell.x1) for cell in cells)])
            if len(wider) < 2 or (spans and len(wider) < len(spans) / 2):
                break
            spans = wider
            cut += 1
        elif at == start or not _goes_on(row, rows[at - 1], spans):
            break
        end = at + 1
    return end if cut >= 2 else start


def _goes_on(row: Row, above: Row, spans: Sequence[_Span]) -> bool:
    """Tell whether a row with one cell belongs to the table above it: it fits a column, is near and no heading."""
    fits = [x0 - row.size <= row.x0 and row.x1 <= x1 + row.size for x0, x1 in spans]
    if row.page != above.page:
        return any(fits[1:])
    return any(fits) and row.y - above.y <= 2.2 * row.size and not _HEADING.match(row.text)


def _merged(spans: Sequence[_Span]) -> list[_Span]:
    """Return the spans with overlapping ones joined, from left to right."""
    merged: list[_Span] = []
    for x0, x1 in sorted(spans):
        if merged and x0 < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], x1))
        else:
            merged.append((x0, x1))
    return merged


def table_rows(rows: Sequence[Row], rules: Mapping[int, Sequence[float]]) -> Iterator[tuple[str, int]]:
    """Yield the text of each row of a table, its cells parted by tabs, and the page it begins on.

    A row of the table begins below a ruled line; where nothing is ruled, wherever the first column has text.
    """
    spans = _merged([(cell.x0, cell.x1) for row in rows if len(row.cells()) >= 2 for cell in row.cells()])
    ruled = any(_ruled(above, row, rules) for above, row in pairwise(rows))
    texts = [""] * len(spans)
    page = rows[0].page
    above: Row | None = None
    for row in rows:
        cells = [(_column(cell, spans), cell.text) for cell in row.cells()]
        if ruled and above is not None and above.page == row.page:
            begins = _ruled(above, row, rules)
        else:
            begins = any(column == 0 for column, _ in cells)
        if begins and any(texts):
            yield "\t".join(texts), page
            texts = [""] * len(spans)
            page = row.page
        for column, text in cells:
            texts[column] += text
        above = row
    yield "\t".join(texts), page


def _ruled(above: Row, row: Row, rules: Mapping[int, Sequence[float]]) -> bool:
    """Tell whether a ruled line parts two rows of the same page."""
    if above.page != row.page:
        return False
    return any(above.y - 0.2 * row.size < rule < row.y - 0.2 * row.size for rule in rules.get(row.page, ()))


def _column(cell: Piece, spans: Sequence[_Span]) -> int:
    """Return the column that a cell stands in: the one whose middle is nearest to it."""
    middle = (cell.x0 + cell.x1) / 2
    return min(range(len(spans)), key=lambda at: max(spans[at][0] - middle, middle - spans[at][1], 0.0))
