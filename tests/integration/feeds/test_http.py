"""The feed over real HTTP: uvicorn on the loopback, a client that knows nothing of planrunner."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from tests.integration.workplace import Workplace

from planrunner.errors import NotAllowedError
from planrunner.services import feeds, tracking
from planrunner.services.desk import Desk
from planrunner.web.app import accepts_gzip
from planrunner.web.server import Site


@dataclass
class Running:
    """A site that answers, and the desk behind it."""

    desk: Desk
    port: int
    client: httpx.Client


@contextlib.contextmanager
def running(desk: Desk) -> Iterator[Running]:
    """Run a site in a thread of its own for the length of the block."""
    site = Site(desk, "127.0.0.1", 0)
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(site.run(stop),))
    thread.start()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{site.port}", headers={"Accept-Encoding": "identity"}) as client:
            yield Running(desk, site.port, client)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        assert not thread.is_alive()
        loop.close()
        site.close()


@pytest.fixture
def site(sqlite_place: Workplace) -> Iterator[Running]:
    """Return a running site over a workspace with one dated task."""
    desk = sqlite_place.desk()
    tracking.add(desk, "开展宪法宣传", due=date(2022, 3, 10))
    with running(desk) as started:
        yield started


def path_of(running_site: Running) -> str:
    """Return the path of a new subscription."""
    return f"/feeds/{feeds.create_feed(running_site.desk, '镇长')[1]}.ics"


def test_the_first_fetch_brings_the_calendar_and_the_second_304(site: Running) -> None:
    """200 with the calendar and its headers, then 304 without a body for the tag that came with it."""
    path = path_of(site)
    first = site.client.get(path)
    assert first.status_code == 200
    assert [str(event["SUMMARY"]) for event in Calendar.from_ical(first.content).walk("VEVENT")] == ["开展宪法宣传"]
    expected = {
        "content-type": "text/calendar; charset=utf-8", "cache-control": "private, max-age=900",
        "content-disposition": 'inline; filename="planrunner.ics"', "vary": "Accept-Encoding",
        "x-robots-tag": "noindex", "referrer-policy": "no-referrer", "content-length": str(len(first.content)),
    }  # fmt: skip
    assert {name: first.headers[name] for name in expected} == expected
    assert "server" not in first.headers
    second = site.client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["etag"] == first.headers["etag"]
    third = site.client.get(path, headers={"If-Modified-Since": first.headers["last-modified"]})
    assert third.status_code == 304


def test_head_has_the_headers_and_no_body(site: Running) -> None:
    """HEAD answers as GET does, with the length that GET would have, and nothing after the headers."""
    path = path_of(site)
    got, head = site.client.get(path), site.client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "last-modified", "content-length", "content-type"):
        assert head.headers[name] == got.headers[name]


def test_a_client_that_takes_gzip_gets_it(site: Running) -> None:
    """A compressed answer has another tag, unpacks to the same calendar, and its tag is answered with 304."""
    path = path_of(site)
    plain = site.client.get(path)
    packed = site.client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    again = site.client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"]})
    assert (again.status_code, again.headers["etag"]) == (304, packed.headers["etag"])


def test_every_wrong_address_is_answered_alike(site: Running) -> None:
    """Unknown, revoked and malformed tokens get one and the same 404: nobody learns which tokens existed."""
    feed, token = feeds.create_feed(site.desk, "镇长")
    feeds.revoke_feed(site.desk, feed)
    paths = (
        f"/feeds/{token}.ics",
        f"/feeds/{token}/",
        f"/feeds/{token}",
        "/feeds/../feeds/x.ics",
        "/feeds/%2e%2e%2fx/",
        "/feeds/猜的.ics",
        "/feeds/.ics",
        "/feeds/%ff%00.ics",
        "/feeds/",
        "/别的",
    )
    answers = [site.client.get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    names = [sorted(name for name in answer.headers if name != "date") for answer in answers]
    assert names == [names[0]] * len(paths)


def test_a_task_s_change_reaches_the_next_fetch(site: Running) -> None:
    """After a task moved, the known tag no longer holds, and the new calendar has the same UID with a raised SEQUENCE."""
    path = path_of(site)
    first = site.client.get(path)
    tracking.reschedule(site.desk, "T1", date(2022, 3, 17), "会期有变")
    second = site.client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert second.status_code == 200
    old, new = (_only_event(answer) for answer in (first, second))
    assert new["UID"] == old["UID"]
    assert new["SEQUENCE"] == old["SEQUENCE"] + 1


def _only_event(answer: httpx.Response) -> Any:
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    return event


def test_a_busy_database_is_answered_with_503(sqlite_place: Workplace) -> None:
    """While the data cannot be read, the feed says try again later; it never sends half a calendar."""
    desk = sqlite_place.desk()
    with running(desk) as site:
        path = path_of(site)
        sqlite_place.sql("PRAGMA user_version = 99")
        answers = [site.client.get(name) for name in (path, path.removesuffix(".ics") + "/", "/readyz", "/healthz")]
    assert [answer.status_code for answer in answers] == [503, 503, 503, 200]
    assert answers[0].headers["retry-after"]
    assert not [answer for answer in answers if str(sqlite_place.folder) in answer.text]


def test_health_tells_that_the_data_can_be_read(site: Running) -> None:
    """/healthz says that the process answers, /readyz that the workspace can be read; headers guard every answer."""
    for path in ("/healthz", "/readyz"):
        answer = site.client.get(path)
        assert (answer.status_code, answer.text) == (200, "ok")
        assert (answer.headers["x-content-type-options"], answer.headers["x-frame-options"]) == ("nosniff", "DENY")


def test_tokens_stand_in_no_log(site: Running, caplog: pytest.LogCaptureFixture) -> None:
    """No logger writes the path of a request, whatever its level."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").disabled = True
    path = path_of(site)
    token = path.removeprefix("/feeds/").removesuffix(".ics")
    for asked in (path, f"/feeds/{token}/", f"/{token}"):
        site.client.get(asked)
    logging.getLogger("httpx").disabled = False
    told = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert not [record for record in told if token in record.getMessage()]
    assert [record.getMessage().split(" ")[2] for record in told if record.name == "planrunner.web"] == [
        "/feeds/…", "/feeds/…", "/…",
    ]  # fmt: skip


def test_a_taken_port_is_told_in_words(site: Running, sqlite_place: Workplace) -> None:
    """A second site on the same port ends with NotAllowedError that names the port."""
    with pytest.raises(NotAllowedError, match=str(site.port)):
        Site(sqlite_place.desk(), "127.0.0.1", site.port)


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("", False), ("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.000", False),
        ("*", True), ("gzip;q=0, *", False), ("identity", False), ("*;q=0", False), ("gzip;q=1.0", True),
    ],
)  # fmt: skip
def test_accept_encoding_is_read_as_the_standard_says(header: str, takes: bool) -> None:
    """Gzip is sent where it is named or covered by *, never where its weight is nought (RFC 9110 12.5.3)."""
    assert accepts_gzip(header) is takes
