"""Reads on the database driver itself: lists do not pay for the ORM (design.md §4).

SQL is written once with `?` placeholders; this is the one place that adapts them to psycopg, and the one place that
turns driver values into dates, instants and JSON.
"""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

from planrunner.errors import ConflictError, DamagedDataError, NotAllowedError, PlanrunnerError
from planrunner.store.target import SCHEMA_VERSION, SQLITE_APPLICATION_ID, Target

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
        except sqlite3.DatabaseError as error:
            raise database_error(error, self.target) from error

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
            found: list[tuple[Any, ...]] = self._connection.execute(sql.replace("?", "%s"), params).fetchall()
        except psycopg.OperationalError as error:
            raise ConflictError(f"连不上数据库：{error}。数据没有改动，请检查网络和地址后重试。") from error
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
    uri = f"{file.resolve().as_uri()}?mode=ro"
    try:
        try:
            connection = sqlite3.connect(uri, uri=True, timeout=busy_seconds, check_same_thread=False)
            check_sqlite_schema(connection, file)
        except sqlite3.OperationalError:
            # A WAL file in a folder nobody may write to (a copy on a disc) opens only as immutable.
            connection = sqlite3.connect(f"{uri}&immutable=1", uri=True, check_same_thread=False)
            check_sqlite_schema(connection, file)
    except sqlite3.DatabaseError as error:
        raise database_error(error, Target(file=file)) from error
    return connection


def check_sqlite_schema(connection: sqlite3.Connection, file: Path) -> None:
    """Refuse a file that is not planrunner's, is older than this program reads, or newer than it knows."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != SQLITE_APPLICATION_ID:
        raise DamagedDataError(f"{file} 不是 planrunner 的数据文件，没有改动它。请检查 --workspace 指的文件夹。")
    check_version(version)


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


def database_error(error: sqlite3.DatabaseError, target: Target) -> PlanrunnerError:
    """Translate what SQLite says into a message for a person."""
    said = str(error)
    if "locked" in said or "busy" in said:
        return ConflictError("数据正被另一个程序占用，这次没有写入任何内容。请稍后重试；若一直如此，请关掉其他窗口。")
    if "readonly" in said or "read-only" in said or "unable to open" in said:
        return NotAllowedError(f"{target.file} 不能写入（只读或没有权限），没有改动任何内容。请检查文件夹权限。")
    if "disk" in said and "full" in said:
        return NotAllowedError("磁盘已满，这次没有写入任何内容。请腾出空间后重试。")
    return DamagedDataError(
        f"{target.file} 已损坏或不是数据文件（{said}），没有改动它。请从备份恢复，或检查 --workspace 指的文件夹。"
    )


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
    return json.loads(value) if isinstance(value, str) else value
