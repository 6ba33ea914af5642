"""The safety net of a plan: clauses with a day, a count or a share that no measure holds, so that none is lost unseen."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from planrunner.extract.clauses import TOLD, split_clauses
from planrunner.extract.document import Document
from planrunner.extract.model import Statement, Time
from planrunner.extract.numbering import NUMBERED
from planrunner.extract.quantities import find_quantities
from planrunner.extract.spans import outside
from planrunner.extract.times import find_times

_STOPS = re.compile(r"[^。！？\n]+")
_EDGES = "，。；：、！？,.;: \n　"
_SHORTEST = 4
_SIGNED = re.compile(r"(?:20\d{2}|二[〇○零][〇○零一二三四五六七八九]{2})年[^年月]{1,3}月[^月日]{1,3}日")
"""The date under a paper."""
_WHOLE_YEAR = re.compile(r"(?:20\d{2}|今|本|当|新的?一)年度?")


def find_unread(
    document: Document, section: tuple[int, int], measures: Sequence[tuple[int, int]], year: int | None
) -> tuple[Statement, ...]:
    """Return the clauses of `section` outside `measures` (spans of the reading) that promise something for `year`.

    A promise is a day, a deadline, a recurrence, a count, a share, or a least or greatest number. What is told as done
    and what names no more than the year promises nothing.
    """
    if year is None:
        return ()
    reading = document.reading
    found: list[Statement] = []
    for start, end in _clauses(reading.text, outside(section, measures)):
        clean = reading.text[start:end]
        if _SIGNED.fullmatch(clean) or TOLD.search(clean) or len(clean) < _SHORTEST:
            continue
        if _promises(clean, year):
            source = reading.source(start, end)
            found.append(Statement(*source, document.text[source[0] : source[1]], clean))
    return tuple(found)


def _clauses(text: str, spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the clauses of the spans without their stops and numbers."""
    for left, right in spans:
        for sentence in _STOPS.finditer(text, left, right):
            for start, end in split_clauses(text, *sentence.span()):
                number = NUMBERED.match(text, start, end)
                begins = number.end() if number else start
                while begins < end and text[begins] in _EDGES:
                    begins += 1
                stop = end
                while stop > begins and text[stop - 1] in _EDGES:
                    stop -= 1
                if stop > begins:
                    yield begins, stop


def _promises(clean: str, year: int) -> bool:
    """Tell whether a clause holds a time of the plan year or a number to be reached."""
    if any(_is_of_plan(clean, time, year) for time in find_times(clean, year, date(year, 1, 1))):
        return True
    return any(one.unit == "%" or one.comparator in {">=", "<="} for one in find_quantities(clean))


def _is_of_plan(clean: str, time: Time, year: int) -> bool:
    """Tell whether a time expression dates or counts work of the plan year."""
    if time.kind == "vague" or _WHOLE_YEAR.fullmatch(clean, time.start_char, time.end_char):
        return False
    last = time.end or time.start
    return last is None or last.startswith(str(year))
