"""From a schedule to days: deadlines go back, meetings move inside their window, public events stay (design.md §5).

Everything here is deterministic, and every move is told in one Chinese line.
"""

import calendar as civil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from planrunner.domain.avoidance import avoider, why_not
from planrunner.domain.rules import People, Place, RuleNotice, RuleSchedule
from planrunner.domain.schedule import (
    Continuous,
    Count,
    Deadline,
    Discretionary,
    Fixed,
    Occurrence,
    Period,
    Schedule,
    Trigger,
    Window,
)
from planrunner.domain.workdays import WorkCalendar
from planrunner.domain.yeardays import MonthDay, YearDay, in_year
from planrunner.wording import month_day

QUARTER_CHECKS = (MonthDay(3, 0), MonthDay(6, 0), MonthDay(9, 0), MonthDay(12, 15))
"""When continuous work is looked at: quarter ends, the last one early enough for the year's report (domain.md §2)."""

PERIODS_PER_YEAR: dict[Period, int] = {"year": 1, "halfyear": 2, "quarter": 4, "month": 12}

MOST_OCCURRENCES = 12
"""A count above this makes no task for each time: 250 events a year are followed month by month."""

_LEEWAY = timedelta(days=10)
_UNDATED = Occurrence(1, None, None, None)


@dataclass(frozen=True, slots=True)
class Placed:
    """A schedule resolved for one year, its occurrences, and one Chinese line that says how the days were found."""

    schedule: Schedule
    occurrences: tuple[Occurrence, ...]
    note: str


def place_rule(
    rule: RuleSchedule,
    place: Place,
    year: int,
    calendar: WorkCalendar,
    *,
    people: People = "",
    stagger: int = 0,
    notice: RuleNotice | None = None,
) -> Placed:
    """Resolve a rule's schedule for `year`.

    `stagger` moves checkpoints that many working days before the quarter's end, so that not all of them fall on one
    day. `notice` is the outside fact that settles a window; without it a window that waits for one is tentative.
    """
    match rule.kind:
        case "fixed":
            return place_schedule(Fixed(_day(rule.start, year)), place, year, calendar, people=people)
        case "window":
            return _window(rule, place, year, calendar, people=people, notice=notice)
        case "deadline":
            legal = _day(rule.end, year) - timedelta(days=rule.strict)
            better = in_year(rule.target, year) if rule.target else None
            return _deadline(legal, better, calendar)
        case "count":
            return place_count(Count(rule.n, rule.per), year, calendar, slots=rule.slots, people=people)
        case "trigger":
            return place_schedule(Trigger(rule.event, rule.days, rule.unit), place, year, calendar)
        case "continuous":
            if rule.checkpoints:
                return place_continuous(year, calendar, rule.checkpoints)
            return place_continuous(year, calendar, stagger=stagger)
    return place_schedule(Discretionary(_quarter_ends(year, calendar)), place, year, calendar)


def place_schedule(
    schedule: Schedule, place: Place, year: int, calendar: WorkCalendar, *, people: People = ""
) -> Placed:
    """Place a schedule whose dates are already real: one from the text of a measure, or one that a person edited."""
    match schedule:
        case Fixed(day):
            return _fixed(day, place, calendar, people)
        case Window(start, end):
            return _span(start, end, place, calendar, people=people)
        case Deadline(by):
            return _deadline(by, None, calendar)
        case Count():
            return place_count(schedule, year, calendar, people=people)
        case Trigger(event, days, unit):
            word = {"workday": "个工作日", "day": "日", "month": "个月"}[unit]
            return Placed(schedule, (_UNDATED,), f"{event}之日起{days}{word}内；录入触发日期后计算，此前不排日期")
        case Continuous(checkpoints):
            found = tuple(
                Occurrence(n, day, day, day, tentative=calendar.is_provisional(day))
                for n, day in enumerate(checkpoints, 1)
            )
            return Placed(schedule, found, "常态工作，按节点检查：" + "、".join(map(month_day, checkpoints)))
        case Discretionary():
            return Placed(schedule, (_UNDATED,), "不预排日期，每季度末询问一次")


def place_count(
    count: Count,
    year: int,
    calendar: WorkCalendar,
    *,
    slots: Sequence[YearDay] = (),
    people: People = "",
    last_year: Sequence[date] = (),
) -> Placed:
    """Spread `count` over the year, one occurrence for each slot (default: the cadence words of domain.md §2).

    Each of `last_year`'s days takes the place of the slot nearest to it, at the same month and day. More of them than
    slots make more occurrences; the count stays a floor. More than twelve a year are looked at month by month.
    """
    monthly = not slots and count.n * PERIODS_PER_YEAR[count.per] > MOST_OCCURRENCES
    if monthly:
        slots = tuple(MonthDay(month, 15) for month in range(1, 13))
    wanted = [in_year(slot, year) for slot in slots] or _default_slots(count, year)
    again = sorted({in_year(MonthDay(day.month, day.day), year) for day in last_year})
    for day in again[: len(wanted)]:
        wanted.remove(min(wanted, key=lambda slot: abs((slot - day).days)))
    wanted = sorted({*wanted, *again})
    avoid = avoider(year, people)
    found, moves = [], []
    for number, rule_date in enumerate(wanted, 1):
        low, high = _part(rule_date, Count(1, "month") if monthly else count, year, calendar)
        window = (max(low, rule_date - _LEEWAY * 2), min(high, rule_date + _LEEWAY * 2))
        planned = calendar.nearest_workday(rule_date, window, avoid)
        due = max(calendar.previous_workday(high), planned)
        tentative = calendar.rests_on_projection(rule_date, planned)
        moved = "；".join(_moved(rule_date, planned, calendar, avoid))
        moves += [moved] if moved else []
        found.append(Occurrence(number, rule_date, planned, due, (low, high), tentative=tentative, note=moved))
    word = {"year": "全年", "halfyear": "每半年", "quarter": "每季度", "month": "每月"}[count.per]
    days = "按月推进、每月中旬核对" if monthly else "、".join(month_day(one.planned) for one in found if one.planned)
    note = f"{word}{count.n}次→{days}"
    return Placed(count, tuple(found), "；".join([note, *moves]))


def place_again(days: Sequence[date], place: Place, year: int, calendar: WorkCalendar, people: People = "") -> Placed:
    """Place what was done on the first of `days` last year on the same day of `year`, moved only as `place` says."""
    return _fixed(in_year(MonthDay(days[0].month, days[0].day), year), place, calendar, people)


def place_continuous(
    year: int, calendar: WorkCalendar, checkpoints: Sequence[YearDay] = QUARTER_CHECKS, stagger: int = 0
) -> Placed:
    """Place the checkpoints of work that never ends, `stagger` working days before each of them."""
    found, moves = [], []
    for number, check in enumerate(checkpoints, 1):
        rule_date = in_year(check, year)
        due = calendar.previous_workday(rule_date)
        planned = _ordinary_back(calendar.add_workdays(due, -stagger), calendar)
        moved = _went_back(rule_date, planned, calendar, stagger)
        moves += [moved] if moved else []
        tentative = calendar.rests_on_projection(planned, rule_date)
        found.append(Occurrence(number, rule_date, planned, due, tentative=tentative, note=moved))
    days = tuple(one.planned for one in found if one.planned)
    note = "常态工作，不定完成日，按节点检查：" + "、".join(map(month_day, days))
    return Placed(Continuous(days), tuple(found), "；".join([note, *moves]))


def after_event(trigger: Trigger, event_day: date, number: int, calendar: WorkCalendar) -> Occurrence:
    """Return the occurrence that an event starts; the day of the event is not counted (民法典 第二百零一条).

    Working days end on a working day. A term in calendar days or months keeps its last day as `rule_date` and is due
    on the last working day in it. A term that enters a year without a holiday notice is tentative.
    """
    match trigger.unit:
        case "workday":
            last = calendar.add_workdays(event_day, trigger.days)
        case "day":
            last = event_day + timedelta(days=trigger.days)
        case "month":
            months = event_day.month - 1 + trigger.days
            year, month = event_day.year + months // 12, months % 12 + 1
            last = date(year, month, min(event_day.day, civil.monthrange(year, month)[1]))
    due = calendar.previous_workday(last)
    tentative = (
        calendar.count_is_provisional(event_day, last)
        if trigger.unit == "workday"
        else calendar.rests_on_projection(due, last)
    )
    return Occurrence(
        number, last, due, due, (event_day, last), tentative=tentative, note=f"{month_day(event_day)}起算"
    )


def step_day(planned: date, before: int, calendar: WorkCalendar) -> date:
    """Return the day of a preparing step: `before` working days ahead, and no 调休 weekend."""
    return _ordinary_back(calendar.add_workdays(planned, -before), calendar)


def _day(day: YearDay | None, year: int) -> date:
    if day is None:
        raise ValueError(year)
    return in_year(day, year)


def _fixed(day: date, place: Place, calendar: WorkCalendar, people: People) -> Placed:
    if place == "stay":
        note = f"{month_day(day)}当日开展"
        if not calendar.is_workday(day):
            note += f"；当日{why_not(day, calendar)}，活动不移动，进机关、进学校等分项放在当周工作日"
        return Placed(Fixed(day), (Occurrence(1, day, day, day),), note)
    if place == "back":
        return _deadline(day, None, calendar)
    avoid = avoider(day.year, people)
    planned = calendar.nearest_workday(day, _around(day), avoid)
    due = max(planned, calendar.last_workday_of_month(day.year, day.month))
    moves = _moved(day, planned, calendar, avoid)
    tentative = calendar.rests_on_projection(day, planned)
    found = Occurrence(1, day, planned, due, (min(day, planned), due), tentative=tentative)
    return Placed(Fixed(planned), (found,), "；".join([month_day(planned), *moves]))


def _around(day: date) -> tuple[date, date]:
    return max(day - _LEEWAY * 2, date(day.year, 1, 1)), min(day + _LEEWAY * 2, date(day.year, 12, 31))


def _window(
    rule: RuleSchedule, place: Place, year: int, calendar: WorkCalendar, *, people: People, notice: RuleNotice | None
) -> Placed:
    start, end = (notice.start, notice.end) if notice else (_day(rule.start, year), _day(rule.end, year))
    target = in_year(rule.target, year) if rule.target else None
    placed = _span(start, end, place, calendar, people=people, target=target)
    if notice:
        number = f"（{notice.number}）" if notice.number else ""
        return Placed(placed.schedule, placed.occurrences, f"按通知{number}：{placed.note}")
    if not rule.settled_by:
        return placed
    waiting = tuple(_tentative(one) for one in placed.occurrences)
    return Placed(placed.schedule, waiting, f"日期以当年通知为准，未收到通知前暂定{placed.note}")


def _tentative(one: Occurrence) -> Occurrence:
    return Occurrence(one.number, one.rule_date, one.planned, one.due, one.window, one.spans, True, one.note)


def _span(
    start: date, end: date, place: Place, calendar: WorkCalendar, *, people: People, target: date | None = None
) -> Placed:
    schedule = Window(start, end)
    words = f"{month_day(start)}至{month_day(end)}"
    if place == "stay":
        return Placed(schedule, (Occurrence(1, start, start, end, (start, end), spans=True),), words)
    aim = target if target and start <= target <= end else start + (end - start) / 2
    avoid = avoider(start.year, people)
    planned = calendar.nearest_workday(aim, (start, end), avoid)
    due = max(planned, calendar.previous_workday(end))
    tentative = calendar.rests_on_projection(planned, aim)
    found = Occurrence(1, aim, planned, due, (start, end), tentative=tentative)
    parts = [f"{words}之内，拟在{month_day(planned)}", *_moved(aim, planned, calendar, avoid)]
    if due != end:
        parts.append(f"{month_day(end)}{why_not(end, calendar)}，时限前移到{month_day(due)}")
    return Placed(schedule, (found,), "；".join(parts))


def _deadline(legal: date, better: date | None, calendar: WorkCalendar) -> Placed:
    due = calendar.previous_workday(legal)
    planned = _ordinary_back(min(better, due) if better else due, calendar)
    parts = [f"不迟于{month_day(due)}"]
    if due != legal:
        parts.append(f"{month_day(legal)}{why_not(legal, calendar)}，前移到工作日")
    if planned != due:
        parts.append(f"建议{month_day(planned)}前办结")
    tentative = calendar.rests_on_projection(planned, legal)
    return Placed(Deadline(due), (Occurrence(1, legal, planned, due, tentative=tentative),), "；".join(parts))


def _ordinary_back(day: date, calendar: WorkCalendar) -> date:
    """Return the last Monday-to-Friday workday on or before `day`: a 调休 weekend is in time but a poor plan."""
    day = calendar.previous_workday(day)
    while not calendar.is_ordinary_workday(day):
        day = calendar.previous_workday(day - timedelta(days=1))
    return day


def _moved(rule_date: date, planned: date, calendar: WorkCalendar, avoid: Callable[[date], bool]) -> list[str]:
    if planned == rule_date:
        return []
    why = "在应避开的时段" if avoid(rule_date) and calendar.is_workday(rule_date) else why_not(rule_date, calendar)
    return [f"{month_day(rule_date)}{why}，移至{month_day(planned)}"]


def _went_back(rule_date: date, planned: date, calendar: WorkCalendar, stagger: int) -> str:
    """Say why a checkpoint stands before its day; what only keeps checks apart says that."""
    if planned == rule_date:
        return ""
    if stagger:
        return f"{month_day(planned)}检查，与其他检查错开"
    why = why_not(rule_date, calendar) if not calendar.is_workday(rule_date) else "是调休上班的周末"
    return f"{month_day(rule_date)}{why}，前移至{month_day(planned)}"


def _quarter_ends(year: int, calendar: WorkCalendar) -> tuple[date, ...]:
    return tuple(calendar.last_workday_of_month(year, month) for month in (3, 6, 9, 12))


def _default_slots(count: Count, year: int) -> list[date]:
    """Return the customary days of a cadence (domain.md §2), spread evenly where the words give only a number."""
    months = 12 // PERIODS_PER_YEAR[count.per]
    if count.per == "month" and count.n == 1:
        return [date(year, month, 15) for month in range(1, 13)]
    if count.per == "year" and count.n in (1, 2):
        return [date(year, 11, 30)] if count.n == 1 else [date(year, 6, 20), date(year, 11, 30)]
    if count.per == "year" and count.n == 6:
        return [date(year, month, 20) for month in range(2, 13, 2)]
    if (count.per, count.n) == ("halfyear", 1):
        return [date(year, 6, 20), date(year, 11, 30)]
    if (count.per, count.n) in (("quarter", 1), ("year", 4)):
        return [date(year, month, 18) for month in (2, 5, 8, 11)]
    found = []
    for period in range(PERIODS_PER_YEAR[count.per]):
        first = date(year, period * months + 1, 1)
        last_month = period * months + months
        days = (date(year, last_month, civil.monthrange(year, last_month)[1]) - first).days
        if count.per == "year":
            days -= 31  # December belongs to reports
        found += [first + timedelta(days=days * (2 * n + 1) // (2 * count.n)) for n in range(count.n)]
    return found


def _part(rule_date: date, count: Count, year: int, calendar: WorkCalendar) -> tuple[date, date]:
    """Return the part of the year in which the occurrence of `rule_date` is in time."""
    per = {"year": 12 // count.n if count.n in (1, 2, 3, 4, 6, 12) else 12, "halfyear": 6, "quarter": 3, "month": 1}
    months = per[count.per]
    first = (rule_date.month - 1) // months * months + 1
    last = first + months - 1
    end = date(year, last, civil.monthrange(year, last)[1])
    if count.per == "year" and last == 12:
        end = max(
            date(year, 11, 30), calendar.previous_workday(date(year, 12, 20)) if rule_date.month == 12 else rule_date
        )
    return date(year, first, 1), end
