"""Clients that keep the server waiting: they are let go, and meanwhile others are served."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import date

import pytest
from tests.integration.feeds.test_http import Running, path_of, running
from tests.integration.workplace import Workplace

from planrunner.services import tracking
from planrunner.web import patience

CLOSED = (b"", None)


@pytest.fixture
def site(sqlite_place: Workplace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """Return a running site that lets one address have six connections and waits a second."""
    monkeypatch.setattr(patience, "MOST_OF_ONE", 6)
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 1.0)
    desk = sqlite_place.desk()
    for n in range(3):
        tracking.add(desk, f"任务{n}", due=date(2022, 3, 10))
    with running(desk) as started:
        yield started


def connected(site: Running, opened: ExitStack, address: str = "127.0.0.2") -> socket.socket:
    """Return a connection from an address of this machine."""
    return opened.enter_context(
        closing(socket.create_connection(("127.0.0.1", site.port), timeout=30, source_address=(address, 0)))
    )


def said(one: socket.socket) -> bytes | None:
    """Return what comes next: b"" where the server has closed the connection, None where it has torn it down."""
    try:
        return one.recv(1 << 16)
    except ConnectionResetError:
        return None


def test_who_begins_and_does_not_go_on_is_let_go(site: Running) -> None:
    """Nothing sent, half a head, and nothing more after an answer: each is closed in the end."""
    path = path_of(site)
    with ExitStack() as opened:
        for begun in (b"", f"GET {path} HTTP/1.1\r\nHost: x\r\n".encode()):
            one = connected(site, opened)
            one.sendall(begun)
            assert said(one) in CLOSED
        one = connected(site, opened)
        one.sendall(f"HEAD {path} HTTP/1.1\r\nHost: x\r\n\r\nGET /he".encode())
        answer = said(one)
        assert answer is not None
        assert answer.startswith(b"HTTP/1.1 200")
        assert said(one) in CLOSED
    assert site.client.get(path).status_code == 200


def test_one_address_cannot_take_every_connection(site: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """The seventh connection of an address is closed at once; another address is served all the while, and it again later."""
    path = path_of(site)
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 5.0)  # long enough to open seven
    with ExitStack() as opened:
        slow = [connected(site, opened) for _ in range(6)]
        seventh = connected(site, opened)
        seventh.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert said(seventh) in CLOSED
        assert site.client.get(path).status_code == 200
        assert {said(one) in CLOSED for one in slow} == {True}
        again = connected(site, opened)
        again.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        answer = said(again)
        assert answer is not None
        assert answer.startswith(b"HTTP/1.1 200")


def test_an_answer_that_nobody_reads_has_an_end(
    site: Running, monkeypatch: pytest.MonkeyPatch, sqlite_place: Workplace
) -> None:
    """A client that asks for much and reads nothing is let go too."""
    sqlite_place.sql("UPDATE task SET reason = ?", "长" * 1_000_000)
    path = path_of(site)
    whole = len(site.client.get(path, timeout=120).content)
    monkeypatch.setattr(patience, "LONGEST_SECONDS", 2.0)
    with ExitStack() as opened:
        one = opened.enter_context(closing(socket.socket()))
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.bind(("127.0.0.2", 0))
        one.settimeout(30)
        one.connect(("127.0.0.1", site.port))
        one.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        for _ in range(4):
            assert said(connected(site, opened)) in CLOSED  # a second has passed
        got = 0
        while more := said(one):
            got += len(more)
        assert 0 < got < whole
