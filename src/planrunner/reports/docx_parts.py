"""The parts of a .docx that GB/T 9704-2012 sets: fonts, styles, page, footer. Written as XML by hand.

Font names only are stored; the reader's machine renders them, and the font table names a stand-in for each (the
official fonts are not free to ship). Lengths are twips (1/20 point) unless said otherwise.
"""

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section

BODY, BLACK, KAI, TITLE, SONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"
LATIN = "Times New Roman"
STAND_INS = {BODY: "仿宋", KAI: "楷体", TITLE: "宋体"}
"""Font → the font to take where it is not installed (w:altName)."""

PAGE = {"w": 11906, "h": 16838}
MARGINS = {"top": 2098, "right": 1474, "bottom": 1984, "left": 1588, "header": 851, "footer": 1304, "gutter": 0}
"""37, 26, 35 and 28 mm; the footer's baseline lies so that the page number stands 7 mm below the text."""
LINE = 579
"""28.95 points: 22 lines on 225 mm."""
TITLE_LINE = 680
_NOT_XML = re.compile("[\x00-\x08\x0a-\x1f\ud800-\udfff\ufffe\uffff]")
TEXT_WIDTH = PAGE["w"] - MARGINS["left"] - MARGINS["right"]

STYLES: dict[str, tuple[str, int | None]] = {
    "Normal": (BODY, None), "Heading 1": (BLACK, 0), "Heading 2": (KAI, 1), "Heading 3": (BODY, 2),
}  # fmt: skip
"""Style → font and outline level (from 0), so that WPS and Word can build a table of contents."""


def fonts(name: str, latin: str = LATIN) -> str:
    """Return a w:rFonts element: every script named, so that no theme font comes in and quotes stay Chinese."""
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{name}" w:cs="{latin}" w:hint="eastAsia"/>'


def run_properties(name: str, half_points: int, *, squeeze: bool = True, colour: str = "", latin: str = LATIN) -> str:
    """Return a w:rPr: font, size in half points, and the −0.25 point that makes 28 characters fill a line."""
    spacing = '<w:spacing w:val="-5"/>' if squeeze else ""
    tint = f'<w:color w:val="{colour or "000000"}"/>'
    size = f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
    return f"<w:rPr>{fonts(name, latin)}{tint}{spacing}{size}{language}</w:rPr>"


def run(text: str, properties: str) -> str:
    """Return a w:r with a text, without the characters that XML 1.0 (section 2.2) does not allow."""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(_NOT_XML.sub("", text))}</w:t></w:r>'


def set_styles(document: "Document") -> None:
    """Rewrite the default and the used styles: 16 points, exact lines, two characters of indent, nothing from a theme."""
    styles = document.styles.element
    defaults = styles.find(qn("w:docDefaults"))
    if defaults is not None:
        styles.remove(defaults)
    styles.insert(
        0,
        _parse(
            f"<w:docDefaults {nsdecls('w')}><w:rPrDefault>{run_properties(BODY, 32)}</w:rPrDefault>"
            "<w:pPrDefault><w:pPr/></w:pPrDefault></w:docDefaults>"
        ),
    )
    for style in list(styles.findall(qn("w:style"))):
        name = style.find(qn("w:name"))
        if name is not None and name.get(qn("w:val")) not in KEPT:
            styles.remove(style)
    for name, (font, level) in STYLES.items():
        style = document.styles[name].element
        for tag in ("w:pPr", "w:rPr"):
            found = style.find(qn(tag))
            if found is not None:
                style.remove(found)
        outline = f'<w:keepNext/><w:outlineLvl w:val="{level}"/>' if level is not None else ""
        style.append(_parse(_paragraph_properties(outline)))
        style.append(_parse(run_properties(font, 32).replace("<w:rPr>", f"<w:rPr {nsdecls('w')}>")))


KEPT = {
    "Normal", "heading 1", "heading 2", "heading 3", "Default Paragraph Font", "Normal Table", "No List",
    "Table Grid", "header", "footer",
}  # fmt: skip
"""Styles of python-docx's template that stay, by the names in the file; the rest would bring theme fonts."""


def _paragraph_properties(outline: str) -> str:
    keep, _, level = outline.partition("<w:outlineLvl")
    level = f"<w:outlineLvl{level}" if level else ""
    return (
        f"<w:pPr {nsdecls('w')}>{keep}<w:widowControl w:val='0'/>"
        '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/>'
        f'<w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>{level}</w:pPr>'
    )


def set_page(section: "Section", *, decimal_notes: bool) -> None:
    """Set A4, the margins and a grid of lines; a grid of characters is drawn wrongly by some programs.

    `decimal_notes` numbers the notes at the end 1, 2, 3: LibreOffice looks for that in the section.
    """
    properties = section._sectPr  # noqa: SLF001 - python-docx has no public way to the grid
    for tag in ("w:pgSz", "w:pgMar", "w:docGrid", "w:cols"):
        found = properties.find(qn(tag))
        if found is not None:
            properties.remove(found)
    margins = " ".join(f'w:{side}="{value}"' for side, value in MARGINS.items())
    notes = f'<w:endnotePr {nsdecls("w")}><w:numFmt w:val="decimal"/></w:endnotePr>'
    for element in (
        *([notes] if decimal_notes else []),
        f'<w:pgSz {nsdecls("w")} w:w="{PAGE["w"]}" w:h="{PAGE["h"]}"/>',
        f"<w:pgMar {nsdecls('w')} {margins}/>",
        f'<w:cols {nsdecls("w")} w:space="425"/>',
        f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{LINE}"/>',
    ):
        properties.append(_parse(element))


def set_page_numbers(document: "Document", section: "Section") -> None:
    """Put “— 1 —” in 14 points at the foot: right on odd pages, left on even ones, one character from the edge."""
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        for old in list(footer.paragraphs):
            footer._element.remove(old._element)  # noqa: SLF001 - python-docx cannot remove a paragraph
        chars = "rightChars" if side == "right" else "leftChars"
        properties = run_properties(SONG, 28, squeeze=False, latin=SONG)
        run = f'<w:r>{properties}<w:t xml:space="preserve">{{}}</w:t></w:r>'
        field = "".join(
            f"<w:r>{properties}{part}</w:r>"
            for part in (
                '<w:fldChar w:fldCharType="begin"/>',
                '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
                '<w:fldChar w:fldCharType="separate"/>',
                "<w:t>1</w:t>",
                '<w:fldChar w:fldCharType="end"/>',
            )
        )
        footer._element.append(  # noqa: SLF001 - as above
            _parse(
                f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="Footer"/><w:snapToGrid w:val="0"/>'
                f'<w:spacing w:line="280" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0" w:{chars}="100"/>'
                f'<w:jc w:val="{side}"/></w:pPr>{run.format("— ")}{field}{run.format(" —")}</w:p>'
            )
        )


def font_table() -> str:
    """Return the font table (word/fontTable.xml) with a stand-in for each font that is not everywhere."""
    named = [BODY, BLACK, KAI, TITLE, SONG, LATIN]
    fonts_ = "".join(
        f'<w:font w:name="{name}">'
        + (f'<w:altName w:val="{STAND_INS[name]}"/>' if name in STAND_INS else "")
        + f'<w:charset w:val="{"00" if name == LATIN else "86"}"/><w:family w:val="auto"/></w:font>'
        for name in named
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {nsdecls("w")}>{fonts_}</w:fonts>'


def _parse(xml: str) -> "BaseOxmlElement":
    found: BaseOxmlElement = parse_xml(xml)
    return found
