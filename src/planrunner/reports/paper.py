"""A paper as plain values: what the writers of reports put on the page. They know nothing of where it came from."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Citations = Literal["comments", "endnotes", "none"]
"""How what a sentence rests on is set aside: as comments in the margin, as notes at the end, or not at all."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its closing mark, and what it rests on, in words (T12：佐证 E5): the writer sets it aside as a note."""

    text: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its number typed into `text`; level 1 is 一、, 2 is （一）, 3 is 1. (GB/T 9704-2012, 7.3.3)."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of body text; its first line is indented by two characters unless it is `flush` (whom a paper is to)."""

    sentences: tuple[Sentence, ...]
    flush: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row that repeats on every page; `widths` are shares of the page's width, one per column."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A small JPEG with the words below it; `size` is width and height in pixels."""

    jpeg: bytes
    size: tuple[int, int]
    caption: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures, two side by side."""

    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """The beginning of an annex: a new page with its own title. What follows belongs to it."""

    title: str


Content = Heading | Paragraph | Table | Pictures
Block = Content | Annex


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper from title to annexes. `signature` and `day` stand after the body, before the first annex.

    `title` may hold a newline where it is to be broken over two lines.
    """

    title: str
    blocks: tuple[Block, ...]
    signature: str = ""
    day: date | None = None

    @property
    def name(self) -> str:
        """The title on one line, for lists and file names."""
        return self.title.replace("\n", "")

    @property
    def annexes(self) -> tuple[str, ...]:
        """The titles of the annexes, in order."""
        return tuple(block.title for block in self.blocks if isinstance(block, Annex))

    def body(self) -> tuple[Content, ...]:
        """Return the blocks before the first annex."""
        found: list[Content] = []
        for block in self.blocks:
            if isinstance(block, Annex):
                break
            found.append(block)
        return tuple(found)

    def after_body(self) -> tuple[Block, ...]:
        """Return the first annex and everything after it."""
        return self.blocks[len(self.body()) :]


def paragraph(text: str, *cites: str) -> Paragraph:
    """Return a paragraph of one sentence."""
    return Paragraph((Sentence(text, cites),))


def split(sentence: Sentence) -> tuple[str, str]:
    """Return a sentence as words and closing mark: a note is called between them, for it belongs to the words before it."""
    words = sentence.text.rstrip("。；！？")
    return words, sentence.text[len(words) :]


def note_text(sentence: Sentence) -> str:
    """Return the words of the note on what a sentence rests on, "" where it names nothing."""
    return f"依据：{'；'.join(sentence.cites)}。" if sentence.cites else ""


def chinese_day(day: date) -> str:
    """Return a date as papers write it: Arabic digits without leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def annex_names(annexes: tuple[str, ...]) -> list[str]:
    """Return how the annexes are called: 附件 where there is one, 附件1, 附件2 … where there are several."""
    return ["附件"] if len(annexes) == 1 else [f"附件{number}" for number in range(1, len(annexes) + 1)]
