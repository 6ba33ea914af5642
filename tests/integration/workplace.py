"""A workspace with an office, and the people who work at it, on either database."""

from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from planrunner.services.desk import Desk
from planrunner.store.database import Store
from planrunner.store.target import Target

TODAY = date(2022, 3, 1)
"""The day it is in these tests, a Tuesday; due days before it are late."""


@dataclass
class Workplace:
    """A workspace with an office, and the people who work at it."""

    folder: Path
    target: Target
    stores: list[Store] = field(default_factory=list)

    def desk(self, who: str = "经办", today: date = TODAY) -> Desk:
        """Return a desk of its own store, as another program would have."""
        store = Store(self.target)
        self.stores.append(store)
        return Desk(self.folder, store, who, given_today=today)

    def sql(self, statement: str, *params: Any) -> list[tuple[Any, ...]]:
        """Do to the data what another program could do: plain SQL past the store, committed."""
        if self.target.is_postgres:
            import psycopg

            with psycopg.connect(self.target.address or "", autocommit=True) as connection:
                cursor = connection.execute(statement.replace("?", "%s"), params)
                return cursor.fetchall() if cursor.description else []
        import sqlite3

        assert self.target.file is not None
        with closing(sqlite3.connect(self.target.file, isolation_level=None)) as connection:
            return connection.execute(statement, params).fetchall()

    def close(self) -> None:
        """Give back every connection."""
        for store in self.stores:
            store.close()


def run(server: str, statement: str) -> None:
    """Run one statement on the server itself."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def address(server: str, name: str) -> str:
    """Return the address of one database of a server."""
    return server.replace("/postgres?", f"/{name}?")
