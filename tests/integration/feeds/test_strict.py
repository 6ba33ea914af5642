"""Feeds of one, a thousand and ten thousand tasks, byte by byte as calendars.md §7 asks; titles of every ill kind."""

import gzip
import re
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from tests.integration.feeds.test_http import running
from tests.integration.workplace import Workplace

from planrunner.calendars.component import clean
from planrunner.services import feeds
from planrunner.services.feed_answers import feed_response
from planrunner.services.feeds import FeedWish

ILL = (
    "普通任务", "开会\r\nX-INJECTED: 1", "注入\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:x", "长" * 3000, "表情🎉👨‍👩‍👧‍👦" * 30,
    "\u202eעברית מימין\u202c", "مرحبا بالعالم", "反斜杠\\n；分号;逗号,冒号:", "制表\t符", "控制\x07符",
    'ATTENDEE;CN="甲":mailto:a@b',
    "行\u2028分\u2029隔\x85符", "ｱｲｳ 全角　空格", "Set-Cookie: a=b\r\n\r\n<html>",
)  # fmt: skip
INSERT = """
INSERT INTO task (plan_year, key, title, category, status, number, planned, due, spans, tentative, owner, date_source, reason,
  note, edited, self_reviewed, no_evidence_reason, status_reason, sequence, created_at, updated_at, version,
  window_from, window_to)
VALUES (2022, ?, ?, 'other', 'planned', 1, ?, ?, ?, ?, '', 'custom', ?, '', 0, 0, '', '', ?, ?, ?, 1, ?, ?)
"""
STAMP = "2022-01-04 01:30:15.000000"


def fill(place: Workplace, count: int) -> list[str]:
    """Put tasks into the database as another program could, and return their titles."""
    titles = [f"{ILL[n % len(ILL)]} {n}" for n in range(count)]
    rows = []
    for n, title in enumerate(titles):
        day = date(2022, 1, 1) + timedelta(days=n % 365)
        spans = n % 7 == 0
        window = (day.isoformat(), (day + timedelta(days=6)).isoformat()) if spans else (None, None)
        last = window[1] or day.isoformat()
        reason = ILL[(n + 3) % len(ILL)]
        rows.append((f"k{n}", title, day.isoformat(), last, spans, n % 5 == 0, reason, n % 3, STAMP, STAMP, *window))
    with closing(sqlite3.connect(str(place.target.file))) as connection, connection:
        connection.executemany(INSERT, rows)
    return titles


def strict(body: bytes) -> list[bytes]:
    """Check what holds for every line, and return the lines as they are before folding."""
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert body.count(b"\r") == body.count(b"\n") == body.count(b"\r\n")
    lines = body.removesuffix(b"\r\n").split(b"\r\n")
    assert {0 < len(line) <= 75 for line in lines} == {True}
    for line in lines:
        line.decode("utf-8", "strict")
    return body.replace(b"\r\n ", b"").removesuffix(b"\r\n").split(b"\r\n")


@pytest.mark.parametrize(
    ("count", "kind", "alarm"),
    [
        (1, "event", False), (1, "todo", True), (1000, "event", False), (1000, "event", True), (1000, "todo", True),
        (10000, "event", False),
    ],
)  # fmt: skip
def test_the_bytes_are_strict(sqlite_place: Workplace, count: int, kind: str, alarm: bool) -> None:
    """Lines, UIDs, stamps, days and titles of each component are as the standard and the database say; it comes back whole."""
    titles = fill(sqlite_place, count)
    desk = sqlite_place.desk()
    wish = FeedWish(kind="todo" if kind == "todo" else "event", alarm=alarm, window=None)
    _, token = feeds.create_feed(desk, "严格\r\nX-A:1", wish=wish)
    found = feed_response(desk, token, accept_gzip=True)
    assert found is not None
    body = gzip.decompress(found.body)
    name = "VTODO" if kind == "todo" else "VEVENT"
    lines = strict(body)
    heads = [line.split(b":", 1)[0].split(b";", 1)[0] for line in lines]
    assert heads.count(b"UID") == len({line for line in lines if line.startswith(b"UID:")}) == count
    assert heads.count(b"DTSTAMP") == count
    assert lines.count(f"BEGIN:{name}".encode()) == count
    assert lines.count(b"BEGIN:VALARM") == (count if alarm else 0)
    assert not {b"X-INJECTED", b"ATTENDEE", b"Set-Cookie", b"X-A", b"TZID"} & set(heads)
    allowed = re.compile(rb"[A-Z-]+\Z")
    assert all(allowed.match(head) for head in heads)
    calendar = Calendar.from_ical(body)
    components: list[Any] = calendar.walk(name)
    # icalendar reads a written \n after a backslash its own way, so that titles are compared by themselves
    summaries = [line.removeprefix(b"SUMMARY:").decode() for line in lines if line.startswith(b"SUMMARY:")]
    plain = [re.sub(r"\\(.)", lambda one: "\n" if one[1] in "nN" else one[1], text) for text in summaries]
    assert plain == [clean(title) for title in titles]
    if kind == "event":
        assert all(one["DTEND"].dt > one["DTSTART"].dt for one in components)
    else:
        assert all("DTSTART" not in one or one["DUE"].dt >= one["DTSTART"].dt for one in components)


def test_icalendar_writes_what_it_read(sqlite_place: Workplace) -> None:
    """Read and written again by icalendar, a feed of a thousand tasks without backslashes is the same, byte for byte."""
    fill(sqlite_place, 1000)
    sqlite_place.sql(r"UPDATE task SET title = replace(title, '\', '/'), reason = replace(reason, '\', '/')")
    desk = sqlite_place.desk()
    _, token = feeds.create_feed(desk, "往返", wish=FeedWish(alarm=True, window=None))
    found = feed_response(desk, token)
    assert found is not None
    assert Calendar.from_ical(found.body).to_ical(sorted=False) == found.body


def test_no_title_or_name_reaches_the_headers(sqlite_place: Workplace) -> None:
    """Whatever tasks and feeds are called, the headers of the answer are those of any other feed."""
    fill(sqlite_place, len(ILL))
    with running(sqlite_place.desk()) as site:
        _, plain = feeds.create_feed(site.desk, "甲")
        _, ill = feeds.create_feed(site.desk, "Set-Cookie: a=b\r\n\r\n<html>")
        one, two = (site.client.get(f"/feeds/{token}.ics") for token in (plain, ill))
    assert set(one.headers) == set(two.headers)
    assert "set-cookie" not in two.headers


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/..%2f..%2fplanrunner.db", "/feeds/%2e%2e/planrunner.toml", "/feeds/....//....//etc/passwd.ics",
        "/feeds/%00.ics", "/feeds/%0d%0aSet-Cookie:a=b.ics", "/feeds/" + "a" * 5000 + ".ics", "/feeds/'%20OR%201=1--.ics",
        "//feeds/x.ics", "/feeds/x.ics/", "/feeds/{token}.ics", "/planrunner.db", "/feeds/templates/feed.html",
    ],
)  # fmt: skip
def test_paths_that_try_tricks_find_nothing(sqlite_place: Workplace, path: str) -> None:
    """No path leads out of the two kinds of address; each is the same 404."""
    with running(sqlite_place.desk()) as site:
        usual = site.client.get("/feeds/x.ics")
        answer = httpx.get(httpx.URL(f"http://127.0.0.1:{site.port}", raw_path=path.encode()))
    assert (answer.status_code, answer.text) == (404, usual.text)
    assert "set-cookie" not in answer.headers
