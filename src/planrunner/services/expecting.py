"""What a task's date waits for: an event that starts a term, or a notice that fixes the days of a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from planrunner.domain.schedule import Trigger, schedule_from_json
from planrunner.services import agenda
from planrunner.services.packs import load_rules
from planrunner.store import plan_reads

if TYPE_CHECKING:
    from planrunner.domain.rules import Rule
    from planrunner.services.desk import Desk


class Event(NamedTuple):
    """The task waits for something to happen: 信息形成, 交办, 受理."""

    words: str
    extends: bool = False
    """Whether the term already runs and its rule lets it be made longer, which was not done yet."""


class Awaited(NamedTuple):
    """The task stands on default days until a notice fixes those of its rule."""

    rule: str
    title: str


def expected(desk: Desk, task: str) -> Event | Awaited | None:
    """Return what a task (T12) waits for, None for one that waits for nothing."""
    book = load_rules(desk.folder, desk.office().region)
    page = agenda.task_page(desk, task)
    for row in page.obligations:
        schedule = schedule_from_json(row.schedule)
        rule = book.get(row.rule) if row.rule else None
        if isinstance(schedule, Trigger):
            runs = page.task.due is not None and page.task.status in ("planned", "started")
            return Event(schedule.event, runs and _may_be_longer(desk, page.task.id, rule))
        if rule is not None and rule.schedule.kind == "window":
            return Awaited(rule.id, rule.title)
    return None


def _may_be_longer(desk: Desk, task: int, rule: Rule | None) -> bool:
    if rule is None or not rule.schedule.extend:
        return False
    with desk.store.reader() as reader:
        return not plan_reads.was_extended(reader, task)
