"""The plan section cut into what a clerk could tick off, with everything else accounted for as heading or context."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planrunner.extract.clauses import Clause, Kind, read_clause, split_clauses, split_enumeration
from planrunner.extract.document import Reading
from planrunner.extract.outline import INLINE, Mark
from planrunner.extract.owners import OWNER_NOTE, is_organ_list, owner_of_note
from planrunner.extract.words import Words

_SENTENCE = re.compile(r"[^。！？\n]*[。！？\n]?")
_TITLE_CHARS = 60
_INLINE_TITLE_CHARS = 36
_MIN_MEASURE = 4
_TRAILING = "，。；：、！？,.;: \n　"


@dataclass(frozen=True, slots=True)
class Piece:
    """A measure `[start, end)` of the reading; `title` is the heading of its item, for classifying it."""

    start: int
    end: int
    path: tuple[str, ...]
    owner: str
    title: str


@dataclass(frozen=True, slots=True)
class _Item:
    """The text `[start, end)` under one number, before the next number of any rank."""

    start: int
    end: int
    path: tuple[str, ...]
    rank: int
    deeper_follows: bool
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """The pieces of a section and its headings, as spans of the reading."""

    pieces: tuple[Piece, ...]
    headings: tuple[tuple[int, int], ...]


def cut_section(
    reading: Reading, marks: tuple[Mark, ...], start: int, heading_end: int, end: int, words: Words
) -> Cut:
    """Cut the plan section `[start, end)` of a reading, whose heading ends at `heading_end`.

    `end` leaves out closing words and signature. Item titles that what follows spells out, purpose clauses, grounds
    and slogans become no pieces. What stands before the first number is an introduction where numbers follow.
    """
    text = reading.text
    headings: list[tuple[int, int]] = [(start, heading_end)] if heading_end > start else []
    pieces: list[Piece] = []
    for item in _items(text, marks, start, heading_end, end):
        title_end = _title_end(reading, item)
        if title_end > item.start:
            headings.append((item.start, title_end))
        title = text[item.start : title_end] if title_end > item.start else " ".join(item.titles)
        note = owner_of_note(text[item.start : item.end])
        for piece in _pieces(text, title_end, item, title, words):
            pieces.append(Piece(piece.start, piece.end, item.path, piece.owner or note, title))
    return Cut(tuple(pieces), tuple(headings))


def _items(text: str, marks: tuple[Mark, ...], start: int, heading_end: int, end: int) -> Iterator[_Item]:
    """Yield the items of a section in order, each with the path of numbers that leads to it."""
    own = [mark for mark in marks if start <= mark.start < start + 3 and mark.rank < INLINE and heading_end > start]
    inside = [mark for mark in marks if heading_end <= mark.start < end]
    base = (own[0].label,) if own else ()
    if not inside:
        yield _Item(heading_end, end, base, -1, deeper_follows=False, titles=())
        return
    if inside[0].rank == INLINE and inside[0].start - heading_end > 40:
        yield _Item(heading_end, inside[0].start, base, -1, deeper_follows=True, titles=())
    stack: list[Mark] = []
    for index, mark in enumerate(inside):
        following = inside[index + 1] if index + 1 < len(inside) else None
        while stack and stack[-1].rank >= mark.rank:
            stack.pop()
        titles = tuple(text[above.end : above.end + 20] for above in stack[-1:])
        stack.append(mark)
        yield _Item(
            mark.end,
            following.start if following else end,
            (*base, *(above.label for above in stack)),
            mark.rank,
            deeper_follows=following is not None and following.rank > mark.rank,
            titles=titles,
        )


def _title_end(reading: Reading, item: _Item) -> int:
    """Return where the title of an item ends, or the item's start where its first sentence is a deed itself.

    A title is a short first sentence that something follows: more sentences, deeper numbers, or the text after a gap.
    """
    text = reading.text
    if item.rank < 0:
        return item.start
    limit = _INLINE_TITLE_CHARS if item.rank == INLINE else _TITLE_CHARS
    first = _SENTENCE.match(text, item.start, item.end)
    end = first.end() if first else item.start
    sentence = text[item.start : end]
    gap = _gap(reading, item.start, min(end, item.start + _TITLE_CHARS))
    if gap:
        return gap
    rest = OWNER_NOTE.sub("", text[end : item.end]).strip(_TRAILING)
    rest = "" if is_organ_list(rest) else rest
    clauses = sentence.count("，") + sentence.count("；") + 1
    if len(sentence) > limit or clauses > (1 if item.rank == INLINE else 3):
        return item.start
    return end if len(rest) >= _MIN_MEASURE or item.deeper_follows else item.start


def _gap(reading: Reading, start: int, end: int) -> int:
    """Return where white space in the source parts a title from the text that runs on after it; 0 for nowhere."""
    text, offsets = reading.text, reading.offsets
    for at in range(start + 6, end - 6):
        wide = text[at - 1] > "\u3400" and text[at] > "\u3400"
        if offsets[at] - offsets[at - 1] > 1 and wide and "\n" not in text[start:at]:
            return at
    return 0


def _pieces(text: str, start: int, item: _Item, title: str, words: Words) -> Iterator[Piece]:
    """Yield the measures of an item's text after its title."""
    at = start
    while at < item.end:
        found = _SENTENCE.match(text, at, item.end)
        end = found.end() if found and found.end() > at else item.end
        for note_free in _without_notes(text, at, end):
            yield from _sentence(text, *note_free, item, title, words)
        at = end


def _without_notes(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of a sentence outside owner notes."""
    at = start
    for note in OWNER_NOTE.finditer(text, start, end):
        if note.start() > at:
            yield at, note.start()
        at = note.end()
    if end > at:
        yield at, end


def _sentence(text: str, start: int, end: int, item: _Item, title: str, words: Words) -> Iterator[Piece]:
    """Yield the measures of one sentence: its deeds, each with the how that stands before it."""
    waiting: Clause | None = None
    done = False
    owner = ""
    if (item.rank < 0 and item.deeper_follows) or is_organ_list(text[start:end]):
        return
    for left, right in split_clauses(text, start, end):
        for at, stop in split_enumeration(text, left, right, words.clauses):
            trimmed = stop
            while trimmed > at and text[trimmed - 1] in _TRAILING:
                trimmed -= 1
            clause = read_clause(text, at, trimmed, words.clauses, leads=not done)
            owner = clause.owner or owner
            if clause.kind is Kind.MEANS:
                waiting = waiting or clause
                continue
            if clause.kind is Kind.ACTION and clause.end - clause.start >= _MIN_MEASURE:
                begins = waiting.start if waiting else clause.start
                yield Piece(begins, clause.end, item.path, owner, title)
                done = True
            waiting = None
