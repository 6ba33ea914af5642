"""How often one may ask: guessers, hasty programs, five hundred at once; nobody else is held up and nothing is left behind."""

import contextlib
import logging
import os
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from http.client import HTTPConnection
from typing import Any

import pytest
from tests.integration.feeds.test_http import path_of, running
from tests.integration.workplace import Workplace

from planrunner.services import feeds, tracking
from planrunner.services.feed_answers import feed_response
from planrunner.store.reader import Reader
from planrunner.web.limit import GUESSES, MOST_KEPT, Gate, Rate

SOMEBODY, ELSEBODY = "10.0.0.7", "10.0.0.8"


class Clock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return the time in seconds."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still."""
    return Clock()


def test_guesses_are_counted_against_who_makes_them(clock: Clock) -> None:
    """After its burst a machine waits; another does not, nor does a known subscription behind the same gateway."""
    gate = Gate(Rate(3, 1), Rate(2, 0.1), clock)
    assert gate.enter("known", SOMEBODY) == 0
    gate.leave("known", SOMEBODY, found=True)
    for guess in ("a", "b"):
        assert gate.enter(guess, SOMEBODY) == 0
        gate.leave(guess, SOMEBODY, found=False)
    assert gate.enter("c", SOMEBODY) == 10
    assert gate.enter("c", ELSEBODY) == 0
    assert gate.enter("known", SOMEBODY) == 0
    clock.now += 10
    assert [gate.enter("c", SOMEBODY), gate.enter("c", SOMEBODY)] == [0, 10]


def test_a_hasty_program_waits_for_its_own_subscription_alone(clock: Clock) -> None:
    """Each subscription has its own measure, wherever its programs are; the clock going back harms nobody."""
    gate = Gate(Rate(3, 0.5), Rate(9, 1), clock)
    for token in ("one", "two"):
        assert gate.enter(token, SOMEBODY) == 0
        gate.leave(token, SOMEBODY, found=True)
    assert [gate.enter("one", SOMEBODY) for _ in range(4)] == [0, 0, 2, 2]
    assert gate.enter("one", ELSEBODY) == 2
    assert gate.enter("two", SOMEBODY) == 0
    clock.now -= 50
    assert gate.enter("one", SOMEBODY) == 2
    clock.now += 2
    assert gate.enter("one", SOMEBODY) == 0


def test_a_revoked_subscription_is_a_guess_again(clock: Clock) -> None:
    """What was known and is no longer is counted against its machine from the next time on."""
    gate = Gate(Rate(9, 1), Rate(1, 0.1), clock)
    gate.enter("known", SOMEBODY)
    gate.leave("known", SOMEBODY, found=True)
    assert gate.enter("known", SOMEBODY) == 0
    gate.leave("known", SOMEBODY, found=False)
    assert gate.enter("known", SOMEBODY) == 0
    gate.leave("known", SOMEBODY, found=False)
    assert gate.enter("known", SOMEBODY) == 10


def test_while_nothing_can_be_read_nobody_is_counted(clock: Clock) -> None:
    """A program that asks while the data is away is no guesser."""
    gate = Gate(Rate(9, 1), Rate(1, 0.1), clock)
    for _ in range(5):
        assert gate.enter("known", SOMEBODY) == 0
        gate.leave("known", SOMEBODY, found=None)


def test_the_gate_stays_small(clock: Clock) -> None:
    """However many addresses and tokens there were, only so many are kept; one IPv6 machine is one, not 2^64."""
    gate = Gate(Rate(9, 1), Rate(2, 0.1), clock)
    for n in range(2 * MOST_KEPT):
        client = f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}"
        gate.enter(f"k{n}", client)
        gate.leave(f"k{n}", client, found=n % 2 == 0)
    assert (len(gate._known), len(gate._guesses)) == (MOST_KEPT, MOST_KEPT)
    waits = [gate.enter(f"x{n}", f"2001:db8:0:1::{n:x}") for n in range(1, 4)]
    assert waits == [0, 0, 10]
    assert gate.enter("x", "2001:db8:0:2::1") == 0
    assert gate.enter("x", "no address") == 0


def test_a_guesser_is_told_to_wait(sqlite_place: Workplace, caplog: pytest.LogCaptureFixture) -> None:
    """Over HTTP: 404 up to the burst, then 429 with Retry-After for feed and page alike, read from no data, told once."""
    caplog.set_level(logging.INFO, "planrunner.web")
    with running(sqlite_place.desk()) as site:
        path = path_of(site)
        first = site.client.get(path)
        answers = [site.client.get(f"/feeds/guess{n}{'.ics' if n % 2 else '/'}") for n in range(GUESSES.burst + 40)]
        told = Counter(answer.status_code for answer in answers)
        assert {answer.status_code for answer in answers[: GUESSES.burst]} == {404}
        assert told.keys() == {404, 429}
        refused = [answer for answer in answers if answer.status_code == 429]
        assert {answer.headers["retry-after"] for answer in refused} == {"1"}
        assert len({answer.text for answer in refused}) == 1
        assert site.client.get(path).content == first.content
        assert site.client.get("/healthz").status_code == 200
        assert site.client.get("/leaders/x").status_code == 404
    lines = [record.getMessage() for record in caplog.records if record.name == "planrunner.web"]
    assert sum("429" in line for line in lines) == 1
    assert sum("/feeds/…" in line for line in lines) == told[404] + 2


def test_unknown_and_revoked_cost_the_same(sqlite_place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    """One and the same reading answers both, so that no clock can tell a token that existed from one that never did."""
    desk = sqlite_place.desk()
    feed, token = feeds.create_feed(desk, "镇长")
    feeds.revoke_feed(desk, feed)
    asked: list[str] = []
    rows = Reader.rows

    def noting(self: Reader, sql: str, params: Any = ()) -> list[tuple[Any, ...]]:
        asked.append(sql)
        return rows(self, sql, params)

    monkeypatch.setattr(Reader, "rows", noting)
    seen = []
    for one in (token, "x" * len(token), "x"):
        asked.clear()
        assert feed_response(desk, one) is None
        seen.append(list(asked))
    assert len(seen[0]) == 1
    assert seen[1:] == [seen[0]] * 2


def open_files() -> list[str]:
    """Return what files and sockets this process has open."""
    found = []
    for one in os.listdir("/proc/self/fd"):  # noqa: PTH208 - of a folder that changes while it is read
        with contextlib.suppress(OSError):
            found.append(os.readlink(f"/proc/self/fd/{one}").split(":")[0])  # noqa: PTH115 - sockets are no paths
    return sorted(found)


def storm(port: int, path: str, etag: str) -> list[tuple[int, int, bytes]]:
    """Ask five hundred times from a hundred threads: for all, for what changed, for nothing there is; return the answers."""

    def ask(n: int) -> tuple[int, int, bytes]:
        with contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
            headers = {"If-None-Match": etag} if n % 3 == 1 else {}
            connection.request("GET", f"/feeds/guess{n}.ics" if n % 3 == 2 else path, headers=headers)
            answer = connection.getresponse()
            return n % 3, answer.status, answer.read()

    with ThreadPoolExecutor(100) as pool:
        return list(pool.map(ask, range(500)))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts open files as Linux does")
def test_five_hundred_at_once(sqlite_place: Workplace) -> None:
    """Five hundred at one moment, known, conditional and guessed: each gets a right answer, and no file stays open."""
    desk = sqlite_place.desk()
    for n in range(40):
        tracking.add(desk, f"任务{n}", due=date(2022, 3, 10))
    with running(desk) as site:
        path = path_of(site)
        first = site.client.get(path)
        answers = storm(site.port, path, first.headers["etag"])
        before = open_files()
        storm(site.port, path, first.headers["etag"])
        codes = Counter((kind, code) for kind, code, _ in answers)
        assert codes.keys() <= {(0, 200), (0, 429), (1, 304), (1, 429), (2, 404), (2, 429)}
        assert codes[2, 404] >= GUESSES.burst
        assert codes[0, 200] > 0
        assert codes[1, 304] > 0
        assert {body for _, code, body in answers if code == 200} == {first.content}
        deadline = time.monotonic() + 20
        while len(open_files()) > len(before) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(open_files()) <= len(before), Counter(open_files()) - Counter(before)
    assert sqlite_place.sql("PRAGMA integrity_check") == [("ok",)]
