"""Words of a measure and the schedules they ask for (domain.md §2)."""

from datetime import date, timedelta

import pytest

from planrunner.domain.cadence import TimeWords, from_words, place_time, trigger_in
from planrunner.domain.schedule import Count, Deadline, Fixed, Schedule, Trigger, Window
from planrunner.domain.workdays import WorkCalendar

CALENDAR = WorkCalendar()


@pytest.mark.parametrize(
    ("time", "schedule"),
    [
        (TimeWords("每半年", "recur", freq="month", interval=6), Count(1, "halfyear")),
        (TimeWords("每季度", "recur", freq="month", interval=3), Count(1, "quarter")),
        (TimeWords("双月", "recur", freq="month", interval=2), Count(6, "year")),
        (TimeWords("每年", "recur", freq="year"), Count(1, "year")),
        (TimeWords("不少于4次", "count", freq="year", n=4), Count(4, "year")),
        (TimeWords("至少2次", "count", freq="none", n=2), Count(2, "year")),
        (TimeWords("3月15日前", "deadline", end=date(2022, 3, 15)), Deadline(date(2022, 3, 14))),
        (TimeWords("4月底前", "deadline", end=date(2022, 4, 30)), Deadline(date(2022, 4, 29))),
        (TimeWords("年底前", "deadline", end=date(2022, 12, 31)), Deadline(date(2022, 12, 30))),
        (TimeWords("9月16日", "date", date(2022, 9, 16), date(2022, 9, 16)), Fixed(date(2022, 9, 16))),
        (
            TimeWords("上半年", "range", date(2022, 1, 1), date(2022, 6, 30)),
            Window(date(2022, 1, 1), date(2022, 6, 30)),
        ),
        (TimeWords("年内", "range", date(2022, 1, 1), date(2022, 12, 31)), Deadline(date(2022, 12, 30))),
        (TimeWords("每年1月31日前", "recur", freq="year", month=1, day=31), Deadline(date(2022, 1, 30))),
    ],
)
def test_time_expressions(time: TimeWords, schedule: Schedule) -> None:
    """A cadence is a count, a day a day, a deadline the last workday in time, and the reason quotes the words."""
    placed = place_time(time, "inside", 2022, CALENDAR)
    assert placed is not None
    assert placed.schedule == schedule
    assert f"“{time.words}”" in placed.note


@pytest.mark.parametrize(
    "time",
    [
        TimeWords("2022年", "range", date(2022, 1, 1), date(2022, 12, 31)),
        TimeWords("2021至2025年", "range", date(2021, 1, 1), date(2025, 12, 31)),
        TimeWords("2019年5月1日", "date", date(2019, 5, 1), date(2019, 5, 1)),
        TimeWords("定期", "vague"),
    ],
)
def test_words_that_date_nothing(time: TimeWords) -> None:
    """The plan year itself, years of a longer plan, other years and vague words date nothing."""
    assert place_time(time, "inside", 2022, CALENDAR) is None


@pytest.mark.parametrize(
    ("words", "days"),
    [
        (TimeWords("上半年", "range", date(2022, 1, 1), date(2022, 6, 30)), [date(2022, 6, 15)]),
        (TimeWords("三季度", "range", date(2022, 7, 1), date(2022, 9, 30)), [date(2022, 8, 19)]),
        (TimeWords("每半年", "recur", freq="month", interval=6), [date(2022, 6, 20), date(2022, 11, 30)]),
        (TimeWords("年内", "range", date(2022, 1, 1), date(2022, 12, 31)), [date(2022, 12, 20)]),
        (TimeWords("年底前", "deadline", end=date(2022, 12, 31)), [date(2022, 12, 15)]),
    ],
)
def test_customary_days_of_loose_words(words: TimeWords, days: list[date]) -> None:
    """Halves, quarters and year ends are planned where offices plan them, on ordinary workdays."""
    placed = place_time(words, "inside", 2022, CALENDAR)
    assert placed is not None
    assert [one.planned for one in placed.occurrences] == days


def test_each_month_on_a_day() -> None:
    """A monthly day is kept as near as workdays allow, twelve times."""
    placed = place_time(TimeWords("每月25日前", "recur", freq="month", interval=1, day=25), "back", 2022, CALENDAR)
    assert placed is not None
    assert [one.rule_date for one in placed.occurrences] == [date(2022, month, 25) for month in range(1, 13)]


@pytest.mark.parametrize(
    ("words", "day", "interval", "due"),
    [
        ("每月25日前", 25, 1, ["01-24", "02-24", "03-24", "04-24", "05-24", "06-24",
                             "07-22", "08-24", "09-23", "10-24", "11-24", "12-23"]),
        ("每季度末", None, 3, ["03-31", "06-30", "09-30", "12-30"]),
        ("每季度末前", None, 3, ["03-31", "06-30", "09-30", "12-30"]),
        ("每季度最后一个月", None, 3, ["03-31", "06-30", "09-30", "12-30"]),
        ("每半年末", None, 6, ["06-30", "12-30"]),
        ("每季度第一个月10日前", 10, 3, ["01-07", "04-08", "07-08", "10-09"]),
        ("每月1日前", 1, 1, ["01-30", "02-28", "03-31", "04-29", "05-31", "06-30",
                            "07-29", "08-31", "09-30", "10-31", "11-30"]),
    ],
)  # fmt: skip
def test_what_is_due_again_and_again_goes_back(words: str, day: int | None, interval: int, due: list[str]) -> None:
    """Each is due on the last working day in time and planned no later; none is put into the year before."""
    placed = place_time(TimeWords(words, "recur", freq="month", interval=interval, day=day), "inside", 2022, CALENDAR)
    assert placed is not None
    assert [f"{one.due:%m-%d}" for one in placed.occurrences if one.due] == due
    for one in placed.occurrences:
        assert one.planned
        assert one.due
        assert one.planned <= one.due
        assert CALENDAR.is_ordinary_workday(one.planned)
    assert ("不含当日" in placed.note) is (day is not None)


def test_a_named_month_of_each_quarter() -> None:
    """每季度第一个月 is planned in that month and not in the middle of the quarter."""
    words = TimeWords("每季度第一个月", "recur", freq="month", interval=3)
    placed = place_time(words, "inside", 2022, CALENDAR)
    assert placed is not None
    assert [one.planned.month for one in placed.occurrences if one.planned] == [1, 4, 7, 10]


@pytest.mark.parametrize(
    ("words", "months"),
    [("双月第二周", [2, 4, 6, 8, 10, 12]), ("单月第一周", [1, 3, 5, 7, 9, 11]), ("单月", [1, 3, 5, 7, 9, 11])],
)
def test_a_named_week_of_every_other_month(words: str, months: list[int]) -> None:
    """Odd and even months are told apart, and a week that is named is kept to."""
    placed = place_time(TimeWords(words, "recur", freq="month", interval=2), "inside", 2023, CALENDAR)
    assert placed is not None
    days = [one.planned for one in placed.occurrences if one.planned]
    assert [day.month for day in days] == months
    if "周" in words:
        mondays = [one.rule_date - timedelta(days=2) for one in placed.occurrences if one.rule_date]
        week = 2 if "二" in words else 1
        assert {(monday.isoweekday(), (monday.day + 6) // 7) for monday in mondays} == {(1, week)}


@pytest.mark.parametrize(
    ("words", "month", "planned", "due"),
    [
        ("每年2月底前", 2, "02-28", "02-28"),
        ("每年6月", 6, "06-15", "06-30"),
        ("每年9月上旬", 9, "09-05", "09-09"),
        ("每年4月前", 4, "03-31", "03-31"),
    ],
)
def test_a_month_of_each_year(words: str, month: int, planned: str, due: str) -> None:
    """What is to be done in or by a month of each year stands there and not at the year's end."""
    placed = place_time(TimeWords(words, "recur", freq="year", month=month), "inside", 2022, CALENDAR)
    assert placed is not None
    (one,) = placed.occurrences
    assert (f"{one.planned:%m-%d}", f"{one.due:%m-%d}") == (planned, due)


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (TimeWords("12月10日前", "deadline", end=date(2022, 12, 10)), True),
        (TimeWords("6月3号之前", "deadline", end=date(2022, 6, 3)), True),
        (TimeWords("每年1月31日前", "recur", freq="year", month=1, day=31), True),
        (TimeWords("4月底前", "deadline", end=date(2022, 4, 30)), False),
        (TimeWords("春节前", "deadline", end=date(2022, 1, 31)), False),
    ],
)
def test_that_the_day_itself_is_left_out_is_said(time: TimeWords, *, said: bool) -> None:
    """Only where the words name a day does 前 leave it out, and then the reason says so."""
    placed = place_time(time, "back", 2022, CALENDAR)
    assert placed is not None
    assert ("“前”不含当日" in placed.note) is said


def test_every_week_makes_no_flood() -> None:
    """Weekly work is one continuous task with twelve checkpoints."""
    placed = place_time(TimeWords("每周", "recur", freq="week"), "back", 2022, CALENDAR)
    assert placed is not None
    assert len(placed.occurrences) == 12


def test_trigger_words() -> None:
    """自…之日起N个工作日内 is a trigger and keeps its event; a sentence without one is none."""
    placed = trigger_in("自收件之日起7个工作日内回复", CALENDAR, 2022)
    assert placed is not None
    assert placed.schedule == Trigger("收件", 7, "workday")
    told = trigger_in("纪要于会后5个工作日内印发", CALENDAR, 2022)
    assert told is not None
    assert told.schedule == Trigger("会议结束", 5, "workday")
    assert trigger_in("及时回复", CALENDAR, 2022) is None


@pytest.mark.parametrize(
    ("clean", "kind", "ground"),
    [
        ("适时组织专项督察", "discretionary", "none"),
        ("根据上级安排开展换证", "discretionary", "none"),
        ("组织开展年度依法行政考评", "count", "custom"),
        ("举办法律知识竞赛", "count", "custom"),
        ("建立涉企检查备案制度", "deadline", "custom"),
        ("动态调整事项清单", "continuous", "custom"),
        ("进一步完善服务体系", "continuous", "custom"),
    ],
)
def test_words_without_a_time(clean: str, kind: str, ground: str) -> None:
    """适时 gets no date, a document a half-year deadline, a yearly event one occurrence, everything else checkpoints."""
    habit = from_words(clean)
    assert (habit.schedule.kind, habit.ground) == (kind, ground)
