"""From the paragraphs that a reader found to a Document: the one place where text, spans and reading are put together."""

from collections.abc import Iterable
from typing import NamedTuple

from planrunner.documents.txt import from_plain
from planrunner.errors import BadInputError
from planrunner.extract.document import Document, Paragraph
from planrunner.extract.reading import rejoin

MAX_CHARS = 1_000_000
"""A text longer than this is no report: a merged cell repeated without end, or a whole archive in one file."""


class Line(NamedTuple):
    """One paragraph as a reader found it.

    `text` holds no newline and starts with the recovered automatic number, whose length is `prefix`; the cells of a
    table row are parted by tabs. `page` counts from 1 where the format has pages.
    """

    text: str
    page: int | None = None
    prefix: int = 0


def restored(text: str, form: str) -> Document:
    """Return the document whose text was kept: what it was read as, without pages and recovered numbers told apart."""
    if form == "txt":
        return from_plain(text)
    return from_lines((Line(line) for line in text.split("\n")), form, form)


def from_lines(
    lines: Iterable[Line],
    form: str,
    name: str,
    *,
    title: str = "",
    encoding: str | None = None,
    warnings: Iterable[str] = (),
) -> Document:
    """Return the document of these paragraphs: its text is the paragraphs joined by one newline (cli.md).

    Blank paragraphs are left out. Raises BadInputError where nothing is left or the text grows past MAX_CHARS; `name`
    is the file's name for the message.
    """
    paragraphs: list[Paragraph] = []
    parts: list[str] = []
    at = 0
    for line in lines:
        if not line.text.strip():
            continue
        paragraphs.append(Paragraph(at, at + len(line.text), line.page, line.prefix))
        parts.append(line.text)
        at += len(line.text) + 1
        if at > MAX_CHARS:
            raise too_long(name)
    if not parts:
        raise BadInputError(f"“{name}”里没有可读的文字（可能只有图片）；未导入任何内容。请检查文件后重试。")
    text = "\n".join(parts)
    return Document(
        text=text,
        paragraphs=tuple(paragraphs),
        reading=rejoin(text, [(paragraph.start, paragraph.end) for paragraph in paragraphs]),
        format=form,
        encoding=encoding,
        title=title,
        warnings=tuple(warnings),
    )


def too_long(name: str) -> BadInputError:
    """Return the error for a file whose text grows past MAX_CHARS, for readers that notice it earlier."""
    return BadInputError(
        f"“{name}”的文字超过 {MAX_CHARS // 10_000} 万字，不像一份报告；未导入任何内容。请只保留报告部分，另存后重试。"
    )
