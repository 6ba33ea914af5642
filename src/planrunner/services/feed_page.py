"""What the page of a subscription says: what it holds, its addresses, how often and by what it was last fetched."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from planrunner.services.feeds import MANY_EVENTS, events_of, feed_links, hashed, holds, only_here
from planrunner.store import feed_rows

if TYPE_CHECKING:
    from datetime import datetime

    from planrunner.services.desk import Desk
    from planrunner.store.feed_rows import FeedRow


class FeedPage(NamedTuple):
    """The facts of a page; `google` is "" where Google's servers certainly cannot reach the address."""

    office: str
    name: str
    holds: str
    kind: str
    alarm: bool
    window: str
    events: int
    crowded: bool
    web: str
    webcal: str
    google: str
    only_here: bool
    fetched_at: datetime | None
    fetched_by: str


def feed_page(desk: Desk, token: str) -> FeedPage | None:
    """Return the page of a subscription; None for a token that is unknown or revoked, which nobody can tell apart."""
    with desk.store.reader() as reader:
        feed = feed_rows.feed_of(reader, hashed(token))
        if feed is None:
            return None
        events = events_of(desk, reader, feed)
    web, webcal = feed_links(desk, token)
    google = f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}" if _maybe_public(desk) else ""
    return FeedPage(
        desk.office().name, feed.name, holds(feed), feed.kind, feed.alarm, window_words(feed), events,
        events > MANY_EVENTS, web, webcal, google, only_here(desk), feed.fetched_at, feed.fetched_by,
    )  # fmt: skip


def window_words(feed: FeedRow) -> str:
    """Return in Chinese which days a subscription shows."""
    if feed.past_days is None:
        return "不限日期"
    return f"今天之前{feed.past_days}天到之后{feed.coming_days}天"


def _maybe_public(desk: Desk) -> bool:
    """Tell whether a server on the internet might reach the address: a global address, or a name with a domain."""
    host = urlsplit(desk.config.serve.url).hostname or ""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".lan", ".internal", ".intranet", ".home.arpa"))
