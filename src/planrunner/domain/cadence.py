"""What the words of a measure say about time (domain.md §2): a time expression, or a word such as 适时 or 逐步.

Plain values in, a placed schedule out. Nothing here invents a date: words without one give checkpoints, a customary
day that says so, or no date at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from planrunner.domain.placement import Placed, place_count, place_deadlines, place_rule, place_schedule
from planrunner.domain.rules import Place, RuleSchedule
from planrunner.domain.schedule import Count, Deadline, Fixed, Trigger
from planrunner.domain.workdays import WorkCalendar
from planrunner.domain.yeardays import MonthDay, WeekOfMonth, YearDay, in_year
from planrunner.wording import month_day

Ground = Literal["text", "notice", "custom", "none"]


@dataclass(frozen=True, slots=True)
class TimeWords:
    """A time expression of a measure as plain values; the fields are those of `extract.model.Time`."""

    words: str
    kind: str
    start: date | None = None
    end: date | None = None
    freq: str = ""
    interval: int = 1
    month: int | None = None
    day: int | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Habit:
    """What customary words ask for: a schedule without a year, what grounds its date, and why, in Chinese."""

    schedule: RuleSchedule
    place: Place
    ground: Ground
    why: str


_STRICT = re.compile(r"[日号](?:之|以)?前$")
_WITHOUT_THE_DAY = "“前”不含当日，"
_PERIOD_END = re.compile(r"[末底](?:(?:之|以)?前)?$|最后一个?(?:月|周|工作日)$")
_NTH_WEEK = re.compile(r"第(?P<n>[一二三四])个?(?:周|星期)$")
_MONTH_PART = re.compile(r"月份?(?P<part>[上中下]旬|[初底末])?(?:(?:之|以)?前)?$")
_MIDWEEK = 2
"""From Monday to Wednesday, the day a week is planned on where its words name none."""
_NTH_MONTH = re.compile(r"第(?P<n>[一二三1-3])个?月")
_NUMBERS = {word: n for n, pair in enumerate(("一1", "二2", "三3", "四4"), 1) for word in pair}
_MONTHLY = tuple(MonthDay(month, 0) for month in range(1, 13))
_TRIGGER = re.compile(r"自?(?P<event>[^，。；、自]{2,20})(?:之日起|后)(?P<days>\d{1,3})个?(?P<unit>工作日|日|天|个?月)")
_DOCUMENT = re.compile(
    r"(?:建立|制定|制订|修订|出台|印发|编制|起草|拟定|形成)[^，。；]{0,24}"
    r"(?:制度|机制|办法|规定|方案|细则|规程|预案|清单|目录|台账|台帐|手册|规划|指引|名录|专家库|标准|汇编)"
)
_EVENT = re.compile(
    r"(?:召开|举办|举行|组织开展|组织召开|开展)[^，。；]{0,24}"
    r"(?:会议?|培训班?|讲座|督察|督查|考评|评估|评查|检查|考试|竞赛|演练|宣讲|论坛|述职|评选|普查|清理|大赛|展览)"
)
_YEARLY = re.compile(r"年度[^，。；]{0,16}(?:督察|督查|考评|考核|评估|评查|检查|总结|述职|报告)|年终")
_HABITS: tuple[tuple[re.Pattern[str], Habit], ...] = (
    (
        re.compile(r"适时|择机|视情|条件成熟"),
        Habit(RuleSchedule("discretionary"), "inside", "none", "原文为“适时”类词语，日期由人定，每季度末询问"),
    ),
    (
        re.compile(r"按(?:照)?上级|根据上级|按通知|依通知|上级(?:统一)?(?:部署|安排)"),
        Habit(RuleSchedule("discretionary"), "inside", "none", "等上级通知，收到后录入文号和日期"),
    ),
    (
        _YEARLY,
        Habit(RuleSchedule("count", n=1, per="year"), "inside", "custom", "年度一次，原文无日期，惯例在报告起草之前"),
    ),
    (
        _EVENT,
        Habit(RuleSchedule("count", n=1, per="year"), "inside", "custom", "原文无日期，先按全年至少一次安排，请确认"),
    ),
    (
        _DOCUMENT,
        Habit(
            RuleSchedule("deadline", end=MonthDay(6, 30), target=MonthDay(6, 20)),
            "back",
            "custom",
            "建立制度、出文件的工作，惯例上半年完成，成果是文件，请确认",
        ),
    ),
    (
        re.compile(r"动态(?:调整|管理|更新)"),
        Habit(RuleSchedule("continuous"), "back", "custom", "变更时随时调整，每季度核对"),
    ),
)
_ALWAYS = Habit(RuleSchedule("continuous"), "back", "custom", "原文无日期，按常态工作每季度检查，年终小结")


def from_words(clean: str) -> Habit:
    """Return what a measure without a time expression asks for by its words; by default continuous work."""
    return next((habit for pattern, habit in _HABITS if pattern.search(clean)), _ALWAYS)


def trigger_in(clean: str, calendar: WorkCalendar, year: int) -> Placed | None:
    """Return the trigger in words such as 自受理之日起20个工作日内, None where there is none."""
    found = _TRIGGER.search(clean)
    if not found:
        return None
    unit: Literal["workday", "day", "month"] = (
        "workday" if found["unit"] == "工作日" else "month" if "月" in found["unit"] else "day"
    )
    if int(found["days"]) < 1:
        return None
    event = re.split("[于在]", found["event"])[-1] or found["event"]
    event = "会议结束" if event == "会" else event
    return place_schedule(Trigger(event, int(found["days"]), unit), "back", year, calendar)


def place_time(time: TimeWords, place: Place, year: int, calendar: WorkCalendar) -> Placed | None:
    """Place what a time expression of the plan asks for in `year`; None where it dates nothing.

    The plan year itself ("2022年"), years of a longer plan, and vague words date nothing.
    """
    placed = _place(time, place, year, calendar)
    if placed is None:
        return None
    return replace(placed, note=f"原文写明“{time.words}”→{placed.note}")


def place_row(row: Sequence[TimeWords], place: Place, year: int, calendar: WorkCalendar) -> Placed | None:
    """Place stretches of time told in a row (6月、11月各一次): once in each of them; None where one is outside `year`."""
    placed = [_place(time, place, year, calendar) for time in row]
    found = [each.occurrences[0] for each in placed if each is not None]
    if len(found) < len(row):
        return None
    days = "、".join(month_day(one.planned) for one in found if one.planned)
    words = "、".join(time.words for time in row)
    occurrences = tuple(replace(one, number=n) for n, one in enumerate(found, 1))
    return Placed(Count(len(row), "year"), occurrences, f"原文写明“{words}”→各一次，拟在{days}")


def _place(time: TimeWords, place: Place, year: int, calendar: WorkCalendar) -> Placed | None:
    match time.kind:
        case "date" if time.start and time.start.year == year:
            return place_schedule(Fixed(time.start), "stay", year, calendar)
        case "deadline" if time.end and time.end.year == year:
            return _deadline(time, time.end, calendar)
        case "range" if time.start and time.end and time.start.year == time.end.year == year:
            return _range(time.words, time.start, time.end, place, calendar)
        case "count" if time.n:
            return _count(time.n, time.freq, year, calendar)
        case "recur":
            return _recur(time, year, calendar)
    return None


def _deadline(time: TimeWords, end: date, calendar: WorkCalendar) -> Placed:
    if _STRICT.search(time.words):
        return _before(end, calendar)
    if (end.month, end.day) == (12, 31):
        return _by(end, MonthDay(12, 15), calendar)
    return place_schedule(Deadline(end), "back", end.year, calendar)


def _before(day: date, calendar: WorkCalendar) -> Placed:
    """Place what is due before a day: on the last working day strictly before it (domain.md), and say so."""
    legal = day - timedelta(days=1)
    placed = place_schedule(Deadline(legal), "back", legal.year, calendar)
    return replace(placed, note=_WITHOUT_THE_DAY + placed.note)


def _by(legal: date, target: MonthDay, calendar: WorkCalendar) -> Placed:
    rule = RuleSchedule("deadline", end=MonthDay(legal.month, legal.day), target=target)
    return place_rule(rule, "back", legal.year, calendar)


def _range(words: str, start: date, end: date, place: Place, calendar: WorkCalendar) -> Placed | None:
    if (end - start).days >= 364:
        if not re.search(r"年内|全年|年度内", words):
            return None
        return _by(date(start.year, 12, 31), MonthDay(12, 20), calendar)
    target: MonthDay | None = None
    if (end - start).days > 150:
        target = MonthDay(6, 15) if end.month <= 6 else MonthDay(11, 30)
    elif 80 < (end - start).days < 95 and start.day == 1:
        target = MonthDay(start.month + 1, 20)
    elif words.startswith("年初"):
        target = MonthDay(3, 20)
    rule = RuleSchedule(
        "window", start=MonthDay(start.month, start.day), end=MonthDay(end.month, end.day), target=target
    )
    return place_rule(rule, place, start.year, calendar)


def _count(n: int, freq: str, year: int, calendar: WorkCalendar) -> Placed | None:
    match freq:
        case "month":
            return place_count(Count(n, "month"), year, calendar)
        case "quarter":
            return place_count(Count(n, "quarter"), year, calendar)
        case "halfyear":
            return place_count(Count(n, "halfyear"), year, calendar)
        case "week" | "day":
            return place_rule(RuleSchedule("continuous", checkpoints=_MONTHLY), "back", year, calendar)
    return place_count(Count(min(n, 366), "year"), year, calendar)


def _recur(time: TimeWords, year: int, calendar: WorkCalendar) -> Placed | None:
    if time.freq == "month":
        return _every_months(time, year, calendar)
    if time.freq == "year":
        if time.month and time.day:
            day = date(year, time.month, min(time.day, 28) if time.month == 2 else time.day)
            if time.words.endswith("前"):
                return _before(day, calendar)
            return place_schedule(Fixed(day), "stay", year, calendar)
        if time.month and (part := _MONTH_PART.search(time.words)):
            return _month_of_each_year(time, time.month, part["part"] or "", year, calendar)
        return place_count(Count(1, "year"), year, calendar)
    if time.freq in ("week", "day"):
        return place_rule(RuleSchedule("continuous", checkpoints=_MONTHLY), "back", year, calendar)
    return None


def _month_of_each_year(time: TimeWords, month: int, part: str, year: int, calendar: WorkCalendar) -> Placed | None:
    """Place what recurs in a month of each year: by its end (每年2月底前), or within it or a part of it (每年6月上旬)."""
    first, last = date(year, month, 1), in_year(MonthDay(month, 0), year)
    if part in ("底", "末"):
        return _deadline(replace(time, end=last), last, calendar)
    if time.words.endswith("前") and month > 1:
        return place_schedule(Deadline(first - timedelta(days=1)), "back", year, calendar)
    start, end = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20), "下旬": (21, last.day)}.get(part, (1, last.day))
    return _range(time.words, first.replace(day=start), first.replace(day=end), "inside", calendar)


def _every_months(time: TimeWords, year: int, calendar: WorkCalendar) -> Placed:
    """Place what recurs every so many months: by a day of the month, at the end of the period, on a day, or as usual."""
    interval = time.interval
    known = {1: Count(1, "month"), 3: Count(1, "quarter"), 6: Count(1, "halfyear")}
    count = known.get(interval) or Count(max(1, 12 // interval), "year")
    strict = _STRICT.search(time.words)
    if time.day and strict:
        days = [in_year(MonthDay(month, time.day), year) for month in _months(time)]
        placed = place_deadlines(days, count, timedelta(days=1), calendar)
        return replace(placed, note=_WITHOUT_THE_DAY + placed.note)
    if _PERIOD_END.search(time.words):
        ends = [in_year(MonthDay(month, 0), year) for month in range(interval, 13, interval)]
        return place_deadlines(ends, count, timedelta(), calendar)
    return place_count(count, year, calendar, slots=_slots(time))


def _months(time: TimeWords) -> range:
    """Return the months of a recurrence: the last of each period, or the one the words name (第一个月, 单月)."""
    nth = _NTH_MONTH.search(time.words)
    first = _NUMBERS[nth["n"]] if nth else 1 if time.words.startswith("单月") else time.interval
    return range(first, 13, time.interval)


def _slots(time: TimeWords) -> tuple[YearDay, ...]:
    """Return the days that the words name in each period (第二周, 第一个月, 单月), none for the usual ones."""
    months = _months(time)
    if time.day:
        return tuple(MonthDay(month, time.day) for month in months)
    if week := _NTH_WEEK.search(time.words):
        return tuple(WeekOfMonth(month, _NUMBERS[week["n"]], _MIDWEEK) for month in months)
    if _NTH_MONTH.search(time.words):
        return tuple(MonthDay(month, 15) for month in months)
    return tuple(MonthDay(month, 20) for month in months) if time.words.startswith("单月") else ()
