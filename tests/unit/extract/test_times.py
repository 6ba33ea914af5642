"""What Chinese time expressions mean, for the plan year 2023 read on 2023-01-05."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planrunner.extract.model import Time
from planrunner.extract.times import find_times

TODAY = date(2023, 1, 5)


def firm(text: str) -> list[Time]:
    """Return the times of a text that say more than 适时."""
    return [time for time in find_times(text, 2023, TODAY) if time.kind != "vague"]


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("3月9日举办讲座", "date", "2023-03-09", "2023-03-09"),
        ("12·4集中宣传", "date", "2023-12-04", "2023-12-04"),
        ("围绕“6·26”国际禁毒日宣传", "date", "2023-06-26", "2023-06-26"),
        ("二〇二四年三月五日开课", "date", "2024-03-05", "2024-03-05"),
        ("中秋走访", "date", "2023-09-29", "2023-09-29"),
        ("5月8日至12日轮训", "range", "2023-05-08", "2023-05-12"),
        ("11月20日至次年1月10日", "range", "2023-11-20", "2024-01-10"),
        ("3月1日起至5月31日", "range", "2023-03-01", "2023-05-31"),
        ("谷雨前后下村", "range", "2023-04-17", "2023-04-23"),
        ("农历八月初三赶集", "date", "2023-09-17", "2023-09-17"),
        ("腊月二十三慰问", "date", "2023-01-14", "2023-01-14"),
        ("7—9月暑期普法", "range", "2023-07-01", "2023-09-30"),
        ("2月下旬培训", "range", "2023-02-21", "2023-02-28"),
        ("4月中旬至6月底整治", "range", "2023-04-11", "2023-06-30"),
        ("第1-2季度推进", "range", "2023-01-01", "2023-06-30"),
        ("第四季度考试", "range", "2023-10-01", "2023-12-31"),
        ("下半年轮训", "range", "2023-07-01", "2023-12-31"),
        ("2021—2025年持续推进", "range", "2021-01-01", "2025-12-31"),
        ("去年共办案", "range", "2022-01-01", "2022-12-31"),
        ("今年以来共办案", "range", "2023-01-01", "2023-01-05"),
        ("宪法宣传周活动", "range", "2023-12-01", "2023-12-07"),
        ("国庆期间值守", "range", "2023-10-01", "2023-10-07"),
        ("12月4日前后宣传", "range", "2023-12-01", "2023-12-07"),
        ("10月中下旬巡查", "range", "2023-10-11", "2023-10-31"),
        ("今冬明春防火", "range", "2023-12-01", "2024-02-29"),
        ("2023.3.15活动", "date", "2023-03-15", "2023-03-15"),
        ("2023-05-09前", "deadline", None, "2023-05-09"),
    ],
)
def test_days_and_stretches(text: str, kind: str, start: str | None, end: str) -> None:
    """A day or a stretch of time is read with its first and last day."""
    first = firm(text)[0]
    assert (first.kind, first.start, first.end) == (kind, start, end)


@pytest.mark.parametrize(
    ("text", "end", "ambiguous"),
    [
        ("5月20日前报送", "2023-05-20", False),
        ("8月底前完成", "2023-08-31", False),
        ("年底前完成", "2023-12-31", False),
        ("第二季度末完成", "2023-06-30", False),
        ("到2025年底建成", "2025-12-31", False),
        ("春节前走访", "2023-01-21", False),
        ("6月30日24时前报送", "2023-06-30", False),
        ("汛期来临前排查", "2023-05-31", True),
        ("汛期前排查", "2023-05-31", True),
        ("三季度前完成", "2023-06-30", True),
        ("一季度前完成", "2023-03-31", True),
        ("“七一”前走访", "2023-06-30", False),
        ("截至6月底完成", "2023-06-30", False),
    ],
)
def test_deadlines(text: str, end: str, ambiguous: bool) -> None:
    """前 makes a deadline; the day itself counts, a feast does not, and what is unclear says so."""
    (found,) = firm(text)
    assert (found.kind, found.end, found.ambiguous) == ("deadline", end, ambiguous)


def test_a_row_of_days_shares_its_deadline_and_year() -> None:
    """于2024年6月20日、11月20日前 are two deadlines of 2024."""
    assert [(time.kind, time.end) for time in firm("于2024年6月20日、11月20日前报送")] == [
        ("deadline", "2024-06-20"),
        ("deadline", "2024-11-20"),
    ]


@pytest.mark.parametrize(
    ("text", "freq", "interval", "rest"),
    [
        ("每季度通报一次", "month", 3, {}),
        ("按月报送", "month", 1, {}),
        ("每两周例会", "week", 2, {}),
        ("每周三值班", "week", 1, {"weekday": 3}),
        ("每月20日前上报", "month", 1, {"day": 20}),
        ("每年3月1日前报告", "year", 1, {"month": 3, "day": 1}),
        ("两个月一次会商", "month", 2, {}),
        ("双月召开", "month", 2, {}),
        ("隔月召开一次", "month", 2, {}),
        ("双月第二周组织一次坐班", "month", 2, {}),
        ("每月第三周走村一次", "month", 1, {}),
        ("每月第一个星期一接访", "month", 1, {"weekday": 1, "nth": 1}),
        ("每月最后一个周五例会", "month", 1, {"weekday": 5, "nth": -1}),
        ("隔周坐班", "week", 2, {}),
        ("半年开展一次", "month", 6, {}),
        ("月调度", "month", 1, {}),
        ("每季一考", "month", 3, {}),
        ("每逢农历初五赶集", "lunar_month", 1, {"day": 5}),
    ],
)
def test_recurrences(text: str, freq: str, interval: int, rest: dict[str, int]) -> None:
    """How often is read with the day, month or weekday that the words give."""
    (found,) = firm(text)
    assert (found.kind, found.freq, found.interval) == ("recur", freq, interval)
    assert {name: getattr(found, name) for name in rest} == rest


@pytest.mark.parametrize(
    ("text", "n", "freq", "op"),
    [
        ("全年学法不少于4次", 4, "year", ">="),
        ("每年至少举办两期培训", 2, "year", ">="),
        ("每季度至少排查1次", 1, "quarter", ">="),
        ("每半年开展2次", 2, "halfyear", "="),
        ("走访3次以上", 3, "none", ">="),
        ("每年开展2—3次", 2, "year", ">="),
    ],
)
def test_counts(text: str, n: int, freq: str, op: str) -> None:
    """A quota is read with its period and whether it is a least number."""
    (found,) = firm(text)
    assert (found.kind, found.n, found.freq, found.op) == ("count", n, freq, op)


def test_rows_of_months_and_cycles_are_read_one_by_one() -> None:
    """4、10月份 are two months, 每年3月、9月 two recurrences, 每季度1次、全年不少于4次 a recurrence and a quota."""
    assert [time.start for time in firm("4、10月份检查")] == ["2023-04-01", "2023-10-01"]
    assert [time.month for time in firm("每年3月、9月考试")] == [3, 9]
    assert [time.kind for time in firm("每季度1次、全年不少于4次")] == ["recur", "count"]


def test_a_second_quota_of_a_sentence_is_per_the_same_period() -> None:
    """每年至少一期…，至少两期… are both per year."""
    assert [(time.n, time.freq) for time in firm("每年至少举办一期培训，至少举办两期讲座")] == [
        (1, "year"),
        (2, "year"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "印发《某规划（2021—2025年）》",
        "落实国发〔2025〕7号文件",
        "学习二十届三中全会精神",
        "落实第一责任人职责",
        "推进“八五”普法",
        "受理后15个工作日内办结",
        "覆盖率达到99.5%",
        "拨打12348热线",
        "推行最多跑一次",
        "实行一次性告知",
        "营商环境日益改善",
        "传达全国两会精神",
        "开展三年行动",
        "增长12.4个百分点",
        "适时组织",
        "2月30日",
    ],
)
def test_what_only_looks_like_a_time_is_none(text: str) -> None:
    """Titles, document numbers, congresses, durations, shares and impossible days are no times."""
    assert firm(text) == []


def test_the_week_of_the_constitution_is_uncertain() -> None:
    """A week that follows a notice says that it is ambiguous."""
    assert firm("宪法宣传周")[0].ambiguous


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["{y}年{m}月{d}日", "{y} 年 {m} 月 {d} 日", "{y}年{m}月{d}号"]),
)
def test_any_written_date_is_read_back(day: date, form: str) -> None:
    """A date in any year and spacing is the date it says, with its whole span."""
    text = form.format(y=day.year, m=day.month, d=day.day)
    (found,) = firm(f"于{text}召开会议")
    assert (found.start, found.end) == (day.isoformat(), day.isoformat())
    assert (found.start_char, found.end_char) == (1, 1 + len(text))


@given(
    st.text(
        alphabet=st.sampled_from("一二三十年月日季度半每前底至—、，。0123456789次不少于周·.《》（）两")
        | st.characters(codec="utf-8"),
        max_size=40,
    )
)
def test_any_text_gives_ordered_spans_that_do_not_overlap(text: str) -> None:
    """Whatever stands in a text, its times stand in order, apart from each other and inside it."""
    at = 0
    for time in find_times(text, 2023, TODAY):
        assert at <= time.start_char < time.end_char <= len(text)
        at = time.end_char
        if time.start and time.end:
            assert date.fromisoformat(time.start) <= date.fromisoformat(time.end)


def test_feasts_told_together_are_one_stretch_only_where_they_meet() -> None:
    """元旦春节期间 is one stretch, 五一、国庆期间 are two; snow and rain are weather, no solar terms."""
    assert len(find_times("元旦、春节期间", 2023, TODAY)) == 1
    holidays = find_times("五一、国庆期间", 2023, TODAY)
    assert [(one.kind, one.start) for one in holidays] == [("range", "2023-05-01"), ("range", "2023-10-01")]
    assert find_times("做好雨水管网和大雪天气应对", 2023, TODAY) == ()


def test_days_of_a_month_told_in_a_row_are_each_a_recurrence() -> None:
    """每月10日、20日 recurs twice a month."""
    assert [(one.kind, one.day) for one in find_times("每月10日、20日上报", 2023, TODAY)] == [
        ("recur", 10),
        ("recur", 20),
    ]


def test_a_quota_of_a_part_is_not_the_quota_of_the_whole() -> None:
    """What follows 其中 counts some of the meetings; the cadence before it stands for itself."""
    cadence, part = find_times("每季度集体学习，其中法治专题不少于2次", 2023, TODAY)
    assert (cadence.kind, cadence.freq, cadence.interval) == ("recur", "month", 3)
    assert (part.kind, part.freq, part.n, part.op) == ("count", "none", 2, ">=")


@pytest.mark.parametrize(("text", "months"), [("6月组织一次测试", [6]), ("5月、12月开展两次互评", [5, 12])])
def test_a_month_before_a_number_of_times_is_that_month(text: str, months: list[int]) -> None:
    """12月开展两次 is December and no cycle of twelve months."""
    found = [one for one in find_times(text, 2023, TODAY) if one.kind != "count"]
    assert [(one.kind, one.start) for one in found] == [("range", f"2023-{month:02}-01") for month in months]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("总结5月20日前提交", "2023-05-20"),
        ("9月底前进行核验", "2023-09-30"),
        ("3月10日前列入计划", "2023-03-10"),
        ("11月1日前进村走访", "2023-11-01"),
    ],
)
def test_before_is_read_whatever_verb_follows(text: str, end: str) -> None:
    """前提交 is 前 and 提交; 前提, 前进 and 前列 are words of their own only where nothing of a verb follows."""
    (found,) = firm(text)
    assert (found.kind, found.end) == ("deadline", end)


def test_the_time_after_a_holiday() -> None:
    """国庆节后一周内 are the seven days after the holiday, no day before it."""
    (found,) = firm("国庆节后一周内走访企业")
    assert (found.kind, found.start, found.end) == ("range", "2023-10-08", "2023-10-14")


def test_a_day_within_a_month_of_each_quarter() -> None:
    """每季度第一个月10日前 keeps its day."""
    (found,) = firm("每季度第一个月10日前通报")
    assert (found.freq, found.interval, found.day) == ("month", 3, 10)
