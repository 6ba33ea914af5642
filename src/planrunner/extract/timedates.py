"""Dates, stretches of time and deadlines: points of time with what stands around them (至, 前, 期间, 以来, 到)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from planrunner.extract.model import Time
from planrunner.extract.observances import is_holiday, lunar_day_in
from planrunner.extract.recurrence import lunar_day
from planrunner.extract.timepoints import POINT, Point, holiday_span, month_end, number, point_of

_CN = "一二三四五六七八九十"
_DASH = r"(?:—{1,2}|－|–|-{1,2}|~|～|―|至|到)"
_BEFORE = re.compile(
    r"[”’\"]?\s*(?:来临|到来)?(?:\d{1,2}\s*[时点](?:\d{1,2}分)?)?\s*(?:之|以)?前"
    r"(?![后期述置端款往来瞻沿半]|进(?![行村入社一])|提(?![交供出请升高报])|列(?!入))"
)
_AROUND = re.compile(r"\s*前后(?:(?P<n>[一二两三\d])(?P<unit>周|个?星期|天|日))?")
_AFTER = re.compile(
    r"节?(?:之|以)?后(?![勤续期者备方半])(?:(?P<n>[一二两三四五\d]{1,2})个?(?P<unit>周|星期|天|日)(?:之?内)?)?"
)
_DURING = re.compile(r"(?:假日|假期|节日|长假)?[”’\"]?期间")
_SINCE = re.compile(r"\s*(?:以来|至今)")
_TO = re.compile(rf"\s*(?:起|开始)?\s*{_DASH}\s*")
_AND = re.compile(r"\s*[、和及与]\s*")
_BY = re.compile(r"(?:[到至]|截[至止][到至]?)\s*\Z")
_LUNAR_DAY = re.compile(
    rf"(?P<named>农历)?(?P<month>正|冬|腊|十[一二]?|[{_CN}])月(?P<day>初[{_CN}]|廿[{_CN}]?|二十[{_CN}]?|三十|十[{_CN}]?)(?![日号个月])"
)
_DAY = re.compile(rf"(?P<day>\d{{1,2}}|[{_CN}]{{1,3}})\s*[日号]")
_MONTHS = re.compile(
    rf"(?<![\d.{_CN}])(?:(?P<year>20\d{{2}})\s*年\s*)?(?P<first>\d{{1,2}}|[{_CN}]{{1,3}})\s*{_DASH}\s*(?P<last>\d{{1,2}}|[{_CN}]{{1,3}})\s*月份?(?!\s*[\d{_CN}上中下初底末])"
)
_SMALL = re.compile(r"\d{1,2}")
_MONTH_ROW = re.compile(r"(?<![\d.月—\-])(?:\d{1,2}、)+(?P<last>\d{1,2})月份?(?!\s*[\d上中下初底末])")
_WRITTEN = re.compile(r"(?<!\d)(?P<year>20\d{2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)")
_QUARTERS = re.compile(rf"第?(?P<first>[1-4一二三四])\s*(?:{_DASH}|、)\s*第?(?P<last>[1-4一二三四])\s*季度")
_YEARS = re.compile(rf"(?<!\d)(?P<first>20\d{{2}})年?\s*{_DASH}\s*(?P<last>20\d{{2}})\s*年(?!级)")
_NEIGHBOURS = timedelta(days=62)
"""元旦春节期间 and 中秋国庆期间 are one stretch; 五一、国庆期间 are two."""
_AROUND_DAYS = timedelta(days=3)
"""前后 of a day means a few days on either side (domain.md §2)."""
_AFTER_DAYS = timedelta(days=14)
"""节后 without a number means the two weeks that follow the holiday."""


def points(text: str, year: int, today: date) -> Iterator[Time]:
    """Yield dates, ranges and deadlines of `text`, the longest reading at each place first."""
    yield from _short_ranges(text, year)
    yield from _lunar_days(text, year)
    at = 0
    while found := POINT.search(text, at):
        point = point_of(found, year)
        if point is None:
            at = found.start() + 1
            continue
        start = found.start() + (len(found.group()) - len(found.group().lstrip()))
        times, at = _around(text, start, found.end(), point, year, today)
        yield from times


def _lunar_days(text: str, year: int) -> Iterator[Time]:
    """Yield the days of the lunar calendar (农历八月初三, 腊月二十三) that fall into the civil year."""
    for found in _LUNAR_DAY.finditer(text):
        month = found["month"]
        number_of = {"正": 1, "冬": 11, "腊": 12}.get(month) or number(month)
        if not (found["named"] or month in "正冬腊") or not 1 <= number_of <= 12:
            continue
        day = lunar_day_in(year, number_of, lunar_day(found["day"]))
        if day is None:
            continue
        before = _BEFORE.match(text, found.end())
        if before:
            yield Time(found.start(), before.end(), "deadline", end=(day - timedelta(days=1)).isoformat())
        else:
            yield Time(found.start(), found.end(), "date", day.isoformat(), day.isoformat())


def _short_ranges(text: str, year: int) -> Iterator[Time]:
    """Yield ranges whose first end is a bare number: 4—6月, 第1-3季度, 2021—2025年."""
    for found in _YEARS.finditer(text):
        first, last = date(int(found["first"]), 1, 1), date(int(found["last"]), 12, 31)
        yield _range(found.start(), found.end(), first, last)
    for found in _WRITTEN.finditer(text):
        try:
            day = date(*(int(found[part]) for part in ("year", "month", "day")))
        except ValueError:
            continue
        before = _BEFORE.match(text, found.end())
        if before:
            yield Time(found.start(), before.end(), "deadline", end=day.isoformat())
        else:
            yield Time(found.start(), found.end(), "date", day.isoformat(), day.isoformat())
    for found in _MONTH_ROW.finditer(text):
        for part in _SMALL.finditer(text, found.start(), found.end()):
            month = number(part.group())
            if 1 <= month <= 12:
                stop = found.end() if part.end() > found.start("last") else part.end()
                yield _range(part.start(), stop, date(year, month, 1), month_end(year, month))
    for found in _QUARTERS.finditer(text):
        one, two = number(found["first"]), number(found["last"])
        yield _range(found.start(), found.end(), date(year, 3 * one - 2, 1), month_end(year, 3 * two))
    for found in _MONTHS.finditer(text):
        own = int(found["year"]) if found["year"] else year
        one, two = number(found["first"]), number(found["last"])
        if 1 <= one <= 12 and 1 <= two <= 12:
            end = month_end(own if one <= two else own + 1, two)
            before = _BEFORE.match(text, found.end())
            if before:
                yield Time(found.start(), before.end(), "deadline", end=end.isoformat(), ambiguous=True)
            else:
                yield _range(found.start(), found.end(), date(own, one, 1), end)


def _around(text: str, start: int, end: int, point: Point, year: int, today: date) -> tuple[list[Time], int]:
    """Return what a point means with the words around it, and where to go on reading."""
    to = _TO.match(text, end)
    if to:
        last = _end_point(text, to.end(), point)
        if last is not None and last[0].end >= point.start:
            return [
                _range(start, last[1], point.start, last[0].end, ambiguous=point.ambiguous or last[0].ambiguous)
            ], last[1]
    pair = _holiday_pair(text, end, point)
    if pair is not None:
        return [_range(start, pair[1], point.start, pair[0].end, ambiguous=True)], pair[1]
    row, stop = _row(text, start, end, point)
    before = _BEFORE.match(text, stop)
    if before:
        times = [_deadline(left, right, each, year) for left, right, each in row]
        return [*times[:-1], _until(times[-1], before.end())], before.end()
    each_during = _DURING.match(text, stop)
    if len(row) > 1 and each_during and all(is_holiday(each.name) for _, _, each in row):
        ends = [*(right for _, right, _ in row[:-1]), each_during.end()]
        spans = [holiday_span(each, each.start.year) for _, _, each in row]
        return [
            _range(left, right, span.start, span.end, ambiguous=True)
            for (left, _, _), right, span in zip(row, ends, spans, strict=True)
        ], each_during.end()
    if len(row) > 1:
        return [_plain(text, left, right, each) for left, right, each in row], stop
    around, during, since = _AROUND.match(text, end), _DURING.match(text, end), _SINCE.match(text, end)
    if around:
        days = _around_days(around)
        return [_range(start, around.end(), point.start - days, point.end + days, ambiguous=True)], around.end()
    if during and point.grain == "named":
        span = holiday_span(point, point.start.year)
        return [_range(start, during.end(), span.start, span.end, ambiguous=span.ambiguous)], during.end()
    after = _AFTER.match(text, end) if is_holiday(point.name) else None
    if after:
        begins = holiday_span(point, point.start.year).end + timedelta(days=1)
        stop = after.start("n") if after["n"] else after.end()
        reach = _reach(after) if after["n"] else _AFTER_DAYS
        return [_range(start, stop, begins, begins + reach - timedelta(days=1), ambiguous=True)], stop
    if since:
        return [_range(start, since.end(), point.start, max(point.start, today))], since.end()
    if _BY.search(text, max(0, start - 4), start) and point.grain != "day" and (point.closing or not point.ambiguous):
        return [Time(start, end, "deadline", end=point.end.isoformat())], end
    return [_plain(text, start, end, point)], end


def _around_days(found: re.Match[str]) -> timedelta:
    """Return how far 前后 reaches to either side: what it says (前后一周), else a few days."""
    return _reach(found) if found["n"] else _AROUND_DAYS


def _reach(found: re.Match[str]) -> timedelta:
    """Return the time that a number of days or weeks takes."""
    n = number(found["n"].replace("两", "二"))
    return timedelta(days=n) if found["unit"] in "天日" else timedelta(weeks=n)


def _end_point(text: str, at: int, first: Point) -> tuple[Point, int] | None:
    """Return the point that ends a range and where it ends; a day alone (5月10日至20日) is of the first's month."""
    own = first.start.year
    found = POINT.match(text, at)
    if found:
        last = point_of(found, own)
        if last is not None:
            if last.end < first.start and not last.dated:
                last = point_of(found, own + 1)
            return (last, found.end()) if last is not None else None
    day = _DAY.match(text, at)
    if day and first.grain == "day":
        try:
            meant = first.start.replace(day=number(day["day"]))
        except ValueError:
            return None
        return Point(meant, meant, "day", dated=first.dated), day.end()
    return None


def _holiday_pair(text: str, end: int, point: Point) -> tuple[Point, int] | None:
    """Return the second holiday of 元旦春节期间 with what 期间 makes of it."""
    if not is_holiday(point.name):
        return None
    link = _AND.match(text, end)
    found = POINT.match(text, link.end() if link else end)
    if not found or not is_holiday(found["name"] or ""):
        return None
    second = point_of(found, point.start.year)
    during = _DURING.match(text, found.end())
    if second is None or not during or not point.start < second.start <= point.start + _NEIGHBOURS:
        return None
    return holiday_span(second, point.start.year), during.end()


def _row(text: str, start: int, end: int, point: Point) -> tuple[list[tuple[int, int, Point]], int]:
    """Return days told in a row (4月27日、11月8日; 4月27日、28日), each with its span, and where the row ends."""
    row = [(start, end, point)]
    while point.grain in {"day", "part"} or is_holiday(point.name):
        link = _AND.match(text, end)
        if not link:
            break
        found = POINT.match(text, link.end())
        day = _DAY.match(text, link.end())
        following = point_of(found, point.start.year) if found else None
        if following is not None and found and following.grain == point.grain:
            start, end, point = link.end(), found.end(), following
        elif (
            day
            and point.grain == "day"
            and 1 <= number(day["day"]) <= month_end(point.start.year, point.start.month).day
        ):
            meant = point.start.replace(day=number(day["day"]))
            start, end, point = link.end(), day.end(), Point(meant, meant, "day", dated=point.dated)
        else:
            break
        row.append((start, end, point))
    return row, end


def _deadline(start: int, end: int, point: Point, year: int) -> Time:
    """Return the deadline that 前 makes of a point.

    A day and the end of something (6月底) count themselves; before a holiday is the day before it; before a month, a
    quarter or a half year is, with doubt, the day before it begins.
    """
    if point.grain == "day" or point.closing:
        return Time(start, end, "deadline", end=point.end.isoformat())
    if point.grain == "named":
        last = point.start - timedelta(days=1)
        return Time(start, end, "deadline", end=last.isoformat(), ambiguous=point.ambiguous)
    last = point.end if point.grain == "part" else point.start - timedelta(days=1)
    if last < date(year, 1, 1) <= point.end:
        last = point.end
    return Time(start, end, "deadline", end=last.isoformat(), ambiguous=True)


def _until(time: Time, end: int) -> Time:
    """Return the deadline with the 前 that stands after it inside its span."""
    return Time(time.start_char, end, "deadline", end=time.end, ambiguous=time.ambiguous)


def _plain(text: str, start: int, end: int, point: Point) -> Time:
    """Return what a point means by itself."""
    if point.closing and point.grain != "part":
        return Time(start, end, "deadline", end=point.end.isoformat())
    if text[start] in '“‘"':
        start += 1
    if point.start == point.end:
        return Time(start, end, "date", point.start.isoformat(), point.end.isoformat(), ambiguous=point.ambiguous)
    return _range(start, end, point.start, point.end, ambiguous=point.ambiguous)


def _range(start: int, end: int, first: date, last: date, *, ambiguous: bool = False) -> Time:
    """Return a stretch of time, both days inclusive."""
    return Time(start, end, "range", first.isoformat(), last.isoformat(), ambiguous=ambiguous)
