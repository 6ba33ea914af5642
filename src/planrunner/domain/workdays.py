"""Working days with 调休: official where the notice is published, by law and by principle where it is not.

Published years come from notices handed in and from chinesecalendar (imported when first asked); every other year from
《全国年节及纪念日放假办法》 (2024 revision: art. 2 the thirteen days, art. 6 the make-up day) and the principles stated
in the State Council's notice for 2025. What rests on a principle is never certain: `is_provisional` says so.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

from planrunner.domain.holidays import HolidayNotice

DayState = Literal["official", "statutory", "projected", "plain"]

_DAY = timedelta(days=1)
_TUESDAY = 1
_SATURDAY = 5
_SEARCH = 400


class _Year(NamedTuple):
    """What is known of one civil year: days off with their state, weekend days worked, weekends that may be worked."""

    published: bool
    off: dict[date, DayState]
    worked: frozenset[date]
    unsure: frozenset[date]


class WorkCalendar:
    """Working days of any year, from the notices handed in and what is known without them."""

    def __init__(self, notices: tuple[HolidayNotice, ...] = ()) -> None:
        self.notices = notices
        self._years: dict[int, _Year] = {}

    def state(self, day: date) -> DayState:
        """Tell why a day is off or worked: named by a notice, by law, by principle, or none of them (plain)."""
        year = self._year(day.year)
        if day in year.worked:
            return "official"
        return year.off.get(day, "plain")

    def is_published(self, year: int) -> bool:
        """Tell whether the holiday notice for `year` is known."""
        return self._year(year).published

    def is_workday(self, day: date) -> bool:
        """Tell whether offices work on `day`."""
        year = self._year(day.year)
        if day in year.off:
            return False
        return day.weekday() < _SATURDAY or day in year.worked

    def is_holiday(self, day: date) -> bool:
        """Tell whether `day` belongs to a holiday (not a plain weekend)."""
        return day in self._year(day.year).off

    def is_ordinary_workday(self, day: date) -> bool:
        """Tell whether `day` is a working Monday to Friday: a 调休 weekend is a workday, yet no good for meetings."""
        return day.weekday() < _SATURDAY and self.is_workday(day)

    def is_provisional(self, day: date) -> bool:
        """Tell whether the notice, once published, may turn `day` from work to rest or back."""
        year = self._year(day.year)
        return day in year.unsure or year.off.get(day) == "projected"

    def rests_on_projection(self, start: date, end: date) -> bool:
        """Tell whether any day between the two (both included, in either order) is provisional."""
        low, high = min(start, end), max(start, end)
        return any(self.is_provisional(low + n * _DAY) for n in range((high - low).days + 1))

    def next_workday(self, day: date) -> date:
        """Return the first working day on or after `day`."""
        return self._walk(day, 1)

    def previous_workday(self, day: date) -> date:
        """Return the last working day on or before `day`."""
        return self._walk(day, -1)

    def add_workdays(self, day: date, n: int) -> date:
        """Return the `n`-th working day after `day`, which is not counted itself; `n` may be negative.

        Zero gives `day` back. The law counts this way (民法典 第二百零一条: the day of the event is not counted).
        """
        step = _DAY if n > 0 else -_DAY
        left = abs(n)
        while left:
            day += step
            if self.is_workday(day):
                left -= 1
        return day

    def count_is_provisional(self, start: date, end: date) -> bool:
        """Tell whether a count of working days over `(start, end]` enters a year whose notice is not known."""
        return any(not self.is_published(year) for year in range(min(start, end).year, max(start, end).year + 1))

    def workdays_between(self, start: date, end: date) -> int:
        """Count the working days in `(start, end]`; 0 where `end` is not after `start`."""
        return sum(self.is_workday(start + n * _DAY) for n in range(1, (end - start).days + 1))

    def nearest_workday(
        self, day: date, window: tuple[date, date], avoid: Callable[[date], bool] = lambda _day: False
    ) -> date:
        """Return the ordinary workday nearest to `day` inside `window`, the earlier of two equally near.

        Passed over, in this order while anything else is left: days to `avoid`, provisional days, 调休 weekends. Where
        the window holds no working day at all, the last working day before it ends.
        """
        low, high = window
        faultless = (False, False, False)
        best: tuple[tuple[bool, bool, bool], date] | None = None
        for n in range(max((day - low).days, (high - day).days, 0) + 1):
            for one in (day - n * _DAY, day + n * _DAY):
                if not low <= one <= high or not self.is_workday(one):
                    continue
                faults = (one.weekday() >= _SATURDAY, self.is_provisional(one), avoid(one))
                if faults == faultless:
                    return one
                if best is None or faults < best[0]:
                    best = (faults, one)
        return best[1] if best else self.previous_workday(high)

    def last_workday_of_month(self, year: int, month: int) -> date:
        """Return the last working day of a month."""
        after = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
        return self.previous_workday(after - _DAY)

    def notice_for(self, year: int) -> HolidayNotice | None:
        """Return the notice handed in for `year`, for its number and address."""
        return next((notice for notice in self.notices if notice.year == year), None)

    def _walk(self, day: date, direction: int) -> date:
        for n in range(_SEARCH):
            found = day + n * direction * _DAY
            if self.is_workday(found):
                return found
        raise ValueError(day)  # a year without a working day does not exist

    def _year(self, year: int) -> _Year:
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = self._build(year)
        return known

    def _build(self, year: int) -> _Year:
        off: dict[date, DayState] = {}
        worked: set[date] = set()
        unsure: set[date] = set()
        named = {notice.year: notice for notice in self.notices}
        shipped = None if year in named else _shipped(year)
        if year in named:
            off.update((day, "official") for day in named[year].off if day.year == year)
            worked.update(named[year].worked)
        elif shipped is not None:
            off.update((day, "official") for day in shipped[0])
            worked.update(shipped[1])
        else:
            projected_off, projected_unsure = _project(year)
            off.update(projected_off)
            unsure.update(projected_unsure)
        # The New Year's holiday of the following year may begin in December; by principle only for a Tuesday.
        if year + 1 in named:
            off.update((day, "official") for day in named[year + 1].off if day.year == year)
            worked.update(day for day in named[year + 1].worked if day.year == year)
        elif date(year + 1, 1, 1).weekday() == _TUESDAY and _shipped(year + 1) is None:
            _settle(*_short(date(year + 1, 1, 1)), off, unsure)
        return _Year(
            published=year in named or shipped is not None,
            off={day: state for day, state in off.items() if day.year == year},
            worked=frozenset(day for day in worked if day.year == year and day not in off),
            unsure=frozenset(day for day in unsure if day.year == year),
        )


def _shipped(year: int) -> tuple[list[date], list[date]] | None:
    """Return the days off and worked of a year that chinesecalendar knows, None for any other year."""
    import chinese_calendar  # costs some ten milliseconds, wanted by few commands

    off = [day for day in chinese_calendar.holidays if day.year == year]
    if len({day.month for day in off}) < 4:
        return None
    return off, [day for day in chinese_calendar.workdays if day.year == year]


def _project(year: int) -> tuple[dict[date, DayState], set[date]]:
    """Return the days off of an unpublished year by law and by principle, and the weekends that may be worked."""
    from planrunner.domain.lunar import festival

    off: dict[date, DayState] = {}
    unsure: set[date] = set()
    mid_autumn = festival("中秋", year)
    october = [date(year, 10, n) for n in (1, 2, 3)]
    merged = date(year, 9, 29) <= mid_autumn <= date(year, 10, 8)
    autumn = sorted({*october, mid_autumn}) if merged else october
    blocks: list[tuple[list[date], date, int]] = [
        # statutory days, first day of the holiday, its length in days by principle
        ([festival("除夕", year) + n * _DAY for n in range(4)], festival("除夕", year), 8),
        ([date(year, 5, 1), date(year, 5, 2)], date(year, 5, 1), 5),
        (autumn, autumn[0], 8 if merged else 7),
    ]
    blocks += [_short(day) for day in (date(year, 1, 1), festival("清明", year), festival("端午", year))]
    if not merged:
        blocks.append(_short(mid_autumn))
    for block in blocks:
        _settle(*block, off, unsure)
    return off, unsure


def _short(day: date) -> tuple[list[date], date, int]:
    """Return the block of a one-day holiday: three days with the weekend, on a Wednesday that day alone."""
    start, length = {
        0: (day - 2 * _DAY, 3),
        1: (day - 2 * _DAY, 3),
        2: (day, 1),
        3: (day, 3),
        4: (day, 3),
        5: (day, 3),
        6: (day - _DAY, 3),
    }[day.weekday()]
    return [day], start, length


def _settle(statutory: list[date], first: date, length: int, off: dict[date, DayState], unsure: set[date]) -> None:
    """Mark one holiday: its days by law, the make-up days of art. 6, the rest by principle, and what may be worked."""
    span = [first + n * _DAY for n in range(length)]
    for day in statutory:
        off[day] = "statutory"
    owed = sum(day.weekday() >= _SATURDAY for day in statutory)
    for day in _weekdays_after(max(statutory)):
        if not owed:
            break
        if day not in off:
            off[day] = "statutory"
            owed -= 1
    bridged = [day for day in span if day not in off and day.weekday() < _SATURDAY]
    if not bridged:
        return
    off.update((day, "projected") for day in span if day not in off)
    reach_after = 9 if len(span) == 8 else 7
    last = span[-1]
    around = [first - n * _DAY for n in range(1, 8)] + [last + n * _DAY for n in range(1, reach_after + 1)]
    unsure.update(day for day in around if day.weekday() >= _SATURDAY and day not in off)


def _weekdays_after(day: date) -> Iterator[date]:
    while True:
        day += _DAY
        if day.weekday() < _SATURDAY:
            yield day
