"""Recurrences and counts of a text, with the day, month or quota that the words around them give."""

import re
from collections.abc import Iterator
from datetime import date

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

_SENTENCE_STOP = re.compile(r"[。；！？\n]")
_WHOLE_YEAR = re.compile(r"全年(?:度)?|年内|一年内?|本年度?内?|年度内")
_MONTH_DAY = re.compile(r"\s*(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号]")
_EDGE = re.compile(r"(?:的)?(?:[初中末底]|第[一二三1-3]个?月|最后一个?(?:月|周|工作日)|[上中下]旬)")
_BEFORE = re.compile(r"\s*(?:之|以)?前(?!后)")
_QUOTA_REACH = 30
"""How far after 每年 its quota may stand, in characters."""
_PLAIN_REACH = 8
"""How far after 每月 a bare number of times may stand and still be its quota."""


def cycles(text: str, year: int, today: date) -> Iterator[Time]:
    """Yield the recurrences of `text`; one that carries a quota (每年至少2次) is a count instead."""
    for found in LUNAR.finditer(text):
        yield Time(found.start(), found.end(), "recur", freq="lunar_month", interval=1, day=lunar_day(found["day"]))
    for found in EVERY.finditer(text):
        cycle = cycle_of(found["unit"], found["n"])
        quota = _quota(text, found.end(), cycle.per)
        if quota is not None:
            yield Time(found.start(), quota.end_char, "count", freq=quota.freq, n=quota.n, op=quota.op)
        else:
            yield _placed(text, found.start(), found.end(), cycle, year)
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
        yield Time(found.start(), found.end(), "recur", freq="month", interval=2)
    for found in TERSE.finditer(text):
        cycle = cycle_of(found["unit"])
        yield Time(found.start("unit"), found.end(), "recur", freq=cycle.freq, interval=cycle.interval)


def counts(text: str, year: int, today: date) -> Iterator[Time]:
    """Yield the quotas of `text` that stand alone; a second one in a sentence is per the period of the first."""
    for found in COUNT.finditer(text):
        n = _amount(found)
        firm = found["floor"] or found["over"]
        if n < 1 or (not firm and n < 2):
            continue
        begins = 0
        for stop in _SENTENCE_STOP.finditer(text, 0, found.start()):
            begins = stop.end()
        period = list(EVERY.finditer(text, begins, found.start()))
        per = cycle_of(period[-1]["unit"], period[-1]["n"]).per if period and firm else "none"
        yield Time(found.start(), found.end(), "count", freq=per, n=n, op=">=" if firm else "=")


def _amount(found: re.Match[str]) -> int:
    """Return the number of times of a match of COUNT."""
    return amount(found["n"] or found["m"] or found["plain"])


def _quota(text: str, at: int, per: str) -> Time | None:
    """Return the quota that a period beginning before `at` carries, if one follows within the sentence."""
    stop = _SENTENCE_STOP.search(text, at)
    limit = min(stop.start() if stop else len(text), at + _QUOTA_REACH)
    following = EVERY.search(text, at, limit)
    if following:
        limit = following.start()
    for found in COUNT.finditer(text, at, limit):
        n = _amount(found)
        if found["floor"] or found["over"]:
            return Time(at, found.end(), "count", freq=per, n=n, op=">=")
        if n > 1 and found.start() - at <= _PLAIN_REACH and "，" not in text[at : found.start()]:
            return Time(at, found.end(), "count", freq=per, n=n, op="=")
    return None


def _placed(text: str, start: int, end: int, cycle: Cycle, year: int) -> Time:
    """Return a recurrence with the month, day or weekday that follows it (每年1月31日前, 每月25日, 每周五)."""
    month = day = week_day = None
    if cycle.freq == "year":
        found = POINT.match(text, end)
        point = point_of(found, year) if found and not found["year"] and not found["only"] else None
        if found and point is not None:
            end, month, day = found.end(), point.month, point.day
    elif cycle.freq == "month":
        on = _MONTH_DAY.match(text, end)
        if on and cycle.interval == 1 and 1 <= number(on["day"]) <= 31:
            end, day = on.end(), number(on["day"])
        else:
            edge = _EDGE.match(text, end)
            end = edge.end() if edge else end
    elif cycle.freq == "week":
        on = WEEKDAY.match(text, end)
        if on:
            end, week_day = on.end(), weekday(on["weekday"])
    before = _BEFORE.match(text, end)
    end = before.end() if before and (day or month or text[end - 1] in "末底") else end
    return Time(start, end, "recur", freq=cycle.freq, interval=cycle.interval, month=month, day=day, weekday=week_day)
