"""Small Word and OpenDocument files, written part by part."""

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_ODF = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("svg", "svg-compatible"),
    )
) + ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'  # fmt: skip


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip container of some parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def word_file(body: str, *, numbering: str = "", styles: str = "") -> bytes:
    """Return a .docx with this body and, where given, the parts for numbering and styles."""
    parts: dict[str, str | bytes] = {"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"}
    if numbering:
        parts["word/numbering.xml"] = f"<w:numbering {W}>{numbering}</w:numbering>"
    if styles:
        parts["word/styles.xml"] = f"<w:styles {W}>{styles}</w:styles>"
    return zipped(parts)


def open_text_file(body: str, *, automatic: str = "", styles: str = "") -> bytes:
    """Return an .odt with this body, its automatic styles and its common styles."""
    content = (
        f"<office:document-content {_ODF}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    common = f"<office:document-styles {_ODF}><office:styles>{styles}</office:styles></office:document-styles>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, "styles.xml": common})


def run(text: str, properties: str = "") -> str:
    """Return a run of text in a Word document."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def item(text: str, list_id: int | None = 1, level: int | None = 0, *, style: str = "", mark: str = "") -> str:
    """Return a paragraph of a Word list; None leaves the list or the level unsaid."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    at = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    of = "" if list_id is None else f'<w:numId w:val="{list_id}"/>'
    inner = f"<w:numPr>{at}{of}</w:numPr>" if at or of else ""
    return f"<w:p><w:pPr>{named}{inner}<w:rPr>{mark}</w:rPr></w:pPr>{run(text) if text else ''}</w:p>"


def level(at: int, form: str, pattern: str, more: str = "", *, start: int = 1) -> str:
    """Return the definition of one level of a Word list."""
    counting = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
    return f'<w:lvl w:ilvl="{at}">{counting}{more}<w:lvlText w:val="{pattern}"/></w:lvl>'


def word_style(name: str, parent: str = "", list_id: int | None = None) -> str:
    """Return a paragraph style, based on another one and with a list where given."""
    based = f'<w:basedOn w:val="{parent}"/>' if parent else ""
    of = "" if list_id is None else f'<w:pPr><w:numPr><w:numId w:val="{list_id}"/></w:numPr></w:pPr>'
    return f'<w:style w:type="paragraph" w:styleId="{name}">{based}{of}</w:style>'


def definition(levels: str, number: int = 1) -> str:
    """Return a list definition and a list of the same number that uses it."""
    return abstract(levels, number) + listed(number, number)


def abstract(levels: str, number: int = 1) -> str:
    """Return a list definition."""
    return f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>'


def listed(number: int, of: int, overrides: str = "") -> str:
    """Return a list that uses a definition."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'
