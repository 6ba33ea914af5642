"""Calendars for other people's programs: files, and subscriptions that answer 304 while nothing has changed."""

from __future__ import annotations

import gzip
import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING, Any, get_args

from planrunner.domain.status import Status
from planrunner.errors import ConflictError, NotAllowedError, NothingFoundError, UsageError
from planrunner.services import ids
from planrunner.store import feed_rows, queries
from planrunner.wording import UNVERIFIED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from planrunner.services.desk import Desk
    from planrunner.store.feed_rows import DatedTask, FeedRow
    from planrunner.store.reader import Reader
    from planrunner.store.tables import Feed

PAST_DAYS, COMING_DAYS = 90, 400
"""A feed's window around today; an exported file has none (calendars.md §6)."""
DONE_DAYS, ENDED_DAYS = 90, 30
"""For how long a closed task keeps its ✔ in a feed, and a dropped or carried one its cancellation."""
TOKEN_BYTES = 24
"""192 random bits; 128 are the least that cannot be guessed."""
MANY_EVENTS = 1000
"""Above this number some programs slow down; `feed list` says so."""
CACHE_SECONDS = 900
FETCH_NOTED_EVERY = timedelta(minutes=1)
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class FeedResponse:
    """An HTTP answer in plain values: 200 with the calendar, or 304 without a body."""

    status: int
    headers: dict[str, str]
    body: bytes


def export_ics(desk: Desk, file: Path) -> int:
    """Write every dated task into one .ics file and return how many there are. No window, no limit.

    Raises NotAllowedError where the file cannot be written; an older file then stays as it was.
    """
    from planrunner.services.atomic import write_atomically

    body, count = _render(desk, f"{desk.office().name}工作计划", lambda _task: True)
    write_atomically(file, body)
    return count


def create_feed(desk: Desk, name: str, owner: str = "") -> tuple[str, str]:
    """Make a subscription, of the whole office or of one owner's tasks, and return its id and its token.

    The token is shown this once: only its SHA-256 is kept. Raises UsageError for an empty or overlong name.
    """
    from planrunner.store.tables import Feed

    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise UsageError(f"订阅要有个名称（不超过{LONGEST_NAME}字），例如：planrunner feed create 镇长")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with desk.store.change(who=desk.who, action="feed", at=desk.now()) as tx:
        row = Feed(name=name.strip(), token_hash=_hashed(token), owner=owner.strip(), created_at=desk.now())
        tx.session.add(row)
        tx.session.flush()
        return ids.show(ids.FEED, row.id), token


def rotate_feed(desk: Desk, feed: str) -> str:
    """Give a subscription a new token and return it; the old address is dead from then on. Raises as `revoke_feed`."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    _alter(desk, feed, "feed-rotate", lambda row: setattr(row, "token_hash", _hashed(token)))
    return token


def revoke_feed(desk: Desk, feed: str) -> None:
    """End a subscription for good. Raises NothingFoundError for an unknown id, NotAllowedError for one ended before."""
    _alter(desk, feed, "feed-revoke", lambda row: setattr(row, "revoked_at", desk.now()))


def list_feeds(desk: Desk) -> list[dict[str, Any]]:
    """Return every subscription ever made, the ended ones too, as `feed list --json` prints them.

    `events` counts what the feed holds today; `crowded` says that some programs will be slow with so many.
    """
    with desk.store.reader() as reader:
        return [_feed_json(row, _events(desk, reader, row)) for row in feed_rows.feeds(reader)]


def _feed_json(row: FeedRow, events: int) -> dict[str, Any]:
    def iso(moment: datetime | None) -> str | None:
        return moment.isoformat() if moment else None

    return {
        "id": ids.show(ids.FEED, row.id),
        "name": row.name,
        "owner": row.owner,
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


def feed_response(
    desk: Desk,
    token: str,
    if_none_match: str | None = None,
    if_modified_since: str | None = None,
    *,
    accept_gzip: bool = False,
    agent: str = "",
) -> FeedResponse | None:
    """Answer a fetch of a subscription; None for a token that is unknown or revoked, which nobody can tell apart.

    No task is read where the history and the day are those of the last answer and the client has that answer. An
    If-None-Match wins over an If-Modified-Since (RFC 9110 13.2.2); a date that cannot be read counts as absent.
    Raises ConflictError while the database is busy: then the caller answers 503, never half a calendar.
    """
    with desk.store.reader() as reader:
        feed = feed_rows.feed_of(reader, _hashed(token))
        if feed is None:
            return None
        version = queries.last_change(reader)
    found = _answer(desk, feed, version, if_none_match, if_modified_since, accept_gzip=accept_gzip)
    _note_fetch(desk, feed, desk.now(), agent)
    return found


def _answer(
    desk: Desk, feed: FeedRow, version: int, if_none_match: str | None, since: str | None, *, accept_gzip: bool
) -> FeedResponse:
    now, today = desk.now(), desk.today()
    if feed.changed_at and feed.data_version == version and feed.rendered_on == today:
        known = _not_modified(feed.etag, feed.changed_at, if_none_match, since)
        if known is not None:
            return known
    body, _ = _render(desk, feed.name, lambda task: _shown(task, now), _window(today), feed.owner)
    etag = hashlib.sha256(body).hexdigest()
    changed_at = feed_rows.keep_state(desk.store, feed.id, etag, version, today, now)
    known = _not_modified(etag, changed_at, if_none_match, since)
    if known is not None:
        return known
    headers = _headers(f'"{etag}-gzip"' if accept_gzip else f'"{etag}"', changed_at)
    headers["Content-Type"] = "text/calendar; charset=utf-8"
    headers["Content-Disposition"] = 'inline; filename="planrunner.ics"'
    if accept_gzip:
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, compresslevel=1, mtime=0)
    return FeedResponse(200, headers, body)


def _render(
    desk: Desk,
    name: str,
    shown: Callable[[DatedTask], bool],
    days: tuple[date, date] | None = None,
    owner: str = "",
) -> tuple[bytes, int]:
    """Return the calendar's bytes and the number of its entries, building only components that changed."""
    from planrunner.calendars.component import FORMAT, component_bytes
    from planrunner.calendars.feed import calendar_bytes

    domain = desk.office().domain
    with desk.store.reader() as reader:
        tasks = [task for task in feed_rows.dated_tasks(reader, days, owner) if shown(task)]
        serves = feed_rows.obligation_versions(reader, days, owner)
        revisions = {task.id: f"{FORMAT}.{task.version}.{_versions(serves.get(task.id, []))}" for task in tasks}
        stale = [task for task in tasks if task.revision != revisions[task.id]]
        wanted = sorted({number for task in stale for number, _ in serves.get(task.id, [])})
        bases = feed_rows.bases(reader, wanted)
    built: dict[int, bytes] = {}
    for task in stale:
        basis = [item for number, _ in serves.get(task.id, []) for item in bases[number]]
        built[task.id] = component_bytes(_entry(task, domain, basis))
    with suppress(ConflictError, NotAllowedError):  # a cache that cannot be kept is built again next time
        feed_rows.keep_bytes(desk.store, ((number, revisions[number], body) for number, body in built.items()))
    components = [built.get(task.id) or task.body or b"" for task in tasks]
    return calendar_bytes(name, components), len(tasks)


def _entry(task: DatedTask, domain: str, basis: list[dict[str, Any]]) -> Any:
    from planrunner.calendars.component import Entry

    status: Status = next(one for one in get_args(Status) if one == task.status)
    return Entry(
        task.id, domain, task.title, status, task.first, task.last, task.due, task.tentative, task.sequence,
        task.created_at, task.updated_at, tuple(dict.fromkeys(_basis(item) for item in basis)), task.reason,
    )  # fmt: skip


def _basis(item: dict[str, Any]) -> str:
    words = f"{item.get('title', '')}{item.get('article', '')}"
    return words if item.get("verified") else f"{words}（{UNVERIFIED}）"


def _versions(serves: list[tuple[int, int]]) -> str:
    return ",".join(f"{number}-{version}" for number, version in serves)


def _window(today: date) -> tuple[date, date]:
    return today - timedelta(days=PAST_DAYS), today + timedelta(days=COMING_DAYS)


def _shown(task: DatedTask, now: datetime) -> bool:
    """Tell whether a feed still shows a task: a closed one for a while, a dropped or carried one as a tombstone."""
    match task.status:
        case "closed":
            return task.closed_at is None or task.closed_at >= now - timedelta(days=DONE_DAYS)
        case "dropped" | "carried":
            return task.updated_at >= now - timedelta(days=ENDED_DAYS)
        case _:
            return True


def _events(desk: Desk, reader: Reader, feed: FeedRow) -> int:
    if feed.revoked_at is not None:
        return 0
    now = desk.now()
    return sum(_shown(task, now) for task in feed_rows.dated_tasks(reader, _window(desk.today()), feed.owner))


def _hashed(token: str) -> str:
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


def _note_fetch(desk: Desk, feed: FeedRow, now: datetime, agent: str) -> None:
    """Note when and by what a feed was fetched, at most once a minute for one program; it never spoils the answer."""
    agent = agent[:200]
    lately = feed.fetched_at is not None and abs(now - feed.fetched_at) < FETCH_NOTED_EVERY
    if not (lately and feed.fetched_by == agent):
        with suppress(ConflictError, NotAllowedError):
            feed_rows.keep_fetch(desk.store, feed.id, now, agent)


def _not_modified(etag: str, changed_at: datetime, if_none_match: str | None, since: str | None) -> FeedResponse | None:
    """Return the 304 that a client's own copy deserves, if it does: the tag it named, or a date not before the change."""
    if if_none_match is not None:
        named = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
        ours = (f'"{etag}"', f'"{etag}-gzip"')
        found = next((tag for tag in ours if tag in named), ours[0] if "*" in named else None)
        return None if found is None else FeedResponse(304, _headers(found, changed_at), b"")
    if since is None:
        return None
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return FeedResponse(304, _headers(f'"{etag}"', changed_at), b"") if moment >= changed_at else None


def _headers(etag: str, changed_at: datetime) -> dict[str, str]:
    return {
        "ETag": etag,
        "Last-Modified": format_datetime(changed_at.astimezone(UTC), usegmt=True),
        "Cache-Control": f"private, max-age={CACHE_SECONDS}",
        "Vary": "Accept-Encoding",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
    }
