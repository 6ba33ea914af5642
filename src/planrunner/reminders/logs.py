"""What `serve` did, a file a day in the workspace's logs/, kept for more than half a year; no keys, no bodies."""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FOLDER = "logs"
KEEP = timedelta(days=200)
"""At least; 网络安全法 asks for six months of network logs."""
FLUSH_SECONDS = 1.0
LOGGERS = ("planrunner", "uvicorn.error")
_NAME = re.compile(r"serve-(\d{8})\.log")
_TOKEN = re.compile(r"(/feeds/)[^\s/?\"']+")


class DailyFile(logging.Handler):
    """Writes to the file of the day it is, which may be moved or deleted at any time.

    Lines wait up to FLUSH_SECONDS and are written together by a thread, which a warning wakes at once; `close` leaves
    nothing waiting.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        super().__init__(logging.INFO)
        self._folder = folder
        self._clock = clock
        self._day: date | None = None
        self._waiting: list[tuple[datetime, str]] = []
        self._writing = threading.Lock()
        self._some, self._hurry, self._closed = threading.Event(), threading.Event(), threading.Event()
        self._writer = threading.Thread(target=self._write_on, name="log", daemon=True)
        self._writer.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Take in one line."""
        self._waiting.append((self._clock(), f"{record.levelname} {record.name} {self.format(record)}\n"))
        if len(self._waiting) == 1:
            self._some.set()
        if record.levelno >= logging.WARNING:
            self._hurry.set()

    def flush(self) -> None:
        """Write what waits. A log that cannot be written (disk full, folder gone) stops neither feeds nor reminders."""
        with self._writing:
            self.acquire()
            waiting, self._waiting = self._waiting, []
            self.release()
            for day, lines in groupby(waiting, key=lambda one: one[0].date()):
                text = masked("".join(f"{now.isoformat(' ', 'seconds')[:19]} {line}" for now, line in lines))
                with suppress(OSError):
                    self._write(day, text)

    def close(self) -> None:
        """Write what waits and end the thread; lines that come later are nobody's."""
        for event in (self._closed, self._some, self._hurry):
            event.set()
        self._writer.join()
        self.flush()
        super().close()

    def _write_on(self) -> None:
        while not self._closed.is_set():
            self._some.wait()
            self._hurry.wait(FLUSH_SECONDS)
            self._some.clear()
            self._hurry.clear()
            self.flush()

    def _write(self, day: date, text: str) -> None:
        if day != self._day:
            self._day = day
            prune(self._folder, day)
        file = self._folder / f"serve-{day:%Y%m%d}.log"
        try:
            _append(file, text)
        except FileNotFoundError:
            self._folder.mkdir(parents=True, exist_ok=True)
            _append(file, text)


def _append(file: Path, text: str) -> None:
    """Add whole lines in one write, so that those of two processes do not mix."""
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    try:
        os.write(handle, text.encode("utf-8", "backslashreplace"))
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
        for handler in handlers:
            handler.close()
