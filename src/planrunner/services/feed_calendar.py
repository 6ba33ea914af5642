"""Tasks as a calendar's bytes: for files, and for subscriptions, whose components are built once per revision."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, get_args

from planrunner.domain.status import Status
from planrunner.errors import ConflictError, NotAllowedError
from planrunner.store import feed_rows
from planrunner.store.feed_rows import Choice
from planrunner.wording import basis_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    from planrunner.calendars.component import Kind
    from planrunner.services.desk import Desk
    from planrunner.store.feed_rows import DatedTask, FeedRow

DONE_DAYS, ENDED_DAYS = 90, 30
"""For how long a closed task keeps its ✔ in a feed, and a dropped or carried one its cancellation."""


def export_ics(desk: Desk, file: Path) -> int:
    """Write every dated task into one .ics file and return how many there are. No window, no limit.

    Raises NotAllowedError where the file cannot be written; an older file then stays as it was.
    """
    from planrunner.services.atomic import write_atomically

    body, count = calendar_of(desk, f"{desk.office().name}工作计划", Choice(), lambda _task: True)
    write_atomically(file, body)
    return count


def calendar_of(
    desk: Desk,
    name: str,
    choice: Choice,
    shown: Callable[[DatedTask], bool],
    kind: Kind = "event",
    *,
    alarm: bool = False,
) -> tuple[bytes, int]:
    """Return the calendar's bytes and the number of its entries, building only components that changed."""
    from planrunner.calendars.component import FORMAT, component_bytes, variant
    from planrunner.calendars.feed import calendar_bytes

    domain, form = desk.office().domain, variant(kind, alarm)
    with desk.store.reader() as reader:
        tasks = [task for task in feed_rows.dated_tasks(reader, choice, form) if shown(task)]
        serves = feed_rows.obligation_versions(reader, choice)
        revisions = {task.id: f"{FORMAT}.{task.version}.{_versions(serves.get(task.id, []))}" for task in tasks}
        stale = [task for task in tasks if task.revision != revisions[task.id]]
        wanted = sorted({number for task in stale for number, _ in serves.get(task.id, [])})
        bases = feed_rows.bases(reader, wanted)
    built: dict[int, bytes] = {}
    for task in stale:
        basis = [item for number, _ in serves.get(task.id, []) for item in bases[number]]
        built[task.id] = component_bytes(_entry(task, domain, basis), kind, alarm=alarm)
    with suppress(ConflictError, NotAllowedError):  # a cache that cannot be kept is built again next time
        feed_rows.keep_bytes(desk.store, form, ((number, revisions[number], body) for number, body in built.items()))
    components = [built.get(task.id) or task.body or b"" for task in tasks]
    return calendar_bytes(name, components), len(tasks)


def choice_of(feed: FeedRow, today: date) -> Choice:
    """Return which tasks a subscription holds on a day."""
    days = None
    if feed.past_days is not None and feed.coming_days is not None:
        days = today - timedelta(days=feed.past_days), today + timedelta(days=feed.coming_days)
    return Choice(days, feed.owner, feed.category, feed.obligation)


def is_shown(task: DatedTask, now: datetime) -> bool:
    """Tell whether a feed still shows a task: a closed one for a while, a dropped or carried one as a tombstone."""
    match task.status:
        case "closed":
            return task.closed_at is None or task.closed_at >= now - timedelta(days=DONE_DAYS)
        case "dropped" | "carried":
            return task.updated_at >= now - timedelta(days=ENDED_DAYS)
        case _:
            return True


def _entry(task: DatedTask, domain: str, basis: list[dict[str, Any]]) -> Any:
    from planrunner.calendars.component import Entry

    status: Status = next(one for one in get_args(Status) if one == task.status)
    return Entry(
        task.id, domain, task.title, status, task.first, task.last, task.due, task.tentative, task.sequence,
        task.created_at, task.updated_at, tuple(dict.fromkeys(map(basis_text, basis))), task.reason,
        task.closed_at,
    )  # fmt: skip


def _versions(serves: list[tuple[int, int]]) -> str:
    return ",".join(f"{number}-{version}" for number, version in serves)
