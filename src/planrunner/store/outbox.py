"""The outbox: reminders as rows, leased, sent, then acknowledged; never marked before they are sent.

A row that was leased by a program that died is leased again when the lease has run out: every reminder goes out at
least once, and one that goes out twice carries the same key (scheduling.md §0).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from planrunner.store.queries import marks
from planrunner.store.reader import Reader, day, instant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from planrunner.store.database import Store


class ReminderRow(NamedTuple):
    """One row of the outbox. `attempts` counts the leases; `merged_into` is the row that carries this one's words."""

    id: int
    key: str
    task_id: int | None
    rule: str
    recipient: str
    channel: str
    occurrence: str
    due_at: datetime
    subject: str
    body: str
    state: str
    attempts: int
    last_error: str
    sent_at: datetime | None
    merged_into: int | None


class RemindedTask(NamedTuple):
    """What the planner needs of a task still to be done.

    `start` is set where the task spans its window; `rules` are the ids of the rules behind what it serves;
    `taken_up`: somebody started it and nobody sent it back; `snoozed`: the day its reminders were put off to.
    """

    id: int
    title: str
    owner: str
    start: date | None
    due: date
    tentative: bool
    updated_at: datetime
    rules: tuple[str, ...]
    taken_up: bool = False
    snoozed: date | None = None


ROW = """
SELECT id, key, task_id, rule, recipient, channel, occurrence, due_at, subject, body, state, attempts, last_error,
       sent_at, merged_into
FROM reminder
"""
RECENT = " WHERE state = 'pending' OR due_at > ?"
ORDER = " ORDER BY due_at, id"
REMINDED = """
SELECT t.id, t.title, t.owner, CASE WHEN t.spans THEN t.window_from ELSE NULL END, t.due, t.tentative, t.updated_at,
       o.rule, t.status = 'started' AND t.status_reason = '', z.until
FROM task t LEFT JOIN task_obligation l ON l.task_id = t.id LEFT JOIN obligation o ON o.id = l.obligation_id
LEFT JOIN snooze z ON z.task_id = t.id
WHERE t.status IN ('planned', 'started') AND t.due IS NOT NULL AND t.plan_year NOT IN (SELECT plan_year FROM year_close)
  AND (t.due BETWEEN ? AND ? OR (t.spans AND t.window_from BETWEEN ? AND ?) OR z.until >= ?)
ORDER BY t.id, o.id
"""


SNOOZED = """
SELECT t.id, t.title, z.until FROM snooze z JOIN task t ON t.id = z.task_id
WHERE z.until > ? AND t.status IN ('planned', 'started')
  AND t.plan_year NOT IN (SELECT plan_year FROM year_close)
ORDER BY z.until, t.id
"""


def _row(row: tuple[Any, ...]) -> ReminderRow:
    found = ReminderRow(*row)
    return found._replace(due_at=instant(found.due_at) or found.due_at, sent_at=instant(found.sent_at))


def rows_in(reader: Reader, *states: str) -> list[ReminderRow]:
    """Return the rows in these states, earliest due first."""
    return [_row(row) for row in reader.rows(ROW + " WHERE state IN " + marks(states) + ORDER, states)]


def rows_since(reader: Reader, since: datetime) -> list[ReminderRow]:
    """Return the rows that wait or fell due after a moment, whatever their state, earliest due first."""
    return [_row(row) for row in reader.rows(ROW + RECENT + ORDER, (_stored(reader, since),))]


def _stored(reader: Reader, moment: datetime) -> str:
    """Return an instant as this database compares it: UTC, on SQLite without the offset (`store.types`)."""
    utc = moment.astimezone(UTC)
    return utc.isoformat() if reader.target.is_postgres else utc.strftime("%Y-%m-%d %H:%M:%S.%f")


def row_with(reader: Reader, key: str) -> ReminderRow | None:
    """Return the row with a key, or None."""
    rows = reader.rows(ROW + " WHERE key = ?", (key,))
    return _row(rows[0]) if rows else None


def counts(reader: Reader) -> dict[str, int]:
    """Return how many rows are in each state that has any."""
    return {str(state): int(n) for state, n in reader.rows("SELECT state, COUNT(*) FROM reminder GROUP BY state")}


def next_due(reader: Reader) -> datetime | None:
    """Return when the next row falls due or the next lease runs out, None where nothing waits."""
    pending, leased = reader.rows(
        "SELECT (SELECT MIN(due_at) FROM reminder WHERE state = 'pending'),"
        " (SELECT MIN(lease_until) FROM reminder WHERE state = 'leased')"
    )[0]
    return min((moment for moment in (instant(pending), instant(leased)) if moment), default=None)


def last_sent(reader: Reader) -> datetime | None:
    """Return when a reminder last went out."""
    return instant(reader.rows("SELECT MAX(sent_at) FROM reminder")[0][0])


def reminded_tasks(reader: Reader, first: date, last: date, snoozed: date) -> list[RemindedTask]:
    """Return the tasks still to be done that begin or end in these days (both inclusive), or are put off to `snoozed` on."""
    found: dict[int, RemindedTask] = {}
    params = (*(first.isoformat(), last.isoformat()) * 2, snoozed.isoformat())
    for number, title, owner, start, due, tentative, updated, rule, taken_up, until in reader.rows(REMINDED, params):
        rules = found[number].rules if number in found else ()
        last_day, changed = day(due), instant(updated)
        assert last_day is not None
        assert changed is not None
        found[number] = RemindedTask(
            number,
            title,
            owner,
            day(start),
            last_day,
            bool(tentative),
            changed,
            (*rules, rule) if rule else rules,
            bool(taken_up),
            day(until),
        )
    return list(found.values())


def snoozed(reader: Reader, today: date) -> list[tuple[int, str, date]]:
    """Return (id, title, day) of the tasks still to be done whose reminders are put off beyond today."""
    rows = reader.rows(SNOOZED, (today.isoformat(),))
    return [(int(number), str(title), until) for number, title, raw in rows if (until := day(raw))]


def add(store: Store, rows: Iterable[Mapping[str, Any]]) -> int:
    """Add rows whose keys are new and return how many those were; a key that is known stays as it is.

    Each mapping has key, task_id, rule, recipient, channel, occurrence, due_at, subject, body and state.
    """
    from planrunner.store.working import REMINDER, insert_into, working

    fresh = {
        "lease_until": None,
        "lease_by": None,
        "attempts": 0,
        "last_error": "",
        "sent_at": None,
        "merged_into": None,
    }
    values = [fresh | dict(row) for row in rows]
    if not values:
        return 0
    with working(store) as connection:
        statement = insert_into(connection, REMINDER).on_conflict_do_nothing(index_elements=["key"])
        return sum(len(connection.execute(statement.values(**one).returning(REMINDER.c.id)).all()) for one in values)


def alter(store: Store, ids: Collection[int], from_states: Collection[str], **values: Any) -> int:
    """Change rows that are still in one of these states and return how many were: leased and sent ones are not touched."""
    from sqlalchemy import update

    from planrunner.store.working import REMINDER, working

    if not ids:
        return 0
    with working(store) as connection:
        chosen = REMINDER.c.id.in_(ids) & REMINDER.c.state.in_(from_states)
        return int(connection.execute(update(REMINDER).where(chosen).values(**values)).rowcount)


def merge(store: Store, members: Collection[int], carrier: Mapping[str, Any]) -> None:
    """Put the words of waiting rows into one new row, in one transaction; the members then wait for nothing.

    Where another program took one of the members meanwhile nothing is changed.
    """
    from sqlalchemy import insert, update

    from planrunner.store.working import REMINDER, working

    fresh = {"attempts": 0, "last_error": "", "state": "pending"}
    with working(store) as connection, connection.begin_nested() as attempt:
        made = connection.execute(insert(REMINDER).values(**fresh, **carrier).returning(REMINDER.c.id)).scalar_one()
        chosen = REMINDER.c.id.in_(members) & (REMINDER.c.state == "pending")
        changed = connection.execute(update(REMINDER).where(chosen).values(state="merged", merged_into=made))
        if changed.rowcount != len(members):
            attempt.rollback()


def claim_due(store: Store, now: datetime, lease_until: datetime, by: str, limit: int) -> list[ReminderRow]:
    """Lease up to `limit` rows that are due, or whose lease ran out, and return them, earliest due first.

    One statement with two bodies: on SQLite inside BEGIN IMMEDIATE, which makes claimers take turns; on PostgreSQL
    with FOR UPDATE SKIP LOCKED, which lets them take different rows (SQLAlchemy leaves that clause out on SQLite).
    """
    from sqlalchemy import and_, or_, select, update

    from planrunner.store.working import REMINDER, working

    c = REMINDER.c
    waiting = or_(
        and_(c.state == "pending", c.due_at <= now),
        and_(c.state == "leased", c.lease_until <= now),
    )
    chosen = select(c.id).where(waiting).order_by(c.due_at, c.id).limit(limit).with_for_update(skip_locked=True)
    statement = (
        update(REMINDER)
        .where(c.id.in_(chosen.scalar_subquery()))
        .values(state="leased", lease_until=lease_until, lease_by=by, attempts=c.attempts + 1)
        .returning(*(c[name] for name in ReminderRow._fields))
    )
    with working(store) as connection:
        found = [ReminderRow(*row) for row in connection.execute(statement)]
    return sorted(found, key=lambda row: (row.due_at, row.id))


def ack(store: Store, row: int, by: str, now: datetime) -> bool:
    """Write down that a leased row was sent; False where the lease has passed to another program."""
    return _settle(store, row, by, state="sent", sent_at=now, last_error="")


def fail(store: Store, row: int, by: str, error: str, retry_at: datetime | None) -> bool:
    """Write down that sending failed: again at `retry_at`, or never (None). False where the lease has passed on."""
    if retry_at is None:
        return _settle(store, row, by, state="dead", last_error=error)
    return _settle(store, row, by, state="pending", due_at=retry_at, last_error=error)


def release(store: Store, row: int, by: str, until: datetime) -> bool:
    """Give a leased row back unsent; it waits until a moment, and the lease does not count as an attempt."""
    from planrunner.store.working import REMINDER

    return _settle(store, row, by, state="pending", due_at=until, attempts=REMINDER.c.attempts - 1)


def withdraw(store: Store, row: int, by: str) -> bool:
    """Cancel a leased row: it is for nobody any more. False where the lease has passed on."""
    return _settle(store, row, by, state="cancelled")


def _settle(store: Store, row: int, by: str, **values: Any) -> bool:
    from sqlalchemy import update

    from planrunner.store.working import REMINDER, working

    c = REMINDER.c
    mine = (c.id == row) & (c.state == "leased") & (c.lease_by == by)
    with working(store) as connection:
        statement = update(REMINDER).where(mine).values(lease_until=None, lease_by=None, **values)
        return bool(connection.execute(statement).rowcount)


def prune(store: Store, before: datetime) -> int:
    """Delete rows that have nothing left to happen and fell due before a moment; return how many."""
    from sqlalchemy import delete

    from planrunner.store.working import REMINDER, working

    c = REMINDER.c
    ended = c.state.in_(("sent", "cancelled", "merged")) & (c.due_at < before)
    with working(store) as connection:
        return int(connection.execute(delete(REMINDER).where(ended)).rowcount)
