"""The parts of a report that tell what went wrong: what they name was not done on the days their words hold."""

import re
from collections.abc import Iterator, Sequence

from planrunner.extract.document import Reading
from planrunner.extract.outline import Mark
from planrunner.extract.spans import outside
from planrunner.extract.words import Headings

_TITLE = re.compile(r"[^。；！？\n]{0,40}")
_LINE_TITLE = 30
_STOP = re.compile(r"[，。；：！？]")
_DEEPEST = 3
_TOLD = re.compile(r"整改|解决|化解|办理|处理|调解|排查")
"""A heading with one of these tells what was done about problems."""


def without_problems(
    reading: Reading, marks: Sequence[Mark], spans: Sequence[tuple[int, int]], words: Headings
) -> list[tuple[int, int]]:
    """Return `spans` of the reading less the parts whose heading names problems, to the next heading as high."""
    parts = list(_parts(reading, marks, words))
    return [left for span in spans for left in outside(span, parts)]


def _parts(reading: Reading, marks: Sequence[Mark], words: Headings) -> Iterator[tuple[int, int]]:
    """Yield the parts under headings that name problems."""
    headings = sorted(_headings(reading, marks))
    for i, (start, rank, title) in enumerate(headings):
        if words.problems.search(title) and not words.forward.search(title) and not _TOLD.search(title):
            end = next((other for other, high, _ in headings[i + 1 :] if high <= rank), len(reading.text))
            yield start, end


def _headings(reading: Reading, marks: Sequence[Mark]) -> Iterator[tuple[int, int, str]]:
    """Yield start, rank and words of the numbered titles of the upper ranks and of short lines of their own."""
    text = reading.text
    for mark in marks:
        if mark.rank <= _DEEPEST:
            title = _TITLE.match(text, mark.end)
            yield mark.start, mark.rank, title.group() if title else ""
    numbered = {mark.start for mark in marks}
    for start, end in reading.paragraphs:
        if start not in numbered and end - start <= _LINE_TITLE and not _STOP.search(text, start, end):
            yield start, 1, text[start:end]
