"""Spreading the load: at most two meetings of the same people in a week, and no day that holds a quarter of the work."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from planrunner.domain.avoidance import avoider
from planrunner.domain.rules import People
from planrunner.domain.workdays import WorkCalendar

MEETINGS_A_WEEK = 2
FEWEST = 8
"""Below this many dated tasks a shared day is no crowd."""


@dataclass(frozen=True, slots=True)
class Load:
    """A dated task to be spread: where it stands, how far it may move, and who is called together.

    `low` and `high` are the first and last day it may be moved to; equal to `planned` where it must stay.
    """

    planned: date
    low: date
    high: date
    people: People = ""


def spread(loads: Sequence[Load], calendar: WorkCalendar) -> tuple[date, ...]:
    """Return the day of each load, in the order given; the same loads always give the same days.

    What cannot move is counted first. A meeting too many goes to the nearest ordinary workday of another week inside
    its span, days to avoid left out; where there is none it stays.
    """
    days = [load.planned for load in loads]
    weeks: Counter[tuple[People, date]] = Counter()
    order = sorted(range(len(loads)), key=lambda i: (loads[i].low < loads[i].high, loads[i].planned, i))
    for i in order:
        load = loads[i]
        if not load.people:
            continue
        if weeks[load.people, _week(load.planned)] >= MEETINGS_A_WEEK and load.low < load.high:
            days[i] = _other_week(load, weeks, calendar)
        weeks[load.people, _week(days[i])] += 1
    _thin(loads, days, calendar)
    return tuple(days)


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _around(load: Load) -> list[date]:
    span = [load.low + timedelta(days=n) for n in range((load.high - load.low).days + 1)]
    return sorted(span, key=lambda day: (abs((day - load.planned).days), day))


def _other_week(load: Load, weeks: Counter[tuple[People, date]], calendar: WorkCalendar) -> date:
    avoid = avoider(load.planned.year, load.people)
    for day in _around(load):
        free = weeks[load.people, _week(day)] < MEETINGS_A_WEEK
        if free and calendar.is_ordinary_workday(day) and not calendar.is_provisional(day) and not avoid(day):
            return day
    return load.planned


def _thin(loads: Sequence[Load], days: list[date], calendar: WorkCalendar) -> None:
    """Move what can move away from a day that holds more than a quarter of everything."""
    if len(days) < FEWEST:
        return
    most = len(days) // 4
    held = Counter(days)
    for day in sorted(day for day, n in held.items() if n > most):
        for i, load in enumerate(loads):
            if held[day] <= most:
                break
            if days[i] != day or load.people:
                continue
            for other in _around(load):
                if calendar.is_ordinary_workday(other) and not calendar.is_provisional(other) and held[other] < most:
                    days[i] = other
                    held[day] -= 1
                    held[other] += 1
                    break
