"""A document understood: its years, its plan section cut into measures, and what it tells of the year gone by."""

from bisect import bisect_right
from datetime import date

from planrunner.extract.classify import classify
from planrunner.extract.document import Document, Reading
from planrunner.extract.done import find_done, find_statements
from planrunner.extract.frame import Frame, find_frame
from planrunner.extract.keys import measure_keys
from planrunner.extract.measures import Piece, cut_section
from planrunner.extract.model import Extraction, Measure, Place, Role, Section, Statement
from planrunner.extract.outline import Mark, find_marks
from planrunner.extract.problems import without_problems
from planrunner.extract.sections import Found, find_section
from planrunner.extract.times import find_times
from planrunner.extract.unread import find_unread
from planrunner.extract.words import Words
from planrunner.extract.years import plan_year, report_year

_HEAD = 500
"""How far into a paper its title may stand, in characters."""
_OPENING = 300
"""How much of a section may name the plan's year, in characters."""


def analyse(document: Document, words: Words) -> Extraction:
    """Return all that is understood of a document; nothing is stored and no clock is read."""
    reading = document.reading
    marks = find_marks(reading)
    frame = find_frame(reading)
    told = report_year(frame.title, reading.text[frame.body :], _titles(reading, marks), words.headings)
    found = find_section(reading, marks, frame, told, words.headings)
    planned = _plan_year(reading, frame, found, told, words)
    gone = told
    if frame.congress and planned is not None:
        told, gone = planned, planned - 1
    outside = (
        [(frame.body, min(found.start, frame.closing)), (found.end, frame.closing)]
        if found
        else [(frame.body, frame.closing)]
    )
    outside = [(start, end) for start, end in outside if end > start]
    measures: tuple[Measure, ...] = ()
    partition: tuple[tuple[int, int, Role], ...] = ()
    unread: tuple[Statement, ...] = ()
    section = None
    if found is not None:
        section = Section(*reading.source(found.start, found.end), found.heading, "；".join(found.reasons))
        measures, partition, unread = _measures(document, marks, frame, found, planned or told, words)
    return Extraction(
        title=frame.title,
        issuer=frame.issuer,
        report_year=told,
        plan_year=planned,
        section=section,
        measures=measures,
        done=find_done(document, without_problems(reading, marks, outside, words.headings), gone) if gone else (),
        statements=find_statements(document, outside),
        partition=partition,
        unread=unread,
    )


def _titles(reading: Reading, marks: tuple[Mark, ...]) -> list[str]:
    """Return the beginnings of the upper headings, for the year they name."""
    text = reading.text
    lines = [text[start:end] for start, end in reading.paragraphs[:40] if end - start <= 40]
    return [text[mark.end : mark.end + 30].split("\n")[0] for mark in marks if mark.rank <= 2][:8] + lines


def _plan_year(reading: Reading, frame: Frame, found: Found | None, told: int | None, words: Words) -> int | None:
    """Return the year the found plan is for."""
    if found is None:
        return None
    opening = reading.text[found.heading_end : found.heading_end + _OPENING]
    heading = "" if found.whole else found.heading
    if frame.congress and not told:
        return None
    opening = "" if found.whole else opening
    return plan_year(frame.title, heading, opening, told, words.headings, congress=frame.congress)


def _measures(
    document: Document, marks: tuple[Mark, ...], frame: Frame, found: Found, year: int | None, words: Words
) -> tuple[tuple[Measure, ...], tuple[tuple[int, int, Role], ...], tuple[Statement, ...]]:
    """Return the measures of the section, the role of every stretch of it, and its promises outside all measures."""
    reading = document.reading
    start = max(found.start, frame.body, _after_title(reading, frame)) if found.whole else found.start
    closing = max(start, min(found.end, frame.closing))
    heading_end = max(start, found.heading_end)
    cut = cut_section(reading, marks, start, heading_end, closing, words)
    starts = [paragraph.start for paragraph in document.paragraphs]
    keys = measure_keys(reading.text[piece.start : piece.end] for piece in cut.pieces)
    measures = tuple(
        _measure(document, starts, piece, key, year, words) for piece, key in zip(cut.pieces, keys, strict=True)
    )
    roles: list[tuple[int, int, Role]] = [(*reading.source(*span), "heading") for span in cut.headings]
    roles += [(measure.start, measure.end, "measure") for measure in measures]
    unread = find_unread(document, (heading_end, closing), [(piece.start, piece.end) for piece in cut.pieces], year)
    return measures, _partition(reading.source(found.start, found.end), roles), unread


def _after_title(reading: Reading, frame: Frame) -> int:
    """Return where the title of a paper ends, 0 where it does not stand at the head of the text."""
    at = reading.text.find(frame.title, frame.body, frame.body + _HEAD + len(frame.title)) if frame.title else -1
    return at + len(frame.title) if at >= 0 else 0


def _measure(document: Document, starts: list[int], piece: Piece, key: str, year: int | None, words: Words) -> Measure:
    """Return a piece of the reading as a measure of the source."""
    reading = document.reading
    clean = reading.text[piece.start : piece.end]
    start, end = reading.source(piece.start, piece.end)
    category, second = classify(clean, words, piece.title)
    times = find_times(clean, year, date(year, 1, 1)) if year is not None else ()
    return Measure(
        start=start,
        end=end,
        quote=document.text[start:end],
        clean=clean,
        key=key,
        category=category,
        second_category=second,
        path=piece.path,
        owner=piece.owner,
        times=times,
        place=_place(document, starts, start),
        about=piece.about,
    )


def _place(document: Document, starts: list[int], start: int) -> Place:
    """Return where a source offset stands: paragraph, page, offset in the paragraph; `starts` are theirs."""
    index = max(0, bisect_right(starts, start) - 1)
    paragraph = document.paragraphs[index]
    return Place(index, paragraph.page, start - paragraph.start, paragraph.synthetic_prefix)


def _partition(section: tuple[int, int], roles: list[tuple[int, int, Role]]) -> tuple[tuple[int, int, Role], ...]:
    """Return the roles with everything between them as context: every character of the section exactly once."""
    parts: list[tuple[int, int, Role]] = []
    at = section[0]
    for start, end, role in sorted(roles):
        if start > at:
            parts.append((at, start, "context"))
        if end > max(at, start):
            parts.append((max(at, start), end, role))
        at = max(at, end)
    if at < section[1]:
        parts.append((at, section[1], "context"))
    return tuple(parts)
