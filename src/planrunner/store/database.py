"""The store as services hold it: reads on the driver, writes in recorded transactions, made when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.store.reader import Reader

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from sqlalchemy import Engine

    from planrunner.store.changes import Change
    from planrunner.store.target import Target


class Store:
    """One workspace's database. Opening costs nothing; the ORM is imported with the first write."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._engine: Engine | None = None
        self._opened: tuple[int, int] | None = None

    def reader(self) -> Reader:
        """Return a fresh reader; use one per thread and close it."""
        return Reader(self.target)

    @property
    def engine(self) -> Engine:
        """The SQLAlchemy engine of this store.

        Made anew where the file is another than before: connections kept from before a restore would go on writing
        into a file that no longer has a name.
        """
        found = self._file()
        if found != self._opened:
            self.close()
            self._opened = found
        if self._engine is None:
            from planrunner.store.engine import make_engine

            self._engine = make_engine(self.target)
        return self._engine

    def _file(self) -> tuple[int, int] | None:
        """Return what tells this store's file from another of the same name; None for PostgreSQL and where it is not there."""
        try:
            known = self.target.file.stat() if self.target.file else None
        except OSError:
            return None
        return (known.st_dev, known.st_ino) if known else None

    def change(
        self, *, who: str, action: str, at: datetime, reason: str = "", undoes: int | None = None
    ) -> AbstractContextManager[Change]:
        """Open one write transaction with its history record (see `store.changes.change`).

        Raises the errors of `Reader.rows` where the database is not there or not ours.
        """
        from planrunner.store.changes import change

        with self.reader() as reader:  # refuses what is no workspace of ours before a writer touches it
            reader.rows("SELECT 1")
        return change(self.engine, self.target, who=who, action=action, at=at, reason=reason, undoes=undoes)

    def close(self) -> None:
        """Give back the connections."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None
