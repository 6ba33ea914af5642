"""What a fetch of a subscription is answered: 200 with the calendar, or 304 while nothing has changed (RFC 9110)."""

from __future__ import annotations

import gzip
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING

from planrunner.errors import ConflictError, NotAllowedError
from planrunner.services.feed_calendar import calendar_of, choice_of, is_shown
from planrunner.services.feeds import hashed
from planrunner.store import feed_rows, queries

if TYPE_CHECKING:
    from planrunner.services.desk import Desk
    from planrunner.store.feed_rows import FeedRow

CACHE_SECONDS = 900
FETCH_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class FeedResponse:
    """An HTTP answer in plain values: 200 with the calendar, or 304 without a body."""

    status: int
    headers: dict[str, str]
    body: bytes


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
        feed = feed_rows.feed_of(reader, hashed(token))
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
        known = not_modified(feed.etag, feed.changed_at, if_none_match, since)
        if known is not None:
            return known
    body, _ = calendar_of(
        desk, feed.name, choice_of(feed, today), lambda task: is_shown(task, now), feed.kind, alarm=feed.alarm
    )
    etag = hashlib.sha256(body).hexdigest()
    changed_at = feed_rows.keep_state(desk.store, feed.id, etag, version, today, now)
    known = not_modified(etag, changed_at, if_none_match, since)
    if known is not None:
        return known
    headers = _headers(f'"{etag}-gzip"' if accept_gzip else f'"{etag}"', changed_at)
    headers["Content-Type"] = "text/calendar; charset=utf-8"
    headers["Content-Disposition"] = 'inline; filename="planrunner.ics"'
    if accept_gzip:
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, compresslevel=1, mtime=0)
    return FeedResponse(200, headers, body)


def _note_fetch(desk: Desk, feed: FeedRow, now: datetime, agent: str) -> None:
    """Note when and by what a feed was fetched, at most once a minute for one program; it never spoils the answer."""
    agent = "".join(char for char in agent if char.isprintable())[:200]  # it is shown on terminals
    lately = feed.fetched_at is not None and abs(now - feed.fetched_at) < FETCH_NOTED_EVERY
    if not (lately and feed.fetched_by == agent):
        with suppress(ConflictError, NotAllowedError):
            feed_rows.keep_fetch(desk.store, feed.id, now, agent)


def not_modified(etag: str, changed_at: datetime, if_none_match: str | None, since: str | None) -> FeedResponse | None:
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


def tag_and_date(response: FeedResponse) -> tuple[str, datetime]:
    """Return the digest and the Last-Modified that an answer told."""
    etag = response.headers["ETag"].strip('"').removesuffix("-gzip")
    return etag, parsedate_to_datetime(response.headers["Last-Modified"])


def _headers(etag: str, changed_at: datetime) -> dict[str, str]:
    return {
        "ETag": etag,
        "Last-Modified": format_datetime(changed_at.astimezone(UTC), usegmt=True),
        "Cache-Control": f"private, max-age={CACHE_SECONDS}",
        "Vary": "Accept-Encoding",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
    }
