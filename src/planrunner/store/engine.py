"""The SQLAlchemy engines: one to write with the settings that lose no update (scheduling.md §3), one to read with."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from planrunner.store.failures import postgres_failure, sqlite_failure
from planrunner.store.reader import open_sqlite_readonly
from planrunner.store.target import Target


def make_engine(target: Target) -> Engine:
    """Return the engine that writes to a target.

    SQLite: WAL, full sync (a power cut must not lose the last entry), foreign keys, and every transaction begins
    IMMEDIATE, so that what it read cannot change under it. PostgreSQL: a lock is waited for as long as on SQLite.
    """
    if target.is_postgres:
        return _postgres(target, isolation_level="READ COMMITTED")
    url = URL.create("sqlite", database=str(target.file))  # a path is no URL: it may hold ? and %
    engine = create_engine(url, connect_args={"timeout": target.busy_seconds})

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


def reading_engine(target: Target) -> Engine:
    """Return an engine whose every transaction is one unmoving picture of the data and that cannot write.

    Works where nothing may be written and waits for no writer. Dispose of it after use.
    """
    if target.is_postgres:
        return _postgres(target, isolation_level="REPEATABLE READ").execution_options(postgresql_readonly=True)
    file = target.file
    assert file is not None

    def connect() -> sqlite3.Connection:
        connection = open_sqlite_readonly(file, target.busy_seconds)
        connection.isolation_level = None
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def _postgres(target: Target, isolation_level: Any) -> Engine:
    engine = create_engine(target.postgres_url(), pool_pre_ping=True, isolation_level=isolation_level)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.execute(f"SET lock_timeout = {int(target.busy_seconds * 1000)}")
        connection.commit()

    return engine


@contextmanager
def failures_told(target: Target) -> Iterator[None]:
    """Turn what the driver raises inside the block into an error for a person (see `store.failures`)."""
    try:
        yield
    except DBAPIError as error:
        if error.orig is None:
            raise
        if isinstance(error.orig, sqlite3.Error):
            raise sqlite_failure(error.orig, target.file) from error
        raise postgres_failure(error.orig) from error
