"""What should be reminded of by now: ticks that compare the plan with the outbox and put the outbox right.

Every tick may run at any time and any number of times: it asks what should exist, so a missed or doubled run does
no harm and a restart is the catch-up (scheduling.md §0). The clock is the desk's.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from planrunner.domain.reminder_rules import DEFAULT_OFFSETS, instant, parse_offset, reminders
from planrunner.services import agenda, digests, ids
from planrunner.services.delivering import Delivered, deliver_due
from planrunner.services.recipients import (
    digest_time,
    escalation,
    everybody,
    targets,
    weekly_targets,
)
from planrunner.store import outbox, queries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from planrunner.domain.packs import RuleBook
    from planrunner.services.delivering import Letter
    from planrunner.services.desk import Desk
    from planrunner.services.digests import Words
    from planrunner.services.recipients import Target
    from planrunner.store.outbox import RemindedTask, ReminderRow

CATCH_UP = timedelta(days=7)
"""How far back a reminder that never was planned is still sent: beyond that the digest tells of what is late."""
KEEP = timedelta(days=400)
"""How long rows stay that have nothing left to happen."""
MERGE_ABOVE = 3
"""More messages than this to one recipient at once become one."""
LATE = timedelta(minutes=10)
"""Several messages of which one is later than this come from an absence, and become one."""
DIGEST, WEEKLY, MERGED, SNOOZED = "digest", "weekly", "merged", "snooze"


def run_once(desk: Desk, send: Callable[[Letter], None]) -> Delivered:
    """Do everything that is to be done by now: plan, digests, merge, deliver. Raises UsageError for bad settings.

    A person or their own scheduler asks for it, so that no hour is a quiet one.
    """
    plan_tick(desk)
    digest_tick(desk)
    weekly_tick(desk)
    merge_tick(desk)
    return deliver_due(desk, send)


def plan_tick(desk: Desk) -> int:
    """Make the outbox agree with the tasks and return how many reminders were added.

    Added is what lies ahead, and what was missed in the last days since the task was last changed. What waits for a
    task that is done, dropped, moved or gone, or for a recipient who is no more, is cancelled; words and moments of
    what waits are brought up to date.
    """
    now = desk.now()
    wanted: dict[str, dict[str, Any]] = {}
    if everybody(desk.config):
        wanted = {row["key"]: row for row in _wanted(desk, now)}
    with desk.store.reader() as reader:
        known = {row.key: row for row in outbox.rows_since(reader, now - CATCH_UP)}
    _retire(
        desk,
        [row for row in known.values() if (row.task_id is not None and row.key not in wanted) or _stray(desk, row)],
    )
    for key, row in wanted.items():
        if key in known:
            _refresh(desk, known[key], row, now)
    missing = [row for key, row in wanted.items() if key not in known and row["due_at"] > row["not_before"]]
    return outbox.add(desk.store, ({n: v for n, v in row.items() if n != "not_before"} for row in missing))


def digest_tick(desk: Desk) -> int:
    """Write today's digest for every recipient, once on each working day from its hour on; return how many were added."""
    today = desk.today()
    begins = today if desk.calendar().is_workday(today) else None
    return _paper_tick(desk, DIGEST, today, begins, targets(desk.config), digests.daily)


def weekly_tick(desk: Desk) -> int:
    """Write the week's digest for leaders, once a week from its first working day on; return how many were added."""
    today = desk.today()
    monday, _ = agenda.week_of(today)
    begins = desk.calendar().next_workday(monday)
    open_ = begins <= today and desk.calendar().is_workday(today)
    return _paper_tick(desk, WEEKLY, monday, begins if open_ else None, weekly_targets(desk.config), digests.weekly)


def _paper_tick(
    desk: Desk, rule: str, day: date, begins: date | None, to: list[Target], words_of: Callable[[Desk], Words]
) -> int:
    """Write one paper of a day or week for its recipients from the digest's hour of `begins` on (None: not now).

    An older one that never left is cancelled: the new one says more. One with nothing to say is noted, not sent.
    """
    with desk.store.reader() as reader:
        waiting = [row for row in outbox.rows_in(reader, "pending") if row.rule == rule]
    outbox.alter(
        desk.store, [row.id for row in waiting if row.occurrence < day.isoformat()], ("pending",), state="cancelled"
    )
    due_at = instant(begins, digest_time(desk.config)) if begins else None
    if due_at is None or desk.now() < due_at:
        return 0
    rows = [_row(None, rule, *target, day.isoformat(), due_at) for target in to]
    with desk.store.reader() as reader:
        rows = [row for row in rows if outbox.row_with(reader, row["key"]) is None]
    if not rows:
        return 0
    words = words_of(desk)
    state = "pending" if words else "cancelled"
    subject, body = words or (digests.NOTHING, "")
    added = outbox.add(desk.store, (row | {"subject": subject, "body": body, "state": state} for row in rows))
    return added if words else 0


def merge_tick(desk: Desk) -> int:
    """Put what waits for one recipient into one message where it is too much, or left over from an absence.

    Only what was never tried is merged: what may have arrived keeps its own key. Returns how many messages were made.
    """
    now = desk.now()
    groups: dict[tuple[str, str], list[ReminderRow]] = {}
    with desk.store.reader() as reader:
        for row in outbox.rows_in(reader, "pending"):
            if row.due_at <= now and row.attempts == 0 and row.rule not in (MERGED, WEEKLY):
                groups.setdefault((row.channel, row.recipient), []).append(row)
    made = 0
    for (channel, recipient), rows in groups.items():
        if len(rows) > MERGE_ABOVE or (len(rows) > 1 and rows[0].due_at < now - LATE):
            subject, body = _together(rows)
            carrier = _row(None, MERGED, channel, recipient, digests.fingerprint(row.key for row in rows), now)
            outbox.merge(desk.store, [row.id for row in rows], carrier | {"subject": subject, "body": body})
            made += 1
    return made


def prune_tick(desk: Desk) -> int:
    """Delete rows that were settled long ago; return how many."""
    return outbox.prune(desk.store, desk.now() - KEEP)


def data_version(desk: Desk) -> int:
    """Return a number that moves with every recorded change: the plan need not be compared again before it does."""
    with desk.store.reader() as reader:
        return queries.last_change(reader)


def next_due(desk: Desk) -> datetime | None:
    """Return when the next message falls due, None where nothing waits."""
    with desk.store.reader() as reader:
        return outbox.next_due(reader)


def _wanted(desk: Desk, now: datetime) -> Iterable[dict[str, Any]]:
    """Give every reminder of the tasks within reach, past ones too; `not_before` bars those that are too old to add."""
    from planrunner.services.packs import load_rules

    book = load_rules(desk.folder, desk.office().region)
    levels, to = escalation(desk.config), targets(desk.config)
    ever = {words for pack_rule in book.rules for words in pack_rule.remind} | set(DEFAULT_OFFSETS)
    back, ahead = _reach(ever | {f"+{level.after}w" for level in levels})
    today = desk.today()
    with desk.store.reader() as reader:
        tasks = outbox.reminded_tasks(reader, today - back - CATCH_UP, today + ahead, today - CATCH_UP)
    program = digests.program(desk)
    moments: dict[tuple[date | None, date, tuple[str, ...]], list[tuple[str, date, datetime]]] = {}
    for task in tasks:
        offsets = _offsets(task, book)
        case = (task.start, task.due, offsets)
        if case not in moments:
            moments[case] = _moments(desk, *case)
        since = {"state": "pending", "not_before": max(task.updated_at, now - CATCH_UP)}
        for offset, day, at in _not_put_off(desk, task, moments[case]):
            words = "+1w" if offset == SNOOZED and day > task.due else offset
            subject, body = digests.reminder(ids.show(ids.TASK, task.id), task, words, program)
            for target in to:
                yield _row(task.id, offset, *target, day.isoformat(), at) | since | {"subject": subject, "body": body}
        for level in levels:
            at = instant(desk.calendar().add_workdays(task.due, level.after))
            subject, body = digests.escalated(ids.show(ids.TASK, task.id), task, level.after, level.title, program)
            for target in level.to:
                row = _row(task.id, level.rule, *target, task.due.isoformat(), at)
                yield row | since | {"subject": subject, "body": body}


def _not_put_off(
    desk: Desk, task: RemindedTask, moments: list[tuple[str, date, datetime]]
) -> Iterable[tuple[str, date, datetime]]:
    """Leave out what a person has answered: being ahead of the day by starting, or everything until a day by snoozing."""
    for offset, day, at in moments:
        if not (task.taken_up and offset.startswith("-")) and (task.snoozed is None or at >= instant(task.snoozed)):
            yield offset, day, at
    if task.snoozed is not None:
        yield SNOOZED, task.snoozed, instant(desk.calendar().next_workday(task.snoozed))


def _moments(desk: Desk, start: date | None, due: date, offsets: tuple[str, ...]) -> list[tuple[str, date, datetime]]:
    """Return (offset, day it counts from, instant): before counts from the beginning, after from the last day."""
    before = [words for words in offsets if not words.startswith("+")]
    after = [words for words in offsets if words.startswith("+")]
    found = []
    for anchor, part in ((start or due, before), (due, after)):
        ever = instant(anchor - timedelta(days=3650))
        found += [(words, anchor, at) for words, at in reminders(anchor, part, desk.calendar(), ever)]
    return found


def _offsets(task: RemindedTask, book: RuleBook) -> tuple[str, ...]:
    """Return when a task is reminded of: as the rules behind it say, else the usual offsets."""
    rules = [book.get(number) for number in task.rules]
    return tuple(dict.fromkeys(words for rule in rules if rule for words in rule.remind)) or DEFAULT_OFFSETS


def _reach(offsets: Iterable[str]) -> tuple[timedelta, timedelta]:
    """Return how far behind and ahead of today tasks can lie of which something is to be said about now."""
    days = [0]
    for words in offsets:
        offset = parse_offset(words)
        days.append(offset.days * (2 if offset.unit == "workday" else 1))
    slack = timedelta(days=15)  # the longest run of days off, and weekends
    return timedelta(days=max(days)) + slack, timedelta(days=-min(days)) + slack


def _row(
    task: int | None, rule: str, channel: str, recipient: str, occurrence: str, due_at: datetime
) -> dict[str, Any]:
    whose = f"task:{task}" if task is not None else "office"
    return {
        "key": f"{whose}/{rule}/{channel}/{recipient}/{occurrence}",
        "task_id": task, "rule": rule, "channel": channel, "recipient": recipient, "occurrence": occurrence,
        "due_at": due_at,
    }  # fmt: skip


def _together(rows: list[ReminderRow]) -> tuple[str, str]:
    """Return the words of several rows in one message; of one task only the latest is said."""
    latest = {row.task_id: row for row in rows if row.rule != DIGEST}
    today = [row.body for row in rows if row.rule == DIGEST]
    return digests.together(today, [row.subject for row in latest.values()])


def _refresh(desk: Desk, known: ReminderRow, wanted: dict[str, Any], now: datetime) -> None:
    """Bring the words and the moment of a row that waits up to date, and revive one cancelled before its time."""
    fresh = {name: wanted[name] for name in ("subject", "body", "due_at")}
    if known.state == "cancelled" and wanted["due_at"] > now:
        outbox.alter(desk.store, [known.id], ("cancelled",), state="pending", **fresh)
    elif known.state == "pending" and known.attempts == 0 and any(getattr(known, n) != v for n, v in fresh.items()):
        outbox.alter(desk.store, [known.id], ("pending",), **fresh)


def _stray(desk: Desk, row: ReminderRow) -> bool:
    """Tell whether a row is for somebody whom the settings no longer name for what it is."""
    config = desk.config
    allowed = {DIGEST: targets, WEEKLY: weekly_targets}.get(row.rule, everybody)
    return (row.channel, row.recipient) not in allowed(config)


def _retire(desk: Desk, rows: list[ReminderRow]) -> None:
    """Cancel rows that should no longer exist, and take their words out of a merged message that has not left."""
    gone = [row for row in rows if row.state in ("pending", "merged")]
    if not gone:
        return
    with desk.store.reader() as reader:
        carriers = {row.id: row for row in outbox.rows_in(reader, "pending") if row.rule == MERGED}
        members = outbox.rows_in(reader, "merged")
    leaving = {row.id for row in gone if row.state == "pending" or row.merged_into in carriers}
    outbox.alter(desk.store, leaving, ("pending", "merged"), state="cancelled")
    for number in {row.merged_into for row in gone if row.id in leaving and row.merged_into is not None}:
        left = [row for row in members if row.merged_into == number and row.id not in leaving]
        if left:
            subject, body = _together(left)
            outbox.alter(desk.store, [number], ("pending",), subject=subject, body=body)
        else:
            outbox.alter(desk.store, [number], ("pending",), state="cancelled")
