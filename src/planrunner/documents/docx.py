"""Word documents (.docx): paragraphs and tables in order, read with our own walker over the body.

The text is what the reader of the printed page sees: with automatic numbers and tracked insertions, without tracked
deletions, hidden text and field codes. Hostile files are refused before they are unpacked: parts too large or packed
too tightly, and any document type declaration.
"""

import zipfile
from collections.abc import Iterator

from lxml import etree

from planrunner.documents.build import Line, from_lines
from planrunner.documents.container import parse_xml, read_part
from planrunner.documents.labels import Rows, cell, numbered, unbroken
from planrunner.documents.numbering import Numbering, W
from planrunner.errors import BadInputError
from planrunner.extract.document import Document

_STRICT_W = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL_W = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset(
    {_FALLBACK} | {f"{W}{name}" for name in ("del", "moveFrom", "delText", "instrText", "rPr", "pPr", "sdtPr", "rt")}
)
_BREAKS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}
_SPACES = str.maketrans("\t\n\r", "   ")
"""White space inside of a text is a space on the page; tabs and breaks are elements."""
_TEXT_BOX = f"{W}txbxContent"
_OFF = frozenset(("0", "false", "off"))


def read_docx(archive: zipfile.ZipFile, name: str) -> Document:
    """Return the document of an opened .docx.

    The text is the paragraphs joined by one newline; a table row is one paragraph with its cells joined by tabs.
    Raises BadInputError for damaged, hostile or empty files; `name` is the file's name for the message.
    """
    root = _part(archive, "word/document.xml", name)
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        raise BadInputError(f"“{name}”没有正文，无法读取；未导入任何内容。请用 WPS 打开并另存后重试。")
    numbering, styles = (_part(archive, f"word/{part}.xml", name) for part in ("numbering", "styles"))
    return from_lines(_Walker(numbering, styles, name).lines(body), "docx", name)


def _part(archive: zipfile.ZipFile, part: str, name: str) -> etree._Element | None:
    """Return the root of a part, or None where the container has no such part."""
    try:
        data = read_part(archive, part, name)
    except KeyError:
        return None
    return parse_xml(data.replace(_STRICT_W, _TRANSITIONAL_W), name)


class _Walker:
    """Walks over a body once, in the order of the page, counting the automatic numbers as it goes."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None, name: str) -> None:
        self._numbering = Numbering(numbering, styles)
        self._table = Rows(name)
        found = styles.iterfind(f"{W}style") if styles is not None else ()
        self._hidden_styles = {each.get(f"{W}styleId") for each in found if _is_on(each, "rPr", "vanish")}
        self._boxes: list[etree._Element] = []
        self._codes: list[bool] = []

    def lines(self, parent: etree._Element) -> Iterator[Line]:
        """Yield each paragraph and table row below `parent`; a line break in a paragraph starts another line."""
        return unbroken(self._blocks(parent))

    def _blocks(self, parent: etree._Element) -> Iterator[Line]:
        """Yield the paragraphs, table rows and text boxes below `parent`, line breaks still in them.

        A paragraph whose mark is gone runs on into the next one; the first of them that has text decides the number.
        """
        before: list[str] = []
        first = None
        spoken = False

        def end() -> Line:
            nonlocal spoken
            line = numbered(self._numbering.label(first), "".join(before))
            before.clear()
            spoken = False
            return line

        for child in _see_through(parent):
            if child.tag == f"{W}tbl":
                if before:
                    yield end()
                yield from self._rows(child)
                continue
            properties = child.find(f"{W}pPr")
            first = first if spoken else properties
            text = self._paragraph(child)
            boxes, self._boxes = self._boxes, []
            before.append(text)
            spoken = spoken or bool(text.strip())
            if not _joins_next(properties):
                yield end()
            for box in boxes:
                yield from self._blocks(box)
        if spoken:
            yield end()

    def _paragraph(self, paragraph: etree._Element) -> str:
        """Return the visible text of one paragraph and collect its text boxes, which are blocks of their own."""
        self._codes = []
        parts: list[str] = []
        self._collect(paragraph, parts)
        return "".join(parts)

    def _collect(self, node: etree._Element, parts: list[str]) -> None:
        for child in node:
            tag = str(child.tag)
            if tag in _SKIPPED or (tag == f"{W}r" and self._is_hidden(child)):
                continue
            if tag == _TEXT_BOX:
                self._boxes.append(child)
            elif tag == f"{W}fldChar":
                self._field(child.get(f"{W}fldCharType"))
            elif tag == f"{W}t" or tag in _BREAKS:
                if not any(self._codes):
                    parts.append(_BREAKS[tag] if tag in _BREAKS else (child.text or "").translate(_SPACES))
            else:
                self._collect(child, parts)

    def _field(self, kind: str | None) -> None:
        """Follow the fields that are open in this paragraph: True stands for one whose code is being read."""
        if kind == "begin":
            self._codes.append(True)
        elif kind == "separate" and self._codes:
            self._codes[-1] = False
        elif kind == "end" and self._codes:
            self._codes.pop()

    def _is_hidden(self, run: etree._Element) -> bool:
        properties = run.find(f"{W}rPr")
        if properties is None:
            return False
        if properties.find(f"{W}vanish") is not None:
            return _is_on(properties, "vanish")
        style = properties.find(f"{W}rStyle")
        return style is not None and style.get(f"{W}val") in self._hidden_styles

    def _rows(self, table: etree._Element) -> Iterator[Line]:
        """Yield each row of a table, cells joined by tabs.

        A cell merged downwards (vMerge) repeats its text in every row, so that a row can be read by itself; a cell
        merged sideways (gridSpan) counts for the columns it covers.
        """
        above: dict[int, Line] = {}
        for line in _children(table, f"{W}tr"):
            if line.find(f"{W}trPr/{W}del") is not None:
                continue
            column = 0
            cells: list[Line] = []
            for node in _children(line, f"{W}tc"):
                text = cell(self._blocks(node))
                span = node.find(f"{W}tcPr/{W}gridSpan")
                merge = node.find(f"{W}tcPr/{W}vMerge")
                if merge is not None and merge.get(f"{W}val", "continue") == "continue":
                    text = above.get(column, text)
                above[column] = text if merge is not None else Line("")
                cells.append(text)
                width = span.get(f"{W}val", "1") if span is not None else "1"
                column += int(width) if width.isdecimal() and len(width) <= 3 else 1
            yield self._table.row(cells)


def _see_through(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs and tables below `parent`, looking through content controls and tracked insertions."""
    for child in parent:
        if child.tag in {f"{W}p", f"{W}tbl"}:
            yield child
        elif child.tag not in _SKIPPED:
            yield from _see_through(child)


def _children(node: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the rows or cells below `node`, looking through content controls and tracked insertions."""
    for child in node:
        if child.tag == tag:
            yield child
        elif child.tag not in _SKIPPED and child.tag not in {f"{W}tbl", f"{W}p"}:
            yield from _children(child, tag)


def _joins_next(properties: etree._Element | None) -> bool:
    """Tell whether the mark that ends a paragraph was deleted, moved away or hidden."""
    mark = properties.find(f"{W}rPr") if properties is not None else None
    if mark is None:
        return False
    return any(mark.find(f"{W}{name}") is not None for name in ("del", "moveFrom")) or _is_on(mark, "vanish")


def _is_on(node: etree._Element, *path: str) -> bool:
    """Tell whether a switch below `node` is there and not turned off."""
    found = node.find("/".join(f"{W}{name}" for name in path))
    return found is not None and found.get(f"{W}val", "1") not in _OFF
