"""Recurrences and counts of a text, with the day, month or quota that the words around them give."""

import re
from collections.abc import Iterator

from planrunner.extract.model import Time
from planrunner.extract.recurrence import (
    ALTERNATE,
    COUNT,
    EVERY,
    LUNAR,
    ONCE,
    TERSE,
    WEEKDAY,
    Cycle,
    amount,
    cycle_of,
    lunar_day,
    weekday,
)
from planrunner.extract.timepoints import POINT, number, point_of

_QUOTA_STOP = re.compile(r"[。；！？\n]|其中")
"""Where the words of a quota end: “其中” begins one of a part."""
_WHOLE_YEAR = re.compile(r"全年(?:度)?|年内|一年内?|本年度?内?|年度内")
_NEXT_MONTH = re.compile(r"\s*[、和及]\s*(?=[\d一二三四五六七八九十])")
_MONTH_DAY = re.compile(r"\s*(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号]")
_NTH = re.compile(
    r"(?:的)?(?:第(?P<n>[一二三四五1-5])个?|(?P<last>最后一个?))(?:星期|周)(?P<weekday>[一二三四五六日天1-7])"
)
_NEXT_DAY = re.compile(r"\s*[、和及]\s*(?P<day>\d{1,2})\s*[日号]")
_EDGE = re.compile(
    r"(?:的)?(?:[初中末底]|第[一二三1-3]个?月|第[一二三四]个?(?:周|星期)(?![一二三四五六日天末])|最后一个?(?:月|周|工作日)|[上中下]旬)"
)
_BEFORE = re.compile(r"\s*(?:之|以)?前(?!后)")
_QUOTA_REACH = 30
"""How far after 每年 its quota may stand, in characters."""
_PLAIN_REACH = 8
"""How far after 每月 a bare number of times may stand and still be its quota."""


def cycles(text: str, year: int) -> Iterator[Time]:
    """Yield the recurrences of `text`; one that carries a quota (每年至少2次) is a count instead."""
    for found in LUNAR.finditer(text):
        yield Time(found.start(), found.end(), "recur", freq="lunar_month", interval=1, day=lunar_day(found["day"]))
    for found in EVERY.finditer(text):
        cycle = cycle_of(found["unit"], found["n"])
        quota = _quota(text, found.end(), cycle.per)
        if quota is not None and not (cycle.per == "none" and quota.n == 1):
            yield Time(found.start(), quota.end_char, "count", freq=quota.freq, n=quota.n, op=quota.op)
        else:
            first = _placed(text, found.start(), found.end(), cycle, year)
            yield first
            yield from _more_months(text, first, year)
            yield from _more_days(text, first)
    for found in _WHOLE_YEAR.finditer(text):
        quota = _quota(text, found.end(), "year")
        if quota is not None:
            yield Time(found.start(), quota.end_char, "count", freq="year", n=quota.n, op=quota.op)
    for found in ONCE.finditer(text):
        cycle = cycle_of(found["unit"], found["n"])
        times = amount(found["times"])
        if times == 1:
            yield Time(found.start(), found.end(), "recur", freq=cycle.freq, interval=cycle.interval)
        else:
            yield Time(found.start(), found.end(), "count", freq=cycle.per, n=times, op="=")
    for found in ALTERNATE.finditer(text):
        cycle = cycle_of(found["unit"] or "月")
        yield Time(found.start(), found.end(), "recur", freq=cycle.freq, interval=2 * cycle.interval)
    for found in TERSE.finditer(text):
        cycle = cycle_of(found["unit"])
        yield Time(found.start("unit"), found.end(), "recur", freq=cycle.freq, interval=cycle.interval)


def counts(text: str) -> Iterator[Time]:
    """Yield the quotas of `text` that stand alone; a second one in a sentence is per the period of the first."""
    for found in COUNT.finditer(text):
        n = _amount(found)
        firm = _is_floor(found)
        if n < 1 or (not firm and n < 2):
            continue
        begins = max((stop.end() for stop in _QUOTA_STOP.finditer(text, 0, found.start())), default=0)
        period = list(EVERY.finditer(text, begins, found.start()))
        if n == 1 and period and cycle_of(period[-1]["unit"], period[-1]["n"]).per == "none":
            continue
        per = cycle_of(period[-1]["unit"], period[-1]["n"]).per if period and firm else "none"
        yield Time(found.start(), found.end(), "count", freq=per, n=n, op=">=" if firm else "=")


def _amount(found: re.Match[str]) -> int:
    """Return the number of times of a match of COUNT."""
    return amount(found["n"] or found["m"] or found["low"] or found["plain"])


def _is_floor(found: re.Match[str]) -> bool:
    """Tell whether a match of COUNT says a least number (不少于, 以上, 2—3次)."""
    return bool(found["floor"] or found["over"] or found["low"])


def _quota(text: str, at: int, per: str) -> Time | None:
    """Return the quota that a period beginning before `at` carries, if one follows within the sentence."""
    stop = _QUOTA_STOP.search(text, at)
    limit = min(stop.start() if stop else len(text), at + _QUOTA_REACH)
    for following in (EVERY.search(text, at, limit), _WHOLE_YEAR.search(text, at, limit)):
        if following:
            limit = min(limit, following.start())
    for found in COUNT.finditer(text, at, limit):
        n = _amount(found)
        if _is_floor(found):
            return Time(at, found.end(), "count", freq=per, n=n, op=">=")
        if n > 1 and found.start() - at <= _PLAIN_REACH and "，" not in text[at : found.start()]:
            return Time(at, found.end(), "count", freq=per, n=n, op="=")
    return None


def _more_months(text: str, first: Time, year: int) -> Iterator[Time]:
    """Yield the further months of a yearly recurrence told in a row (每年3月、9月)."""
    at = first.end_char
    while first.freq == "year" and first.month and (found := _NEXT_MONTH.match(text, at)):
        point = POINT.match(text, found.end())
        meant = point_of(point, year) if point else None
        if point is None or meant is None or meant.month is None:
            return
        yield Time(found.end(), point.end(), "recur", freq="year", interval=1, month=meant.month, day=meant.day)
        at = point.end()


def _more_days(text: str, first: Time) -> Iterator[Time]:
    """Yield the further days of a monthly recurrence told in a row (每月10日、20日)."""
    at = first.end_char
    while first.freq == "month" and first.day and (found := _NEXT_DAY.match(text, at)):
        day = int(found["day"])
        if not 1 <= day <= 31:
            return
        yield Time(found.start("day"), found.end(), "recur", freq="month", interval=1, day=day)
        at = found.end()


def _placed(text: str, start: int, end: int, cycle: Cycle, year: int) -> Time:
    """Return a recurrence with the month, day or weekday that follows it (每年1月31日前, 每月25日, 每周五)."""
    month = day = week_day = nth = None
    if cycle.freq == "year":
        found = POINT.match(text, end)
        point = point_of(found, year) if found and not found["year"] and not found["only"] else None
        if found and point is not None:
            end, month, day = found.end(), point.month, point.day
    elif cycle.freq == "month":
        on = _MONTH_DAY.match(text, end)
        of = _NTH.match(text, end)
        if of:
            end, week_day = of.end(), weekday(of["weekday"])
            nth = -1 if of["last"] else number(of["n"])
        elif on and cycle.interval == 1 and 1 <= number(on["day"]) <= 31:
            end, day = on.end(), number(on["day"])
        else:
            edge = _EDGE.match(text, end)
            end = edge.end() if edge else end
            within = _MONTH_DAY.match(text, end) if edge and edge.group().endswith("月") else None
            if within and 1 <= number(within["day"]) <= 31:
                end, day = within.end(), number(within["day"])
    elif cycle.freq == "week":
        on = WEEKDAY.match(text, end)
        if on:
            end, week_day = on.end(), weekday(on["weekday"])
    before = _BEFORE.match(text, end)
    end = before.end() if before and (day or month or text[end - 1] in "末底") else end
    return Time(
        start, end, "recur", freq=cycle.freq, interval=cycle.interval, month=month, day=day, weekday=week_day, nth=nth
    )
