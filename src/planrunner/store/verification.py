"""Checking the history: every record must be as it was written, and every row as the history last left it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel import Session, SQLModel, select

from planrunner.store.chain import GENESIS, record_hash
from planrunner.store.changes import dump
from planrunner.store.tables import History, HistoryItem, Tracked

if TYPE_CHECKING:
    from planrunner.store.database import Store


def verify_history(store: Store) -> tuple[int, list[str]]:
    """Return the number of records and the problems found, the first broken link first, in Chinese.

    After a broken link the chain is not followed further: what stands behind it cannot be trusted to be the same.
    """
    with store.reader() as reader:
        problems = _file_check(reader.rows("PRAGMA quick_check")) if not store.target.is_postgres else []
    if problems:
        return 0, problems
    last: dict[tuple[str, int], dict[str, Any] | None] = {}
    with Session(store.engine) as session:
        items: dict[int, list[HistoryItem]] = {}
        for item in session.exec(select(HistoryItem).order_by(HistoryItem.id)):  # type: ignore[arg-type]  # a column
            items.setdefault(item.history_id, []).append(item)
            last[item.table_name, item.row_id] = item.after
        previous, count = GENESIS, 0
        for record in session.exec(select(History).order_by(History.id)):  # type: ignore[arg-type]  # a column
            count += 1
            rows = [(i.table_name, i.row_id, i.before, i.after) for i in items.pop(record.id or 0, [])]
            fresh = record_hash(previous, record.at, record.who, record.action, record.reason, record.undoes, rows)
            if record.previous_hash != previous or record.hash != fresh:
                return count, [f"历史记录第 {record.id} 条（{record.who} {record.action}）与原来写下的不一致"]
            previous = record.hash
        problems = [f"历史明细指向不存在的记录 {number}" for number in items]
        return count, problems + _rows_against(session, last)


def _file_check(rows: list[tuple[Any, ...]]) -> list[str]:
    return [f"数据文件检查：{row[0]}" for row in rows if row[0] != "ok"]


def _rows_against(session: Session, last: dict[tuple[str, int], dict[str, Any] | None]) -> list[str]:
    problems = []
    for table in tracked_tables():
        name = str(table.__tablename__)
        known = {row_id: after for (where, row_id), after in last.items() if where == name}
        present = {row.id: row for row in session.exec(select(table))}  # type: ignore[attr-defined]  # tracked rows have ids
        for row_id in sorted(present.keys() | known.keys()):
            now = dump(present[row_id]) if row_id in present else None
            if now != known.get(row_id):
                problems.append(f"{name} 第 {row_id} 行与历史记录不一致（可能被其他程序直接改动）")
    return problems


def tracked_tables() -> list[type[SQLModel]]:
    """Return every table whose changes go into the history."""
    from planrunner.store import tables

    return [
        value  # type: ignore[misc]  # Tracked tables are SQLModel tables
        for value in vars(tables).values()
        if isinstance(value, type) and issubclass(value, Tracked) and value is not Tracked
    ]
