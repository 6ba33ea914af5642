"""When to remind: working days before a deadline, digests, and the instants in UTC that local wall times mean.

Wall times are those of Asia/Shanghai.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, Protocol

from planrunner.domain.workdays import WorkCalendar
from planrunner.domain.zone import SHANGHAI

MORNING = time(8, 30)
"""When reminders and the daily digest go out, local time."""

DEFAULT_OFFSETS = ("-10w", "-3w", "0", "+1w")
"""Reminders of a dated task that its rule says nothing about; +1w tells of a missed deadline."""

_OFFSET = re.compile(r"([+-])(\d{1,3})([wd])|0")


@dataclass(frozen=True, slots=True)
class Offset:
    """`days` from the due day, negative before it, counted in working days or calendar days."""

    days: int
    unit: Literal["workday", "day"]


def parse_offset(words: str) -> Offset:
    """Read "-15w" (15 working days before), "+2d" (two calendar days after) or "0" (the day). ValueError otherwise."""
    found = _OFFSET.fullmatch(words)
    if not found:
        raise ValueError(words)
    if found[1] is None:
        return Offset(0, "day")
    days = int(found[1] + found[2])
    return Offset(days, "workday" if found[3] == "w" else "day")


def instant(day: date, wall: time = MORNING) -> datetime:
    """Return the UTC instant of a local wall time on `day`."""
    return datetime.combine(day, wall, SHANGHAI).astimezone(UTC)


def local_day(now: datetime) -> date:
    """Return the local calendar day of an aware instant. ValueError for a naive one."""
    if now.tzinfo is None:
        raise ValueError(now)
    return now.astimezone(SHANGHAI).date()


def reminder_day(due: date, offset: Offset, calendar: WorkCalendar) -> date:
    """Return the day a reminder goes out: always a working day, moved earlier before the deadline, later after it."""
    if offset.unit == "workday" and offset.days:
        return calendar.add_workdays(due, offset.days)
    day = due + timedelta(days=offset.days)
    return calendar.previous_workday(day) if offset.days <= 0 else calendar.next_workday(day)


def reminders(
    due: date, offsets: Iterable[str], calendar: WorkCalendar, now: datetime, wall: time = MORNING
) -> tuple[tuple[str, datetime], ...]:
    """Return `(offset, UTC instant)` of the reminders still to come after `now`, earliest first, one per instant.

    Where two offsets meet on one instant the one nearer to the deadline stays. Naive `now` raises ValueError.
    """
    if now.tzinfo is None:
        raise ValueError(now)
    found: dict[datetime, tuple[int, str]] = {}
    for words in offsets:
        offset = parse_offset(words)
        at = instant(reminder_day(due, offset, calendar), wall)
        if at > now and (at not in found or abs(offset.days) < found[at][0]):
            found[at] = (abs(offset.days), words)
    return tuple((found[at][1], at) for at in sorted(found))


def next_daily_digest(now: datetime, calendar: WorkCalendar, wall: time = MORNING) -> datetime:
    """Return the UTC instant of the next daily digest after `now`: working days only."""
    return _next(now, wall, calendar.next_workday)


def next_weekly_digest(now: datetime, calendar: WorkCalendar, wall: time = MORNING) -> datetime:
    """Return the UTC instant of the next weekly digest after `now`: the first working day of a week."""

    def first_of_week(day: date) -> date:
        while True:
            monday = day - timedelta(days=day.weekday())
            opening = calendar.next_workday(monday)
            if opening >= day and opening < monday + timedelta(days=7):
                return opening
            day = monday + timedelta(days=7)

    return _next(now, wall, first_of_week)


def _next(now: datetime, wall: time, choose: "_Choose") -> datetime:
    day = local_day(now)
    at = instant(choose(day), wall)
    while at <= now:
        day += timedelta(days=1)
        at = instant(choose(day), wall)
    return at


class _Choose(Protocol):
    """Choose the day of a digest on or after a day."""

    def __call__(self, day: date, /) -> date: ...
