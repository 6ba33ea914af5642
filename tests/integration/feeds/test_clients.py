"""Other people's calendar programs read the feeds of a running server: every task, on its day, under its title."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest
from tests.clients.served import Dated, Place, served

SCRIPT = Path(__file__).parents[2] / "clients" / "events.cjs"
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Return a served workspace with a year of tasks."""
    with served(tmp_path_factory.mktemp("clients") / "workspace") as made:
        assert len(made.dated()) > 20
        yield made


def program(*names: str) -> str:
    """Return where a program is that has one of these names; skip where it is not installed."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"{names[0]} is not installed here")
    return found


def said_by(*command: str, **environment: str) -> str:
    """Run a program, which must succeed, and return what it says."""
    done = subprocess.run(
        command,
        env={**os.environ, **environment},
        input="y\n" * 9,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def synchronised(place: Place, folder: Path, *words: str) -> Path:
    """Let vdirsyncer bring a new subscription into a folder, and return that; a second run must change nothing."""
    vdirsyncer = program("vdirsyncer")
    items, settings = folder / "items", folder / "vdirsyncer.conf"
    items.mkdir()
    settings.write_text(
        f'[general]\nstatus_path = "{folder}/status"\n[pair p]\na = "feed"\nb = "local"\ncollections = null\n'
        f'[storage feed]\ntype = "http"\nurl = "{place.subscribe(*words)}"\n'
        f'[storage local]\ntype = "filesystem"\npath = "{items}"\nfileext = ".ics"\n',
        encoding="utf-8",
    )
    said_by(vdirsyncer, "-c", str(settings), "discover")
    kept = []
    for _ in range(2):
        said_by(vdirsyncer, "-c", str(settings), "sync")
        kept.append(sorted((file.name, file.stat().st_mtime_ns) for file in items.iterdir()))
    assert kept[0] == kept[1]
    return items


def test_khal_after_vdirsyncer(place: Place, tmp_path: Path) -> None:
    """Fetched by vdirsyncer and listed by khal in New York, each task stands on its first and last day."""
    khal = program("khal")
    items, settings = synchronised(place, tmp_path), tmp_path / "khal.conf"
    settings.write_text(
        f"[calendars]\n[[plan]]\npath = {items}\ntype = calendar\n[locale]\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\n"
        "longdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        f"local_timezone = America/New_York\ndefault_timezone = America/New_York\n[sqlite]\npath = {tmp_path}/khal.db\n",
        encoding="utf-8",
    )
    words = ("list", "--once", "--notstarted", "--day-format", "", "--format", "{start-date}|{end-date}|{title}")
    text = said_by(khal, "-c", str(settings), *words, "2022-01-01", "500d", TZ="America/New_York")
    found = sorted(tuple(line.split("|")) for line in text.splitlines() if line)
    assert found == sorted((one.first, one.last, one.title) for one in place.dated())


def test_todoman_after_vdirsyncer(place: Place, tmp_path: Path) -> None:
    """A subscription of to-dos: todoman lists each task as open, due on the last day it may be done."""
    todo = program("todoman", "todo")
    items, settings = synchronised(place, tmp_path, "--todo"), tmp_path / "todoman.py"
    settings.write_text(f'path = "{items}"\ndate_format = "%Y-%m-%d"\ntime_format = "%H:%M"\n', encoding="utf-8")
    text = said_by(
        todo, "--config", str(settings), "--porcelain", "list", "--status", "ANY",
        TZ="UTC", XDG_CACHE_HOME=str(tmp_path / "cache"),
    )  # fmt: skip
    found = [(one["summary"], one["due"], one["completed"]) for one in json.loads(text)]
    wanted = [(one.title, date.fromisoformat(one.due or one.last), False) for one in place.dated()]
    assert sorted((title, date.fromtimestamp(due), done) for title, due, done in found) == sorted(wanted)  # noqa: DTZ012


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
@pytest.mark.parametrize("library", ["ical.js", "node-ical"])
def test_libraries_for_javascript(place: Place, tmp_path: Path, library: str, zone: str) -> None:
    """Days do not move with the zone that a program runs in."""
    node = program("node")
    if subprocess.run([node, "-e", f"require('{library}')"], capture_output=True, check=False, cwd=tmp_path).returncode:
        pytest.skip(f"{library} is not installed where NODE_PATH says")
    file = tmp_path / "feed.ics"
    file.write_bytes(httpx.get(place.subscribe()).content)
    found = json.loads(said_by(node, str(SCRIPT), library, str(file), TZ=zone))
    assert sorted(map(tuple, found)) == sorted((one.title, one.first, after(one).isoformat()) for one in place.dated())


def test_calcurse(place: Place, tmp_path: Path) -> None:
    """Imported by calcurse, each task stands under each of its days and nothing is skipped."""
    calcurse = program("calcurse")
    file = tmp_path / "feed.ics"
    file.write_bytes(httpx.get(place.subscribe()).content)
    command = (calcurse, "-D", str(tmp_path), "-C", str(tmp_path))
    dated = place.dated()
    said = said_by(*command, "-i", str(file))
    assert f"{len(dated)} events" in said
    assert "0 skipped" in said
    days = ("-Q", "--input-datefmt", "4", "--output-datefmt", "%Y-%m-%d", "--from", "2022-01-01", "--days", "500")
    found, day = set(), ""
    for line in said_by(*command, *days).splitlines():
        day = line.strip(":") if line.startswith("20") else day
        if line.startswith(" * "):
            found.add((day, line.removeprefix(" * ")))
    assert found == {(each, one.title) for one in dated for each in days_of(one)}


def after(one: Dated) -> date:
    """Return the day after a task's last."""
    return date.fromisoformat(one.last) + DAY


def days_of(one: Dated) -> list[str]:
    """Return each day of a task."""
    first = date.fromisoformat(one.first)
    return [(first + DAY * n).isoformat() for n in range((after(one) - first).days)]
