"""Tables on a printed page: rows whose pieces stand in the same columns, put together to one text per table row."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from planrunner.documents.geometry import Piece, Row
from planrunner.extract.numbering import CN

_HEADING = re.compile(rf"[{CN}]+、|[（(][{CN}]+[）)]|第[{CN}]+[章节条部]")
_MAX_COLUMNS = 60
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
        if row.column != rows[start].column or len(row.pieces) > _MAX_COLUMNS:
            break
        if len(cells) >= 2:
            spans = _widened(spans, row)
            if len(spans) < 2:
                break
            cut += 1
        elif at == start or not _goes_on(row, rows[at - 1], spans):
            break
        else:
            spans = _widened(spans, row)
        end = at + 1
    return end if cut >= 2 else start


def _goes_on(row: Row, above: Row, spans: Sequence[_Span]) -> bool:
    """Tell whether a row with one cell belongs to the table above it: it keeps to a column, is near and no heading.

    The first row of a page goes on with a cell only where it stands in another column than the first.
    """
    edges = [float("-inf"), *(edge for span in spans for edge in span), float("inf")]
    fits = [
        edges[2 * at] < row.x0 and row.x1 < edges[2 * at + 3] and _aligned(row, x0, x1)
        for at, (x0, x1) in enumerate(spans)
    ]
    if row.page != above.page:
        return any(fits[1:])
    return any(fits) and row.y - above.y <= 2.2 * row.size and not _HEADING.match(row.text)


def _aligned(row: Row, x0: float, x1: float) -> bool:
    """Tell whether a row begins where a column begins, or has the same middle."""
    return abs(row.x0 - x0) <= 0.6 * row.size or abs(row.x0 + row.x1 - x0 - x1) <= 2 * row.size


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
    spans: list[_Span] = []
    for row in sorted(rows, key=lambda row: -len(row.pieces)):
        spans = _widened(spans, row)
    ruled = any(_ruled(above, row, rules) for above, row in pairwise(rows))
    texts = [""] * len(spans)
    page = rows[0].page
    above: Row | None = None
    for row in rows:
        cells = [(_column(piece, spans), piece.text) for piece in row.pieces]
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


def _widened(spans: Sequence[_Span], row: Row) -> list[_Span]:
    """Return the columns with what a row adds to them; a piece that reaches over two columns does not join them."""
    wider = list(spans)
    for piece in row.pieces:
        merged = _merged([*wider, (piece.x0, piece.x1)])
        if len(merged) >= len(wider):
            wider = merged
    return wider


def _column(piece: Piece, spans: Sequence[_Span]) -> int:
    """Return the column that a piece of a row begins in, or the nearest one."""
    start = piece.x0 + 0.1
    return min(range(len(spans)), key=lambda at: max(spans[at][0] - start, start - spans[at][1], 0.0))
