"""Checking the history: every record must be as it was written, and every row as the history last left it."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, cast
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, select

from planrunner.store.chain import GENESIS, record_hash
from planrunner.store.changes import dump
from planrunner.store.engine import failures_told, reading_engine
from planrunner.store.tables import History, Tracked, metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planrunner.store.database import Store

Image = dict[str, Any] | None
Images = dict[tuple[str, int], Image]
Item = tuple[str, int, str | None, str | None]


def verify_history(store: Store) -> tuple[int, list[str]]:
    """Return the number of records and the problems found, the first broken link first, in Chinese.

    After a broken link the chain is not followed further: what stands behind it cannot be trusted to be the same.
    Works on one picture of the data, without writing and without waiting for writers.
    """
    with store.reader() as reader:
        problems = _file_check(reader.rows("PRAGMA quick_check")) if not store.target.is_postgres else []
    if problems:
        return 0, problems
    engine = reading_engine(store.target)
    try:
        with failures_told(store.target), Session(engine) as session:
            count, last, problems = _follow(session)
            return count, problems or [*_end_of_chain(session), *_rows_against(session, last)]
    except ValueError as error:  # a day or an instant that is none: the program never wrote it
        return 0, [f"数据里有读不懂的值，不是本程序写下的：{error}"]
    finally:
        engine.dispose()


def _file_check(rows: list[tuple[Any, ...]]) -> list[str]:
    return [f"数据文件检查：{row[0]}" for row in rows if row[0] != "ok"]


def _items(session: Session) -> Iterator[tuple[int, list[Item]]]:
    """Return the items of each record, by record id, in the order written; images as JSON text, not yet trusted."""
    c = metadata.tables["history_item"].c
    sql = select_columns(c.history_id, c.table_name, c.row_id, cast(c.before, Text), cast(c.after, Text))
    rows = session.connection().execute(sql.order_by(c.history_id, c.id))
    for number, group in groupby(rows.yield_per(1000), key=lambda row: row[0]):
        yield number, [(row[1], row[2], row[3], row[4]) for row in group]


def _read(items: list[Item]) -> list[tuple[str, int, Image, Image]] | None:
    """Turn images into objects; None where one is not JSON any more."""
    try:
        return [
            (table, row_id, json.loads(before or "null"), json.loads(after or "null"))
            for table, row_id, before, after in items
        ]
    except ValueError:
        return None


def _follow(session: Session) -> tuple[int, Images, list[str]]:
    """Follow the chain; return the records read, how each row was last left, and the first broken link."""
    last: Images = {}
    items = _items(session)
    number, found = next(items, (None, []))
    previous, count = GENESIS, 0
    for record in session.exec(select(History).order_by(History.id)).yield_per(1000):  # type: ignore[arg-type]  # a column
        count += 1
        if number is not None and record.id is not None and number < record.id:
            return count, last, [f"历史明细指向不存在的记录 {number}"]
        rows: list[tuple[str, int, Image, Image]] | None = []
        if number == record.id:
            rows = _read(found)
            number, found = next(items, (None, []))
        if rows is None or record.previous_hash != previous or record.hash != _hash(record, rows):
            return count, last, [f"历史记录第 {record.id} 条（{record.who} {record.action}）与原来写下的不一致"]
        previous = record.hash
        last |= {(table, row_id): after for table, row_id, _, after in rows}
    return count, last, [f"历史明细指向不存在的记录 {number}"] if number is not None else []


def _hash(record: History, rows: list[tuple[str, int, Image, Image]]) -> str:
    return record_hash(record.previous_hash, record.at, record.who, record.action, record.reason, record.undoes, rows)


def _end_of_chain(session: Session) -> list[str]:
    """Compare the last record with the number that SQLite last gave out: a cut-off end breaks no link."""
    if session.get_bind().dialect.name != "sqlite":
        return []
    given = session.connection().exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'history'").scalar() or 0
    newest = session.connection().exec_driver_sql("SELECT COALESCE(MAX(id), 0) FROM history").scalar_one()
    return [f"历史记录第 {newest} 条之后的记录被删掉了（应到第 {given} 条）"] if newest < given else []


def _rows_against(session: Session, last: Images) -> list[str]:
    problems = []
    for table in tracked_tables():
        name = str(table.__tablename__)
        known = {row_id: after for (where, row_id), after in last.items() if where == name and after is not None}
        for row in session.exec(select(table).order_by(table.id)).yield_per(1000):  # type: ignore[attr-defined]  # tracked rows have ids
            row_id: int = row.id  # type: ignore[attr-defined]  # as above
            if known.pop(row_id, None) != dump(row):
                problems.append(f"{name} 第 {row_id} 行与历史记录不一致（可能被其他程序直接改动）")
        problems += [f"{name} 第 {row_id} 行不见了（可能被其他程序直接删除）" for row_id in sorted(known)]
    return problems


def tracked_tables() -> list[type[SQLModel]]:
    """Return every table whose changes go into the history."""
    from planrunner.store import tables

    return [
        value  # type: ignore[misc]  # Tracked tables are SQLModel tables
        for value in vars(tables).values()
        if isinstance(value, type) and issubclass(value, Tracked) and value is not Tracked
    ]
