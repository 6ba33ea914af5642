"""Days without a year, and schedules as JSON."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planrunner.domain.schedule import (
    Continuous,
    Count,
    Deadline,
    Discretionary,
    Fixed,
    Schedule,
    Trigger,
    Window,
    schedule_from_json,
    schedule_to_json,
)
from planrunner.domain.yeardays import in_year, parse_year_day

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
SCHEDULES: st.SearchStrategy[Schedule] = st.one_of(
    st.builds(Fixed, DAYS),
    st.tuples(DAYS, DAYS).map(lambda pair: Window(min(pair), max(pair))),
    st.builds(Deadline, DAYS),
    st.builds(Count, st.integers(1, 400), st.sampled_from(("year", "halfyear", "quarter", "month"))),
    st.builds(Trigger, st.text(min_size=1), st.integers(1, 400), st.sampled_from(("workday", "day", "month"))),
    st.builds(Continuous, st.lists(DAYS, max_size=5).map(tuple)),
    st.builds(Discretionary, st.lists(DAYS, max_size=5).map(tuple)),
)


@pytest.mark.parametrize(
    ("words", "year", "day"),
    [
        ("12-04", 2027, (2027, 12, 4)),
        ("02-last", 2028, (2028, 2, 29)),
        ("02-29", 2027, (2027, 2, 28)),
        ("09-w2", 2023, (2023, 9, 11)),
        ("09-w2+6", 2023, (2023, 9, 17)),
        ("除夕", 2022, (2022, 1, 31)),
        ("元宵-3", 2022, (2022, 2, 12)),
        ("秋分", 2022, (2022, 9, 23)),
    ],
)
def test_days_of_a_rule(words: str, year: int, day: tuple[int, int, int]) -> None:
    """A rule's day is the date the almanac of that year gives."""
    assert in_year(parse_year_day(words), year) == date(*day)


@pytest.mark.parametrize("words", ["13-01", "02-30", "2-1", "09-w5", "00-last", "13-w1", "12-04+1", "中元", ""])
def test_words_that_are_no_day(words: str) -> None:
    """Anything else is refused."""
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the calendar says about it
        parse_year_day(words)


@given(SCHEDULES)
def test_schedules_survive_json(schedule: Schedule) -> None:
    """A schedule written as JSON and read back is the same schedule."""
    assert schedule_from_json(schedule_to_json(schedule)) == schedule


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ({"kind": "fixed"}, "date"),
        ({"kind": "window", "from": "2022-02-02", "to": "2022-01-01"}, "to"),
        ({"kind": "count", "n": 0, "per": "year"}, "n"),
        ({"kind": "count", "n": 1, "per": "decade"}, "per"),
        ({"kind": "trigger", "event": "交办", "days": 3, "unit": "week"}, "unit"),
        ({"kind": "continuous"}, "checkpoints"),
        ({"kind": "never"}, "kind"),
    ],
)
def test_malformed_schedules_name_the_key(value: dict[str, object], key: str) -> None:
    """A malformed schedule is refused with the key at fault."""
    with pytest.raises(ValueError, match=f"^{key}$"):
        schedule_from_json(value)
