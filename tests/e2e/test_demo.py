"""`planrunner demo` as a newcomer meets it without a terminal."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from icalendar import Calendar


@pytest.mark.parametrize(("day", "times"), [("2026-01-02", 1), ("2026-07-15", 2), ("2027-12-30", 1)])
def test_the_demo_leaves_a_workspace_and_its_papers(tmp_path: Path, day: str, times: int) -> None:
    """It names each file it made, every one is there and sound, and a second demo does not touch the first."""
    environment = os.environ | {"PLANRUNNER_TODAY": day}
    for folder in (f"demo-{day[:4]}", f"demo-{day[:4]}-2")[:times]:
        done = subprocess.run(
            [sys.executable, "-m", "planrunner", "demo"],
            cwd=tmp_path, env=environment, check=True, capture_output=True, text=True, encoding="utf-8",
        )  # fmt: skip
        assert "本周" in done.stdout
        named = [line.strip() for line in done.stdout.splitlines() if line.startswith("  ")]
        assert len(named) == 4
        assert all(Path(name).is_file() and Path(name).parent == tmp_path / folder for name in named)
    calendar = Calendar.from_ical(next((tmp_path / folder).glob("*.ics")).read_bytes())
    assert len(calendar.walk("VEVENT")) > 30
    verify = [sys.executable, "-m", "planrunner", "--workspace", str(tmp_path / folder), "verify"]
    assert subprocess.run(verify, check=False, capture_output=True).returncode == 0
