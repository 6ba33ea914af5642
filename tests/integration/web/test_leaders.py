"""The leaders' page over real HTTP: what it shows, what it lets nobody do, and who may see it."""

import re
import stat
from collections.abc import Iterator
from datetime import date

import pytest
from tests.integration.feeds.test_http import Running, running
from tests.integration.workplace import Workplace

from planrunner.services import reporting_page, tracking
from planrunner.store import keys


@pytest.fixture
def site(sqlite_place: Workplace) -> Iterator[Running]:
    """Return a running site on 2022-03-01: one task late, one near, one signed off."""
    desk = sqlite_place.desk()
    tracking.add(desk, "<b>法治</b>培训", due=date(2022, 2, 10), owner="司法所", category="training")
    tracking.add(desk, "宪法宣传", due=date(2022, 3, 10), owner="党政办", category="publicity")
    done = tracking.add(desk, "述法", due=date(2022, 1, 20), owner="党政办", category="oversight")
    tracking.submit(desk, [done], done_on=date(2022, 1, 19), reason="无")
    tracking.close(sqlite_place.desk("张三审核"), [done])
    with running(desk) as started:
        yield started


def path_of(site: Running) -> str:
    """Make the page and return its path."""
    return "/leaders/" + reporting_page.create_page(site.desk).rpartition("/")[2]


def test_what_the_page_shows(site: Running) -> None:
    """Lights by word, the late task with its days, the month, progress; markup in titles is text; no person is named."""
    answer = site.client.get(path_of(site))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    text = answer.text
    assert "应办 3 项，已销号 1 项" in text
    for words in (
        "<b>1</b>红·逾期",
        "<b>1</b>黄·临近",
        "<b>1</b>蓝·已销号",
        "<b>0</b>灰·待定",
        "逾期 19 天",
        "3月1日（今天）",
    ):
        assert words in text
    assert "&lt;b&gt;法治&lt;/b&gt;培训" in text
    assert "<b>法治" not in text
    assert "1/2（50%）" in text
    assert "张三" not in text
    assert "经办" not in text


def test_nothing_runs_and_nothing_is_fetched(site: Running) -> None:
    """No script, no address of another place, styles by nonce only; the headers forbid the rest."""
    answer = site.client.get(path_of(site))
    assert not re.search(
        r"<script|javascript:|\son\w+=|src=|https?:|url\(?!#|\sstyle=|<link|<form|@import", answer.text
    )
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'nonce-")
    assert re.search(r"nonce-([\w-]+)", policy)[1] in answer.text  # type: ignore[index]  # it matches, or the test fails
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_months(site: Running) -> None:
    """Another month shows its tasks; nonsense shows this one; far years are shown too."""
    path = path_of(site)
    assert "2022年2月</h2>" in site.client.get(path, params={"month": "2022-02"}).text
    for month in ("2022-13", "x" * 5000, "2022-03-01", "２０２２-02"):
        assert "2022年3月</h2>" in site.client.get(path, params={"month": month}).text
    for month in ("2000-01", "2099-12"):
        assert site.client.get(path, params={"month": month}).status_code == 200


def test_who_may_see_it(site: Running) -> None:
    """Only the newest address opens it; every other gets the one 404; nothing can be written; the file is private."""
    old = path_of(site)
    new = path_of(site)
    other = site.client.get("/别的")
    for path in (old, "/leaders/", "/leaders/x", "/leaders/%ff%00", "/leaders/" + "a" * 4000):
        answer = site.client.get(path)
        assert (answer.status_code, answer.text) == (404, other.text), path
    assert site.client.get(new).status_code == 200
    assert site.client.post(new).status_code in (404, 405)
    file = site.desk.folder / reporting_page.ACCESS
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert new.rpartition("/")[2] not in file.read_text(encoding="ascii")
    assert reporting_page.revoke_page(site.desk) is True
    assert reporting_page.revoke_page(site.desk) is False
    assert site.client.get(new).status_code == 404


def test_keys_of_a_workspace(sqlite_place: Workplace) -> None:
    """A signing key is made once and stays; a spoilt one is told and not made anew in silence."""
    folder = sqlite_place.folder
    first = keys.signing_key(folder, "a.key")
    assert keys.signing_key(folder, "a.key") == first
    assert stat.S_IMODE((folder / "a.key").stat().st_mode) == 0o600
    (folder / "a.key").write_text("zz", encoding="ascii")
    with pytest.raises(Exception, match="已损坏"):
        keys.signing_key(folder, "a.key")
