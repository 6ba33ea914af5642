"""Pictures in a .docx: two side by side in a table without lines, each with its words below."""

import io
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from docx.oxml.ns import nsdecls

from planrunner.reports.docx_parts import BODY, TEXT_WIDTH, run, run_properties
from planrunner.reports.paper import Paper, Picture, Pictures

if TYPE_CHECKING:
    from docx.document import Document

MOST_WIDE, MOST_HIGH = 2_700_000, 2_025_000
"""English Metric Units (360,000 a centimetre): 75 by 56 mm."""
HALF_POINTS, LINE = 21, 300
_MIDDLE = '<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>'


def add_pictures(document: "Document", paper: Paper) -> dict[bytes, str]:
    """Put the pictures of a paper into a document's package; return the relation by which each is called."""
    found: dict[bytes, str] = {}
    for block in paper.blocks:
        if isinstance(block, Pictures):
            for one in block.pictures:
                if one.jpeg not in found:
                    found[one.jpeg] = document.part.get_or_add_image(io.BytesIO(one.jpeg))[0]
    return found


def pictures_xml(block: Pictures, relations: dict[bytes, str]) -> str:
    """Return the table of the pictures; a row does not break over pages."""
    half = TEXT_WIDTH // 2
    rows = []
    for at in range(0, len(block.pictures), 2):
        pair = block.pictures[at : at + 2]
        cells = [_cell(one, relations[one.jpeg], half, at + place) for place, one in enumerate(pair, 1)]
        cells += [_empty(half)] * (2 - len(pair))
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{2 * half}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{half}"/><w:gridCol w:w="{half}"/></w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def _cell(picture: Picture, relation: str, width: int, number: int) -> str:
    words = run(picture.caption, run_properties(BODY, HALF_POINTS, squeeze=False))
    exact = f'<w:spacing w:before="0" w:after="120" w:line="{LINE}" w:lineRule="exact"/>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="60" w:after="0" w:line="240" w:lineRule="auto"/>'
        f"{_MIDDLE}</w:pPr><w:r>{_drawing(picture, relation, number)}</w:r></w:p>"
        f'<w:p><w:pPr><w:snapToGrid w:val="0"/>{exact}{_MIDDLE}</w:pPr>{words}</w:p></w:tc>'
    )


def _empty(width: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p/></w:tc>'


def _drawing(picture: Picture, relation: str, number: int) -> str:
    wide, high = picture.size
    scale = min(MOST_WIDE / wide, MOST_HIGH / high)
    size = f'cx="{int(wide * scale)}" cy="{int(high * scale)}"'
    name = f'id="{number}" name="picture {number}" descr={quoteattr(picture.caption)}'
    return (
        f'<w:drawing><wp:inline {nsdecls("wp", "a", "pic", "r")} distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f"<wp:docPr {name}/><a:graphic>"
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
