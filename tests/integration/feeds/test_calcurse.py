"""A real calendar program reads an exported file."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from tests.integration.workplace import Workplace

from planrunner.services import feed_calendar, tracking


def test_calcurse_imports_every_event_and_skips_none(sqlite_place: Workplace, tmp_path: Path) -> None:
    """Calcurse takes in every dated task on its day, long and awkward titles too, and skips nothing."""
    calcurse = shutil.which("calcurse")
    if calcurse is None:
        pytest.skip("calcurse is not installed here")
    desk = sqlite_place.desk()
    names = ["宪法宣传，现场；第一批", "长" * 200, "表情🎉\u202eעברית\u202c", "普通"]
    for n, name in enumerate(names):
        tracking.add(desk, name, due=date(2022, 3, 10 + n))
    file = tmp_path / "计划.ics"
    assert feed_calendar.export_ics(desk, file) == len(names)
    home = tmp_path / "home"
    home.mkdir()
    command = [calcurse, "-D", str(home), "-C", str(home)]
    done = subprocess.run([*command, "-i", str(file)], capture_output=True, text=True, check=True, timeout=60)
    assert "4 events" in done.stdout + done.stderr
    assert "0 skipped" in done.stdout + done.stderr
    listed = subprocess.run(
        [*command, "-Q", "--input-datefmt", "4", "--output-datefmt", "%Y-%m-%d", "--from", "2022-03-10", "--days", "4"],
        capture_output=True, text=True, check=True, timeout=60,
    ).stdout  # fmt: skip
    assert [part.strip() for part in listed.splitlines() if part.startswith("2022-")] == [
        f"2022-03-{10 + n}:" for n in range(len(names))
    ]
    assert names[0] in listed
