"""Days without a year, as rule packs write them, and the date each one is in a given year."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_WORDS = ("除夕", "春节", "元宵", "清明", "端午", "中秋", "秋分")
_FORM = re.compile(r"(?:(\d\d)-(\d\d|last|w[1-4])|(" + "|".join(_WORDS) + r"))([+-]\d{1,2})?")


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of the civil year. `day` 0 means the last day of the month."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class WeekOfMonth:
    """The Monday of the `week`-th week of a month, the first week being that of the month's first Monday."""

    month: int
    week: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class FestivalDay:
    """A day `offset` calendar days from a lunar festival or solar term."""

    festival: str
    offset: int = 0


YearDay = MonthDay | WeekOfMonth | FestivalDay


def parse_year_day(words: str) -> YearDay:
    """Read "12-04", "02-last", "09-w3", "09-w3+6", "除夕-7" or "元宵". ValueError for anything else."""
    found = _FORM.fullmatch(words)
    if not found:
        raise ValueError(words)
    month, day, festival, shift = found.groups()
    offset = int(shift) if shift else 0
    if festival:
        return FestivalDay(festival, offset)
    if day.startswith("w"):
        if not 1 <= int(month) <= 12:
            raise ValueError(words)
        return WeekOfMonth(int(month), int(day[1:]), offset)
    if shift:
        raise ValueError(words)
    if day == "last":
        date(2001, int(month), 1)
        return MonthDay(int(month), 0)
    date(2000, int(month), int(day))  # 29 February is a day of some years
    return MonthDay(int(month), int(day))


def in_year(day: YearDay, year: int) -> date:
    """Return the date that `day` is in `year`; 29 February is the 28th in a common year."""
    match day:
        case MonthDay(month, number):
            last = calendar.monthrange(year, month)[1]
            return date(year, month, min(number, last) if number else last)
        case WeekOfMonth(month, week, offset):
            first = date(year, month, 1)
            monday = first + timedelta(days=-first.weekday() % 7)
            return monday + timedelta(days=7 * (week - 1) + offset)
        case FestivalDay(name, offset):
            from planrunner.domain.lunar import festival  # lunar tables load slowly and few rules want them

            return festival(name, year) + timedelta(days=offset)
