"""The page of a subscription: what it says, and that it asks nobody else and believes nobody's words."""

from datetime import date
from html.parser import HTMLParser

from tests.integration.feeds.test_http import Running, running
from tests.integration.workplace import Workplace

from planrunner.config import Config, ServeSettings
from planrunner.services import feeds, tracking
from planrunner.services.feeds import FeedWish

NASTY = "<script>alert(1)</script>\"'&"


class Outside(HTMLParser):
    """Collects what a browser would load or run by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, what it loads and what it runs."""
        self.tags.add(tag)
        self.loads += [f"{tag} {name}={value}" for name, value in attrs if name == "src" or name.startswith("on")]


def page_of(site: Running, name: str, wish: FeedWish | None = None) -> tuple[str, str]:
    """Make a subscription and return its token and the text of its page."""
    _, token = feeds.create_feed(site.desk, name, wish=wish)
    return token, site.client.get(f"/feeds/{token}/").text


def test_the_page_says_what_a_person_must_know(sqlite_place: Workplace) -> None:
    """Contents, count, both links, a drawn code, notes on clients and the last fetch stand on the page, under a strict policy."""
    desk = sqlite_place.desk()
    desk.config = Config(serve=ServeSettings(url="http://10.0.0.8:8750"))
    tracking.add(desk, "甲", due=date(2022, 3, 10), owner="司法所", category="publicity")
    with running(desk) as site:
        token, text = page_of(site, "所里", FeedWish("司法所", "普法宣传", alarm=True, window=(30, 60)))
        for words in (
            "凤凰镇：所里", "负责人 司法所、普法宣传", "前一天上午九点响铃", "今天之前30天到之后60天", "1 项", "还没有被读取过",
            f"webcal://10.0.0.8:8750/feeds/{token}.ics", f"http://10.0.0.8:8750/feeds/{token}.ics", "<svg", "ICSx5", "企业微信",
        ):  # fmt: skip
            assert words in text
        assert "calendar.google.com" not in text  # an intranet's address is not offered to Google
        site.client.get(f"/feeds/{token}.ics", headers={"User-Agent": NASTY})
        again = site.client.get(f"/feeds/{token}")
        assert "最近读取</th><td>2022-03-01" in again.text
        assert NASTY not in again.text
        assert "alert(1)" in again.text
        assert again.headers["content-security-policy"].startswith(
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        )
        assert (again.headers["cache-control"], again.headers["referrer-policy"]) == ("no-store", "no-referrer")


def test_the_page_loads_and_runs_nothing(sqlite_place: Workplace) -> None:
    """No script, picture, frame or style sheet of elsewhere; names and programs of others are words, never marks."""
    with running(sqlite_place.desk()) as site:
        _, text = page_of(site, NASTY, FeedWish(NASTY, kind="todo"))
    found = Outside()
    found.feed(text)
    assert found.loads == []
    assert not found.tags & {"script", "img", "iframe", "link", "object", "form"}
    assert NASTY not in text
    assert "待办（VTODO）" in text


def test_looking_is_no_fetch(sqlite_place: Workplace) -> None:
    """The page does not count as the calendar having been read."""
    desk = sqlite_place.desk()
    with running(desk) as site:
        page_of(site, "镇长")
    assert feeds.list_feeds(desk)[0]["fetched_at"] is None
