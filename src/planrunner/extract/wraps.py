"""Which source lines are one paragraph: page breaks and hard wraps inside sentences are joined again.

The rules were measured on the reference report (breaks at pages, blank lines everywhere) and on copies wrapped at 20
to 40 characters. Where a joint is doubtful the lines stay apart: a missed joint spoils one clause, a false one two.
"""

import re
from dataclasses import dataclass

from planrunner.extract.numbering import starts_numbered

_BLOCK_TAG = r"</?(?:div|p|br|h[1-6]|center|tr|td|th|li|ul|ol|table|title)[^<>]{0,400}>"
_HTML = re.compile(r"</(?:p|div|td|li)>|<br\s*/?>", re.IGNORECASE)
_LINE_END = r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]"
_LINE = re.compile(_LINE_END)
_LINE_OR_TAG = re.compile(f"{_LINE_END}|{_BLOCK_TAG}", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"[-—–－·]\s*\d{1,4}\s*[-—–－·]|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?")
_STOP = re.compile(r"[。！？!?…：:][”’》）)】]*\Z")
_OPEN = re.compile(r"[，,、；;（(《“‘]\Z")
_CLOSED = re.compile(r"[）)】]\Z")
_SENTENCE_MARK = re.compile(r"[，,。；;]")
_NEVER_FIRST = frozenset("，。、；：！？）》】”’,.;:!?)%")
"""No line of set Chinese begins with one of these: it goes on with the line before."""
_FIELD = re.compile(r"[\u4e00-\u9fff]{2,6}[：:]")
"""A line like 发布时间：… is a field of its own."""
_MAX_WRAP_CELLS = 120
"""A line longer than this is a paragraph of its own, not a wrapped line."""
_ROW_TABS = 2
_TITLE_CELLS = 60
"""A line up to this wide without ，。； may be a title and is not joined to the next."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A non-blank source line without its outer white space.

    `cells` (terminal cells) and `chars` measure it with its indent; `indent` is in cells.
    """

    start: int
    end: int
    indent: int
    cells: int
    chars: int


@dataclass(frozen=True, slots=True)
class _Page:
    """How the lines of one text are laid out: what a full line measures, and whether indents mean anything.

    Blank lines mean nothing: a page break leaves one inside a sentence, and many papers have one after every line.
    """

    wrapped: bool
    full_cells: int
    full_chars: int
    margin: int
    indents_matter: bool


def looks_like_html(text: str) -> bool:
    """Tell whether `text` is scraped page source whose tags end its lines."""
    return _HTML.search(text) is not None


def group_lines(text: str) -> list[list[tuple[int, int]]]:
    """Return the paragraphs of `text`, each as the source spans of its lines (page-number lines left out)."""
    html = looks_like_html(text)
    lines = _split(text, html=html)
    if html:
        return [[(line.start, line.end)] for line in lines]
    page = _layout(lines)
    groups: list[list[tuple[int, int]]] = []
    previous: _Line | None = None
    for line in lines:
        if _PAGE_NUMBER.fullmatch(text, line.start, line.end):
            continue
        if previous is not None and _joins(text, previous, line, page):
            groups[-1].append((line.start, line.end))
        else:
            groups.append([(line.start, line.end)])
        previous = line
    return groups


def _split(text: str, *, html: bool) -> list[_Line]:
    """Return the non-blank lines of `text`; in page source block tags end a line too."""
    lines: list[_Line] = []
    at = 0
    edges = [found.span() for found in (_LINE_OR_TAG if html else _LINE).finditer(text)]
    for stop, following in [*edges, (len(text), len(text))]:
        body = text[at:stop]
        stripped = body.strip()
        if stripped:
            lead = len(body) - len(body.lstrip())
            start = at + lead
            end = start + len(stripped)
            indent = _cells(body[:lead])
            lines.append(_Line(start, end, indent, indent + _cells(stripped), end - at))
        at = following
    return lines


def _cells(text: str) -> int:
    """Return the width of `text` in terminal cells, near enough for comparing lines."""
    return len(text) + sum(not char.isascii() for char in text)


def _layout(lines: list[_Line]) -> _Page:
    """Measure the lines: wrapped is a text of which 40 % of the lines are as wide as the widest."""
    full_cells = max((line.cells for line in lines), default=0)
    full_chars = max((line.chars for line in lines), default=0)
    full = sum(line.cells >= full_cells - 2 or line.chars >= full_chars - 1 for line in lines)
    margin = min((line.indent for line in lines), default=0)
    indented = sum(line.indent > margin + 1 for line in lines)
    return _Page(
        wrapped=len(lines) > 4 and full_cells <= _MAX_WRAP_CELLS and full >= 0.4 * len(lines),
        full_cells=full_cells,
        full_chars=full_chars,
        margin=margin,
        indents_matter=0 < indented < len(lines),
    )


def _is_row(text: str, line: _Line) -> bool:
    """Tell whether a line is the row of a table, its cells parted by tabs."""
    return text.count("\t", line.start, line.end) >= _ROW_TABS


def _joins(text: str, previous: _Line, line: _Line, page: _Page) -> bool:
    """Tell whether `line` goes on with the paragraph that `previous` belongs to."""
    before = text[previous.start : previous.end]
    if text[line.start] in _NEVER_FIRST:
        return True
    if _is_row(text, previous) or _is_row(text, line):
        return False
    is_full = previous.cells >= page.full_cells - 2 or previous.chars >= page.full_chars - 1
    flush = page.indents_matter and line.indent <= page.margin + 1
    if page.wrapped and is_full and (flush or not _STOP.search(before)):
        return True
    if starts_numbered(text, line.start):
        return False
    if _OPEN.search(before) or before.rfind("《") > before.rfind("》"):
        return True
    if page.indents_matter and line.indent > page.margin + 1:
        return False
    if _FIELD.match(text, line.start, line.end):
        return False
    if page.wrapped:
        return is_full
    if _STOP.search(before) or _CLOSED.search(before):
        return False
    titled = previous.cells - previous.indent <= _TITLE_CELLS and not _SENTENCE_MARK.search(before)
    return not titled
