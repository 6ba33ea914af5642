"""The lunar calendar and solar terms, computed with lunar-python: the only module that imports it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from lunar_python import Lunar, LunarMonth, Solar

Festival = Literal["除夕", "春节", "元宵", "清明", "端午", "中秋", "秋分"]

_LUNAR_DAYS: dict[str, tuple[int, int]] = {"春节": (1, 1), "元宵": (1, 15), "端午": (5, 5), "中秋": (8, 15)}
_TERMS = ("清明", "秋分")


@dataclass(frozen=True, slots=True)
class LunarDate:
    """A day of the lunar calendar; `leap` marks a leap month (闰五月)."""

    year: int
    month: int
    day: int
    leap: bool = False


def to_lunar(day: date) -> LunarDate:
    """Return the lunar date of a civil day."""
    found = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    month = int(found.getMonth())
    return LunarDate(int(found.getYear()), abs(month), int(found.getDay()), month < 0)


def from_lunar(day: LunarDate) -> date:
    """Return the civil day of a lunar date. ValueError where the month has no such day."""
    number = -day.month if day.leap else day.month
    month = LunarMonth.fromYm(day.year, number)
    if month is None or not 1 <= day.day <= month.getDayCount():
        raise ValueError(day)
    solar = Lunar.fromYmd(day.year, number, day.day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


@lru_cache(maxsize=512)
def festival(name: Festival, year: int) -> date:
    """Return the day of a festival or solar term in a civil year; 除夕 is the eve of that year's 春节."""
    if name == "除夕":
        return festival("春节", year) - timedelta(days=1)
    if name in _TERMS:
        # The table of a lunar year spans two civil years; asked from mid-year it holds every term of this one.
        solar = Lunar.fromSolar(Solar.fromYmd(year, 6, 15)).getJieQiTable()[name]
        return date(solar.getYear(), solar.getMonth(), solar.getDay())
    month, day = _LUNAR_DAYS[name]
    return from_lunar(LunarDate(year, month, day))


def market_days(digits: frozenset[int], start: date, end: date) -> Iterator[date]:
    """Yield the market days (集日) in `[start, end]`: the days whose lunar day ends in one of `digits`.

    逢四、九 is `{4, 9}`: the 4th, 9th, 14th, 19th, 24th and 29th of each lunar month. ValueError for anything but 0–9.
    """
    if not digits or not all(0 <= digit <= 9 for digit in digits):
        raise ValueError(f"digits: {sorted(digits)}")
    day = start
    while day <= end:
        if to_lunar(day).day % 10 in digits:
            yield day
        day += timedelta(days=1)
