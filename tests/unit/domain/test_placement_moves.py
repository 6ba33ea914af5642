"""What a change of the holidays may and may not do to placed work."""

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from planrunner.domain.holidays import HolidayNotice
from planrunner.domain.placement import place_schedule
from planrunner.domain.schedule import Deadline, Window
from planrunner.domain.workdays import WorkCalendar

YEAR = 2031
PLAIN = WorkCalendar((HolidayNotice(YEAR, "", None, "", (date(YEAR, 1, 1),), ()),))
"""A year of plain weekends with one day off."""
DAYS = st.dates(date(YEAR, 1, 15), date(YEAR, 12, 20))


def with_holiday(first: date, days: int) -> WorkCalendar:
    """Return the same year with one more holiday."""
    off = tuple(first + timedelta(days=n) for n in range(days))
    return WorkCalendar((HolidayNotice(YEAR, "", None, "", (date(YEAR, 1, 1), *off), ()),))


@given(DAYS, st.integers(0, 120), DAYS, st.integers(1, 9))
def test_a_meeting_stays_in_its_window(start: date, length: int, first: date, days: int) -> None:
    """Wherever the holidays lie, a meeting is planned inside its window while the window has a working day."""
    end = min(start + timedelta(days=length), date(YEAR, 12, 31))
    calendar = with_holiday(first, days)
    assume(any(calendar.is_workday(start + timedelta(days=n)) for n in range((end - start).days + 1)))
    (one,) = place_schedule(Window(start, end), "inside", YEAR, calendar).occurrences
    assert one.planned is not None
    assert start <= one.planned <= end
    assert calendar.is_workday(one.planned)


@given(DAYS, DAYS, st.integers(1, 9))
def test_a_new_holiday_never_makes_a_deadline_later(by: date, first: date, days: int) -> None:
    """A holiday more moves a deadline back or not at all, and never past the day the rule names."""
    (before,) = place_schedule(Deadline(by), "back", YEAR, PLAIN).occurrences
    (after,) = place_schedule(Deadline(by), "back", YEAR, with_holiday(first, days)).occurrences
    assert before.due is not None
    assert after.due is not None
    assert after.due <= before.due <= by
    assert after.planned is not None
    assert after.planned <= after.due


@given(DAYS, st.integers(0, 60))
def test_placing_is_a_function(start: date, length: int) -> None:
    """The same schedule and the same year give the same days and the same words, however often."""
    window = Window(start, min(start + timedelta(days=length), date(YEAR, 12, 31)))
    assert place_schedule(window, "inside", YEAR, PLAIN) == place_schedule(window, "inside", YEAR, PLAIN)
