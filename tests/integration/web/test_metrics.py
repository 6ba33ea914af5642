"""/metrics over real HTTP: right figures in Prometheus's format, for those who may see them, without a secret."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from tests.integration.feeds.test_http import Running, path_of, running
from tests.integration.workplace import Workplace

from planrunner.config import Config, DropSettings
from planrunner.reminders.pump import Pump
from planrunner.services import reporting_page, tracking
from planrunner.services.desk import Desk
from planrunner.web.metrics import Counts, exposition

OUTSIDE = {"X-Forwarded-For": "203.0.113.7"}
"""What a proxy on this machine tells of a client elsewhere."""
SAMPLE = re.compile(r'planrunner_[a-z_0-9]+(?:\{[a-z]+="[^"\\]*"(?:,[a-z]+="[^"\\]*")*\})? [0-9.e+]+')


@pytest.fixture
def site(sqlite_place: Workplace) -> Iterator[Running]:
    """Return a running site over a workspace with one dated task."""
    desk = sqlite_place.desk()
    tracking.add(desk, "开展宪法宣传", due=date(2022, 3, 10), owner="张三")
    with running(desk) as started:
        yield started


def figures(answer: httpx.Response) -> dict[str, float]:
    """Return the samples of an answer; fails where a line is not of the format or a family is not declared before it."""
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert answer.text.endswith("\n")
    found, declared = dict[str, float](), set[str]()
    for line in answer.text.splitlines():
        if line.startswith("# TYPE "):
            name, kind = line.removeprefix("# TYPE ").split(" ")
            assert kind in ("counter", "gauge")
            assert name not in declared
            declared.add(name)
        elif not line.startswith("# HELP "):
            assert SAMPLE.fullmatch(line), line
            name, _, number = line.rpartition(" ")
            assert name.partition("{")[0] in declared
            assert name not in found
            found[name] = float(number)
    return found


def test_what_was_asked_is_counted(site: Running) -> None:
    """Calendars in full and unchanged, guesses, pages, addresses that are not there; each once under its class and status."""
    path = path_of(site)
    tag = site.client.get(path).headers["etag"]
    for _ in range(3):
        assert site.client.get(path, headers={"If-None-Match": tag}).status_code == 304
    site.client.get("/feeds/guess.ics")
    site.client.get('/zz"%0a{}')
    site.client.get("/wp-login.php")
    site.client.get("/healthz")
    found = figures(site.client.get("/metrics"))
    asked = {name: number for name, number in found.items() if name.startswith("planrunner_requests_total")}
    assert asked == {
        'planrunner_requests_total{route="feeds",status="200"}': 1,
        'planrunner_requests_total{route="feeds",status="304"}': 3,
        'planrunner_requests_total{route="feeds",status="404"}': 1,
        'planrunner_requests_total{route="other",status="404"}': 2,
        'planrunner_requests_total{route="healthz",status="200"}': 1,
    }
    assert found["planrunner_feed_not_modified_ratio"] == 0.75
    assert found["planrunner_data_readable"] == 1
    assert found["planrunner_uptime_seconds"] > 0
    again = figures(site.client.get("/metrics"))
    assert again['planrunner_requests_total{route="metrics",status="200"}'] == 1


def test_reminders_and_the_last_tick(sqlite_place: Workplace, tmp_path: Path) -> None:
    """No tick yet, no figure of it; after one it is there, and what waits, went out and was given up are counted."""
    plain = sqlite_place.desk()
    desk = Desk(plain.folder, plain.store, "经办", Config(drop=DropSettings(str(tmp_path))), date(2022, 3, 1))
    for day in (10, 11, 14):
        tracking.add(desk, "开展宪法宣传", due=date(2022, 3, day))
    with running(desk) as site:
        before = figures(site.client.get("/metrics"))
        assert "planrunner_last_tick_timestamp_seconds" not in before
        assert "planrunner_feed_not_modified_ratio" not in before
        moment = desk.clock().timestamp()
        Pump(desk, lambda _letter: None).step(frozenset({"plan"}))
        ids = [row[0] for row in sqlite_place.sql("SELECT id FROM reminder ORDER BY id")]
        assert len(ids) > 4
        for state, some in (("pending", ids), ("dead", ids[:1]), ("sent", ids[1:3]), ("leased", ids[3:4])):
            for number in some:
                sqlite_place.sql("UPDATE reminder SET state = ? WHERE id = ?", state, number)
        found = figures(site.client.get("/metrics"))
        assert found["planrunner_last_tick_timestamp_seconds"] >= moment
        assert found['planrunner_reminders{state="dead"}'] == 1
        assert found['planrunner_reminders{state="sent"}'] == 2
        assert found['planrunner_reminders{state="pending"}'] == len(ids) - 3


def test_who_may_see_them(site: Running) -> None:
    """From elsewhere only with the token of the leaders' page; every other way gets the one 404."""
    nothing = site.client.get("/别的").text
    tries = ["", "Bearer guess", "Bearer"]
    for given in tries:
        answer = site.client.get("/metrics", headers=OUTSIDE | {"Authorization": given})
        assert (answer.status_code, answer.text) == (404, nothing), given
    token = reporting_page.create_page(site.desk).rpartition("/")[2]
    for given in (*tries, token, f"Basic {token}", f"Bearer {token}x"):
        assert site.client.get("/metrics", headers=OUTSIDE | {"Authorization": given}).status_code == 404, given
    assert figures(site.client.get("/metrics", headers=OUTSIDE | {"Authorization": f"Bearer {token}"}))
    assert site.client.get(f"/metrics/{token}").status_code == 404
    assert site.client.get(f"/metrics?token={token}", headers=OUTSIDE).status_code == 404
    assert site.client.post("/metrics").status_code in (404, 405)
    reporting_page.revoke_page(site.desk)
    assert site.client.get("/metrics", headers=OUTSIDE | {"Authorization": f"Bearer {token}"}).status_code == 404


def test_nothing_of_people_or_keys_is_in_them(site: Running) -> None:
    """Neither tokens that were asked for, nor names of people, tasks or the office."""
    path = path_of(site)
    page = "/leaders/" + reporting_page.create_page(site.desk).rpartition("/")[2]
    assert {site.client.get(one).status_code for one in (path, page)} == {200}
    text = site.client.get("/metrics").text
    secrets = (path.split("/")[2].removesuffix(".ics"), page.split("/")[2], "张三", "宪法", site.desk.office().name)
    assert not any(secret in text for secret in secrets)


def test_data_that_cannot_be_read(site: Running) -> None:
    """The figures of the process are answered all the same; those of the reminders are left out and it is said."""
    file = site.desk.store.target.file
    assert file is not None
    for one in file.parent.glob(f"{file.name}*"):
        one.rename(one.with_name(f"moved-{one.name}"))
    file.mkdir()
    found = figures(site.client.get("/metrics"))
    assert found["planrunner_data_readable"] == 0
    assert not [name for name in found if name.startswith("planrunner_reminders")]
    assert found["planrunner_uptime_seconds"] > 0


def test_an_empty_server_says_little() -> None:
    """Families without a sample are not declared."""
    text = exposition(Counts(), None, None)
    assert re.findall(r"# TYPE planrunner_(\w+)", text) == ["data_readable", "uptime_seconds"]
