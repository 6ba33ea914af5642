"""Subscriptions to calendars: made with a choice that stays, listed, given a new address, ended."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planrunner.errors import NotAllowedError, NothingFoundError, UsageError
from planrunner.services import ids
from planrunner.services.feed_calendar import choice_of, is_shown
from planrunner.store import feed_rows
from planrunner.store.feed_rows import COMING_DAYS, PAST_DAYS
from planrunner.wording import CATEGORIES, key_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from planrunner.calendars.component import Kind
    from planrunner.services.desk import Desk
    from planrunner.store.feed_rows import FeedRow
    from planrunner.store.reader import Reader
    from planrunner.store.tables import Feed

TOKEN_BYTES = 24
"""192 random bits; 128 are the least that cannot be guessed."""
MANY_EVENTS = 1000
"""Above this number some programs slow down; `feed list` and the feed's page say so."""
LONGEST_NAME = 100
LONGEST_WINDOW = 3660
"""Days; further than ten years nothing is planned."""


@dataclass(frozen=True, slots=True)
class FeedWish:
    """What a subscription is to hold; it is fixed when the token is made. `window` None: every day."""

    owner: str = ""
    category: str = ""
    obligation: str = ""
    kind: Kind = "event"
    alarm: bool = False
    window: tuple[int, int] | None = (PAST_DAYS, COMING_DAYS)


def create_feed(desk: Desk, name: str, owner: str = "", wish: FeedWish | None = None) -> tuple[str, str]:
    """Make a subscription, of everything or of what the wish says, and return its id and its token.

    The token is shown this once: only its SHA-256 is kept. Raises UsageError for an empty or overlong name and for a
    wish that cannot be, NothingFoundError for an unknown obligation.
    """
    from planrunner.store.tables import Feed, FeedChoice, Obligation

    wish = wish or FeedWish(owner)
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise UsageError(f"订阅要有个名称（不超过{LONGEST_NAME}字），例如：planrunner feed create --name 镇长")
    if wish.window is not None and not all(0 <= days <= LONGEST_WINDOW for days in wish.window):
        raise UsageError(f"订阅的天数应在 0—{LONGEST_WINDOW} 之间。")
    category = key_of(wish.category, CATEGORIES, "类别")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with desk.store.change(who=desk.who, action="feed", at=desk.now()) as tx:
        row = Feed(name=name.strip(), token_hash=hashed(token), owner=wish.owner.strip(), created_at=desk.now())
        obligation = ids.read(ids.OBLIGATION, wish.obligation) if wish.obligation else None
        if obligation is not None and tx.session.get(Obligation, obligation) is None:
            raise NothingFoundError(f"没有编号为 {wish.obligation} 的事项。")
        tx.session.add(row)
        tx.session.flush()
        assert row.id is not None
        past, coming = wish.window or (None, None)
        tx.session.add(
            FeedChoice(
                feed_id=row.id, category=category, obligation_id=obligation, kind=wish.kind, alarm=wish.alarm,
                past_days=past, coming_days=coming,
            )
        )  # fmt: skip
        return ids.show(ids.FEED, row.id), token


def rotate_feed(desk: Desk, feed: str) -> str:
    """Give a subscription a new token and return it; the old address is dead from then on. Raises as `revoke_feed`."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    _alter(desk, feed, "feed-rotate", lambda row: setattr(row, "token_hash", hashed(token)))
    return token


def revoke_feed(desk: Desk, feed: str) -> None:
    """End a subscription for good. Raises NothingFoundError for an unknown id, NotAllowedError for one ended before."""
    _alter(desk, feed, "feed-revoke", lambda row: setattr(row, "revoked_at", desk.now()))


def list_feeds(desk: Desk) -> list[dict[str, Any]]:
    """Return every subscription ever made, the ended ones too, as `feed list --json` prints them.

    `events` counts what the feed holds today; `crowded` says that some programs will be slow with so many.
    """
    with desk.store.reader() as reader:
        return [_feed_json(row, events_of(desk, reader, row)) for row in feed_rows.feeds(reader)]


def _feed_json(row: FeedRow, events: int) -> dict[str, Any]:
    def iso(moment: datetime | None) -> str | None:
        return moment.isoformat() if moment else None

    return {
        "id": ids.show(ids.FEED, row.id),
        "name": row.name,
        "owner": row.owner,
        "holds": holds(row),
        "category": row.category,
        "obligation": ids.show(ids.OBLIGATION, row.obligation) if row.obligation is not None else None,
        "kind": row.kind,
        "alarm": row.alarm,
        "window": None if row.past_days is None else [row.past_days, row.coming_days],
        "created_at": iso(row.created_at),
        "revoked_at": iso(row.revoked_at),
        "fetched_at": iso(row.fetched_at),
        "fetched_by": row.fetched_by,
        "events": events,
        "crowded": events > MANY_EVENTS,
    }


def feed_links(desk: Desk, token: str) -> tuple[str, str]:
    """Return the addresses of a subscription: as a web link, and as a webcal link that opens a subscribe dialog."""
    web = f"{desk.config.serve.url.rstrip('/')}/feeds/{token}.ics"
    return web, "webcal://" + web.split("://", 1)[-1]


def only_here(desk: Desk) -> bool:
    """Tell whether the address of subscriptions is one that this machine alone can reach."""
    from ipaddress import ip_address
    from urllib.parse import urlsplit

    host = urlsplit(desk.config.serve.url).hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        return host in ("", "localhost")
    return address.is_loopback or address.is_unspecified


def holds(row: FeedRow) -> str:
    """Return in Chinese which tasks a subscription holds."""
    words = [f"负责人 {row.owner}" if row.owner else "", CATEGORIES.get(row.category, row.category)]
    if row.obligation is not None:
        words.append(f"事项 {ids.show(ids.OBLIGATION, row.obligation)}")
    return "、".join(word for word in words if word) or "全部任务"


def events_of(desk: Desk, reader: Reader, feed: FeedRow) -> int:
    """Return how many entries a subscription has today; one that was ended has none."""
    if feed.revoked_at is not None:
        return 0
    now, choice = desk.now(), choice_of(feed, desk.today())
    return sum(is_shown(task, now) for task in feed_rows.dated_tasks(reader, choice, ""))


def hashed(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _alter(desk: Desk, feed: str, action: str, alter: Callable[[Feed], None]) -> None:
    from planrunner.store.tables import Feed

    with desk.store.change(who=desk.who, action=action, at=desk.now()) as tx:
        row = tx.session.get(Feed, ids.read(ids.FEED, feed))
        if row is None:
            raise NothingFoundError(f"没有编号为 {feed} 的订阅。可用 planrunner feed list 查看。")
        if row.revoked_at is not None:
            raise NotAllowedError(
                f"订阅 {feed}“{row.name}”已经停用，不能再改。需要的话另建一个：planrunner feed create"
            )
        alter(row)
