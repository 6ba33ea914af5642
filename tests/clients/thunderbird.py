"""The life of a task as a subscribed Thunderbird sees it (Debian: apt-get install thunderbird; no display is needed).

Run: python tests/clients/thunderbird.py
Thunderbird is started without a window on a new profile that subscribes to our feed and polls it each minute, which is
its shortest; what it holds is read from its own cache. It takes about eight minutes. Ends with exit code 1 where
Thunderbird holds something else than the database, or where its second poll is not answered 304.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that this file runs by its path

from tests.clients.served import Place, served

CALENDAR = "0b9e1f6e-5a53-4c5e-9f62-0d8f6ad0c001"
PREFS = {
    "type": '"ics"', "uri": '"{url}"', "name": '"planrunner"', "cache.enabled": "true", "refreshInterval": '"1"',
    "calendar-main-in-composite": "true", "disabled": "false", "readOnly": "true",
}  # fmt: skip
QUIET = {
    "mail.provider.suppress_dialog_on_startup": "true", "datareporting.policy.dataSubmissionEnabled": "false",
    "app.update.enabled": "false", "calendar.integration.notify": "false", "mail.spotlight.firstRunDone": "true",
    "calendar.list.sortOrder": f'"{CALENDAR}"', "toolkit.telemetry.enabled": "false",
}  # fmt: skip
PATIENCE = 150
"""Seconds within which a change must have arrived: two polls, and the start."""
ALL_DAY = 8
"""The bit of `flags` that says all-day (calStorageHelpers)."""


class Held(NamedTuple):
    """An event in Thunderbird's cache; `last` is inclusive."""

    title: str
    first: str
    last: str
    status: str
    all_day: bool


def write_profile(folder: Path, url: str) -> None:
    """Write a profile with the subscription."""
    folder.mkdir()
    lines = [f"calendar.registry.{CALENDAR}.{name}|{value.format(url=url)}" for name, value in PREFS.items()]
    lines += [f"{name}|{value}" for name, value in QUIET.items()]
    text = "".join('user_pref("{}", {});\n'.format(*line.split("|", 1)) for line in lines)
    (folder / "user.js").write_text(text, encoding="utf-8")


@contextmanager
def thunderbird(profile: Path, home: Path) -> Iterator[None]:
    """Run Thunderbird without a window for the block."""
    environment = {**os.environ, "HOME": str(home), "MOZ_HEADLESS": "1", "TZ": "Asia/Shanghai"}
    command = ["thunderbird", "--headless", "--no-remote", "--profile", str(profile), "-calendar"]
    with (home / "thunderbird.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(60)


def held(profile: Path) -> list[Held]:
    """Return what Thunderbird's cache holds. It is locked while Thunderbird runs, so a copy is read."""
    with tempfile.TemporaryDirectory() as folder:
        for file in (profile / "calendar-data").glob("cache.sqlite*"):
            shutil.copy(file, folder)
        file = Path(folder) / "cache.sqlite"
        if not file.exists():
            return []
        with closing(sqlite3.connect(file)) as connection:
            try:
                rows = connection.execute(
                    "SELECT title, event_start, event_end, ical_status, flags FROM cal_events WHERE cal_id = ?",
                    (CALENDAR,),
                ).fetchall()
            except sqlite3.DatabaseError:  # copied in the middle of a write, or before there are tables
                return []
    found = [
        Held(title, _day(start), _day(end, -1), status or "", bool(flags & ALL_DAY))
        for title, start, end, status, flags in rows
    ]
    return sorted(found, key=lambda one: (one.first, one.title))


def _day(microseconds: int, days: int = 0) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds, days=days)
    assert moment.hour == 0, moment  # all-day events stand in the cache without a zone
    return moment.date().isoformat()


def wait_for(profile: Path, wanted: list[tuple[str, str, str]]) -> list[Held]:
    """Wait until the cache holds exactly these (title, first, last); end the program where it does not in time."""
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        found = held(profile)
        if [(one.title, one.first, one.last) for one in found] == wanted:
            return found
        time.sleep(1)
    sys.exit(f"not in Thunderbird: {set(wanted) - {one[:3] for one in found}}; only there: {found and found[:3]}")


def live(place: Place, profile: Path) -> None:
    """Take one task through its life and say what Thunderbird holds after each step."""
    others = [one[:3] for one in place.dated()]
    number = ""
    steps: tuple[tuple[str, tuple[str, ...], str, str, str], ...] = (
        ("created", ("add", "法治宣传，“宪法周”; 第一场", "--due", "2022-02-10"), "经办", "", "2022-02-10"),
        ("moved", ("reschedule", "{}", "2022-02-17", "--reason", "会期有变"), "经办", "", "2022-02-17"),
        ("renamed", ("edit", "{}", "title=法治宣传第一场"), "经办", "", "2022-02-17"),
        ("submitted", ("submit", "{}", "--reason", "口头完成"), "经办", "", "2022-02-17"),
        ("done", ("close", "{}"), "审核", "✔ ", "2022-02-17"),
        ("re-opened", ("reopen", "{}", "--reason", "材料不全"), "审核", "", "2022-02-17"),
        ("cancelled", ("drop", "{}", "--reason", "撤销"), "经办", "【已取消】", "2022-02-17"),
    )
    title = "法治宣传，“宪法周”; 第一场"
    for step, words, who, prefix, day in steps:
        said = place.do(*(word.format(number) for word in words), who=who)
        if not number:
            number = said["id"]
        title = "法治宣传第一场" if step == "renamed" else title
        mine = (prefix + title, day, day)
        begun = time.monotonic()
        found = wait_for(profile, sorted([*others, mine], key=lambda one: (one[1], one[0])))
        shown = next(one for one in found if one[:3] == mine)
        print(f"{step:10} after {time.monotonic() - begun:3.0f} s: {shown}", flush=True)


def main() -> None:
    """Serve, subscribe, watch."""
    if not shutil.which("thunderbird"):
        sys.exit("thunderbird is not installed here")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as top, served(Path(top) / "workspace") as place:
        profile = Path(top) / "profile"
        write_profile(profile, place.subscribe())
        with thunderbird(profile, Path(top)):
            found = wait_for(profile, [one[:3] for one in place.dated()])
            print(f"{len(found)} events, as in the database; all-day: {all(one.all_day for one in found)}", flush=True)
            begun = time.monotonic()
            while len(place.fetches()) < 2 and time.monotonic() - begun < PATIENCE:
                time.sleep(1)
            print(f"polls answered: {place.fetches()}", flush=True)
            if [status for _, status in place.fetches()][1:2] != ["304"]:
                sys.exit("the second poll was not answered 304")
            live(place, profile)
        print(f"polls answered: {place.fetches()}")


if __name__ == "__main__":
    main()
