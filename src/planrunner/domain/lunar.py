"""The lunar calendar and solar terms, computed with lunar-python: the only module that imports it, when first asked."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

Festival = Literal[
    "除夕", "春节", "元宵", "端午", "中秋", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至",
    "小暑", "大暑", "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至", "小寒", "大寒",
]  # fmt: skip

_LUNAR_DAYS: dict[str, tuple[int, int]] = {"春节": (1, 1), "元宵": (1, 15), "端午": (5, 5), "中秋": (8, 15)}

_TABLED: tuple[Festival, ...] = ("春节", "清明", "端午", "中秋")
_TABLE: dict[int, str] = {
    2027: "0206 0405 0609 0915", 2028: "0126 0404 0528 1003", 2029: "0213 0404 0616 0922", 2030: "0203 0405 0605 0912",
    2031: "0123 0405 0624 1001", 2032: "0211 0404 0612 0919", 2033: "0131 0404 0601 0908", 2034: "0219 0405 0620 0927",
    2035: "0208 0405 0610 0916", 2036: "0128 0404 0530 1004", 2037: "0215 0404 0618 0924", 2038: "0204 0405 0607 0913",
    2039: "0124 0405 0527 1002", 2040: "0212 0404 0614 0920", 2041: "0201 0404 0603 0910", 2042: "0122 0404 0622 0928",
    2043: "0210 0405 0611 0917", 2044: "0130 0404 0531 1005", 2045: "0217 0404 0619 0925", 2046: "0206 0404 0608 0915",
    2047: "0126 0405 0529 1004", 2048: "0214 0404 0615 0922", 2049: "0202 0404 0604 0911", 2050: "0123 0404 0623 0930",
    2051: "0211 0405 0613 0919", 2052: "0201 0404 0601 0907", 2053: "0219 0404 0620 0926", 2054: "0208 0404 0610 0916",
    2055: "0128 0405 0530 1005", 2056: "0215 0404 0617 0924", 2057: "0204 0404 0606 0913", 2058: "0124 0404 0625 1002",
    2059: "0212 0405 0614 0921", 2060: "0202 0404 0603 0909",
}  # fmt: skip
"""Month and day of the festivals that holidays hang on, as lunar-python computes them: asked by every command of the day
in a year without a holiday notice, and the library takes longer to import than those commands take to run."""


class LunarDate(NamedTuple):
    """A day of the lunar calendar; `leap` marks a leap month (闰五月)."""

    year: int
    month: int
    day: int
    leap: bool = False


def to_lunar(day: date) -> LunarDate:
    """Return the lunar date of a civil day."""
    from lunar_python import Solar

    found = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    month = int(found.getMonth())
    return LunarDate(int(found.getYear()), abs(month), int(found.getDay()), month < 0)


def from_lunar(day: LunarDate) -> date:
    """Return the civil day of a lunar date. ValueError where the month has no such day."""
    from lunar_python import Lunar, LunarMonth

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
    if name in _TABLED and year in _TABLE:
        tabled = _TABLE[year].split()[_TABLED.index(name)]
        return date(year, int(tabled[:2]), int(tabled[2:]))
    return computed(name, year)


def computed(name: Festival, year: int) -> date:
    """Return what lunar-python computes for a festival or solar term other than 除夕."""
    if name not in _LUNAR_DAYS:
        from lunar_python import Lunar, Solar

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
