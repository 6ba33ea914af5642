"""kill -9 at random moments while the command imports or accepts (PLANRUNNER_KILLS: how often each, 50 in a soak)."""

import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from planrunner.services import workspace
from planrunner.services.desk import Desk
from planrunner.services.sample import sample_report
from planrunner.store.database import Store
from planrunner.store.target import Target

FEW, MANY = 3, int(os.environ.get("PLANRUNNER_KILLS", "50"))
COUNTS = """
SELECT (SELECT COUNT(*) FROM document), (SELECT COUNT(*) FROM measure), (SELECT COUNT(*) FROM proposal),
       (SELECT COUNT(*) FROM proposal WHERE status = 'accepted'), (SELECT COUNT(*) FROM obligation),
       (SELECT COUNT(*) FROM task), (SELECT COUNT(*) FROM task_obligation), (SELECT COUNT(*) FROM history)
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")


@dataclass(frozen=True)
class Made:
    """Workspaces before an import, between import and acceptance, and after both; and how long each step takes."""

    report: Path
    folders: tuple[Path, Path, Path]
    seconds: tuple[float, float]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Make the three workspaces with the command itself."""
    top = tmp_path_factory.mktemp("made")
    report = top / "报告.txt"
    report.write_text(sample_report(2021), encoding="utf-8")
    folders = (top / "empty", top / "imported", top / "accepted")
    finish(start(folders[0], "init", "--office", "清源镇", "--region", "370305"))
    seconds = []
    for at, words in enumerate((("import", str(report), "--year", "2022"), ("accept", "--all"))):
        shutil.copytree(folders[at], folders[at + 1])
        begun = time.monotonic()
        finish(start(folders[at + 1], *words))
        seconds.append(time.monotonic() - begun)
    return Made(report, folders, (seconds[0], seconds[1]))


def start(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    """Start the command on a workspace."""
    command = [sys.executable, "-m", "planrunner", "--workspace", str(folder), "--today", "2022-01-04", *words]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(process: subprocess.Popen[bytes]) -> None:
    """Wait for the command to end well."""
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors.decode()


def state(folder: Path) -> tuple[int, ...]:
    """Return how many of everything there are, after checking that the workspace verifies."""
    store = Store(Target(file=folder / "planrunner.db"))
    assert workspace.verify(Desk(folder, store, "查")).problems == []
    with store.reader() as reader:
        return tuple(map(int, reader.rows(COUNTS)[0]))


def kill_again_and_again(made: Made, step: int, words: tuple[str, ...], kills: int, folder: Path) -> None:
    """Kill one step at random moments; after each kill everything or nothing of it is there."""
    nothing, whole = state(made.folders[step]), state(made.folders[step + 1])
    moments = random.Random(f"{step} {kills}")
    seconds, killed, tries = made.seconds[step], 0, 0
    while killed < kills:
        tries += 1
        assert tries <= 3 * kills + 10, f"only {killed} of {tries} runs were still going when they were to be killed"
        place = folder / str(tries)
        shutil.copytree(made.folders[step], place)
        begun = time.monotonic()
        process = start(place, *words)
        try:
            process.wait(timeout=moments.uniform(0.3, 1.0) * seconds)
            seconds = min(seconds, time.monotonic() - begun)  # the machine is faster now than when it was timed
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()
        killed += process.returncode == -9
        assert state(place) in (nothing, whole)
        finish(start(place, *words))
        assert state(place) == whole
        shutil.rmtree(place)


STEPS = pytest.mark.parametrize("step", [0, 1], ids=["import", "accept"])


def words_of(made: Made, step: int) -> tuple[str, ...]:
    """Return the words of a step's command."""
    return ("import", str(made.report), "--year", "2022") if step == 0 else ("accept", "--all")


@STEPS
def test_a_few_kills(made: Made, step: int, tmp_path: Path) -> None:
    """After kill -9 the workspace verifies and holds all or nothing of the step, and the step can be done again."""
    kill_again_and_again(made, step, words_of(made, step), FEW, tmp_path)


@pytest.mark.soak
@STEPS
def test_many_kills(made: Made, step: int, tmp_path: Path) -> None:
    """The same, many times at other moments."""
    kill_again_and_again(made, step, words_of(made, step), MANY, tmp_path)
