"""Reminders: offsets in working days, instants in UTC, digests on working days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planrunner.domain.reminder_rules import (
    Offset,
    instant,
    local_day,
    next_daily_digest,
    next_weekly_digest,
    parse_offset,
    reminder_day,
    reminders,
)
from planrunner.domain.workdays import WorkCalendar

CALENDAR = WorkCalendar()
MOMENTS = st.datetimes(datetime(2021, 1, 1), datetime(2028, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive bounds


def test_offsets_are_read() -> None:
    """-15w is fifteen working days before, +2d two calendar days after, 0 the day."""
    assert parse_offset("-15w") == Offset(-15, "workday")
    assert parse_offset("+2d") == Offset(2, "day")
    assert parse_offset("0") == Offset(0, "day")


@pytest.mark.parametrize("words", ["15w", "-w", "-5", "－5w", "-5m", "00"])
def test_other_words_are_refused(words: str) -> None:
    """Anything else raises ValueError with the words."""
    with pytest.raises(ValueError, match=words):
        parse_offset(words)


def test_working_days_before_a_deadline_jump_over_the_holiday() -> None:
    """Twenty working days before 28 February 2022 is 26 January: the count jumps over 春节."""
    due = date(2022, 2, 28)
    days = [reminder_day(due, parse_offset(words), CALENDAR) for words in ("-5w", "-10w", "-20w")]
    assert days == [date(2022, 2, 21), date(2022, 2, 14), date(2022, 1, 26)]


def test_reminders_of_an_event_on_a_sunday() -> None:
    """The reminder for a Sunday event goes out on the Friday before, the one after it on the Monday."""
    sunday = date(2022, 12, 4)
    assert reminder_day(sunday, parse_offset("0"), CALENDAR) == date(2022, 12, 2)
    assert reminder_day(sunday, parse_offset("+1d"), CALENDAR) == date(2022, 12, 5)


def test_instants_are_utc() -> None:
    """Half past eight in Shanghai is half past midnight in UTC, and the day is the local one."""
    assert instant(date(2022, 7, 1)) == datetime(2022, 7, 1, 0, 30, tzinfo=UTC)
    assert local_day(datetime(2022, 6, 30, 16, 0, tzinfo=UTC)) == date(2022, 7, 1)
    with pytest.raises(ValueError, match="2022"):
        local_day(datetime(2022, 6, 30, 16, 0))  # noqa: DTZ001 - the naive value is the point


def test_past_reminders_are_left_out_and_meeting_ones_joined() -> None:
    """Only what is still to come is returned, in order, one reminder for each instant."""
    now = datetime(2022, 2, 21, 3, 0, tzinfo=UTC)
    found = reminders(date(2022, 2, 28), ("-20w", "-10w", "-5w", "-1w", "-3d", "0", "+1w"), CALENDAR, now)
    assert [words for words, _ in found] == ["-1w", "0", "+1w"]
    assert [at.date() for _, at in found] == [date(2022, 2, 25), date(2022, 2, 28), date(2022, 3, 1)]


@given(MOMENTS)
def test_digests_come_on_working_days_only(now: datetime) -> None:
    """The next daily digest is after now, on a working day, and none is skipped; the weekly one opens a week."""
    daily = next_daily_digest(now, CALENDAR)
    assert daily > now
    assert CALENDAR.is_workday(local_day(daily))
    before = [local_day(daily) - timedelta(days=n) for n in range(1, (local_day(daily) - local_day(now)).days + 1)]
    assert not any(CALENDAR.is_workday(day) and instant(day) > now for day in before)
    weekly = next_weekly_digest(now, CALENDAR)
    opening = local_day(weekly)
    assert weekly >= daily
    assert CALENDAR.next_workday(opening - timedelta(days=opening.weekday())) == opening
