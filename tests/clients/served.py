"""A workspace made from a report and served by the command itself, for other people's calendar programs to read."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from planrunner.services.sample import sample_report

TODAY = "2022-01-04"
DATED = """
SELECT title, COALESCE(CASE WHEN spans THEN window_from END, planned, due),
       COALESCE(CASE WHEN spans THEN window_to END, planned, due), due
FROM task WHERE COALESCE(planned, due) IS NOT NULL
"""


class Dated(NamedTuple):
    """A task as the database has it; days are ISO 8601, `last` is inclusive."""

    title: str
    first: str
    last: str
    due: str


class Place:
    """A workspace, and the command that works on it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port

    def command(self, *words: str, who: str = "经办") -> list[str]:
        """Return the command line of some words."""
        options = ("--workspace", str(self.folder), "--today", TODAY, "--as", who)
        return [sys.executable, "-m", "planrunner", *options, *words]

    def do(self, *words: str, who: str = "经办") -> Any:
        """Run the command, which must succeed, and return what it says in JSON."""
        done = subprocess.run([*self.command("--json", *words, who=who)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def subscribe(self, *words: str) -> str:
        """Make a subscription and return its address."""
        return str(self.do("feed", "create", "--name", "客户端", *words)["url"])

    def dated(self) -> list[Dated]:
        """Return the dated tasks as the database has them, by day and title."""
        with closing(sqlite3.connect(self.folder / "planrunner.db")) as connection:
            found = [Dated(*row) for row in connection.execute(DATED)]
        return sorted(found, key=lambda one: (one.first, one.title))

    def fetches(self) -> list[tuple[str, str]]:
        """Return (method, status) of each fetch of a subscription so far, as the server's own log has them."""
        lines = [line for file in (self.folder / "logs").glob("*.log") for line in file.read_text("utf-8").splitlines()]
        asked = [line.split() for line in lines if " /feeds/… " in line]
        return [(words[5], words[7].split("，")[0]) for words in asked]


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path) -> Iterator[Place]:
    """Make a workspace from the reference report (else the sample), accept all of it, and serve it for the block."""
    folder.mkdir(parents=True)
    place = Place(folder, free_port())
    shared = os.environ.get("PLANRUNNER_SHARED")
    report = Path(shared or folder) / "seed" / "fenghuang-2021-report.txt"
    if not report.is_file():
        report = folder / "报告.txt"
        report.write_text(sample_report(2021), encoding="utf-8")
    place.do("init", "--office", "凤凰镇", "--region", "370305")
    place.do("import", str(report), "--year", "2022")
    place.do("accept", "--all")
    settings = f'[serve]\nport = {place.port}\nurl = "http://127.0.0.1:{place.port}"\n'
    (folder / "planrunner.toml").write_text(settings, encoding="utf-8")
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(place.command("serve"), stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout is not None
        assert str(place.port) in process.stdout.readline()
        yield place
    finally:
        process.terminate()
        process.communicate(timeout=30)
