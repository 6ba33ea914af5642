"""Working days: published years, the law and the principles where no notice is known, and counting over both."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planrunner.domain.holidays import HolidayNotice
from planrunner.domain.workdays import WorkCalendar

CALENDAR = WorkCalendar()
DAYS = st.dates(date(2005, 1, 1), date(2045, 12, 1))


def test_published_year_follows_its_notice() -> None:
    """Days off and 调休 weekends of 2022 are those of the notice, and official."""
    off = [date(2022, 1, 31), date(2022, 2, 6), date(2022, 5, 4), date(2022, 12, 31)]
    worked = [date(2022, 1, 29), date(2022, 1, 30), date(2022, 4, 24), date(2022, 10, 8), date(2022, 10, 9)]
    assert not any(CALENDAR.is_workday(day) for day in off)
    assert all(CALENDAR.is_workday(day) for day in worked)
    assert {CALENDAR.state(day) for day in off + worked} == {"official"}
    assert CALENDAR.is_published(2022)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2022, 1, 20), date(2022, 2, 22)),
        (date(2022, 4, 25), date(2022, 5, 25)),
        (date(2022, 9, 20), date(2022, 10, 21)),
        (date(2022, 12, 5), date(2023, 1, 3)),
    ],
)
def test_twenty_working_days(start: date, end: date) -> None:
    """Twenty working days count 调休 and skip holidays, the first day not counted."""
    assert CALENDAR.add_workdays(start, 20) == end


def test_month_ends_roll_back() -> None:
    """The last working day of a month never lies in the next one and honours holidays and 调休 Sundays."""
    ends = {1: 30, 3: 31, 4: 29, 6: 30, 7: 29, 9: 30, 12: 30}
    assert {month: CALENDAR.last_workday_of_month(2022, month).day for month in ends} == ends


def test_unpublished_year_by_law_and_principle() -> None:
    """Without a notice 2027 has the statutory days, their make-up days and the projected bridge days, told apart."""
    assert not CALENDAR.is_published(2027)
    states = {
        (1, 1): "statutory", (2, 5): "statutory", (2, 8): "statutory", (2, 9): "statutory", (2, 10): "statutory",
        (2, 11): "projected", (2, 12): "projected", (4, 5): "statutory", (5, 3): "statutory", (5, 4): "statutory",
        (5, 5): "projected", (6, 9): "statutory", (9, 15): "statutory", (10, 4): "statutory", (10, 7): "projected",
        (6, 8): "plain", (6, 10): "plain", (9, 16): "plain",
    }  # fmt: skip
    assert {day: CALENDAR.state(date(2027, *day)) for day in states} == states


def test_weekends_beside_projected_bridges_are_provisional() -> None:
    """The weekends that may be worked to pay for projected days off are provisional, ordinary weekends are not."""
    maybe = [(1, 30), (1, 31), (2, 13), (2, 20), (2, 21), (4, 24), (5, 8), (9, 25), (10, 9), (10, 10)]
    assert all(CALENDAR.is_provisional(date(2027, *day)) for day in maybe)
    assert not CALENDAR.is_provisional(date(2027, 7, 10))
    assert not CALENDAR.is_provisional(date(2026, 2, 28))


def test_mid_autumn_within_national_day_makes_one_holiday() -> None:
    """In 2028 中秋 falls on 3 October: one holiday of eight days."""
    assert [CALENDAR.is_holiday(date(2028, 10, day)) for day in (1, 8, 9)] == [True, True, False]


def test_new_year_bridge_reaches_into_december() -> None:
    """A New Year's Day on a Tuesday takes the Monday before it, in the year before, as projected."""
    assert CALENDAR.state(date(2029, 12, 31)) == "projected"


def test_notice_settles_a_year() -> None:
    """A notice handed in makes its year official, in December of the year before as well, and certain."""
    notice = HolidayNotice(2027, "", None, "", (date(2026, 12, 31), date(2027, 1, 1)), (date(2027, 1, 9),))
    calendar = WorkCalendar((notice,))
    assert calendar.is_published(2027)
    assert calendar.is_workday(date(2027, 1, 9))
    assert not calendar.is_workday(date(2026, 12, 31))
    assert calendar.is_workday(date(2026, 2, 14))
    assert not calendar.is_provisional(date(2027, 2, 11))
    assert calendar.notice_for(2027) == notice


def test_count_into_an_unpublished_year_is_tentative() -> None:
    """A count that enters a year without a notice does not raise and is provisional."""
    end = CALENDAR.add_workdays(date(2026, 12, 10), 20)
    assert end.year == 2027
    assert CALENDAR.count_is_provisional(date(2026, 12, 10), end)
    assert not CALENDAR.count_is_provisional(date(2026, 3, 1), date(2026, 4, 1))


@given(DAYS, st.integers(1, 60))
def test_adding_is_undone_by_taking_away(day: date, n: int) -> None:
    """From a working day, n working days on and n back is the same day, with exactly n working days between."""
    start = CALENDAR.next_workday(day)
    end = CALENDAR.add_workdays(start, n)
    assert CALENDAR.is_workday(end)
    assert CALENDAR.add_workdays(end, -n) == start
    assert CALENDAR.workdays_between(start, end) == n


@given(DAYS)
def test_rolling_finds_the_neighbouring_workday(day: date) -> None:
    """Back and forward stop at the first working day, the day itself included."""
    back, forward = CALENDAR.previous_workday(day), CALENDAR.next_workday(day)
    assert back <= day <= forward
    assert CALENDAR.is_workday(back)
    assert CALENDAR.is_workday(forward)
    gap = (day + timedelta(days=n) for n in range((back - day).days + 1, (forward - day).days))
    assert not any(CALENDAR.is_workday(one) for one in gap)


@given(DAYS, st.integers(0, 30), st.integers(0, 30))
def test_nearest_workday_stays_inside(day: date, before: int, after: int) -> None:
    """The nearest workday lies inside the window where the window has one, and an ordinary weekday is preferred."""
    window = (day - timedelta(days=before), day + timedelta(days=after))
    found = CALENDAR.nearest_workday(day, window)
    inside = [window[0] + timedelta(days=n) for n in range(before + after + 1)]
    if any(CALENDAR.is_workday(one) for one in inside):
        assert window[0] <= found <= window[1]
    assert CALENDAR.is_workday(found)
    if any(CALENDAR.is_ordinary_workday(one) and not CALENDAR.is_provisional(one) for one in inside):
        assert CALENDAR.is_ordinary_workday(found)


@given(st.integers(2027, 2060))
def test_projected_years_have_thirteen_statutory_workdays_off(year: int) -> None:
    """The law gives thirteen days; where two holidays meet on one day that day counts once."""
    weekdays_off = sum(
        CALENDAR.state(day) == "statutory"
        for day in (date(year, 1, 1) + timedelta(days=n) for n in range(365))
        if day.weekday() < 5
    )
    assert 11 <= weekdays_off <= 13
