"""Reads on the database driver itself: lists do not pay for the ORM (design.md §4).

SQL is written once with `?` placeholders; this is the one place that adapts them to psycopg, and the one place that
turns driver values into dates, instants and JSON.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

from planrunner.errors import DamagedDataError, NotAllowedError
from planrunner.store.failures import UNWRITABLE, postgres_failure, primary_code, sqlite_failure
from planrunner.store.target import SCHEMA_VERSION, SQLITE_APPLICATION_ID, Target

SQLITE_MAGIC = b"SQLite format 3\x00"
"""How every SQLite file begins (sqlite.org/fileformat2.html §1.3)."""

Params = Sequence[str | int | float | None]


class Reader:
    """A read-only connection that opens on first use. Close it, or use it as a context manager."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._connection: Any = None

    def rows(self, sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
        """Run one SELECT and return its rows as tuples of driver values.

        Raises ConflictError while the database stays locked, DamagedDataError where it cannot be read.
        """
        if self.target.is_postgres:
            return self._postgres_rows(sql, params)
        try:
            return self._sqlite().execute(sql, params).fetchall()
        except sqlite3.Error as error:
            raise sqlite_failure(error, self.target.file) from error

    def close(self) -> None:
        """Close the connection, if one was opened."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _sqlite(self) -> sqlite3.Connection:
        if self._connection is None:
            assert self.target.file is not None
            self._connection = open_sqlite_readonly(self.target.file, self.target.busy_seconds)
        connection: sqlite3.Connection = self._connection
        return connection

    def _postgres_rows(self, sql: str, params: Params) -> list[tuple[Any, ...]]:
        import psycopg

        try:
            if self._connection is None:
                self._connection = psycopg.connect(self.target.address or "", autocommit=True)
                check_postgres_schema(self._connection)
            adapted = sql.replace("%", "%%").replace("?", "%s")
            found: list[tuple[Any, ...]] = self._connection.execute(adapted, params).fetchall()
        except psycopg.Error as error:
            raise postgres_failure(error) from error
        else:
            return found


def open_sqlite_readonly(file: Path, busy_seconds: float) -> sqlite3.Connection:
    """Open a workspace file for reading and check that it is one of ours, of this schema.

    Raises NotAllowedError where there is no workspace, DamagedDataError where the file is not planrunner's or is
    damaged or of a newer program.
    """
    if not file.is_file():
        raise NotAllowedError(
            f"{file.parent} 里还没有工作区（缺 {file.name}）。请先运行：planrunner init --office 单位名称 --region 区划代码"
        )
    try:
        try:
            return _opened(file, "mode=ro", busy_seconds)
        except sqlite3.OperationalError as error:
            if primary_code(error) not in UNWRITABLE:
                raise
            return _opened_where_nothing_may_be_written(file)
    except sqlite3.Error as error:
        raise sqlite_failure(error, file) from error


def _opened(file: Path, options: str, busy_seconds: float) -> sqlite3.Connection:
    uri = f"{file.resolve().as_uri()}?{options}"
    connection = sqlite3.connect(uri, uri=True, timeout=busy_seconds, check_same_thread=False)
    try:
        check_sqlite_schema(connection, file)
    except BaseException:
        connection.close()
        raise
    return connection


def _opened_where_nothing_may_be_written(file: Path) -> sqlite3.Connection:
    """Open a copy on a disc or in a locked folder, where WAL cannot make its files (sqlite.org/wal.html §5)."""
    wal = file.with_name(f"{file.name}-wal")
    if wal.exists() and wal.stat().st_size:
        raise NotAllowedError(
            f"{file.parent} 不能写入，而最后几次改动还在 {wal.name} 里，这样打开会看不到它们。"
            "请把整个文件夹复制到可以写入的地方再打开；原来的文件没有改动。"
        )
    return _opened(file, "mode=ro&immutable=1", 0)


def check_sqlite_schema(connection: sqlite3.Connection, file: Path) -> None:
    """Refuse a file that is not planrunner's, is older than this program reads, or newer than it knows."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application == version == 0 and _is_empty(connection, file):
        raise NotAllowedError(
            f"{file.parent} 里的工作区还没有建完。请再运行一次：planrunner init --office 单位名称 --region 区划代码"
        )
    if application != SQLITE_APPLICATION_ID:
        raise DamagedDataError(f"{file} 不是 planrunner 的数据文件，没有改动它。请检查 --workspace 指的文件夹。")
    check_version(version)


def _is_empty(connection: sqlite3.Connection, file: Path) -> bool:
    """Tell whether a database has no tables; a few bytes of something else, which SQLite takes for empty, are none."""
    with file.open("rb") as stream:
        head = stream.read(len(SQLITE_MAGIC))
    return head in (b"", SQLITE_MAGIC) and not connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]


def check_postgres_schema(connection: Any) -> None:
    """Refuse a PostgreSQL database without our tables, or of another schema number."""
    import psycopg

    try:
        with closing(connection.execute("SELECT version FROM schema_version")) as cursor:
            found = cursor.fetchone()
    except psycopg.errors.UndefinedTable as error:
        raise NotAllowedError("这个数据库里还没有 planrunner 的数据。请先运行：planrunner init …") from error
    check_version(found[0] if found else 0)


def check_version(version: int) -> None:
    """Compare a schema number with this program's."""
    if version > SCHEMA_VERSION:
        raise DamagedDataError("数据由更新版本的 planrunner 写成，这个版本读不了，没有改动它。请换用新版程序。")
    if version < SCHEMA_VERSION:
        raise NotAllowedError("数据还是旧版本的格式。请运行一次 planrunner doctor，程序会先备份再升级。")


def day(value: Any) -> date | None:
    """Turn a driver's date into a date (SQLite gives ISO text)."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def instant(value: Any) -> datetime | None:
    """Turn a driver's instant into an aware UTC datetime (SQLite gives naive UTC text)."""
    if value is None:
        return None
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def parsed(value: Any) -> Any:
    """Turn a driver's JSON column into objects (SQLite gives text)."""
    if not isinstance(value, str):
        return value
    import json

    return json.loads(value)
