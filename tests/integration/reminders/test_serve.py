"""`serve` as a process of its own: feeds and reminders together, one per workspace, stopped in good order."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.integration.workplace import Workplace

from planrunner.errors import NotAllowedError
from planrunner.reminders.lock import only_one
from planrunner.services import feeds, tracking
from planrunner.services.desk import china_now

PROGRAM = """
import sys
from datetime import datetime, timedelta
from pathlib import Path
from planrunner.config import Config, DropSettings
from planrunner.domain.zone import SHANGHAI
from planrunner.errors import PlanrunnerError
from planrunner.reminders.serve import serve
from planrunner.services.desk import Desk
from planrunner.store.database import Store
from planrunner.store.target import Target
from planrunner.web.server import Site
folder = Path(sys.argv[1])
begun = datetime.now(SHANGHAI)
def clock():  # runs from nine in the morning of a Tuesday
    return datetime(2022, 3, 1, 9, tzinfo=SHANGHAI) + (datetime.now(SHANGHAI) - begun)
desk = Desk(folder, Store(Target(file=folder / "planrunner.db")), "服务", Config(drop=DropSettings(sys.argv[2])), clock=clock)
try:
    sys.exit(serve(desk, "127.0.0.1", 0, Site, say=lambda line: print(line, flush=True)))
except PlanrunnerError as error:
    print(error.message, flush=True)
    sys.exit(error.exit_code)
"""


def started(place: Workplace, drop: Path) -> "subprocess.Popen[str]":
    """Start the program on a workspace."""
    drop.mkdir(exist_ok=True)
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(place.folder), str(drop)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def running(sqlite_place: Workplace, tmp_path: Path) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Return a running program and its address."""
    process = started(sqlite_place, tmp_path / "drop")
    assert process.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
    assert found, process.communicate()
    yield process, found[0]
    if process.poll() is None:
        process.kill()
    process.communicate()


def wait_for(folder: Path, text: str) -> None:
    """Wait until a file of the folder holds a text; fails after half a minute."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if any(text in file.read_text("utf-8-sig") for file in folder.glob("*.txt")):
            return
        time.sleep(0.1)
    pytest.fail(f"no letter with {text}: {[file.read_text('utf-8-sig') for file in folder.glob('*.txt')]}")


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_one_process_serves_and_reminds_and_stops(
    running: tuple["subprocess.Popen[str]", str], sqlite_place: Workplace, tmp_path: Path, stop: signal.Signals
) -> None:
    """The feed answers, the day's digest reaches the folder, and a signal ends it with exit code 0 and nothing on stderr."""
    process, url = running
    desk = sqlite_place.desk()
    assert httpx.get(f"{url}/healthz").text == "ok"
    tracking.add(desk, "早就到期的", due=desk.today() - timedelta(days=1))
    _, token = feeds.create_feed(desk, "镇长")
    assert "早就到期的" in httpx.get(f"{url}/feeds/{token}.ics").text
    process.send_signal(stop)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert out.endswith("已停止。\n")


def test_the_digest_of_a_running_server_reaches_the_folder(sqlite_place: Workplace, tmp_path: Path) -> None:
    """A server started after the digest's hour writes the digest at once."""
    tracking.add(sqlite_place.desk(), "早就到期的", due=sqlite_place.desk().today() - timedelta(days=1))
    process = started(sqlite_place, tmp_path / "drop")
    try:
        wait_for(tmp_path / "drop", "逾期（1项）")
    finally:
        process.terminate()
        process.communicate(timeout=30)
    assert process.returncode == 0


def test_a_second_server_is_refused_in_words(
    running: tuple["subprocess.Popen[str]", str], sqlite_place: Workplace, tmp_path: Path
) -> None:
    """While one serves the workspace a second ends with exit code 4 and says why; after its end another may start."""
    process, url = running
    second = started(sqlite_place, tmp_path / "drop")
    out, err = second.communicate(timeout=30)
    assert (second.returncode, err) == (NotAllowedError.exit_code, "")
    assert "已经在运行" in out
    assert httpx.get(f"{url}/healthz").status_code == 200
    process.kill()
    process.communicate()
    third = started(sqlite_place, tmp_path / "drop")
    assert third.stdout is not None
    assert "http://" in third.stdout.readline()
    third.terminate()
    third.communicate(timeout=30)
    assert third.returncode == 0


def test_the_lock_is_given_back(tmp_path: Path) -> None:
    """The lock holds for its block alone, within one process too."""
    for _ in range(2):
        with only_one(tmp_path), pytest.raises(NotAllowedError), only_one(tmp_path):
            pytest.fail("two holders")


def test_an_idle_server_is_small(running: tuple["subprocess.Popen[str]", str]) -> None:
    """An idle server stays under 120 MB of resident memory (where the kernel tells)."""
    process, url = running
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        pytest.skip("this system has no /proc")
    assert httpx.get(f"{url}/healthz").text == "ok"
    resident = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
    assert resident is not None
    assert int(resident[1]) / 1024 < 120


def test_the_clock_of_the_product_is_beijing_s() -> None:
    """The one place that reads the clock gives Beijing time."""
    assert china_now().utcoffset() == timedelta(hours=8)
