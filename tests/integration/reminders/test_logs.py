"""The log of `serve`: a file a day, kept long, without keys, and never in the way."""

import logging
import re
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from tests.integration.feeds.test_http import running
from tests.integration.reminders.office import wall
from tests.integration.workplace import Workplace

from planrunner.reminders.logs import FOLDER, masked, written_down
from planrunner.services import feeds


def test_each_day_has_its_file_and_old_ones_go(tmp_path: Path) -> None:
    """A new day begins a new file; files of more than 200 days ago are deleted, all others stay."""
    now = wall(3, 1)
    log = logging.getLogger("planrunner.reminders")
    moment = [now]
    folder = tmp_path / FOLDER
    folder.mkdir()
    for days in (199, 200, 201, 400):
        (folder / f"serve-{now - timedelta(days=days):%Y%m%d}.log").write_text("旧")
    (folder / "别的.log").write_text("不是我的")

    def clock() -> datetime:
        return moment[0]

    with written_down(tmp_path, clock):
        log.info("第一天")
        moment[0] = now + timedelta(days=1)
        log.info("第二天")
    log.info("没有人听")
    kept = {file.name for file in folder.iterdir()}
    assert kept == {"serve-20220301.log", "serve-20220302.log", "serve-20210814.log", "别的.log"}
    assert (folder / "serve-20220302.log").read_text("utf-8").endswith("第二天\n")


def test_requests_are_noted_without_their_keys(sqlite_place: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    """Each request is a line with client, place, status and time; tokens stand neither in the file nor on stderr."""
    desk = sqlite_place.desk()
    _, token = feeds.create_feed(desk, "镇长")
    with written_down(sqlite_place.folder, lambda: wall(3, 1)), running(desk) as site:
        httpx.get(f"http://127.0.0.1:{site.port}/feeds/{token}.ics")
        httpx.get(f"http://127.0.0.1:{site.port}/{token}")
        sqlite_place.sql("PRAGMA user_version = 99")
        httpx.get(f"http://127.0.0.1:{site.port}/feeds/{token}.ics")
    text = (sqlite_place.folder / FOLDER / "serve-20220301.log").read_text("utf-8")
    told = [line.split("planrunner.web ")[1].split("，")[0] for line in text.splitlines() if "GET" in line]
    assert told == ["127.0.0.1 GET /feeds/… 200", "127.0.0.1 GET /… 404", "127.0.0.1 GET /feeds/… 503"]
    assert token not in text
    assert token not in "".join(capsys.readouterr())


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    """Where logs/ is a file, the line is lost and the program goes on."""
    (tmp_path / FOLDER).write_text("")
    with written_down(tmp_path, lambda: wall(3, 1)):
        logging.getLogger("planrunner.reminders").warning("磁盘满了")
    assert (tmp_path / FOLDER).read_text() == ""


def test_what_looks_like_a_token_is_taken_out() -> None:
    """Whatever a library writes, the part of an address that is a key does not reach the log."""
    assert masked('GET "/feeds/abc-DEF_1.ics" 500') == 'GET "/feeds/…" 500'


def test_nothing_is_lost_between_many_threads_and_a_stop(tmp_path: Path) -> None:
    """All lines of a burst are there after the block, each whole and in the order in which its thread wrote, none with a key."""
    log = logging.getLogger("planrunner.web")

    def write(who: int) -> None:
        for number in range(500):
            log.info("%s:%s /feeds/geheim%s.ics", who, number, number)

    with written_down(tmp_path, lambda: wall(3, 1)):
        threads = [threading.Thread(target=write, args=(who,)) for who in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    lines = (tmp_path / FOLDER / "serve-20220301.log").read_text("utf-8").splitlines()
    told = [re.fullmatch(r"2022-03-01 \d\d:\d\d:\d\d INFO planrunner\.web (\d):(\d+) /feeds/…", line) for line in lines]
    assert all(told)
    seen = [(found[1], int(found[2])) for found in told if found]
    for who in "0123":
        assert [number for one, number in seen if one == who] == list(range(500))
    assert not any(thread.name == "log" for thread in threading.enumerate())


@pytest.mark.parametrize("level", [logging.INFO, logging.WARNING], ids=["info", "warning"])
def test_a_line_is_written_without_waiting_for_the_stop(tmp_path: Path, level: int) -> None:
    """While the program runs, a line reaches the file by itself."""
    file = tmp_path / FOLDER / "serve-20220301.log"
    with written_down(tmp_path, lambda: wall(3, 1)):
        logging.getLogger("planrunner.web").log(level, "进行中")
        until = time.monotonic() + 60
        while not (file.exists() and file.read_text("utf-8")) and time.monotonic() < until:
            time.sleep(0.01)
        assert file.read_text("utf-8").endswith("进行中\n")
