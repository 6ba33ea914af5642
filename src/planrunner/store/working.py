"""Writing working data (feeds as last served, the outbox): one short transaction, no history record.

What people decide goes through `store.changes`; nothing here touches a tracked table, so the history's chain neither
grows nor waits when a calendar is fetched or a reminder leaves.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite

from planrunner.store.engine import failures_told
from planrunner.store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Table

    from planrunner.store.database import Store

EVENT_BYTES: Table = metadata.tables["event_bytes"]
FEED_STATE: Table = metadata.tables["feed_state"]
REMINDER: Table = metadata.tables["reminder"]


@contextmanager
def working(store: Store) -> Iterator[Connection]:
    """Open one write transaction on working data; it commits when the block ends and rolls back when it raises.

    Raises the errors of `store.failures`, and those of `Reader.rows` where the database is not there or not ours.
    """
    with store.reader() as reader:
        reader.rows("SELECT 1")
    with failures_told(store.target), store.engine.begin() as connection:
        yield connection


def insert_into(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT of this database's dialect: only those know ON CONFLICT."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
