"""Reading many papers at once: one process per core, one paper at a time each, in the order they were given.

A paper that takes too long, or that ends its reader, is reported like any other bad file and does not stop the rest.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import deque
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, NamedTuple

from planrunner.errors import BadInputError, PlanrunnerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

SECONDS_PER_FILE = 60.0
"""A report of a hundred pages takes under two seconds; what takes a minute is no report."""


class Result(NamedTuple):
    """What came of one file: what `extract --json` prints, or a Chinese message and its exit code."""

    file: Path
    found: dict[str, Any] | None
    error: str = ""
    exit_code: int = 0


class _Worker:
    """A process that reads one file after another."""

    def __init__(self, folder: Path, *, partition: bool, seconds: float) -> None:
        context = multiprocessing.get_context("spawn")
        self.seconds = seconds
        self.pipe, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_work, args=(theirs, folder, partition), daemon=True)
        self.process.start()
        theirs.close()

    def give(self, number: int, file: Path) -> None:
        """Hand over a file and start its clock."""
        self.number, self.file, self.deadline = number, file, time.monotonic() + self.seconds
        self.pipe.send(file)

    def answer(self) -> Result | None:
        """Return what came of the file, None where the process died over it or is out of time."""
        try:
            return self.pipe.recv() if self.pipe.poll() else None
        except EOFError:
            return None

    def why_lost(self) -> str:
        """Return the message for a file without an answer."""
        slow = time.monotonic() >= self.deadline
        what = f"读了 {self.seconds:.0f} 秒还没有读完" if slow else "使读取程序意外中止，可能已损坏"
        return f"“{self.file.name}”{what}，已跳过；未导入任何内容。请用 WPS 打开并另存为 .docx 后重试。"

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        self.process.join()
        self.process.close()
        self.pipe.close()


def read_many(
    folder: Path, files: Sequence[Path], *, partition: bool = False, seconds: float = SECONDS_PER_FILE
) -> Iterator[Result]:
    """Yield what is found in each file, in the order of `files`; `folder` is the workspace whose words are used.

    `seconds` is the limit for one file; it includes the start of its process.
    """
    todo = deque(enumerate(files))
    done: dict[int, Result] = {}
    workers: list[_Worker] = []
    try:
        for number in range(len(files)):
            while number not in done:
                while todo and len(workers) < (os.cpu_count() or 1):
                    workers.append(_Worker(folder, partition=partition, seconds=seconds))
                    workers[-1].give(*todo.popleft())
                for worker in _ready(workers):
                    answer = worker.answer()
                    done[worker.number] = answer or Result(
                        worker.file, None, worker.why_lost(), BadInputError.exit_code
                    )
                    if answer is not None and todo:
                        worker.give(*todo.popleft())
                    else:
                        workers.remove(worker)
                        worker.end()
            yield done.pop(number)
    finally:
        for worker in workers:
            worker.end()


def _ready(workers: list[_Worker]) -> list[_Worker]:
    """Wait until a worker has answered, died or run out of time; return those."""
    left = min(worker.deadline for worker in workers) - time.monotonic()
    heard = wait([worker.pipe for worker in workers], timeout=max(0.0, left))
    now = time.monotonic()
    return [worker for worker in workers if worker.pipe in heard or now >= worker.deadline]


def _work(pipe: Connection, folder: Path, partition: bool) -> None:
    """Read the files that come through the pipe until it is closed."""
    from planrunner.extract.present import extraction_to_json
    from planrunner.services.intake import read_report

    while True:
        try:
            file: Path = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            document, extraction = read_report(folder, file)
            result = Result(file, extraction_to_json(extraction, document, partition=partition))
        except PlanrunnerError as error:
            result = Result(file, None, error.message, error.exit_code)
        pipe.send(result)
