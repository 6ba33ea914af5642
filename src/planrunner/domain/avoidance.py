"""Days on which nobody should be called to a meeting, though offices work (domain.md §2)."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from planrunner.domain.rules import People
from planrunner.domain.workdays import WorkCalendar
from planrunner.domain.yeardays import FestivalDay, in_year
from planrunner.wording import WEEKDAYS

_BUSY_FIELDS = (((5, 25), (6, 25)), ((9, 10), (10, 31)))
"""三夏 and 三秋: villagers are in the fields."""


@lru_cache(maxsize=64)
def avoider(year: int, people: People = "") -> Callable[[date], bool]:
    """Return the test for days of `year` to avoid: the week before 除夕 until the first week after the holiday.

    Also 8 March and 4 May, half holidays of a part of the staff (年节办法 art. 3), and for villagers 三夏
    (25 May – 25 June) and 三秋 (10 September – 31 October).
    """
    eve = in_year(FestivalDay("除夕"), year)
    spans = [(eve - timedelta(days=7), eve + timedelta(days=11))]
    spans += [(day, day) for day in (date(year, 3, 8), date(year, 5, 4))]
    if people == "villagers":
        spans += [(date(year, *start), date(year, *end)) for start, end in _BUSY_FIELDS]

    def avoid(day: date) -> bool:
        return any(start <= day <= end for start, end in spans)

    return avoid


def why_not(day: date, calendar: WorkCalendar) -> str:
    """Say in Chinese why nobody works on `day`: 放假 or the weekday of a plain weekend; 逢周二 for a workday."""
    return "放假" if calendar.is_holiday(day) else f"逢周{WEEKDAYS[day.weekday()]}"
