"""A paper as Markdown (CommonMark with pipe tables): for reading on screen and for reading back."""

import re

from planrunner.reports.paper import Annex, Content, Heading, Paper, Paragraph, Table, annex_names, chinese_day, cited

UNDERLINE = "========"
"""Makes the line above it the title, which so keeps its own words where the paper is read as plain text."""
_SPECIAL = re.compile(r"([\\`*<\[])")
_OPENING = re.compile(r"^(\s*)([#>+~=-]|\d+[.)](?=\s))")


def to_markdown(paper: Paper) -> str:
    """Return the paper as Markdown text that ends with a newline; the same paper gives the same text."""
    parts = [f"{_plain(paper.name)}\n{UNDERLINE}", *(_block(block) for block in paper.body())]
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
        f"## {next(numbered)} {_plain(block.title)}" if isinstance(block, Annex) else _block(block)
        for block in paper.after_body()
    ]
    return "\n\n".join(parts) + "\n"


def _block(block: Content) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * (level + 1)} {_plain(text)}"
        case Paragraph(sentences):
            text = "".join(_plain(part) for one in sentences for part in cited(one))
            return _OPENING.sub(r"\1\\\2", text)
        case Table(header, rows, _):
            lines = [header, tuple("---" for _ in header), *rows]
            return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _plain(text: str) -> str:
    """Return text that Markdown shows as it stands, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split("\n")))


def _cell(text: str) -> str:
    """Return text for a table cell: lines joined by <br>, bars escaped."""
    return "<br>".join(_plain(line).replace("|", r"\|") for line in text.split("\n"))
