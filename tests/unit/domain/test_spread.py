"""Spreading: two meetings of the same people a week, no day with more than a quarter of the work."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from planrunner.domain.rules import People
from planrunner.domain.spread import FEWEST, Load, spread
from planrunner.domain.workdays import WorkCalendar

CALENDAR = WorkCalendar()
PEOPLE: st.SearchStrategy[People] = st.sampled_from(("", "cadres", "party", "villagers"))
MONDAY = date(2022, 7, 4)
WORKDAYS = [
    day for day in (date(2022, 3, 1) + timedelta(days=n) for n in range(240)) if CALENDAR.is_ordinary_workday(day)
]


def _load(day: date, reach: int, people: People) -> Load:
    return Load(day, day - timedelta(days=reach), day + timedelta(days=reach), people)


def test_third_meeting_of_a_week_moves() -> None:
    """Of three meetings of the same people in a week one goes to another; other people's stays."""
    loads = [_load(MONDAY + timedelta(days=n), 10, "cadres") for n in range(3)]
    days = spread([*loads, _load(MONDAY, 10, "villagers")], CALENDAR)
    weeks = Counter(day.isocalendar().week for day in days[:3])
    assert max(weeks.values()) == 2
    assert days[3] == MONDAY


def test_what_cannot_move_counts_first() -> None:
    """Two fixed meetings of a week drive the movable one out, whatever the order."""
    fixed = [
        Load(MONDAY + timedelta(days=n), MONDAY + timedelta(days=n), MONDAY + timedelta(days=n), "cadres")
        for n in (2, 3)
    ]
    days = spread([_load(MONDAY, 10, "cadres"), *fixed], CALENDAR)
    assert days[1:] == (fixed[0].planned, fixed[1].planned)
    assert days[0].isocalendar().week != MONDAY.isocalendar().week


def test_a_crowded_day_is_thinned() -> None:
    """Eight tasks on one day end with at most two on any, all inside their reach."""
    loads = [_load(MONDAY, 14, "") for _ in range(8)]
    days = spread(loads, CALENDAR)
    assert max(Counter(days).values()) <= 2
    assert all(load.low <= day <= load.high for load, day in zip(loads, days, strict=True))


@given(
    st.lists(
        st.builds(_load, st.sampled_from(WORKDAYS), st.integers(0, 30), PEOPLE),
        max_size=30,
    )
)
def test_spreading_keeps_everyone_inside(loads: list[Load]) -> None:
    """Nothing leaves its span or lands on a day off, the result is the same each time, and less than a crowd stays put."""
    days = spread(loads, CALENDAR)
    assert days == spread(loads, CALENDAR)
    for load, day in zip(loads, days, strict=True):
        assert load.low <= day <= load.high
        assert day == load.planned or CALENDAR.is_ordinary_workday(day)
    if len(loads) < FEWEST:
        assert all(day == load.planned for load, day in zip(loads, days, strict=True) if not load.people)
