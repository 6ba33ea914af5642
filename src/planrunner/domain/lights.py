"""Lights (灯): 蓝 closed, 绿 on track, 黄 within ten working days of the deadline, 红 overdue, 灰 undated or ended."""

from datetime import date
from typing import TYPE_CHECKING, Literal

from planrunner.domain.status import OPEN, Status

if TYPE_CHECKING:
    from planrunner.domain.workdays import WorkCalendar

Light = Literal["blue", "green", "yellow", "red", "grey"]

YELLOW_WORKDAYS = 10
"""How many working days before the deadline the light turns yellow (domain.md §4)."""


def yellow_until(today: date, calendar: "WorkCalendar") -> date:
    """Return the last due day that is yellow on `today`; lists compare with it instead of asking for each task."""
    return calendar.add_workdays(today, YELLOW_WORKDAYS)


def light_on(status: Status, due: date | None, today: date, yellow: date) -> Light:
    """Return the light of a task, `yellow` being `yellow_until(today, …)`."""
    if status == "closed":
        return "blue"
    if status not in OPEN or due is None:
        return "grey"
    if today > due:
        return "red"
    return "yellow" if due <= yellow else "green"


def light(status: Status, due: date | None, today: date, calendar: "WorkCalendar") -> Light:
    """Return the light of one task on `today`; carried and dropped tasks are grey, as undated ones are."""
    if status not in OPEN or due is None or today > due:
        return light_on(status, due, today, today)
    return light_on(status, due, today, yellow_until(today, calendar))
