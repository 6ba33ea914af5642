"""The walk over a parsed page: blocks and line breaks end a paragraph, a row of a data table is one paragraph.

Everything is measured in one pass and written without recursion: hostile pages nest a hundred thousand elements.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

_BLOCKS = frozenset(
    "address article aside blockquote body center caption dd details dialog div dl dt fieldset figcaption figure footer form "  # noqa: SIM905
    "h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_DROPPED = frozenset(
    "script style noscript template head iframe object embed svg math canvas audio video button select input textarea "  # noqa: SIM905
    "link meta title map".split()
)
_FURNITURE_TAGS = frozenset(("nav", "footer", "aside"))
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|header|foot|footer|crumbs?|breadcrumbs?|location|position|pos|share|"
    r"bdsharebuttonbox|toolbar|sidebar|copyright|friendlinks?|qrcode|print)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_MAX_CELL_CHARS = 600
_MAX_CELL_LINES = 5
"""A cell with more text or more paragraphs belongs to a table that only lays out the page."""
_MAX_SPAN = 50
_MAX_COLUMNS = 200
_MAX_TABLE_CHARS = 2_000_000
"""Spans repeat text; a table beyond this is not read as one."""
_MENU_ENTRIES = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """What one pass over a page told, by the id of the element.

    `lengths` counts the characters that are neither white space nor inside links; `layout` are the tables that hold
    other tables.
    """

    lengths: dict[int, int] = field(default_factory=dict)
    layout: set[int] = field(default_factory=set)


def measure(root: LexborNode) -> Measured:
    """Measure every element below `root` and `root` itself."""
    found = Measured()
    counts = [0]
    tables: list[int] = []
    links = 0
    for node, entering in _walk(root, lambda node: node.tag in _DROPPED):
        tag = node.tag
        if tag == "-text":
            if not links:
                counts[-1] += len("".join((node.text_content or "").split()))
        elif entering:
            counts.append(0)
            links += tag == "a"
            if tag == "table":
                found.layout.update(tables[-1:])
                tables.append(node.mem_id)
        else:
            length = counts.pop()
            counts[-1] += length
            found.lengths[node.mem_id] = length
            links -= tag == "a"
            if tag == "table":
                tables.pop()
    found.lengths[root.mem_id] = counts[0]
    return found


def lines_of(root: LexborNode, measured: Measured) -> list[str]:
    """Return the paragraphs and table rows below `root`, white space as in the source, cells parted by tabs."""
    half = measured.lengths[root.mem_id] / 2

    def dropped(node: LexborNode) -> bool:
        if node.tag in _DROPPED or (root.tag == "body" and _is_menu(node, measured)):
            return True
        return _is_furniture(node) and measured.lengths.get(node.mem_id, 0) <= half

    lines: list[str] = []
    parts: list[str] = []
    pre = 0
    for node, entering in _walk(root, dropped, lambda node: _rows(node, measured) is not None):
        tag = node.tag
        if tag == "-text":
            text = (node.text_content or "").replace("\t", " ")
            if not pre:
                parts.append(text)
                continue
            first, *others = text.split("\n")
            parts.append(first)
            for other in others:
                lines.append("".join(parts))
                parts = [other]
        elif tag == "br" or tag in _BLOCKS:
            lines.append("".join(parts))
            parts = []
            pre += (tag == "pre") * (1 if entering else -1)
            if tag == "table" and entering:
                lines.extend(_rows(node, measured) or [])
    return [*lines, "".join(parts)]


def _is_furniture(node: LexborNode) -> bool:
    """Tell whether an element seems to stand around the article: navigation, buttons, what is not shown."""
    if node.tag in _FURNITURE_TAGS:
        return True
    attributes = node.attributes
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return bool(_FURNITURE.search(named) or _HIDDEN.search(attributes.get("style") or ""))


def _is_menu(node: LexborNode, measured: Measured) -> bool:
    """Tell whether a list holds nothing but links, which is a menu where the whole page has to be read."""
    if node.tag not in {"ul", "ol"} or measured.lengths.get(node.mem_id, 0):
        return False
    return len(node.css("li")) >= _MENU_ENTRIES


def _walk(
    root: LexborNode,
    dropped: Callable[[LexborNode], bool],
    closed: Callable[[LexborNode], bool] = lambda _: False,
) -> Iterator[tuple[LexborNode, bool]]:
    """Yield every text and element below `root`: texts once, elements when entered and when left.

    What is `dropped` is left out with all below it; what is `closed` is not entered further.
    """
    opened: list[LexborNode] = []
    node = root.child
    while node is not None or opened:
        if node is None:
            node = opened.pop()
            yield node, False
            node = node.next
            continue
        if node.tag == "-text":
            yield node, True
        elif not node.is_element_node or dropped(node):
            pass
        else:
            yield node, True
            if node.child is not None and not closed(node):
                opened.append(node)
                node = node.child
                continue
            yield node, False
        node = node.next


def _rows(table: LexborNode, measured: Measured) -> list[str] | None:
    """Return the rows of a data table as texts; None for other elements and for tables that lay out the page.

    A cell that spans rows repeats its text in each of them, so that a row can be read by itself; a cell that spans
    columns counts for all of them.
    """
    if table.tag != "table" or table.mem_id in measured.layout:
        return None
    lines: list[str] = []
    below: dict[int, tuple[int, str]] = {}
    widest = size = 0
    for row in table.css("tr"):
        column = 0
        cells: list[str] = []
        for cell in _children(row):
            while below.get(column, (0, ""))[0]:
                column = _repeat(below, column, cells)
            paragraphs = [text for text in lines_of(cell, measured) if text.strip()]
            text = "".join(" ".join(paragraph.split()) for paragraph in paragraphs)
            if len(text) > _MAX_CELL_CHARS or len(paragraphs) > _MAX_CELL_LINES:
                return None
            if column >= _MAX_COLUMNS:
                break
            cells.append(text)
            rows = _span(cell, "rowspan")
            for _ in range(_span(cell, "colspan")):
                below[column] = (rows - 1, text)
                column += 1
        while below.get(column, (0, ""))[0]:
            column = _repeat(below, column, cells)
        widest = max(widest, len(cells))
        lines.append("\t".join(cells))
        size += len(lines[-1])
        if size > _MAX_TABLE_CHARS:
            return None
    return lines if widest >= 2 else None


def _repeat(below: dict[int, tuple[int, str]], column: int, cells: list[str]) -> int:
    """Add a cell that comes from a row above; return the next column."""
    left, text = below[column]
    cells.append(text)
    below[column] = (left - 1, text)
    return column + 1


def _children(row: LexborNode) -> Iterator[LexborNode]:
    cell = row.child
    while cell is not None:
        if cell.tag in {"td", "th"}:
            yield cell
        cell = cell.next


def _span(cell: LexborNode, name: str) -> int:
    said = cell.attributes.get(name) or "1"
    return min(int(said), _MAX_SPAN) or 1 if said.isascii() and said.isdecimal() and len(said) < 6 else 1
