"""Word documents (.docx): paragraphs and tables in order, read with our own walker over the body.

Tracked insertions are kept and tracked deletions dropped, as the reader of the printed page would see them. Hostile
files are refused before they are unpacked: parts too large or packed too tightly, and any document type declaration.
"""

import zipfile
from collections.abc import Iterator

from lxml import etree

from planrunner.documents.build import Line, from_lines
from planrunner.documents.container import parse_xml, read_part
from planrunner.errors import BadInputError
from planrunner.extract.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_W}delText", f"{_W}instrText", f"{_W}rPr", f"{_W}pPr", _FALLBACK))
_BREAKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}softHyphen": ""}
_TEXT_BOX = f"{_W}txbxContent"


def read_docx(archive: zipfile.ZipFile, name: str) -> Document:
    """Return the document of an opened .docx.

    The text is the paragraphs joined by one newline; a table row is one paragraph with its cells joined by tabs.
    Raises BadInputError for damaged, hostile or empty files; `name` is the file's name for the message.
    """
    body = _body(read_part(archive, "word/document.xml", name), name)
    return from_lines((Line(line) for block in _blocks(body) for line in block.split("\n")), "docx", name)


def _body(data: bytes, name: str) -> etree._Element:
    """Parse the main part and return its body."""
    root = parse_xml(data.replace(_STRICT_W.encode(), _TRANSITIONAL_W.encode()), name)
    body = root.find(f"{_W}body")
    if body is None:
        raise BadInputError(f"“{name}”没有正文，无法读取；未导入任何内容。请用 WPS 打开并另存后重试。")
    return body


def _blocks(parent: etree._Element) -> Iterator[str]:
    """Yield the text of each paragraph and table row below `parent`, in the order of the page."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield _text(child)
            for box in child.iter(_TEXT_BOX):
                if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                    yield from _blocks(box)
        elif child.tag == f"{_W}tbl":
            yield from _rows(child)
        elif child.tag not in _SKIPPED:
            yield from _blocks(child)


def _text(node: etree._Element) -> str:
    """Return the visible text below `node`, without text boxes, which are blocks of their own."""
    parts: list[str] = []
    for child in node:
        if child.tag in _SKIPPED or child.tag == _TEXT_BOX:
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in _BREAKS:
            parts.append(_BREAKS[str(child.tag)])
        else:
            parts.append(_text(child))
    return "".join(parts)


def _rows(table: etree._Element) -> Iterator[str]:
    """Yield each row of a table, cells joined by tabs.

    A cell merged downwards (vMerge) repeats its text in every row, so that a row can be read by itself; a cell merged
    sideways (gridSpan) counts for the columns it covers.
    """
    above: dict[int, str] = {}
    for row in _children(table, f"{_W}tr"):
        column = 0
        cells: list[str] = []
        for cell in _children(row, f"{_W}tc"):
            text = "".join(part.strip() for part in _blocks(cell))
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is not None and merge.get(f"{_W}val", "continue") == "continue":
                text = above.get(column, text)
            above[column] = text if merge is not None else ""
            cells.append(text)
            width = span.get(f"{_W}val", "1") if span is not None else "1"
            column += int(width) if width.isdecimal() else 1
        yield "\t".join(cells)


def _children(node: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the rows or cells below `node`, looking through content controls and tracked insertions."""
    for child in node:
        if child.tag == tag:
            yield child
        elif child.tag not in _SKIPPED and child.tag not in {f"{_W}tbl", f"{_W}p"}:
            yield from _children(child, tag)
