"""Undo and redo: taking back one's last change, as one more record. The history itself never shrinks."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from planrunner.errors import ConflictError, NothingFoundError

if TYPE_CHECKING:
    from sqlmodel import SQLModel

    from planrunner.services.desk import Desk
    from planrunner.store.changes import Change
    from planrunner.store.tables import History, HistoryItem

KEEPS_COUNTING = ("version", "sequence", "updated_at", "overdue_since")
"""Fields that an undo never moves back: calendars and other screens must see a newer version, and late stays late."""


NOT_OF_THE_PLAN = {"init", "feed", "feed-rotate", "feed-revoke"}
"""Changes that undo passes over: a workspace, and the addresses that phones have been given, are not plan data."""


def undo(desk: Desk) -> str:
    """Take back this person's last change of the plan and return its action's name.

    Raises NothingFoundError where there is none, ConflictError where someone has changed the same since.
    """
    return _reverse(desk, "undo")


def redo(desk: Desk) -> str:
    """Do again what this person last took back. Raises as `undo`."""
    return _reverse(desk, "redo")


def _reverse(desk: Desk, action: str) -> str:
    from planrunner.store.tables import History

    with desk.store.reader() as reader:
        rows = reader.rows("SELECT id, action, undoes FROM history WHERE who = ? ORDER BY id", (desk.who,))
    done: list[int] = []
    undone: list[int] = []
    passed: set[int] = set()
    for number, what, undoes in rows:
        if what in NOT_OF_THE_PLAN or undoes in passed:
            passed.add(number)
        elif undoes is None:
            done.append(number)
            undone.clear()
        elif what == "undo":
            done.pop()
            undone.append(number)
        else:
            undone.pop()
            done.append(number)
    stack = done if action == "undo" else undone
    if not stack:
        word = "可以撤销的操作" if action == "undo" else "可以恢复的撤销"
        raise NothingFoundError(f"没有{word}（只能撤回 {desk.who} 自己做的）。")
    target = stack[-1]
    with desk.store.change(who=desk.who, action=action, at=desk.now(), undoes=target) as tx:
        record = tx.session.get_one(History, target)
        _restore(tx, record)
        return _original(tx, record).action


def _original(tx: Change, record: History) -> History:
    """Return the change that a chain of undos and redos is about."""
    from planrunner.store.tables import History

    while record.undoes is not None:
        record = tx.session.get_one(History, record.undoes)
    return record


def _restore(tx: Change, record: History) -> None:
    from sqlmodel import select

    from planrunner.store.tables import HistoryItem

    items = tx.session.exec(
        select(HistoryItem).where(HistoryItem.history_id == record.id).order_by(HistoryItem.id)  # type: ignore[arg-type]  # a column, not its value
    ).all()
    for item in reversed(items):
        _restore_row(tx, item)
        tx.session.flush()


def _restore_row(tx: Change, item: HistoryItem) -> None:
    from planrunner.store.changes import dump

    table = _table(item.table_name)
    row = tx.session.get(table, item.row_id)
    now = dump(row) if row is not None else None
    if _stripped(now) != _stripped(item.after):
        raise ConflictError("这项内容后来又被改过，不能直接撤回，没有改动。请在任务页里按现在的情况修改。")
    if item.before is None:
        tx.session.delete(row)
    elif row is None:
        tx.session.add(table(**_values(table, item.before)))
    else:
        for name, value in _values(table, item.before).items():
            if name not in KEEPS_COUNTING:
                setattr(row, name, value)


def _stripped(values: dict[str, Any] | None) -> dict[str, Any] | None:
    return {name: value for name, value in values.items() if name not in KEEPS_COUNTING} if values else values


def _table(name: str) -> type[SQLModel]:
    from planrunner.store import tables

    for table in vars(tables).values():
        if (
            isinstance(table, type)
            and issubclass(table, tables.Tracked)
            and getattr(table, "__tablename__", "") == name
        ):
            found: type[SQLModel] = table  # type: ignore[assignment]  # Tracked tables are SQLModel tables
            return found
    raise AssertionError(name)


def _values(table: type[SQLModel], stored: dict[str, Any]) -> dict[str, Any]:
    """Turn the history's JSON back into column values."""
    found: dict[str, Any] = {}
    for name, field in table.model_fields.items():
        value = stored.get(name)
        kinds = str(field.annotation)
        if isinstance(value, str) and "datetime.datetime" in kinds:
            found[name] = datetime.fromisoformat(value)
        elif isinstance(value, str) and "datetime.date" in kinds:
            found[name] = date.fromisoformat(value)
        else:
            found[name] = value
    return found
