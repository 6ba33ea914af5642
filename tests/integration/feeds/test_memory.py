"""What the server remembers of its answers: it spares reading, and never says "nothing new" where something is."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.integration.feeds.test_http import Running, path_of, running
from tests.integration.workplace import Workplace

from planrunner.calendars import component
from planrunner.services import feeds, tracking
from planrunner.services.feed_answers import FETCH_NOTED_EVERY, feed_response
from planrunner.services.feeds import FeedWish
from planrunner.store import reader

NOON = datetime(2022, 3, 1, 4, 0, tzinfo=UTC)


class Clock:
    """A clock that moves when told to."""

    now = NOON

    def __call__(self) -> datetime:
        """Return the instant."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands at noon."""
    return Clock()


@pytest.fixture
def site(sqlite_place: Workplace, clock: Clock) -> Iterator[Running]:
    """Return a running site with three tasks whose clock a test moves."""
    desk = sqlite_place.desk()
    desk.given_today, desk.clock = None, clock
    for n in range(3):
        tracking.add(desk, f"任务{n}", due=date(2022, 3, 10))
    with running(desk) as started:
        yield started


def known(site: Running, path: str) -> dict[str, str]:
    """Fetch a feed twice, so that it is remembered, and return the headers of a client that has it."""
    headers = {"If-None-Match": site.client.get(path).headers["etag"]}
    assert site.client.get(path, headers=headers).status_code == 304
    return headers


def test_nothing_is_read_while_nothing_changes(site: Running, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked again, the data is not even opened, until it is time to note the fetch; the answer is the same each time."""
    path = path_of(site)
    headers = known(site, path)
    told = site.client.get(path, headers=headers)
    opened = 0
    open_sqlite = reader.open_sqlite_readonly

    def opening(*given: Any) -> Any:
        nonlocal opened
        opened += 1
        return open_sqlite(*given)

    monkeypatch.setattr(reader, "open_sqlite_readonly", opening)
    for _ in range(5):
        again = site.client.get(path, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert {n: v for n, v in again.headers.items() if n != "date"} == {
            n: v for n, v in told.headers.items() if n != "date"
        }
    assert opened == 0
    clock.now += FETCH_NOTED_EVERY
    assert site.client.get(path, headers=headers).status_code == 304
    assert opened > 0
    assert feeds.list_feeds(site.desk)[0]["fetched_at"] == clock.now.isoformat()
    assert site.client.get(path).status_code == 200  # a client that has nothing gets all


def test_every_kind_of_change_is_seen(site: Running, clock: Clock, sqlite_place: Workplace) -> None:
    """A change by another program, another day, an older tag, and the end of the subscription are each seen at once."""
    path = path_of(site)
    headers = known(site, path)
    other = sqlite_place.desk()
    tracking.edit_task(other, "T1", {"title": "改过的"})
    assert "改过的" in site.client.get(path, headers=headers).text
    old, headers = headers, known(site, path)
    assert site.client.get(path, headers=old).status_code == 200
    clock.now += timedelta(days=200)
    assert site.client.get(path, headers=headers).status_code == 200  # the window has moved past the tasks
    headers = known(site, path)
    feeds.revoke_feed(other, "F1")
    assert site.client.get(path, headers=headers).status_code == 404
    assert site.client.get(path, headers=headers).status_code == 404


def test_a_new_address_ends_the_old_one_at_once(site: Running, sqlite_place: Workplace) -> None:
    """After a rotation the remembered address is dead, the new one alive."""
    path = path_of(site)
    headers = known(site, path)
    token = feeds.rotate_feed(sqlite_place.desk(), "F1")
    assert site.client.get(path, headers=headers).status_code == 404
    assert site.client.get(f"/feeds/{token}.ics", headers=headers).status_code == 304


def test_data_of_another_schema_is_not_answered_from_memory(site: Running, sqlite_place: Workplace) -> None:
    """Upgraded by a newer program while this one serves, the data is told to be unreadable, as it is."""
    path = path_of(site)
    headers = known(site, path)
    sqlite_place.sql("PRAGMA user_version = 99")
    assert site.client.get(path, headers=headers).status_code == 503


@pytest.mark.parametrize("wish", [FeedWish(), FeedWish(kind="todo", alarm=True)], ids=["event", "todo"])
def test_one_changed_task_is_written_anew_and_no_other(
    place: Workplace, wish: FeedWish, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a hundred components exactly the one whose task changed is built again; with nothing changed none is."""
    desk = place.desk()
    for n in range(100):
        tracking.add(desk, f"任务{n}", due=date(2022, 3, 10))
    _, token = feeds.create_feed(desk, "镇长", wish=wish)
    built: list[int] = []
    build = component.component_bytes

    def building(entry: Any, *given: Any, **named: Any) -> bytes:
        built.append(entry.task)
        return build(entry, *given, **named)

    monkeypatch.setattr(component, "component_bytes", building)
    counts = []
    for title in ("", "改过的", ""):
        if title:
            tracking.edit_task(desk, "T7", {"title": title})
        built.clear()
        found = feed_response(desk, token)
        assert found is not None
        assert found.body.count(b"SUMMARY:") == 100
        counts.append(list(built))
    assert counts == [list(range(1, 101)), [7], []]
