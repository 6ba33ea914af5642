"""Days as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.wording import TENTATIVE, UNDATED, WEEKDAYS, month_day

if TYPE_CHECKING:
    from datetime import date

    from planrunner.domain.workdays import WorkCalendar
    from planrunner.store.queries import TaskRow


def day_text(day: date, year: int) -> str:
    """Return a day as people read it: month, day and weekday; the full date where the year is another."""
    return f"{day:%m-%d} 周{WEEKDAYS[day.weekday()]}" if day.year == year else day.isoformat()


def full_day_text(day: date) -> str:
    """Return a day with year and weekday: 2027-06-20（周日）."""
    return f"{day.isoformat()}（周{WEEKDAYS[day.weekday()]}）"


def when_text(task: TaskRow, year: int) -> str:
    """Return when a task stands: its day, the span of a publicity week or month, or 待定; marked where it is 暂定."""
    if task.planned is None:
        return UNDATED
    text = day_text(task.planned, year)
    if task.spans and task.window_from and task.window_to and task.window_from.year == year:
        last = f"{task.window_to:%d}" if task.window_to.month == task.window_from.month else f"{task.window_to:%m-%d}"
        text = f"{task.window_from:%m-%d}至{last}"
    return f"{text} {TENTATIVE}" if task.tentative else text


def day_off_words(day: date, calendar: WorkCalendar) -> str:
    """Return why nobody works on a day (6月20日是周日), "" for a working day."""
    if calendar.is_workday(day):
        return ""
    unsure = f"（{TENTATIVE}，放假安排还没有公布）" if calendar.is_provisional(day) else ""
    why = "放假" if calendar.is_holiday(day) else f"是周{WEEKDAYS[day.weekday()]}"
    return f"{month_day(day)}{why}{unsure}"
