"""What `serve` did, a file a day in the workspace's logs/, kept for more than half a year; no keys, no bodies."""

from __future__ import annotations

import logging
import os
import re
import sys
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FOLDER = "logs"
KEEP = timedelta(days=200)
"""At least; 网络安全法 asks for six months of network logs."""
LOGGERS = ("planrunner", "uvicorn.error")
_NAME = re.compile(r"serve-(\d{8})\.log")
_TOKEN = re.compile(r"(/feeds/)[^\s/?\"']+")


class DailyFile(logging.Handler):
    """Writes to the file of the day it is. The file is opened for each line: it may be moved or deleted at any time."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        super().__init__(logging.INFO)
        self._folder = folder
        self._clock = clock
        self._day: date | None = None
        self._file = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line. A log that cannot be written (disk full, folder gone) stops neither feeds nor reminders."""
        now = self._clock()
        line = f"{now.isoformat(' ', 'seconds')[:19]} {record.levelname} {record.name} {masked(self.format(record))}\n"
        with suppress(OSError):
            if now.date() != self._day:
                self._day = now.date()
                self._file = str(self._folder / f"serve-{now:%Y%m%d}.log")
                prune(self._folder, self._day)
            try:
                _append(self._file, line)
            except FileNotFoundError:
                self._folder.mkdir(parents=True, exist_ok=True)
                _append(self._file, line)


def _append(file: str, line: str) -> None:
    """Add a line in one write, past the layers of text and buffers: there is one for each request."""
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    try:
        os.write(handle, line.encode("utf-8", "backslashreplace"))
    finally:
        os.close(handle)


class _Errors(logging.StreamHandler):  # type: ignore[type-arg]  # of text, as standard error is
    """Warnings on standard error, where systemd's journal finds them."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without keys."""
        return masked(super().format(record))


def masked(line: str) -> str:
    """Return a line with what may be a subscription's token taken out."""
    return _TOKEN.sub(r"\1…", line)


def prune(folder: Path, today: date) -> None:
    """Delete the days that are older than must be kept."""
    for file in folder.glob("serve-*.log"):
        found = _NAME.fullmatch(file.name)
        if found and found[1] < f"{today - KEEP:%Y%m%d}":
            with suppress(OSError):
                file.unlink()


@contextmanager
def written_down(workspace: Path, clock: Callable[[], datetime]) -> Iterator[None]:
    """Write the program's log into the workspace's logs/ for the length of the block, and warnings to standard error."""
    errors = _Errors(sys.stderr)
    errors.setLevel(logging.WARNING)
    handlers: tuple[logging.Handler, ...] = (DailyFile(workspace / FOLDER, clock), errors)
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [(logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.INFO)
        logger.propagate = False
        for handler in handlers:
            logger.addHandler(handler)
    try:
        yield
    finally:
        for logger, (level, propagate) in zip(loggers, before, strict=True):
            logger.setLevel(level)
            logger.propagate = propagate
            for handler in handlers:
                logger.removeHandler(handler)
