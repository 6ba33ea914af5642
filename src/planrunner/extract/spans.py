"""Stretches of a text by their ends."""

from collections.abc import Iterable, Iterator

Span = tuple[int, int]


def outside(span: Span, cuts: Iterable[Span]) -> Iterator[Span]:
    """Yield what is left of a span without the cuts, which may overlap one another and reach beyond it."""
    at, stop = span
    for start, end in sorted(cuts):
        if min(start, stop) > at:
            yield at, min(start, stop)
        at = max(at, end)
    if stop > at:
        yield at, stop
