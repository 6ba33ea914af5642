"""What leaders see of a year: lights, late work, the month, how far each category and office is. Reads only."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from planrunner.services import agenda
from planrunner.store import keys, queries
from planrunner.wording import CATEGORIES, LIGHT_MEANINGS, LIGHTS, STATUSES, month_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planrunner.services.desk import Desk
    from planrunner.store.queries import TaskRow

ACCESS = "leaders-page.key"
TOKEN_BYTES = 24
MOST_LATE = 200
"""Rows of the list of late work; the number above it counts them all."""


@dataclass(frozen=True, slots=True)
class Bar:
    """How far a category or an office is: signed off and late of what is owed."""

    name: str
    owed: int
    done: int
    late: int

    @property
    def percent(self) -> int:
        """Return the share that is signed off, in whole percent."""
        return 100 * self.done // self.owed if self.owed else 0

    @property
    def late_percent(self) -> int:
        """Return the share that is late and open, in whole percent."""
        return 100 * self.late // self.owed if self.owed else 0


@dataclass(frozen=True, slots=True)
class Light:
    """One light: its key, its word and how many tasks have it."""

    key: str
    word: str
    count: int


@dataclass(frozen=True, slots=True)
class Late:
    """A late task as leaders see it: no names but that of the office or post that answers for it."""

    title: str
    owner: str
    due: str
    days: int
    state: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A task on its day of the calendar."""

    title: str
    light: str
    word: str


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the calendar; `outside` is another month's, shown to fill the week."""

    day: date
    outside: bool
    free: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the leaders' page."""

    office: str
    year: int
    today: date
    month: date
    before: date
    after: date
    owed: int
    done: int
    lights: tuple[Light, ...]
    late: tuple[Late, ...]
    late_count: int
    weeks: tuple[tuple[CalendarDay, ...], ...]
    categories: tuple[Bar, ...]
    owners: tuple[Bar, ...]


def create_page(desk: Desk) -> str:
    """Make the page's address anew and return it; an earlier one is dead. It is shown this once, only its hash is kept."""
    desk.office()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    keys.keep_hash(desk.folder, ACCESS, token)
    return f"{desk.config.serve.url.rstrip('/')}/leaders/{token}"


def revoke_page(desk: Desk) -> bool:
    """Take the page's address back; tell whether there was one."""
    return keys.forget(desk.folder, ACCESS)


def may_see(desk: Desk, token: str) -> bool:
    """Tell whether a token opens the page."""
    return keys.is_token(desk.folder, ACCESS, token)


def page(desk: Desk, month: date) -> Page:
    """Return the page of this year with the calendar of the month that holds a day."""
    office, today, yellow = desk.office(), desk.today(), agenda.yellow_day(desk)
    first, last = agenda.month_of(month)
    with desk.store.reader() as reader:
        tasks = [row for row in queries.tasks(reader, "t.plan_year = ?", (today.year,)) if row.status != "dropped"]
    lights = Counter(agenda.light_of(task, today, yellow) for task in tasks)
    late = [task for task in tasks if agenda.is_late(task, today)]
    late.sort(key=lambda task: (task.due or today, task.id))
    return Page(
        office=office.name,
        year=today.year,
        today=today,
        month=first,
        before=first - timedelta(days=1),
        after=last + timedelta(days=1),
        owed=len(tasks),
        done=sum(task.status == "closed" for task in tasks),
        lights=tuple(Light(key, f"{word}·{LIGHT_MEANINGS[key]}", lights[key]) for key, word in LIGHTS.items()),  # type: ignore[index]  # the keys of LIGHTS are the lights
        late=tuple(_late(task, today) for task in late[:MOST_LATE]),
        late_count=len(late),
        weeks=_weeks(desk, first, last),
        categories=_bars(tasks, today, {task.id: CATEGORIES[task.category] for task in tasks}),
        owners=_bars(tasks, today, {task.id: task.owner or "未定" for task in tasks}),
    )


def _late(task: TaskRow, today: date) -> Late:
    due = task.due or today
    return Late(task.title, task.owner or "未定", month_day(due), (today - due).days, STATUSES[task.status])


def _bars(tasks: Iterable[TaskRow], today: date, names: dict[int, str]) -> tuple[Bar, ...]:
    owed, done, late = Counter[str](), Counter[str](), Counter[str]()
    for task in tasks:
        name = names[task.id]
        owed[name] += 1
        done[name] += task.status == "closed"
        late[name] += agenda.is_late(task, today)
    return tuple(Bar(name, count, done[name], late[name]) for name, count in owed.most_common())


def _weeks(desk: Desk, first: date, last: date) -> tuple[tuple[CalendarDay, ...], ...]:
    """Return the month in whole weeks from Monday, each task on the day it is planned or due."""
    today, yellow, calendar = desk.today(), agenda.yellow_day(desk), desk.calendar()
    day, end = agenda.week_of(first)[0], agenda.week_of(last)[1]
    entries: dict[date, list[Entry]] = {}
    with desk.store.reader() as reader:
        days = (day.isoformat(), end.isoformat())
        where = "COALESCE(t.planned, t.due) >= ? AND COALESCE(t.planned, t.due) <= ? AND t.status <> 'dropped'"
        for task in queries.tasks(reader, where, days):
            light = agenda.light_of(task, today, yellow)
            entries.setdefault(task.planned or task.due or day, []).append(Entry(task.title, light, LIGHTS[light]))
    found = []
    while day <= end:
        week = tuple(
            CalendarDay(one, not first <= one <= last, not calendar.is_workday(one), tuple(entries.get(one, ())))
            for one in (day + timedelta(days=at) for at in range(7))
        )
        found.append(week)
        day += timedelta(days=7)
    return tuple(found)
