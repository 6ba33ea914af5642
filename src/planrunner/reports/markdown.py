"""A paper as Markdown (CommonMark with pipe tables): for reading on screen and for reading back."""

import re

from planrunner.reports.paper import (
    Annex,
    Citations,
    Content,
    Heading,
    Paper,
    Paragraph,
    Pictures,
    Sentence,
    Table,
    annex_names,
    chinese_day,
    note_text,
    split,
)

UNDERLINE = "========"
"""Makes the line above it the title, which so keeps its own words where the paper is read as plain text."""
_SPECIAL = re.compile(r"([\\`*<\[])")
_OPENING = re.compile(r"^(\s*)([#>+~=-]|\d+[.)](?=\s))")


def to_markdown(paper: Paper, citations: Citations = "none") -> str:
    """Return the paper as Markdown text that ends with a newline; the same paper gives the same text.

    Citations of either kind become footnotes: Markdown knows no comments.
    """
    notes: list[str] | None = None if citations == "none" else []
    parts = [f"{_plain(paper.name)}\n{UNDERLINE}", *(_block(block, notes) for block in paper.body())]
    names = annex_names(paper.annexes)
    if paper.annexes:
        listed = [f"{name}：{_plain(title)}" for name, title in zip(names, paper.annexes, strict=True)]
        parts.append("  \n".join(listed))
    signed = [_plain(paper.signature)] if paper.signature else []
    signed += [chinese_day(paper.day)] if paper.day else []
    if signed:
        parts.append("  \n".join(signed))
    numbered = iter(names)
    parts += [
        f"## {next(numbered)} {_plain(block.title)}" if isinstance(block, Annex) else _block(block, notes)
        for block in paper.after_body()
    ]
    parts += [f"[^{number}]: {_plain(note)}" for number, note in enumerate(notes or (), 1)]
    return "\n\n".join(parts) + "\n"


def _block(block: Content, notes: list[str] | None) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * (level + 1)} {_plain(text)}"
        case Paragraph(sentences):
            return _OPENING.sub(r"\1\\\2", "".join(_sentence(one, notes) for one in sentences))
        case Table(header, rows, _):
            lines = [header, tuple("---" for _ in header), *rows]
            return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)
        case Pictures(pictures):
            return "\n\n".join(_OPENING.sub(r"\1\\\2", _plain(one.caption)) for one in pictures)


def _sentence(sentence: Sentence, notes: list[str] | None) -> str:
    """Return a sentence with the call of its footnote before its closing mark."""
    words, stop = split(sentence)
    if notes is None or not sentence.cites:
        return _plain(words + stop)
    notes.append(note_text(sentence))
    return f"{_plain(words)}[^{len(notes)}]{_plain(stop)}"


def _plain(text: str) -> str:
    """Return text that Markdown shows as it stands, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split("\n")))


def _cell(text: str) -> str:
    """Return text for a table cell: lines joined by <br>, bars escaped."""
    return "<br>".join(_plain(line).replace("|", r"\|") for line in text.split("\n"))
