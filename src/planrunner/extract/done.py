"""What the body of a report tells of last year: dated things done, and the sentences about work without a date."""

import re
from collections.abc import Iterator
from datetime import date

from planrunner.extract.document import Document
from planrunner.extract.model import Done, Statement, Time
from planrunner.extract.numbering import NUMBERED
from planrunner.extract.observances import NAME
from planrunner.extract.times import find_times

_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]?")
_DEED = re.compile(
    r"开展|召开|举办|举行|组织|进行|参加|参与|召集|邀请|通过|印发|出台|制定|学习|宣讲|宣传|培训|考试|讲座|检查|排查|整治|走访|调研|约谈|公布|公示|公开"
    r"|评查|演练|成立|完成|启动|部署|听取|审议|活动|会议"
)
_NOT_DONE = re.compile(
    r"将于|拟于|计划于|施行|生效|起实施|发布时间|截[至止]|存在的?(?:主要|突出)?(?:问题|不足)(?:[：:]|是|有)|不足之处|不充分|不到位|不及时|不够|有待"
    r"|未能|未按|没有按|取消"
)
_TRAILING = "。！？；，、 \n"
_MIN_STATEMENT = 6
_NAME = re.compile(r"“[^”]*”|《[^》]*》")
_PUBLIC_DAY = re.compile(f"(?:全民|国家|国际|世界|全国)*(?:{NAME})")
_WRITTEN = re.compile(r"月|\d-\d")
_OPENS = re.compile(r"(?:\A|[，；：、])[“‘\"在于]{0,3}\Z")
_DIGIT = re.compile(r"[\d一二三四五六七八九十]\s*[月.·•・]")


def find_done(document: Document, spans: list[tuple[int, int]], year: int) -> tuple[Done, ...]:
    """Return the dated things done that `spans` of the reading tell of, in order.

    `year` is the year the report tells of; a date of another year is no thing done in it. A date that stands twice in
    one clause (12月4日 … 12.4宪法日) is one thing; several dates of one clause give one each with the same span.
    """
    found: list[Done] = []
    for start, end in _sentences(document.reading.text, spans):
        clean = document.reading.text[start:end]
        if not _DIGIT.search(clean) or not _DEED.search(clean) or _NOT_DONE.search(clean):
            continue
        for left, right, days in _clauses(clean, year):
            source = document.reading.source(start + left, start + right)
            quote = document.text[source[0] : source[1]]
            found.extend(Done(day, *source, quote, clean[left:right]) for day in days)
    return tuple(found)


def find_statements(document: Document, spans: list[tuple[int, int]]) -> tuple[Statement, ...]:
    """Return the sentences that `spans` of the reading hold."""
    found: list[Statement] = []
    for start, end in _sentences(document.reading.text, spans):
        if end - start >= _MIN_STATEMENT:
            source = document.reading.source(start, end)
            found.append(Statement(*source, document.text[source[0] : source[1]], document.reading.text[start:end]))
    return tuple(found)


def _sentences(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the sentences of `spans` without their stops."""
    for start, end in spans:
        at = start
        while at < end:
            found = _SENTENCE.match(text, at, end)
            stop = found.end() if found and found.end() > at else end
            trimmed = stop
            while trimmed > at and text[trimmed - 1] in _TRAILING:
                trimmed -= 1
            number = NUMBERED.match(text, at, trimmed)
            begins = number.end() if number else at
            if trimmed > begins:
                yield begins, trimmed
            at = stop


def _clauses(clean: str, year: int) -> Iterator[tuple[int, int, list[str]]]:
    """Yield the parts of a sentence that each tell of the days named at their beginning.

    A sentence with two deeds on two days is cut before the second date that opens a clause.
    """
    days: list[tuple[int, str]] = []
    named = [found.span() for found in _NAME.finditer(clean)]
    for time in find_times(clean, year, date(year, 12, 31)):
        if _is_in_a_name(clean, time, named) or (days and _is_told_of(clean, time)):
            continue
        if (
            time.kind == "date"
            and time.start
            and time.start.startswith(str(year))
            and time.start not in {d for _, d in days}
        ):
            days.append((time.start_char, time.start))
    if not days:
        return
    cuts = [0]
    for at, _ in days[1:]:
        comma = clean.rfind("，", 0, at)
        opens = comma >= 0 and at - comma <= 3
        if opens and any(cuts[-1] <= other < comma for other, _ in days):
            cuts.append(comma + 1)
    for left, right in zip(cuts, [*cuts[1:], len(clean)], strict=True):
        inside = [day for at, day in days if left <= at < right]
        if inside and _DEED.search(clean, left, right):
            yield left, len(clean[:right].rstrip("，")), inside


def _is_in_a_name(clean: str, time: Time, names: list[tuple[int, int]]) -> bool:
    """Tell whether a time only belongs to the name of something (“12·4宪法日演讲”), which is not said to be on that day."""
    inside = next((name for name in names if name[0] < time.end_char and time.start_char < name[1]), None)
    if inside is None:
        return False
    rest = clean[inside[0] + 1 : max(time.start_char, inside[0] + 1)] + clean[time.end_char : inside[1] - 1]
    return bool(rest.strip()) and not _PUBLIC_DAY.fullmatch(rest.strip())


def _is_told_of(clean: str, time: Time) -> bool:
    """Tell whether a public day, after a day that is written out, is what was held and not when (…，组织4·15宣传)."""
    written = _WRITTEN.search(clean, time.start_char, time.end_char)
    return not written and not _OPENS.search(clean, 0, time.start_char)
