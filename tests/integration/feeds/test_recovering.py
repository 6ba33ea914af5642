"""The site while its data is locked, away, or replaced: 503 meanwhile, then as before, without a restart."""

import socket
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from tests.integration.feeds.test_http import path_of, running
from tests.integration.workplace import Workplace

from planrunner.services import feeds, tracking, workspace
from planrunner.services.feed_answers import feed_response
from planrunner.services.feeds import FeedWish
from planrunner.store.target import Target


def test_data_that_is_away_comes_back(sqlite_place: Workplace) -> None:
    """Without its file the feed says 503 and makes no empty one; when the file is back it answers at once."""
    desk = sqlite_place.desk()
    tracking.add(desk, "甲", due=date(2022, 3, 10))
    file = sqlite_place.target.file
    assert file is not None
    with running(desk) as site:
        path = path_of(site)
        known = site.client.get(path)
        away = file.with_suffix(".away")
        file.rename(away)
        assert [site.client.get(one).status_code for one in (path, "/readyz", "/healthz")] == [503, 503, 200]
        assert not file.exists()
        away.rename(file)
        again = site.client.get(path, headers={"If-None-Match": known.headers["etag"]})
        assert [again.status_code, site.client.get("/readyz").status_code] == [304, 200]


def test_restored_data_is_served(sqlite_place: Workplace, tmp_path: Path) -> None:
    """After the file was put back from a copy, the site reads and writes the copy, not the file it once opened."""
    desk = sqlite_place.desk()
    tracking.add(desk, "旧的", due=date(2022, 3, 10))
    file = sqlite_place.target.file
    assert file is not None
    with running(desk) as site:
        path = path_of(site)
        site.client.get(path)
        sqlite_place.sql("VACUUM INTO ?", str(tmp_path / "copy.db"))
        tracking.add(sqlite_place.desk(), "后来的", due=date(2022, 3, 11))
        assert "后来的" in site.client.get(path).text
        (tmp_path / "copy.db").replace(file)
        for suffix in ("-wal", "-shm"):
            Path(f"{file}{suffix}").unlink(missing_ok=True)
        text = site.client.get(path, headers={"User-Agent": "another"}).text
        assert "旧的" in text
        assert "后来的" not in text
        tracking.add(sqlite_place.desk(), "恢复后", due=date(2022, 3, 12))
        assert "恢复后" in site.client.get(path, headers={"User-Agent": "another"}).text
    assert sqlite_place.sql("SELECT fetched_by FROM feed_state") == [("another",)]
    assert sqlite_place.sql("PRAGMA integrity_check") == [("ok",)]


def test_locked_data_is_waited_for_and_then_told(sqlite_place: Workplace) -> None:
    """A feed that has to be written anew while another program holds the data is 503; one that is known stays 304."""
    quick = Workplace(sqlite_place.folder, Target(file=sqlite_place.target.file, busy_seconds=0.1))
    desk = quick.desk()
    tracking.add(desk, "甲", due=date(2022, 3, 10))
    with running(desk) as site:
        path = path_of(site)
        known = {"If-None-Match": site.client.get(path).headers["etag"]}
        assert site.client.get(path, headers=known).status_code == 304
        tracking.add(quick.desk(), "乙", due=date(2022, 3, 11))
        with closing(sqlite3.connect(str(sqlite_place.target.file), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            locked = site.client.get(path, headers=known)
            other.execute("ROLLBACK")
        assert (locked.status_code, "retry-after" in locked.headers) == (503, True)
        after = site.client.get(path, headers=known)
        assert (after.status_code, "乙" in after.text) == (200, True)
    quick.close()


def test_a_feed_of_an_older_program_is_taken_over(sqlite_place: Workplace) -> None:
    """Data from before there were choices is upgraded with its subscriptions: same address, same calendar, sound history."""
    desk = sqlite_place.desk()
    tracking.add(desk, "甲", due=date(2022, 3, 10))
    _, token = feeds.create_feed(desk, "镇长")
    for statement in (
        "DELETE FROM history_item WHERE table_name = 'feed_choice'", "DROP TABLE feed_choice", "DROP TABLE snooze",
        "DROP TABLE event_bytes", "DROP TABLE task_step", "DROP TABLE extension", "DROP TABLE evidence_version",
        "DROP TABLE year_close",
        "CREATE TABLE event_bytes (task_id INTEGER NOT NULL PRIMARY KEY, revision TEXT NOT NULL, body BLOB NOT NULL)",
        "INSERT INTO event_bytes VALUES (1, '1.1.', 'BEGIN:VEVENT')",
        "UPDATE alembic_version SET version_num = '0002'", "PRAGMA user_version = 2",
    ):  # fmt: skip
        sqlite_place.sql(statement)
    later = sqlite_place.desk()
    assert workspace.upgrade(later)
    found = feed_response(later, token)
    assert found is not None
    assert found.body.count(b"SUMMARY:") == 1
    assert feeds.list_feeds(later)[0]["window"] == [90, 400]
    assert len(feeds.create_feed(later, "新的", wish=FeedWish(alarm=True))) == 2


def test_a_slow_client_holds_up_nobody(sqlite_place: Workplace) -> None:
    """Clients that send half a request, or read nothing of the answer, do not keep others from theirs."""
    desk = sqlite_place.desk()
    for n in range(50):
        tracking.add(desk, f"任务{n}", due=date(2022, 3, 10))
    with running(desk) as site:
        path = path_of(site)
        slow = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(60)]
        try:
            for n, one in enumerate(slow):
                one.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n".encode() + (b"\r\n" if n % 2 else b""))
            assert site.client.get(path, timeout=10).status_code == 200
        finally:
            for one in slow:
                one.close()


def test_what_a_client_calls_itself_cannot_steer_a_terminal(sqlite_place: Workplace) -> None:
    """Control characters and marks of direction in a User-Agent do not reach what `feed list` prints."""
    desk = sqlite_place.desk()
    _, token = feeds.create_feed(desk, "镇长")
    feed_response(desk, token, agent="\x1b[2J坏\u202e\r\n的" + "长" * 500)
    told = feeds.list_feeds(desk)[0]["fetched_by"]
    assert told.startswith("[2J坏的长")
    assert len(told) == 200
