"""A paper as .docx after GB/T 9704-2012, byte for byte the same for the same paper."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime

import docx
from docx.opc.constants import RELATIONSHIP_TYPE

from planrunner.reports.docx_notes import Notes, add_part
from planrunner.reports.docx_parts import (
    BLACK,
    BODY,
    KAI,
    TEXT_WIDTH,
    TITLE,
    TITLE_LINE,
    font_table,
    run,
    run_properties,
    set_page,
    set_page_numbers,
    set_styles,
)
from planrunner.reports.docx_pictures import add_pictures, pictures_xml
from planrunner.reports.paper import (
    Annex,
    Citations,
    Content,
    Heading,
    Paper,
    Paragraph,
    Pictures,
    Table,
    annex_names,
    chinese_day,
)

ZIP_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip entry can have; every entry gets it, so that the bytes do not tell when they were written."""
KEPT_PARTS = {
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES, RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.SETTINGS, RELATIONSHIP_TYPE.FONT_TABLE, RELATIONSHIP_TYPE.FOOTER, RELATIONSHIP_TYPE.COMMENTS,
    RELATIONSHIP_TYPE.ENDNOTES,
}  # fmt: skip
"""What of python-docx's template goes into our file: no theme, no thumbnail, no automatic numbers."""
TABLE_HALF_POINTS = 24
TABLE_LINE = 340
_FIGURE = re.compile(r"[\d.]+%?|—")
"""A cell of a number or of nothing stands in the middle, like its column's name."""
_HEADING_FONTS = {1: BLACK, 2: KAI, 3: BODY}


def to_docx(paper: Paper, citations: Citations = "none") -> bytes:
    """Return the paper as the bytes of a .docx file, what its sentences rest on set aside as `citations` says."""
    notes = Notes(citations, paper.day)
    document = docx.Document()
    body = document.element.body
    for child in list(body):
        if child.tag.endswith(("}p", "}tbl")):
            body.remove(child)
    section = document.sections[0]
    set_styles(document)
    set_page(section, decimal_notes=citations == "endnotes")
    set_page_numbers(document, section)
    moment = datetime(paper.day.year, paper.day.month, paper.day.day) if paper.day else datetime(*ZIP_DAY)  # noqa: DTZ001 - the file format keeps a bare time
    core = document.core_properties
    core.author = core.last_modified_by = paper.signature
    core.title, core.comments, core.revision = paper.name, "", 1
    core.created = core.modified = moment
    for holder in (document.part, document.part.package):
        for key in [key for key, rel in holder.rels.items() if rel.reltype not in KEPT_PARTS]:
            holder.rels.pop(key)
    add_part(document, notes)
    relations = add_pictures(document, paper)
    stream = io.BytesIO()
    document.save(stream)
    return _repacked(stream.getvalue(), _blocks(paper, notes, relations), notes)


def _blocks(paper: Paper, notes: Notes, relations: dict[bytes, str]) -> Iterator[str]:
    """Yield the XML of everything on the pages, in order."""
    yield from _title(paper.title)
    yield from (_block(block, notes, relations) for block in paper.body())
    yield from _closing(paper)
    names = iter(annex_names(paper.annexes))
    for block in paper.after_body():
        if isinstance(block, Annex):
            yield from _annex(next(names), block.title)
        else:
            yield _block(block, notes, relations)


def _repacked(data: bytes, blocks: Iterator[str], notes: Notes) -> bytes:
    """Return the zip with fixed times, our font table, the pages, and after them the notes they called.

    The pages are written as text and never held as a tree: a catalogue of some thousand rows would take hundreds of MB.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=notes.part.__eq__):
            entry = zipfile.ZipInfo(name, ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            content = source.read(name)
            if name == "word/fontTable.xml":
                content = font_table().encode()
            elif name == notes.part:
                content = notes.to_xml().encode()
            with target.open(entry, "w") as part:
                if name == "word/document.xml":
                    before, mark, after = content.partition(b"<w:sectPr")
                    part.write(before)
                    for block in blocks:
                        part.write(block.encode())
                    content = mark + after
                part.write(content)
    return stream.getvalue()


def _paragraph(properties: str, *runs: str) -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def _title(title: str) -> list[str]:
    """Return the title, centred, with one empty line after it; a newline in it breaks the line there."""
    runs = "<w:r><w:br/></w:r>".join(run(line, run_properties(TITLE, 44, squeeze=False)) for line in title.split("\n"))
    properties = (
        f'<w:snapToGrid w:val="0"/><w:spacing w:line="{TITLE_LINE}" w:lineRule="exact"/>'
        '<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>'
    )
    return [_paragraph(properties, runs), _empty()]


def _empty(keep: str = "") -> str:
    return _paragraph(f'{keep}<w:ind w:firstLineChars="0" w:firstLine="0"/>')


def _block(block: Content, notes: Notes, relations: dict[bytes, str]) -> str:
    match block:
        case Heading(level, text):
            return _paragraph(
                f'<w:pStyle w:val="Heading{level}"/>', run(text, run_properties(_HEADING_FONTS[level], 32))
            )
        case Paragraph(sentences, flush):
            body = run_properties(BODY, 32)
            runs = [notes.sentence(one, body) for one in sentences]
            return _paragraph('<w:ind w:firstLineChars="0" w:firstLine="0"/>' if flush else "", *runs)
        case Table():
            return _table(block)
        case Pictures():
            return pictures_xml(block, relations)


def _closing(paper: Paper) -> list[str]:
    """Return the list of annexes and the signature of an unstamped paper (GB/T 9704-2012, 7.3.4 and 7.3.5.3).

    Signature and day stay on one page with what comes before them.
    """
    body = run_properties(BODY, 32)
    written = []
    keep = "<w:keepNext/>" if paper.signature or paper.day else ""
    if paper.annexes:
        written.append(_empty(keep))
        one = len(paper.annexes) == 1
        for number, title in enumerate(paper.annexes, 1):
            lead = "附件：" if number == 1 else "　　　"
            written.append(_paragraph(keep, run(f"{lead}{'' if one else f'{number}.'}{title}", body)))
    if paper.signature:
        properties = (
            '<w:ind w:firstLineChars="0" w:firstLine="0" w:rightChars="200" w:right="640"/><w:jc w:val="right"/>'
        )
        written += [_empty(keep), _empty(keep), _paragraph(f"{keep}{properties}", run(paper.signature, body))]
    if paper.day:
        properties = (
            '<w:ind w:firstLineChars="0" w:firstLine="0" w:rightChars="200" w:right="640"/><w:jc w:val="right"/>'
        )
        written.append(_paragraph(properties, run(chinese_day(paper.day), body)))
    return written


def _annex(name: str, title: str) -> list[str]:
    """Return the head of an annex: a new page, its name at the left edge, its title centred on the third line."""
    left = '<w:pageBreakBefore/><w:ind w:firstLineChars="0" w:firstLine="0"/>'
    return [_paragraph(left, run(name, run_properties(BLACK, 32))), *_title(title)]


def _table(table: Table) -> str:
    """Return a table over the full width: the header row repeats, rows do not break, cells do not snap to the grid."""
    total = sum(table.widths)
    widths = [TEXT_WIDTH * share // total for share in table.widths]
    border = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = [_row(table.header, widths, header=True), *(_row(row, widths, header=False) for row in table.rows)]
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{border}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(cells: tuple[str, ...], widths: list[int], *, header: bool) -> str:
    repeat = "<w:tblHeader/>" if header else ""
    font = BLACK if header else BODY
    properties = run_properties(font, TABLE_HALF_POINTS, squeeze=False)
    written = []
    for text, width in zip(cells, widths, strict=True):
        side = "center" if header or _FIGURE.fullmatch(text) else "left"
        layout = (
            f'<w:snapToGrid w:val="0"/><w:spacing w:line="{TABLE_LINE}" w:lineRule="exact"/>'
            f'<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="{side}"/>'
        )
        lines = "".join(_paragraph(layout, run(line, properties)) for line in text.split("\n"))
        written.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{lines}</w:tc>'
        )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{''.join(written)}</w:tr>"
