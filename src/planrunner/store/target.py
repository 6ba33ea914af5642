"""Where the data is: a SQLite file or a PostgreSQL address, and how each is told apart. Imports no ORM."""

from pathlib import Path
from typing import NamedTuple

SQLITE_APPLICATION_ID = 0x504C414E
"""`PRAGMA application_id` of every planrunner.db ("PLAN"), so that a strange SQLite file is refused."""

SCHEMA_VERSION = 4
"""The number of the newest migration; kept in `PRAGMA user_version` or the one-row table schema_version."""


class Target(NamedTuple):
    """A database to open. Exactly one of `file` (SQLite) and `address` (PostgreSQL) is set.

    `busy_seconds` is how long a writer waits for another before it gives up.
    """

    file: Path | None = None
    address: str | None = None
    busy_seconds: float = 30.0

    @property
    def is_postgres(self) -> bool:
        """Tell whether this is PostgreSQL."""
        return self.address is not None

    def postgres_url(self) -> str:
        """Return the PostgreSQL address for SQLAlchemy, which reaches it through psycopg 3."""
        assert self.address is not None
        return "postgresql+psycopg://" + self.address.split("://", 1)[1]


def parse_target(database: str | None, workspace: Path, busy_seconds: float = 30.0) -> Target:
    """Return the target for `--database` (a postgresql:// address) or else the workspace's own file.

    Raises ValueError for an address of another kind.
    """
    if not database:
        return Target(file=workspace / "planrunner.db", busy_seconds=busy_seconds)
    if database.split("://", 1)[0] in {"postgresql", "postgres", "postgresql+psycopg"}:
        return Target(address="postgresql://" + database.split("://", 1)[1], busy_seconds=busy_seconds)
    raise ValueError(database)
