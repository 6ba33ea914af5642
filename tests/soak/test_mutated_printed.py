"""Mutated PDF, OFD, web and old Word files are read or refused, in time (PLANRUNNER_MUTATIONS: how many in a soak)."""

import os
import queue
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FEW, MANY = 100, int(os.environ.get("PLANRUNNER_MUTATIONS", "20000"))
SECONDS = 20.0
"""How long one input may take on a busy machine."""
MEGABYTES = 300
KINDS = pytest.mark.parametrize("kind", ["pdf", "ofd", "html", "mht", "doc"])


def lines_of(process: subprocess.Popen[str]) -> Iterator[str | None]:
    """Yield what a process writes, at its end nothing more; None where it has been silent for too long."""
    written: queue.Queue[str] = queue.Queue()
    assert process.stdout is not None
    stdout = process.stdout

    def listen() -> None:
        for line in stdout:
            written.put(line.strip())
        written.put("")

    listener = threading.Thread(target=listen)
    listener.start()
    try:
        while True:
            try:
                line = written.get(timeout=SECONDS)
            except queue.Empty:
                yield None
                return
            if not line:
                return
            yield line
    finally:
        process.kill()
        process.wait()
        listener.join()


def judge(kind: str, seed: str, count: int) -> Counter[str]:
    """Read `count` mutated inputs and count what came of them; after a crash or hang go on with the next one."""
    outcomes: Counter[str] = Counter()
    at = 0
    while at < count:
        command = [sys.executable, "-m", "tests.soak.printed_worker", kind, seed, str(at), str(count)]
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
        said: list[str] = []
        for line in lines_of(process):
            if line is None:
                said.append("hang")
            elif line.isdecimal():
                at = int(line)
                said.clear()
            elif line.startswith("MB"):
                megabytes = int(line.split()[1])
                outcomes["too much memory"] += megabytes > MEGABYTES
                at = count
            else:
                said.append(line)
                outcomes[line] += 1
        assert process.stderr is not None
        errors = process.stderr.read()
        process.stderr.close()
        if process.stdout is not None:
            process.stdout.close()
        if at < count:
            what = "hang" if "hang" in said else f"ended with {process.returncode}"
            outcomes[f"{what} at {seed} {kind} {at}: {errors.strip()[-300:]}"] += 1
            at += 1
    return +outcomes


def check(kind: str, seed: str, count: int) -> None:
    """Each input is read or refused."""
    outcomes = judge(kind, seed, count)
    assert set(outcomes) <= {"read", "refused"}, outcomes
    assert outcomes.total() == count
    assert len(outcomes) == 2, "the mutations are too mild or too wild to tell anything"


@KINDS
def test_a_few_mutations(kind: str) -> None:
    """A hundred damaged files of each kind end in a document or a message."""
    check(kind, "few", FEW)


@pytest.mark.soak
@KINDS
def test_many_mutations(kind: str) -> None:
    """The same with many more."""
    check(kind, "many", MANY)
