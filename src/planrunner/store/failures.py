"""What a database says when it refuses, in words for a person. Imports no driver but sqlite3."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from planrunner.errors import ConflictError, DamagedDataError, NotAllowedError, PlanrunnerError

if TYPE_CHECKING:
    from pathlib import Path

BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}

POSTGRES_BUSY = {"55P03", "57014", "40001", "40P01"}
"""lock_not_available, query_canceled, serialization_failure, deadlock_detected (PostgreSQL, appendix A)."""
POSTGRES_UNWRITABLE = {"25006", "42501"}
"""read_only_sql_transaction, insufficient_privilege."""
POSTGRES_FULL = "53100"
"""disk_full."""

BUSY_MESSAGE = "数据正被另一个程序占用，这次没有写入任何内容。请稍后重试；若一直如此，请关掉其他窗口。"
FULL_MESSAGE = "磁盘已满，这次没有写入任何内容。请腾出空间后重试。"
SAME_MESSAGE = "同一内容刚被别人改过，这次没有写入。请刷新后再做一次。"


def primary_code(error: sqlite3.Error) -> int:
    """Return SQLite's primary result code of an error, 0 where the module raised it itself (sqlite.org/rescode.html)."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


def sqlite_failure(error: sqlite3.Error, file: Path | None) -> PlanrunnerError:
    """Return the error to raise for what SQLite said of a workspace's file."""
    code = primary_code(error)
    if code in BUSY:
        return ConflictError(BUSY_MESSAGE)
    if code == sqlite3.SQLITE_CONSTRAINT:
        return ConflictError(SAME_MESSAGE)
    if code in UNWRITABLE:
        return NotAllowedError(f"{file} 不能写入（只读或没有权限），没有改动任何内容。请检查文件夹权限。")
    if code == sqlite3.SQLITE_FULL:
        return NotAllowedError(FULL_MESSAGE)
    if code == sqlite3.SQLITE_IOERR:
        return NotAllowedError(
            f"读写 {file} 时磁盘出错（{error}），这次没有写入任何内容。"
            "请检查磁盘空间和磁盘是否完好，再用 planrunner verify 核对数据。"
        )
    return DamagedDataError(
        f"{file} 已损坏或不是数据文件（{error}），没有改动它。请用 planrunner restore 从备份恢复，或检查 --workspace 指的文件夹。"
    )


def postgres_failure(error: BaseException) -> PlanrunnerError:
    """Return the error to raise for what PostgreSQL said; `error` is a psycopg.Error."""
    state: str = getattr(error, "sqlstate", None) or ""
    if state in POSTGRES_BUSY:
        return ConflictError(BUSY_MESSAGE)
    if state.startswith("23"):  # class 23: integrity constraint violation
        return ConflictError(SAME_MESSAGE)
    if state in POSTGRES_UNWRITABLE:
        return NotAllowedError(f"数据库不允许写入（{error}），没有改动任何内容。请找管理员检查权限。")
    if state == POSTGRES_FULL:
        return NotAllowedError(FULL_MESSAGE)
    if not state or state[:2] in ("08", "57"):  # class 08: connection; 57: the server is going down
        return ConflictError(f"连不上数据库：{error}。请检查网络和地址；重试前先看一下刚才的改动是否已经写入。")
    return DamagedDataError(f"数据库没有接受这次操作（{error}），没有留下任何改动。请用 planrunner verify 核对数据。")
