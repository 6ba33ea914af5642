"""What every table is made of: names of constraints, kinds of columns, and the mark of a table with a history."""

from typing import Any, ClassVar

from sqlalchemy import JSON, Column, Index, MetaData, text
from sqlmodel import SQLModel

from planrunner.store.types import UTCDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata
metadata.naming_convention = NAMING

AUTO = {"sqlite_autoincrement": True}


def json_column(*, nullable: bool = False) -> Column[Any]:
    """Return a new JSON column (arrays and objects only, so that every driver reads it alike)."""
    return Column(JSON(none_as_null=True), nullable=nullable)


def instant_column(*, nullable: bool = False) -> Column[Any]:
    """Return a new column for an instant in UTC."""
    return Column(UTCDateTime(), nullable=nullable)


def partial_index(name: str, column: str, where: str) -> Index:
    """Return an index over some rows only: the few open tasks are found without passing 100,000 closed ones.

    SQLite uses it only for a query that says `where` word for word, and prefers an index on status where there is one.
    """
    return Index(name, column, sqlite_where=text(where), postgresql_where=text(where))


class Tracked:
    """Marks a table whose rows go into the history."""

    tracked: ClassVar[bool] = True
