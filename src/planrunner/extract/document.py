"""A document as read: the text exactly as it stands, its paragraphs, and a cleaned reading with a map back."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the source text, `[start, end)` in `Document.text`.

    `page` counts from 1 where the format has pages. `synthetic_prefix` is the length of a leading number that exists
    only as formatting (automatic numbering) and was put into the text by the reader.
    """

    start: int
    end: int
    page: int | None = None
    synthetic_prefix: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """The rejoined and cleaned text that the rules of `extract` work on.

    Hard wraps are joined, spaces between Chinese characters and digits are gone, the artefact " and " reads 和.
    `offsets[i]` is the offset in `Document.text` of the source character that `text[i]` came from;
    `offsets[len(text)]` is the end of the source. `paragraphs` are `(start, end)` in the reading. `gaps` are the
    places in the reading where white space of the same line was left out: in one-line papers it parts a title from
    the text that runs on after it.
    """

    text: str
    offsets: tuple[int, ...]
    paragraphs: tuple[tuple[int, int], ...]
    gaps: frozenset[int] = frozenset()

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Map a non-empty span of the reading to the span of the source text it came from."""
        return self.offsets[start], self.offsets[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Document:
    """A report as read. `text` is the decoded file as it stands for .txt, else the paragraphs joined by newlines."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    reading: Reading
    format: str
    encoding: str | None = None
    title: str = ""
    warnings: tuple[str, ...] = field(default=())
