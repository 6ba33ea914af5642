"""The page 日历: the weeks of a month with working days, lunar days and the tasks of each day. Reads only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from planrunner.domain.lunar import Festival, festival, to_lunar
from planrunner.services import agenda
from planrunner.store.filters import in_days

if TYPE_CHECKING:
    from planrunner.domain.lights import Light
    from planrunner.domain.workdays import WorkCalendar
    from planrunner.services.desk import Desk
    from planrunner.store.queries import TaskRow

DayKind = Literal["work", "rest", "holiday", "makeup"]

FESTIVALS: tuple[Festival, ...] = ("除夕", "春节", "元宵", "清明", "端午", "中秋")
CIVIL = {(1, 1): "元旦", (5, 1): "劳动", (10, 1): "国庆", (12, 4): "宪法"}
"""Days of the civil calendar that have a name: three holidays and the national constitution day."""
WORST: tuple[Light, ...] = ("red", "yellow", "green", "grey", "blue")
MONTHS = ("正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月", "腊月")
TENS = ("初", "十", "廿", "三")
DIGITS = "十一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class DayView:
    """One day: whether offices work, the word below its number, its tasks and the worst of their lights."""

    day: date
    kind: DayKind
    provisional: bool
    word: str
    tasks: list[TaskRow] = field(default_factory=list)
    light: Light | None = None


@dataclass(frozen=True, slots=True)
class MonthView:
    """Whole weeks, Monday first, around a month. `published`: the year's holiday notice is known."""

    first: date
    days: list[DayView]
    today: date
    yellow: date
    published: bool


def month_view(desk: Desk, month: date) -> MonthView:
    """Return the weeks that hold the month of a day, with their tasks."""
    first, last = agenda.month_of(month)
    start, end = agenda.week_of(first)[0], agenda.week_of(last)[1]
    today, yellow, calendar = desk.today(), agenda.yellow_day(desk), desk.calendar()
    with desk.store.reader() as reader:
        by_day = _by_day(in_days(reader, start, end), start, end)
    days = []
    for n in range((end - start).days + 1):
        day = start + timedelta(days=n)
        tasks = by_day.get(day, [])
        lights = {agenda.light_of(task, today, yellow) for task in tasks}
        days.append(
            DayView(
                day,
                _kind(calendar, day),
                calendar.is_provisional(day),
                day_word(day),
                tasks,
                next((light for light in WORST if light in lights), None),
            )
        )
    return MonthView(first, days, today, yellow, calendar.is_published(first.year))


def day_word(day: date) -> str:
    """Return what a wall calendar prints below a day: its festival, at a lunar month's start the month, else the day."""
    if (day.month, day.day) in CIVIL:
        return CIVIL[day.month, day.day]
    for name in FESTIVALS:
        if festival(name, day.year) == day:
            return name
    lunar = to_lunar(day)
    if lunar.day == 1:
        return f"闰{MONTHS[lunar.month - 1][0]}" if lunar.leap else MONTHS[lunar.month - 1]
    if lunar.day in (10, 20, 30):
        return {10: "初十", 20: "二十", 30: "三十"}[lunar.day]
    return TENS[lunar.day // 10] + DIGITS[lunar.day % 10]


def _kind(calendar: WorkCalendar, day: date) -> DayKind:
    weekend = day.weekday() >= 5
    if calendar.is_workday(day):
        return "makeup" if weekend else "work"
    return "holiday" if calendar.is_holiday(day) else "rest"


def _by_day(tasks: list[TaskRow], start: date, end: date) -> dict[date, list[TaskRow]]:
    """Return the tasks by the days they stand on: planned, due, and every day of a window that they span."""
    found: dict[date, list[TaskRow]] = {}
    for task in tasks:
        days = {day for day in (task.planned, task.due) if day is not None}
        if task.spans and task.window_from and task.window_to:
            low, high = max(task.window_from, start), min(task.window_to, end)
            days |= {low + timedelta(days=n) for n in range((high - low).days + 1)}
        for day in days:
            found.setdefault(day, []).append(task)
    return found
