"""Every change to data is one transaction with its history record; there is no other way to write tracked rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, event, inspect, text
from sqlmodel import Session, SQLModel, select

from planrunner.errors import UsageError
from planrunner.store.chain import GENESIS, plain, record_hash
from planrunner.store.closed_years import refuse_closed
from planrunner.store.engine import failures_told
from planrunner.store.tables import History, HistoryItem, Task, Tracked
from planrunner.store.target import Target

CHAIN_LOCK = 0x504C414E
"""Advisory lock on PostgreSQL that makes writers take turns, as BEGIN IMMEDIATE does on SQLite: the chain has one end."""

VISIBLE_IN_CALENDAR = {"title", "status", "planned", "window_from", "window_to", "due", "tentative", "spans"}


def dump(row: SQLModel) -> dict[str, Any]:
    """Return a tracked row as the JSON object that the history keeps."""
    return {name: plain(getattr(row, name)) for name in type(row).model_fields}


def _changed(row: Any) -> set[str]:
    """Return the columns whose value differs from what was loaded; a column set to what it was has not changed."""
    state = inspect(row)
    return {name for name in state.committed_state if state.attrs[name].history.has_changes()}


def _keepable(text: str) -> bool:
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def _check_text(row: SQLModel) -> None:
    """Refuse text that no database keeps: NUL (PostgreSQL), halves of characters (names in a foreign encoding)."""
    for name in type(row).model_fields:
        value = getattr(row, name)
        if isinstance(value, str) and not _keepable(value):
            shown = "".join(char if char.isprintable() else "?" for char in value[:40])
            raise UsageError(f"“{shown}”里有不能保存的字符（空字符或编码错乱），没有写入任何内容。请改掉后再做一次。")


class Change:
    """An open transaction. Work on `session`; the history record is written when the block ends."""

    def __init__(self, session: Session, at: datetime) -> None:
        self.session = session
        self.at = at
        self.history_id: int | None = None
        self.discarded = False
        self._before: dict[int, tuple[SQLModel, dict[str, Any] | None]] = {}
        self._gone: set[int] = set()
        self._sequenced: set[int] = set()
        event.listen(session, "before_flush", self._note)

    def _note(self, session: Any, _context: Any, _instances: Any) -> None:
        for row in session.new:
            if isinstance(row, Tracked):
                _check_text(row)  # type: ignore[arg-type]  # Tracked rows are SQLModel rows
                self._sequenced.add(id(row))  # no calendar has seen it yet
                self._before.setdefault(id(row), (row, None))  # type: ignore[arg-type]  # Tracked rows are SQLModel rows
        for row in session.dirty:
            changed = _changed(row) if isinstance(row, Tracked) else set()
            if changed:
                _check_text(row)
                self._touch(row)
            if changed & VISIBLE_IN_CALENDAR and isinstance(row, Task) and id(row) not in self._sequenced:
                row.sequence += 1
                self._sequenced.add(id(row))
        for row in session.deleted:
            if isinstance(row, Tracked):
                self._touch(row)
                self._gone.add(id(row))

    def _touch(self, row: Any) -> None:
        if id(row) in self._before:
            return
        state = inspect(row)
        before = dump(row) | {name: plain(value) for name, value in state.committed_state.items()}
        self._before[id(row)] = (row, before)
        if "version" in type(row).model_fields:
            row.version += 1
        if isinstance(row, Task):
            row.updated_at = self.at

    def discard(self) -> None:
        """Write nothing when the block ends: a dry run."""
        self.discarded = True

    def items(self) -> list[tuple[str, int, dict[str, Any] | None, dict[str, Any] | None]]:
        """Return what changed so far as (table, row id, before, after), in the order first touched."""
        found = []
        for row, before in self._before.values():
            after = None if id(row) in self._gone else dump(row)
            if before != after:
                row_id: int = row.id if after is not None else before["id"]  # type: ignore[attr-defined,index]  # tracked rows have ids
                found.append((str(row.__tablename__), row_id, before, after))
        return found


@contextmanager
def change(
    engine: Engine,
    target: Target,
    *,
    who: str,
    action: str,
    at: datetime,
    reason: str = "",
    undoes: int | None = None,
) -> Iterator[Change]:
    """Open one write transaction and close it with one history record.

    Nothing is written when the block raises, or when it changed nothing. Raises ConflictError where another writer
    won or kept the database locked, NotAllowedError where it cannot be written or touches a closed year,
    DamagedDataError where it is broken, UsageError for text that cannot be kept.
    """
    with failures_told(target), Session(engine, expire_on_commit=False, autoflush=False) as session:
        if target.is_postgres:
            session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
        current = Change(session, at)
        yield current
        session.flush()
        items = current.items()
        refuse_closed(session, items)
        if items and not current.discarded:
            current.history_id = _record(session, who, action, at, reason, undoes, items)
        if current.discarded:
            session.rollback()
        else:
            session.commit()


def _record(
    session: Session,
    who: str,
    action: str,
    at: datetime,
    reason: str,
    undoes: int | None,
    items: list[tuple[str, int, dict[str, Any] | None, dict[str, Any] | None]],
) -> int:
    last = session.exec(select(History.hash).order_by(History.id.desc()).limit(1)).first()  # type: ignore[union-attr]  # a column, not its value
    previous = last or GENESIS
    record = History(
        at=at,
        who=who,
        action=action,
        reason=reason,
        undoes=undoes,
        previous_hash=previous,
        hash=record_hash(previous, at, who, action, reason, undoes, items),
    )
    session.add(record)
    session.flush()
    assert record.id is not None
    for table, row_id, before, after in items:
        session.add(HistoryItem(history_id=record.id, table_name=table, row_id=row_id, before=before, after=after))
    return record.id
