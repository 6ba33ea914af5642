"""Placing schedules: deadlines back, meetings inside, events on their day, and a line that says why."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planrunner.domain.placement import (
    after_event,
    place_again,
    place_continuous,
    place_count,
    place_rule,
    place_schedule,
)
from planrunner.domain.rules import MonthDay, People, RuleNotice, RuleSchedule
from planrunner.domain.schedule import Count, Deadline, Discretionary, Fixed, Period, Trigger, Window
from planrunner.domain.workdays import WorkCalendar

CALENDAR = WorkCalendar()
YEARS = st.integers(2010, 2040)
PEOPLE: st.SearchStrategy[People] = st.sampled_from(("", "cadres", "villagers"))
WEEK = RuleSchedule("window", start=MonthDay(12, 1), end=MonthDay(12, 7), settled_by="notice")


def test_before_a_day_is_the_last_workday_before_it() -> None:
    """What is wanted before 1 March 2022 is due on 28 February, by 31 January on the worked Sunday before it."""
    report = place_rule(RuleSchedule("deadline", end=MonthDay(3, 1), strict=True), "back", 2022, CALENDAR)
    assert report.schedule == Deadline(date(2022, 2, 28))
    disclosure = place_rule(RuleSchedule("deadline", end=MonthDay(1, 31)), "back", 2022, CALENDAR).occurrences[0]
    assert (disclosure.rule_date, disclosure.due) == (date(2022, 1, 31), date(2022, 1, 30))
    assert disclosure.planned == date(2022, 1, 28)


def test_deadline_over_a_provisional_weekend_is_tentative() -> None:
    """31 January 2027 is a Sunday that may be worked for 春节: planned on the Friday, tentative."""
    one = place_rule(RuleSchedule("deadline", end=MonthDay(1, 31)), "back", 2027, CALENDAR).occurrences[0]
    assert (one.planned, one.tentative) == (date(2027, 1, 29), True)


def test_events_stay_on_their_sunday() -> None:
    """The constitution day of 2022 stays on its Sunday, and the note says what goes to workdays."""
    placed = place_rule(RuleSchedule("fixed", start=MonthDay(12, 4)), "stay", 2022, CALENDAR)
    assert placed.occurrences[0].planned == placed.occurrences[0].due == date(2022, 12, 4)
    assert "逢周日" in placed.note


def test_a_week_waits_for_its_notice() -> None:
    """Without the notice the week is tentative and spans its window; with it the window is the notice's, and certain."""
    before = place_rule(WEEK, "stay", 2022, CALENDAR)
    assert before.schedule == Window(date(2022, 12, 1), date(2022, 12, 7))
    assert before.occurrences[0].tentative
    assert before.occurrences[0].spans
    notice = RuleNotice("constitution-week", 2022, date(2022, 12, 4), date(2022, 12, 10), "某通知〔2022〕1号")
    after = place_rule(WEEK, "stay", 2022, CALENDAR, notice=notice)
    assert after.schedule == Window(date(2022, 12, 4), date(2022, 12, 10))
    assert not after.occurrences[0].tentative
    assert "某通知〔2022〕1号" in after.note


def test_last_year_is_moved_off_the_weekend() -> None:
    """What was done on 14 May and 19 November 2021 falls on Saturdays in 2022 and moves to the Fridays, and says so."""
    training = place_again([date(2021, 5, 14)], "inside", 2022, CALENDAR, "villagers")
    assert training.schedule == Fixed(date(2022, 5, 13))
    assert "5月14日逢周六，移至5月13日" in training.note
    assert place_again([date(2021, 11, 19)], "inside", 2022, CALENDAR).schedule == Fixed(date(2022, 11, 18))


def test_last_year_takes_the_nearest_slot() -> None:
    """One dated meeting of last year replaces the slot nearest to it; the other slot stays."""
    placed = place_count(
        Count(2), 2022, CALENDAR, slots=(MonthDay(5, 18), MonthDay(10, 26)), last_year=[date(2021, 11, 8)]
    )
    assert [one.planned for one in placed.occurrences] == [date(2022, 5, 18), date(2022, 11, 8)]


def test_quarterly_meetings_avoid_the_spring_festival() -> None:
    """The first quarter's meeting keeps away from the week before 除夕 until the first week after the holiday."""
    for year in range(2020, 2041):
        first = place_count(Count(1, "quarter"), year, CALENDAR).occurrences[0]
        eve = next(d for d in (date(year, 1, 20) + timedelta(days=n) for n in range(40)) if _is_eve(d))
        assert first.planned is not None
        assert not eve - timedelta(days=7) <= first.planned <= eve + timedelta(days=11)
        assert first.planned <= date(year, 3, 31)


def _is_eve(day: date) -> bool:
    from planrunner.domain.lunar import festival

    return festival("除夕", day.year) == day


def test_many_times_a_year_are_followed_month_by_month() -> None:
    """Two hundred and fifty events a year make twelve tasks and keep their number."""
    placed = place_count(Count(250), 2022, CALENDAR)
    assert placed.schedule == Count(250)
    assert len(placed.occurrences) == 12


def test_checkpoints_roll_back_and_are_staggered() -> None:
    """Quarter checks stand on the last workday of the quarter or as many workdays earlier as asked."""
    assert [one.planned for one in place_continuous(2022, CALENDAR).occurrences] == [
        date(2022, 3, 31), date(2022, 6, 30), date(2022, 9, 30), date(2022, 12, 15),
    ]  # fmt: skip
    assert place_continuous(2022, CALENDAR, stagger=2).occurrences[0].planned == date(2022, 3, 29)


def test_nothing_is_dated_before_its_event() -> None:
    """A trigger and a discretionary schedule have one undated occurrence."""
    for schedule in (Trigger("交办", 3, "month"), Discretionary((date(2022, 9, 30),))):
        (one,) = place_schedule(schedule, "back", 2022, CALENDAR).occurrences
        assert (one.rule_date, one.planned, one.due) == (None, None, None)


@pytest.mark.parametrize(
    ("trigger", "event", "last", "due"),
    [
        (Trigger("形成", 20), date(2022, 1, 20), date(2022, 2, 22), date(2022, 2, 22)),
        (Trigger("交办", 3, "month"), date(2021, 11, 30), date(2022, 2, 28), date(2022, 2, 28)),
        (Trigger("交办", 3, "month"), date(2022, 2, 28), date(2022, 5, 28), date(2022, 5, 27)),
        (Trigger("公布", 15, "day"), date(2022, 4, 16), date(2022, 5, 1), date(2022, 4, 29)),
    ],
)
def test_terms_after_an_event(trigger: Trigger, event: date, last: date, due: date) -> None:
    """Working days, days and months after an event; the last day rolls back to a workday, the rule keeps its own."""
    one = after_event(trigger, event, 1, CALENDAR)
    assert (one.rule_date, one.due, one.tentative) == (last, due, False)


def test_a_term_into_an_unpublished_year_is_tentative() -> None:
    """Twenty working days from December 2026 end in a year without a notice: dated, and tentative."""
    assert after_event(Trigger("形成", 20), date(2026, 12, 10), 1, CALENDAR).tentative


@given(
    YEARS,
    st.integers(1, 12),
    st.sampled_from(("year", "halfyear", "quarter", "month")),
    PEOPLE,
)
def test_counts_stand_on_workdays_in_order(year: int, n: int, per: Period, people: People) -> None:
    """Every occurrence of a count is in its year, on a workday, due no earlier than planned, and numbered in order."""
    found = place_count(Count(n, per), year, CALENDAR, people=people).occurrences
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    for one in found:
        assert one.planned is not None
        assert one.due is not None
        assert one.planned.year == year
        assert CALENDAR.is_workday(one.planned)
        assert one.planned <= one.due <= date(year, 12, 31)


@given(YEARS, st.dates(date(2004, 1, 1), date(2004, 12, 31)))
def test_deadlines_never_move_forward(year: int, day: date) -> None:
    """A deadline is planned on an ordinary workday and due on a workday, neither after the day the rule names."""
    rule = RuleSchedule("deadline", end=MonthDay(day.month, day.day))
    one = place_rule(rule, "back", year, CALENDAR).occurrences[0]
    assert one.rule_date is not None
    assert one.due is not None
    assert one.planned is not None
    assert one.planned <= one.due <= one.rule_date
    assert CALENDAR.is_workday(one.due)
    assert CALENDAR.is_ordinary_workday(one.planned)
