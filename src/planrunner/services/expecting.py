"""What a task's date waits for: an event that starts a term, or a notice that fixes the days of a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from planrunner.domain.schedule import Trigger, schedule_from_json
from planrunner.services import agenda
from planrunner.services.packs import load_rules

if TYPE_CHECKING:
    from planrunner.services.desk import Desk


class Event(NamedTuple):
    """The task waits for something to happen: 信息形成, 交办, 受理."""

    words: str


class Awaited(NamedTuple):
    """The task stands on default days until a notice fixes those of its rule."""

    rule: str
    title: str


def expected(desk: Desk, task: str) -> Event | Awaited | None:
    """Return what a task (T12) waits for, None for one that waits for nothing."""
    book = load_rules(desk.folder, desk.office().region)
    for row in agenda.task_page(desk, task).obligations:
        schedule = schedule_from_json(row.schedule)
        if isinstance(schedule, Trigger):
            return Event(schedule.event)
        rule = book.get(row.rule) if row.rule else None
        if rule is not None and rule.schedule.kind == "window":
            return Awaited(rule.id, rule.title)
    return None
