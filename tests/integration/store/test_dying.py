"""A program killed in the middle of an import or of an acceptance leaves all of it or nothing of it."""

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.integration.workplace import Workplace

from planrunner.services import intake, workspace
from planrunner.services.sample import sample_report

PROGRAM = Path(__file__).parent / "programs" / "die.py"
DEATHS = 2
"""Statements of each change to die at, besides the first, the last and the commit."""
TABLES = ("document", "measure", "proposal", "obligation", "task", "task_obligation", "history", "history_item")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Return the sample report for 2021 as a file."""
    file = tmp_path / "报告.txt"
    file.write_text(sample_report(2021), encoding="utf-8")
    return file


def act(place: Workplace, action: str, last: int, file: Path) -> int | None:
    """Run the program; return the statements it took, None where it died before statement `last`."""
    where = place.target.address or str(place.folder)
    command = [sys.executable, str(PROGRAM), where, str(place.folder), action, str(last), str(file)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == (0 if done.stdout else -9), done.stderr
    return int(done.stdout) if done.stdout else None


def counts(place: Workplace) -> dict[str, int]:
    """Return how many rows stand in each table that these changes fill, and how many proposals are accepted."""
    found = {table: int(place.sql(f"SELECT COUNT(*) FROM {table}")[0][0]) for table in TABLES}  # noqa: S608 - constants
    return found | {"accepted": int(place.sql("SELECT COUNT(*) FROM proposal WHERE status = 'accepted'")[0][0])}


@pytest.mark.parametrize("action", ["import", "accept"])
def test_killed_in_the_middle(fresh: Callable[[], Workplace], report: Path, action: str) -> None:
    """Killed before any of its statements, even the commit, a change leaves no trace, and can be made again whole."""

    def ready() -> Workplace:
        place = fresh()
        if action == "accept":
            intake.import_report(place.desk("甲"), report, 2022)
        return place

    sound, place = ready(), ready()
    statements = act(sound, action, 0, report)
    assert statements is not None
    whole, nothing = counts(sound), counts(place)
    assert min(whole[table] - nothing[table] for table in ("history", "history_item")) > 0
    chosen = random.Random(action).sample(range(2, statements - 1), DEATHS)
    for last in (1, *sorted(chosen), statements - 1, statements):
        assert act(place, action, last, report) is None
        assert workspace.verify(place.desk()).problems == []
        assert counts(place) == nothing
    assert act(place, action, 0, report) is not None
    assert counts(place) == whole
    assert workspace.verify(place.desk()).problems == []
