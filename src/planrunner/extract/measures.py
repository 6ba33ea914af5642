"""The plan section cut into what a clerk could tick off, with everything else accounted for as heading or context."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from planrunner.extract.clauses import BY_THEN, Clause, Kind, read_clause, split_clauses, split_enumeration
from planrunner.extract.document import Reading
from planrunner.extract.items import Item, find_items
from planrunner.extract.outline import INLINE, Mark
from planrunner.extract.owners import OWNER_NOTE, is_organ_list, owner_of_note
from planrunner.extract.reading import CELL, title_gap
from planrunner.extract.spans import Span, outside
from planrunner.extract.words import Words

_SENTENCE = re.compile(r"[^。！？\n]*[。！？\n]?")
_BY_WHEN = re.compile(r"\d\s*[月日]|[月年季]底|季度|半年|全年|年内|前\Z|每[月季年周]")
_COLUMN = re.compile(
    r"序号|备注|(?:责任|牵头|配合|承办)(?:单位|部门|人|领导)|(?:完成|办结)(?:时限|时间)|(?:工作|主要|重点)?(?:任务|内容|措施|要求|举措|项目)"
)
"""The name of a table's column: its row is the table's head."""
_SLOGAN = re.compile(
    r"以[^。]{2,40}为(?:指导|指引|统领|主线|契机|目标|抓手)|(?:贯彻|学习)[^。]{0,30}(?:精神|思想|部署)|(?:做好|抓好|采取|推进|开展|从)以下|坚持以"
)
_DEEDS = (Kind.ACTION, Kind.QUOTA)
_TITLE_CHARS = 60
_INLINE_TITLE_CHARS = 36
_SLOGAN_CHARS = 18
"""A 一是 whose first sentence of several clauses is no longer than this opens with a slogan: 突出重点，抓规范促执法。"""
_MIN_MEASURE = 4
_TO_FILL = re.compile(r"（待填(?:[^（）\n]|（[^（）\n]*）)*(?:）|(?=\n)|\Z)")
"""A gap that our own draft leaves for its writer: nothing is asked for in it. The end of a section may cut its bracket."""
_TRAILING = "，。；：、！？,.;: \n　"


@dataclass(frozen=True, slots=True)
class Piece:
    """A measure `[start, end)` of the reading; `title` is the heading of its item, for classifying it.

    `about` is the measure before it in its sentence.
    """

    start: int
    end: int
    path: tuple[str, ...]
    owner: str
    title: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """The pieces of a section and its headings, as spans of the reading."""

    pieces: tuple[Piece, ...]
    headings: tuple[tuple[int, int], ...]


def cut_section(reading: Reading, marks: tuple[Mark, ...], start: int, heading_end: int, end: int, words: Words) -> Cut:
    """Cut the plan section `[start, end)` of a reading, whose heading ends at `heading_end`.

    `end` leaves out closing words and signature. Item titles that what follows spells out, purpose clauses, grounds
    and slogans become no pieces. What stands before the first number is an introduction where numbers follow.
    """
    text = reading.text
    headings: list[tuple[int, int]] = [(start, heading_end)] if heading_end > start else []
    pieces: list[Piece] = []
    for item in find_items(text, marks, start, heading_end, end):
        title_end = _title_end(reading, item)
        if title_end > item.start:
            headings.append((item.start, title_end))
        title = text[item.start : title_end] if title_end > item.start else "".join(item.titles[-1:])
        note = owner_of_note(text[item.start : item.end])
        if any(words.headings.aims.match(above) for above in (*item.titles, text[item.start : title_end])):
            continue
        pieces.extend(
            replace(piece, owner=piece.owner or note) for piece in _pieces(text, title_end, item, title, words)
        )
    return Cut(tuple(pieces), tuple(headings))


def _title_end(reading: Reading, item: Item) -> int:
    """Return where the title of an item ends, or the item's start where its first sentence is a deed itself.

    A title is a short first sentence that something follows: more sentences, deeper numbers, or the text after a gap.
    One that says by when is a deed whatever follows.
    """
    text = reading.text
    if item.rank is None:
        return item.start
    limit = _INLINE_TITLE_CHARS if item.rank == INLINE else _TITLE_CHARS
    first = _SENTENCE.match(text, item.start, item.end)
    end = first.end() if first else item.start
    sentence = text[item.start : end]
    gap = title_gap(reading, item.start + 6, min(end, item.start + _TITLE_CHARS) - 6)
    if gap and "\n" not in text[item.start : gap]:
        return gap
    rest = OWNER_NOTE.sub("", text[end : item.end]).strip(_TRAILING)
    rest = "" if is_organ_list(rest) else rest
    clauses = sentence.count("，") + sentence.count("；") + 1
    most = 3 if item.rank != INLINE or len(sentence) <= _SLOGAN_CHARS else 1
    if len(sentence) > limit or clauses > most or BY_THEN.search(sentence):
        return item.start
    return end if len(rest) >= _MIN_MEASURE or item.deeper_follows else item.start


def _pieces(text: str, start: int, item: Item, title: str, words: Words) -> Iterator[Piece]:
    """Yield the measures of an item's text after its title."""
    for first, stop in _without(_TO_FILL, text, start, item.end):
        at = first
        while at < stop:
            found = _SENTENCE.match(text, at, stop)
            end = found.end() if found and found.end() > at else stop
            if item.rank is None and at == start and end < item.end and _SLOGAN.search(text, at, end):
                at = end
                continue
            for note_free in _without(OWNER_NOTE, text, at, end):
                yield from _sentence(text, *note_free, item, title, words)
            at = end


def _without(aside: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the spans of a text outside asides."""
    return outside((start, end), (note.span() for note in aside.finditer(text, start, end)))


def _sentence(text: str, start: int, end: int, item: Item, title: str, words: Words) -> Iterator[Piece]:
    """Yield the measures of one sentence: its deeds, each with the how that stands before it."""
    waiting: Clause | None = None
    last: Piece | None = None
    before: Clause | None = None
    owner = ""
    if item.introduces or is_organ_list(text[start:end]):
        return
    if CELL in text[start:end]:
        yield from _row(text, start, end, item, title, words)
        return
    for left, right in split_clauses(text, start, end):
        for at, stop in split_enumeration(text, left, right, words.clauses):
            trimmed = stop
            while trimmed > at and text[trimmed - 1] in _TRAILING:
                trimmed -= 1
            clause = read_clause(text, at, trimmed, words.clauses, leads=last is None)
            owner = clause.owner or owner
            if clause.kind is Kind.MEANS:
                waiting = waiting or clause
                continue
            if clause.kind is Kind.QUOTA and last is not None and text[last.end : at] == "，":
                last = replace(last, end=clause.end)
            elif clause.kind in _DEEDS and clause.end - clause.start >= _MIN_MEASURE:
                about = ""
                if last is not None:
                    about = text[last.start : last.end]
                    yield last
                begins = waiting.start if waiting else clause.start
                if clause.kind is Kind.QUOTA and before is not None and text[before.end : at] == "，":
                    begins = before.start
                last = Piece(begins, clause.end, item.path, owner, title, about)
            waiting, before = None, clause
    if last is not None:
        yield last


def _row(text: str, start: int, end: int, item: Item, title: str, words: Words) -> Iterator[Piece]:
    """Yield the measure of a table row: the cell that says what to do, with the cells after it that say by when.

    The cell that names offices is its owner.
    """
    cells: list[tuple[int, int]] = []
    at = start
    for index in range(start, end + 1):
        if index == end or text[index] in CELL + "\n":
            if index > at:
                cells.append((at, index))
            at = index + 1
    deeds = [cell for cell in cells if cell[1] - cell[0] >= _MIN_MEASURE and words.clauses.action.match(text, *cell)]
    if not deeds or any(_COLUMN.fullmatch(text, *cell) for cell in cells):
        return
    first, last = max(deeds, key=lambda cell: cell[1] - cell[0])
    for left, right in cells:
        if left > last and _BY_WHEN.search(text, left, right):
            last = right
    owners = [text[left:right] for left, right in cells if is_organ_list(text[left:right])]
    yield Piece(first, last, item.path, owners[0] if owners else "", title)
