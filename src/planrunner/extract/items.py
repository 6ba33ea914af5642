"""The items of a plan section: the text under each number, and the paragraphs that stand under none."""

from collections.abc import Iterator
from dataclasses import dataclass

from planrunner.extract.outline import INLINE, Mark

_INTRODUCTION = 40
"""An opening shorter than this before the first 一是 is part of the heading."""
_TITLE = 20
"""How much of a title is kept for telling what an item is about, in characters."""


@dataclass(frozen=True, slots=True)
class Item:
    """The text `[start, end)` of the reading under one number, before the next number of any rank.

    `rank` is None for a paragraph without a number; `introduces` is true for the opening words of a section that
    numbers follow. `path` are the numbers that lead to it, `titles` the beginnings of the items above it.
    """

    start: int
    end: int
    path: tuple[str, ...]
    rank: int | None
    deeper_follows: bool
    titles: tuple[str, ...]
    introduces: bool = False


def find_items(text: str, marks: tuple[Mark, ...], start: int, heading_end: int, end: int) -> Iterator[Item]:
    """Yield the items of the section `[start, end)` in order; its heading ends at `heading_end`.

    一是、二是 inside a paragraph end with it: a paragraph that follows without a number is an item of its own.
    """
    own = [mark for mark in marks if start <= mark.start < start + 3 and mark.rank < INLINE and heading_end > start]
    inside = [mark for mark in marks if heading_end <= mark.start < end]
    base = (own[0].label,) if own else ()
    if not inside:
        yield Item(heading_end, end, base, None, deeper_follows=False, titles=())
        return
    yield from _opening(text, heading_end, inside[0], base)
    stack: list[Mark] = []
    for index, mark in enumerate(inside):
        following = inside[index + 1] if index + 1 < len(inside) else None
        while stack and stack[-1].rank >= mark.rank:
            stack.pop()
        above = tuple(text[each.end : each.end + _TITLE] for each in stack)
        outer = (*base, *(each.label for each in stack))
        stack.append(mark)
        stop = following.start if following else end
        line_end = text.find("\n", mark.end, stop) if mark.rank == INLINE else -1
        item_end = line_end if line_end >= 0 else stop
        deeper = following is not None and following.rank > mark.rank
        yield Item(mark.end, item_end, (*outer, mark.label), mark.rank, deeper_follows=deeper, titles=above)
        if item_end < stop:
            yield from _paragraphs(text, item_end, stop, outer, following)


def _opening(text: str, heading_end: int, first: Mark, base: tuple[str, ...]) -> Iterator[Item]:
    """Yield what stands between the heading and the first number: an introduction, then unnumbered paragraphs.

    Before a title-like number all of it introduces; before a first 一是 only its first paragraph does.
    """
    body = heading_end
    while body < first.start and text[body] == "\n":
        body += 1
    if first.start - body <= _INTRODUCTION:
        return
    line_end = text.find("\n", body, first.start) if first.rank == INLINE else -1
    intro_end = line_end if line_end >= 0 else first.start
    yield Item(body, intro_end, base, None, deeper_follows=True, titles=(), introduces=True)
    if intro_end < first.start:
        yield from _paragraphs(text, intro_end, first.start, base, first)


def _paragraphs(text: str, start: int, end: int, path: tuple[str, ...], following: Mark | None) -> Iterator[Item]:
    """Yield the unnumbered paragraphs of `[start, end)`; one that a 一是 goes on from introduces it."""
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = stop if stop >= 0 else end
        if stop > at:
            runs_on = stop == end and following is not None and following.rank == INLINE and not following.opens_line
            yield Item(at, stop, path, None, deeper_follows=runs_on, titles=(), introduces=runs_on)
        at = stop + 1
