"""What sentences rest on, set aside in a .docx as comments in the margin or as notes at the end, each with its own part."""

from datetime import date
from typing import TYPE_CHECKING

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from planrunner.reports.docx_parts import BODY, run, run_properties
from planrunner.reports.paper import Citations, Sentence, note_text, split

if TYPE_CHECKING:
    from docx.document import Document

PARTS = {"comments": "word/comments.xml", "endnotes": "word/endnotes.xml", "none": ""}
KINDS = {
    "comments": (CONTENT_TYPE.WML_COMMENTS, RELATIONSHIP_TYPE.COMMENTS),
    "endnotes": (CONTENT_TYPE.WML_ENDNOTES, RELATIONSHIP_TYPE.ENDNOTES),
}
AUTHOR, INITIALS = "planrunner", "PR"
HALF_POINTS = 21
_RAISED = '<w:vertAlign w:val="superscript"/>'
_PLAIN = (
    '<w:spacing w:before="0" w:after="0" w:line="300" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/>'
)
_SEPARATORS = "".join(
    f'<w:endnote w:type="{kind}" w:id="{number}"><w:p><w:pPr>{_PLAIN}</w:pPr><w:r><w:{mark}/></w:r></w:p></w:endnote>'
    for kind, number, mark in (
        ("separator", -1, "separator"),
        ("continuationSeparator", 0, "continuationSeparator"),
    )
)


class Notes:
    """Collects the notes while the pages are written; their part is written after the pages."""

    def __init__(self, citations: Citations, day: date | None) -> None:
        self.kind = citations
        self.part = PARTS[citations]
        self._day = f' w:date="{day:%Y-%m-%d}T00:00:00Z"' if day else ""
        self._texts: list[str] = []

    def sentence(self, sentence: Sentence, properties: str) -> str:
        """Return the runs of a sentence; what it rests on is called before its closing mark."""
        words, stop = split(sentence)
        text = note_text(sentence)
        if self.kind == "none" or not text:
            return run(sentence.text, properties)
        self._texts.append(text)
        end = run(stop, properties) if stop else ""
        number = len(self._texts)
        if self.kind == "endnotes":
            raised = properties.replace("<w:lang ", f"{_RAISED}<w:lang ")
            return f'{run(words, properties)}<w:r>{raised}<w:endnoteReference w:id="{number}"/></w:r>{end}'
        about = f'w:id="{number}"'
        return (
            f"<w:commentRangeStart {about}/>{run(words, properties)}<w:commentRangeEnd {about}/>"
            f"<w:r>{properties}<w:commentReference {about}/></w:r>{end}"
        )

    def to_xml(self) -> str:
        """Return the part that holds the notes called so far."""
        properties = run_properties(BODY, HALF_POINTS, squeeze=False)
        notes = "".join(self._note(number, text, properties) for number, text in enumerate(self._texts, 1))
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        if self.kind == "endnotes":
            return f"{head}<w:endnotes {nsdecls('w')}>{_SEPARATORS}{notes}</w:endnotes>"
        return f"{head}<w:comments {nsdecls('w')}>{notes}</w:comments>"

    def _note(self, number: int, text: str, properties: str) -> str:
        if self.kind == "endnotes":
            raised = properties.replace("<w:lang ", f"{_RAISED}<w:lang ")
            mark = f"<w:r>{raised}<w:endnoteRef/></w:r>"
            words = run(f" {text}", properties)
            return f'<w:endnote w:id="{number}"><w:p><w:pPr>{_PLAIN}</w:pPr>{mark}{words}</w:p></w:endnote>'
        about = f'w:id="{number}" w:author="{AUTHOR}" w:initials="{INITIALS}"{self._day}'
        return f"<w:comment {about}><w:p><w:pPr>{_PLAIN}</w:pPr>{run(text, properties)}</w:p></w:comment>"


def add_part(document: "Document", notes: Notes) -> None:
    """Put the empty part of the notes into a document, and tell in the settings how notes at the end are numbered."""
    if notes.kind == "none":
        return
    content_type, relation = KINDS[notes.kind]
    part = Part(PackURI(f"/{notes.part}"), content_type, b"", document.part.package)
    document.part.relate_to(part, relation)
    if notes.kind == "endnotes":
        settings = document.settings.element
        numbering = parse_xml(
            f'<w:endnotePr {nsdecls("w")}><w:numFmt w:val="decimal"/><w:endnote w:id="-1"/><w:endnote w:id="0"/></w:endnotePr>'
        )
        compat = settings.find(qn("w:compat"))
        if compat is not None:
            compat.addprevious(numbering)
        else:
            settings.append(numbering)
