"""What calendar feeds read and keep. Reads are on the driver; only the writes import SQLAlchemy."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from planrunner.store.queries import marks
from planrunner.store.reader import Params, Reader, day, instant, parsed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planrunner.store.database import Store


class Choice(NamedTuple):
    """Which tasks a calendar holds: those that pass every field that is set. `days` are both inclusive."""

    days: tuple[date, date] | None = None
    owner: str = ""
    category: str = ""
    obligation: int | None = None


class FeedRow(NamedTuple):
    """A subscription with what it last looked like; `etag` is "" before the first fetch.

    `past_days` and `coming_days` are None together: then there is no window.
    """

    id: int
    name: str
    owner: str
    category: str
    obligation: int | None
    kind: Literal["event", "todo"]
    alarm: bool
    past_days: int | None
    coming_days: int | None
    created_at: datetime
    revoked_at: datetime | None
    etag: str
    changed_at: datetime | None
    data_version: int
    rendered_on: date | None
    fetched_at: datetime | None
    fetched_by: str


class DatedTask(NamedTuple):
    """A dated task as calendars need it, with its cached component and the revision that was built from."""

    id: int
    title: str
    status: str
    first: date
    last: date
    due: date | None
    tentative: bool
    reason: str
    sequence: int
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    version: int
    revision: str | None
    body: bytes | None


PAST_DAYS, COMING_DAYS = 90, 400
"""The usual window of a feed around today (calendars.md §6)."""
FEED_COLUMNS = """
SELECT f.id, f.name, f.owner, COALESCE(c.category, ''), c.obligation_id, c.kind, c.alarm, c.past_days, c.coming_days,
       f.created_at, f.revoked_at, COALESCE(s.etag, ''), s.changed_at,
       COALESCE(s.data_version, -1), s.rendered_on, s.fetched_at, COALESCE(s.fetched_by, '')
FROM feed f LEFT JOIN feed_choice c ON c.feed_id = f.id LEFT JOIN feed_state s ON s.feed_id = f.id
"""
DATED = """
SELECT t.id, t.title, t.status, COALESCE(t.planned, t.due), t.window_from, t.window_to, t.spans, t.due, t.tentative,
       t.reason, t.sequence, t.created_at, t.updated_at, t.closed_at, t.version, b.revision, b.body
FROM task t LEFT JOIN event_bytes b ON b.task_id = t.id AND b.variant = ?
WHERE COALESCE(t.planned, t.due) IS NOT NULL
"""
SERVED = """
SELECT t.id, o.id, o.version
FROM task t JOIN task_obligation l ON l.task_id = t.id JOIN obligation o ON o.id = l.obligation_id
WHERE COALESCE(t.planned, t.due) IS NOT NULL
"""
BASES = "SELECT id, basis FROM obligation WHERE id IN "
STAND = "SELECT user_version, (SELECT COALESCE(MAX(id), 0) FROM history) FROM pragma_user_version"
ANY_DAY = ""
IN_WINDOW = " AND (COALESCE(t.planned, t.due) BETWEEN ? AND ? OR (t.spans AND t.window_from <= ? AND t.window_to >= ?))"
OF_OWNER = " AND t.owner = ?"
OF_CATEGORY = " AND t.category = ?"
SERVING = " AND EXISTS (SELECT 1 FROM task_obligation w WHERE w.task_id = t.id AND w.obligation_id = ?)"


def _feed(row: tuple[Any, ...]) -> FeedRow:
    found = FeedRow(*row)
    if row[5] is None:  # made before there was a choice
        found = found._replace(kind="event", past_days=PAST_DAYS, coming_days=COMING_DAYS)
    return found._replace(
        alarm=bool(found.alarm),
        created_at=instant(found.created_at) or found.created_at,
        revoked_at=instant(found.revoked_at),
        changed_at=instant(found.changed_at),
        rendered_on=day(found.rendered_on),
        fetched_at=instant(found.fetched_at),
    )


def feeds(reader: Reader) -> list[FeedRow]:
    """Return every subscription ever made, oldest first."""
    return [_feed(row) for row in reader.rows(FEED_COLUMNS + " ORDER BY f.id")]


def feed_of(reader: Reader, token_hash: str) -> FeedRow | None:
    """Return the living subscription with this token, None for an unknown or revoked one."""
    rows = reader.rows(FEED_COLUMNS + " WHERE f.token_hash = ? AND f.revoked_at IS NULL", (token_hash,))
    return _feed(rows[0]) if rows else None


def stand(reader: Reader) -> tuple[int, int]:
    """Return the schema and the newest history record of a SQLite file: while both stay, every feed stays."""
    ((schema, record),) = reader.rows(STAND)
    return int(schema), int(record)


def _within(choice: Choice) -> tuple[str, Params]:
    params: list[str | int] = []
    clause = ANY_DAY
    if choice.days is not None:
        first, last = (one.isoformat() for one in choice.days)
        clause, params = IN_WINDOW, [first, last, last, first]
    for wanted, condition in ((choice.owner, OF_OWNER), (choice.category, OF_CATEGORY)):
        if wanted:
            clause, params = clause + condition, [*params, wanted]
    if choice.obligation is not None:
        clause, params = clause + SERVING, [*params, choice.obligation]
    return clause, params


def dated_tasks(reader: Reader, choice: Choice, variant: str) -> list[DatedTask]:
    """Return the dated tasks of a choice by id, with the bytes kept for this variant of the component."""
    clause, params = _within(choice)
    return [_dated(row) for row in reader.rows(DATED + clause + " ORDER BY t.id", [variant, *params])]


def _dated(row: tuple[Any, ...]) -> DatedTask:
    number, title, status, planned, start, end, spans, due, tentative, reason, sequence, created, updated, closed = row[
        :14
    ]
    version, revision, body = row[14:]
    first, last = (day(start), day(end)) if spans and start and end else (day(planned), day(planned))
    made, changed = instant(created), instant(updated)
    assert first is not None
    assert last is not None
    assert made is not None
    assert changed is not None
    body = None if body is None else bytes(body)
    return DatedTask(
        number, title, status, first, last, day(due), bool(tentative), reason, sequence, made, changed,
        instant(closed), version, revision, body,
    )  # fmt: skip


def obligation_versions(reader: Reader, choice: Choice) -> dict[int, list[tuple[int, int]]]:
    """Return (id, version) of the obligations that each task of a choice serves."""
    clause, params = _within(choice)
    found: dict[int, list[tuple[int, int]]] = {}
    for task, obligation, version in reader.rows(SERVED + clause + " ORDER BY t.id, o.id", params):
        found.setdefault(int(task), []).append((int(obligation), int(version)))
    return found


def bases(reader: Reader, obligations: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the legal basis of these obligations, as `review --json` prints it."""
    found: dict[int, list[dict[str, Any]]] = {}
    for at in range(0, len(obligations), 500):
        part = obligations[at : at + 500]
        rows = reader.rows(BASES + marks(part), part)
        found |= {int(number): parsed(basis) for number, basis in rows}
    return found


def keep_bytes(store: Store, variant: str, built: Iterable[tuple[int, str, bytes]]) -> None:
    """Keep (task, revision, component) of a variant for the next reading; a task's older bytes make room."""
    from planrunner.store.working import EVENT_BYTES, insert_into, working

    rows = [{"task_id": task, "variant": variant, "revision": revision, "body": body} for task, revision, body in built]
    if rows:
        with working(store) as connection:
            statement = insert_into(connection, EVENT_BYTES)
            fresh = {"revision": statement.excluded.revision, "body": statement.excluded.body}
            connection.execute(statement.on_conflict_do_update(index_elements=["task_id", "variant"], set_=fresh), rows)


def keep_state(store: Store, feed: int, etag: str, data_version: int, rendered_on: date, now: datetime) -> datetime:
    """Keep what a feed looks like now and return its Last-Modified, in whole seconds.

    It never goes back and moves with every change, also with two inside one second: clients that compare dates only
    would otherwise never see the second (RFC 9110 13.1.3).
    """
    from sqlalchemy import select

    from planrunner.store.working import FEED_STATE, insert_into, working

    with working(store) as connection:
        known = connection.execute(
            select(FEED_STATE.c.etag, FEED_STATE.c.changed_at).where(FEED_STATE.c.feed_id == feed).with_for_update()
        ).first()
        changed_at = now.replace(microsecond=0)
        if known is not None:
            last: datetime = known.changed_at
            changed_at = last if known.etag == etag else max(last + timedelta(seconds=1), changed_at)
        values = {"etag": etag, "changed_at": changed_at, "data_version": data_version, "rendered_on": rendered_on}
        statement = insert_into(connection, FEED_STATE).values(feed_id=feed, fetched_by="", **values)
        connection.execute(statement.on_conflict_do_update(index_elements=["feed_id"], set_=values))
    return changed_at


def keep_fetch(store: Store, feed: int, at: datetime, agent: str) -> None:
    """Keep when a feed was last fetched, and by which program."""
    from sqlalchemy import update

    from planrunner.store.working import FEED_STATE, working

    with working(store) as connection:
        values = {"fetched_at": at, "fetched_by": agent}
        connection.execute(update(FEED_STATE).where(FEED_STATE.c.feed_id == feed).values(values))
