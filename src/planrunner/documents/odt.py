"""OpenDocument texts (.odt): paragraphs, lists and tables in order, as the reader of the printed page sees them.

Tracked deletions, notes, comments and hidden text are left out; automatic numbers are recovered from the list styles.
"""

import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from planrunner.documents.build import Line, from_lines
from planrunner.documents.container import parse_xml, read_part
from planrunner.documents.labels import Rows, cell, numbered, unbroken
from planrunner.documents.odt_lists import LEVELS, TEXT, Counters, Styles, number_of
from planrunner.errors import BadInputError
from planrunner.extract.document import Document

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_SKIPPED = frozenset(
    {f"{TEXT}{name}" for name in ("tracked-changes", "note", "number", "ruby-text", "hidden-text", "sequence-decls")}
    | {f"{_OFFICE}annotation", f"{_OFFICE}forms", f"{_SVG}title", f"{_SVG}desc"}
)
_PARAGRAPHS = frozenset((f"{TEXT}p", f"{TEXT}h"))
_MARKS = {f"{TEXT}tab": " ", f"{TEXT}line-break": "\n", f"{TEXT}s": " "}
_SPACES = re.compile(r"[ \t\r\n]+")
_ENCRYPTED = b"encryption-data"


def read_odt(archive: zipfile.ZipFile, name: str) -> Document:
    """Return the document of an opened .odt.

    The text is the paragraphs joined by one newline; a table row is one paragraph with its cells joined by tabs.
    Raises BadInputError for damaged, hostile, encrypted or empty files; `name` is the file's name for the message.
    """
    names = frozenset(archive.namelist())
    if "META-INF/manifest.xml" in names and _ENCRYPTED in read_part(archive, "META-INF/manifest.xml", name):
        raise BadInputError(f"“{name}”加了密码，无法打开；未导入任何内容。请取消密码另存一份后重试。")
    content = parse_xml(read_part(archive, "content.xml", name), name)
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise BadInputError(
            f"“{name}”不是文字文档（可能是表格或演示文稿）；未导入任何内容。请用 WPS 打开后另存为 .docx 或 .txt，再重试。"
        )
    roots = [content]
    if "styles.xml" in names:
        roots.insert(0, parse_xml(read_part(archive, "styles.xml", name), name))
    return from_lines(_Walker(Styles(roots), name).lines(body), "odt", name)


class _Walker:
    """Walks over the body once, in the order of the page, counting the automatic numbers as it goes."""

    def __init__(self, styles: Styles, name: str) -> None:
        self._styles = styles
        self._table = Rows(name)
        self._outline = Counters()
        self._by_id: dict[str, Counters] = {}
        self._by_style: dict[str, Counters] = {}
        self._boxes: list[etree._Element] = []

    def lines(self, parent: etree._Element) -> Iterator[Line]:
        """Yield each paragraph and table row below `parent`; a line break in a paragraph starts another line."""
        return unbroken(self._blocks(parent))

    def _blocks(self, parent: etree._Element) -> Iterator[Line]:
        for child in parent:
            if child.tag in _PARAGRAPHS:
                yield from self._paragraph(child, self._heading(child))
            elif child.tag == f"{TEXT}list":
                yield from self._list(child, "", 1, self._counters(child))
            elif child.tag == f"{TEXT}numbered-paragraph":
                yield from self._numbered_paragraph(child)
            elif child.tag == f"{_TABLE}table":
                yield from self._rows(child)
            elif child.tag not in _SKIPPED and child.get(f"{TEXT}display") != "none":
                yield from self._blocks(child)

    def _counters(self, node: etree._Element) -> Counters:
        """Return the counters of an outermost list: new ones, or those of the list that it continues."""
        style = node.get(f"{TEXT}style-name", "")
        earlier = self._by_id.get(node.get(f"{TEXT}continue-list", ""))
        if earlier is None and node.get(f"{TEXT}continue-numbering") == "true":
            earlier = self._by_style.get(style)
        counters = earlier or Counters()
        self._by_style[style] = counters
        if _XML_ID in node.attrib:
            self._by_id[node.get(_XML_ID, "")] = counters
        return counters

    def _list(self, node: etree._Element, style: str, level: int, counters: Counters) -> Iterator[Line]:
        """Yield the lines of a list: the first paragraph of each item is numbered, a nested list is one level down."""
        style = node.get(f"{TEXT}style-name", style)
        for item in node:
            numbered = item.tag == f"{TEXT}list-item"
            if not numbered and item.tag != f"{TEXT}list-header":
                continue
            own = item.get(f"{TEXT}style-override", style)
            begin = item.get(f"{TEXT}start-value")
            for child in item:
                if child.tag == f"{TEXT}list":
                    yield from self._list(child, own, level + 1, counters)
                elif child.tag in _PARAGRAPHS:
                    asked = self._styles.list_of(child.get(f"{TEXT}style-name", ""))
                    label = ""
                    if numbered and child.get(f"{TEXT}is-list-header") != "true" and (own or asked):
                        label = self._count(own or asked or "", level, counters, begin)
                    numbered = False
                    yield from self._paragraph(child, label)
                elif child.tag == f"{_TABLE}table":
                    yield from self._rows(child)

    def _numbered_paragraph(self, node: etree._Element) -> Iterator[Line]:
        """Yield a paragraph that is an item of a list without being nested in one."""
        key = node.get(f"{TEXT}list-id", "")
        counters = self._by_id.setdefault(key, Counters())
        level = min(number_of(node.get(f"{TEXT}level"), 1), LEVELS)
        label = self._count(node.get(f"{TEXT}style-name", ""), level, counters, node.get(f"{TEXT}start-value"))
        for child in node:
            if child.tag in _PARAGRAPHS:
                yield from self._paragraph(child, label)

    def _heading(self, node: etree._Element) -> str:
        """Count a heading that stands outside of lists and return its number from the outline style."""
        level = min(number_of(node.get(f"{TEXT}outline-level"), 0), LEVELS)
        style = node.get(f"{TEXT}style-name", "")
        silent = node.get(f"{TEXT}is-list-header") == "true" or self._styles.list_of(style) == ""
        if node.tag != f"{TEXT}h" or not level or silent:
            return ""
        begin = node.get(f"{TEXT}start-value")
        if begin is None and node.get(f"{TEXT}restart-numbering") == "true":
            begin = "1"
        return self._count(None, level, self._outline, begin)

    def _count(self, style: str | None, level: int, counters: Counters, begin: str | None) -> str:
        start = number_of(begin, self._styles.start(style, level))
        counters.count(level, start, anew=begin is not None)
        return self._styles.label(style, level, counters)

    def _paragraph(self, node: etree._Element, label: str) -> Iterator[Line]:
        """Yield one paragraph with its number, then the text boxes anchored in it."""
        parts: list[str] = []
        if not self._styles.is_hidden("paragraph", node.get(f"{TEXT}style-name", "")):
            self._collect(node, parts)
        boxes, self._boxes = self._boxes, []
        text = "".join(parts)
        yield numbered(label, text)
        for box in boxes:
            yield from self._blocks(box)

    def _collect(self, node: etree._Element, parts: list[str]) -> None:
        """Gather the visible text of a paragraph; runs of white space in the file count as one space."""
        parts.append(_SPACES.sub(" ", node.text or ""))
        for child in node:
            if child.tag in _MARKS:
                parts.append(_MARKS[str(child.tag)])
            elif child.tag == f"{_DRAW}text-box":
                self._boxes.append(child)
            elif child.tag == f"{TEXT}hidden-paragraph" and child.get(f"{TEXT}is-hidden") == "true":
                parts.clear()
                return
            elif child.tag not in _SKIPPED and not self._is_hidden_span(child):
                self._collect(child, parts)
            parts.append(_SPACES.sub(" ", child.tail or ""))

    def _is_hidden_span(self, node: etree._Element) -> bool:
        return node.tag == f"{TEXT}span" and self._styles.is_hidden("text", node.get(f"{TEXT}style-name", ""))

    def _rows(self, table: etree._Element) -> Iterator[Line]:
        """Yield each row of a table, cells joined by tabs; a cell merged downwards repeats its text in every row."""
        above: dict[int, tuple[Line, int]] = {}
        for line in _table_rows(table):
            column = 0
            cells: list[Line] = []
            for node in line:
                if node.tag == f"{_TABLE}covered-table-cell":
                    text, left = above.get(column, (Line(""), 0))
                    if left > 0:
                        cells.append(text)
                        above[column] = (text, left - 1)
                elif node.tag == f"{_TABLE}table-cell":
                    text = cell(self._blocks(node))
                    above[column] = (text, number_of(node.get(f"{_TABLE}number-rows-spanned"), 1) - 1)
                    cells.append(text)
                else:
                    continue
                column += 1
            yield self._table.row(cells)


def _table_rows(node: etree._Element) -> Iterator[etree._Element]:
    """Yield the rows of a table, looking through header rows and groups of rows."""
    for child in node:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in {f"{_TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group")}:
            yield from _table_rows(child)
