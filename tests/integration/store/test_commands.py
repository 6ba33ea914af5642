"""The commands themselves on PostgreSQL, and their exit codes when the data will not have them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.integration.workplace import Workplace, address, run

from planrunner.services import tracking
from planrunner.services.sample import sample_report

PROGRAMS = Path(__file__).parent / "programs"


def command(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the command and return what came of it."""
    whole = [sys.executable, "-m", "planrunner", "--today", "2022-01-04", *map(str, words)]
    return subprocess.run(whole, check=False, capture_output=True, text=True, encoding="utf-8")


def test_a_plan_on_postgres(postgres: str, tmp_path: Path) -> None:
    """With --database the same commands make, fill, list and verify a plan on PostgreSQL; no SQLite file appears."""
    run(postgres, "CREATE DATABASE commands")
    report = tmp_path / "报告.txt"
    report.write_text(sample_report(2021), encoding="utf-8")
    where = ("--workspace", tmp_path / "w", "--database", address(postgres, "commands"))
    for words in (
        ("init", "--office", "清源镇", "--region", "370305"),
        ("import", report),
        ("accept", "--all"),
        ("start", "T1"),
        ("undo",),
        ("verify",),
    ):
        done = command(*where, *words)
        assert done.returncode == 0, done.stderr
    listed = command(*where, "list", "--json")
    assert len(json.loads(listed.stdout)) > 20
    assert not (tmp_path / "w" / "planrunner.db").exists()
    run(postgres, "DROP DATABASE commands WITH (FORCE)")


def test_exit_codes_of_data_that_will_not_be_had(sqlite_place: Workplace) -> None:
    """Held by another program: 5 for writing, 0 for reading. Of a newer program: 6. Not there: 4."""
    tracking.add(sqlite_place.desk(), "例会", due=None)
    where = ("--workspace", sqlite_place.folder)
    (sqlite_place.folder / "planrunner.toml").write_text("[store]\nbusy_seconds = 0.2\n", encoding="utf-8")
    holder = subprocess.Popen(
        [sys.executable, PROGRAMS / "hold.py", sqlite_place.folder],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "holding\n"
    held = command(*where, "start", "T1")
    read = command(*where, "show", "T1")
    holder.communicate(timeout=60)
    assert (held.returncode, read.returncode) == (5, 0)
    assert "占用" in held.stderr
    assert "未启动" in read.stdout
    sqlite_place.sql("PRAGMA user_version = 99")
    assert command(*where, "today").returncode == 6
    assert command("--workspace", sqlite_place.folder / "none", "today").returncode == 4


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
def test_exit_codes_of_what_is_no_workspace(tmp_path: Path, content: bytes) -> None:
    """An unfinished workspace is 4 (run init again), a strange file is 6; `init` mends the one and leaves the other."""
    (tmp_path / "planrunner.db").write_bytes(content)
    assert command("--workspace", tmp_path, "today").returncode == (6 if content else 4)
    made = command("--workspace", tmp_path, "init", "--office", "清源镇", "--region", "370305")
    assert made.returncode == (6 if content else 0)
    assert command("--workspace", tmp_path, "verify").returncode == (6 if content else 0)
