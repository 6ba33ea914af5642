"""The SQLAlchemy engine with the settings that lose no update (scheduling.md §3)."""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from planrunner.store.target import Target


def make_engine(target: Target) -> Engine:
    """Return an engine for a target.

    SQLite: WAL, full sync (a power cut must not lose the last entry), foreign keys, and every transaction begins
    IMMEDIATE, so that what it read cannot change under it.
    """
    if target.is_postgres:
        return create_engine(target.sqlalchemy_url(), pool_pre_ping=True)
    engine = create_engine(target.sqlalchemy_url(), connect_args={"timeout": target.busy_seconds})

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {int(target.busy_seconds * 1000)}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
