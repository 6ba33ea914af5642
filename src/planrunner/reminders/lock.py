"""One `serve` per workspace: a lock that the operating system takes back when its holder dies."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from planrunner.errors import NotAllowedError, system_reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_FILE = "serve.lock"


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the workspace's lock for the length of the block.

    Raises NotAllowedError where another process holds it, or where the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise NotAllowedError(
            f"不能在 {folder} 里写锁文件（{system_reason(error)}），服务没有启动。请检查文件夹权限。"
        ) from error
    try:
        try:
            _lock(handle)
        except OSError as error:
            raise NotAllowedError(
                f"{folder} 的服务已经在运行，不能再开一个（提醒会发两遍）。请先停掉那一个，或直接用它。"
            ) from error
        yield
    finally:
        os.close(handle)  # closing gives the lock back; the file stays, removing it would race with the next holder


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
