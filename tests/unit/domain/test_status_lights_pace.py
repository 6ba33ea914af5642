"""States and their moves, lateness, lights and pace."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from planrunner.domain.lights import light, light_on, yellow_until
from planrunner.domain.pace import pace
from planrunner.domain.status import MOVES, STATUSES, actions, after, is_overdue
from planrunner.domain.workdays import WorkCalendar

CALENDAR = WorkCalendar()


def test_the_doer_hands_in_before_anything_is_closed() -> None:
    """Only what is submitted can be closed or returned."""
    assert after("started", "close") is None
    assert after("planned", "close") is None
    assert after("submitted", "close") == "closed"
    assert after("submitted", "return") == "started"
    assert actions("closed") == ("reopen",)


def test_every_state_can_be_left_and_reached() -> None:
    """No state is a trap, and none but the first is out of reach."""
    assert all(actions(status) for status in STATUSES)
    assert {result for _, result in MOVES.values()} == set(STATUSES) - {"planned"}


def test_overdue_from_the_day_after() -> None:
    """The due day is in time; from the next day an open task is late, an ended one never."""
    due = date(2022, 1, 30)
    assert not is_overdue(due, "planned", due)
    assert is_overdue(due, "submitted", due + timedelta(days=1))
    assert not is_overdue(due, "closed", date(2022, 12, 1))
    assert not is_overdue(None, "planned", due)


def test_yellow_starts_ten_working_days_before() -> None:
    """Yellow counts working days: over 春节 2022 it starts eighteen calendar days before the deadline."""
    due = date(2022, 2, 15)
    first = next(
        d for d in (due - timedelta(days=n) for n in range(40, 0, -1)) if light("planned", due, d, CALENDAR) == "yellow"
    )
    assert CALENDAR.workdays_between(first, due) == 10
    assert light("planned", due, first - timedelta(days=1), CALENDAR) == "green"
    assert light("planned", due, due, CALENDAR) == "yellow"
    assert light("planned", due, due + timedelta(days=1), CALENDAR) == "red"


def test_lights_of_ended_and_undated_tasks() -> None:
    """Closed is blue however late; carried, dropped and undated are grey."""
    today = date(2022, 6, 1)
    assert light("closed", date(2022, 1, 1), today, CALENDAR) == "blue"
    assert {light(status, date(2022, 1, 1), today, CALENDAR) for status in ("carried", "dropped")} == {"grey"}
    assert light("started", None, today, CALENDAR) == "grey"


@given(st.dates(date(2021, 1, 1), date(2028, 12, 31)), st.integers(-40, 60))
def test_one_comparison_gives_the_same_light(today: date, ahead: int) -> None:
    """A list that compares with `yellow_until` shows the same lights as asking for each task."""
    due = today + timedelta(days=ahead)
    assert light("planned", due, today, CALENDAR) == light_on("planned", due, today, yellow_until(today, CALENDAR))


def test_pace() -> None:
    """K of n is behind when more due days are past than are done, and reached at the floor."""
    dues = [date(2022, 6, 30), date(2022, 11, 30)]
    assert not pace(0, 2, dues, date(2022, 6, 30)).behind
    assert pace(0, 2, dues, date(2022, 7, 1)).behind
    assert not pace(1, 2, dues, date(2022, 11, 30)).behind
    assert pace(3, 2, dues, date(2022, 12, 31)).reached
    assert pace(2, 2, [*dues, date(2022, 12, 1)], date(2022, 12, 31)).expected == 2
