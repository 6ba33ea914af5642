"""What the server last answered for each subscription, so that "nothing new" costs one look at the data's version.

For one thread, the server's loop: the look is at pages that are in memory, and waits for nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from planrunner.errors import PlanrunnerError
from planrunner.services.feed_answers import FETCH_NOTED_EVERY, FeedResponse, not_modified, tag_and_date
from planrunner.store import feed_rows
from planrunner.store.reader import Reader

if TYPE_CHECKING:
    from datetime import datetime

    from planrunner.services.desk import Desk

Stand = tuple[object, ...]
"""What all answers rest on: the file, its schema, its newest history record, and the day."""


class _Answered(NamedTuple):
    """`ready` are the answers for the two tags that a client can have from us, made once."""

    etag: str
    changed_at: datetime
    agent: str
    at: datetime
    ready: dict[str, FeedResponse | None]


class FeedMemory:
    """Last answers by the hash of their token; all are forgotten with the first change of anything."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._file: tuple[int, int] | None = None
        self._reader: Reader | None = None
        self._stand: Stand | None = None
        self._answered: dict[str, _Answered] = {}

    def stand(self) -> Stand | None:
        """Return how the data stands; None where that cannot be seen at once: on PostgreSQL, while it is busy or away."""
        target = self._desk.store.target
        if target.file is None:
            return None
        try:
            found = target.file.stat()
            if self._reader is None or (found.st_dev, found.st_ino) != self._file:
                self.close()
                self._file = (found.st_dev, found.st_ino)
                self._reader = Reader(target._replace(busy_seconds=0))
            return (self._file, *feed_rows.stand(self._reader), self._desk.today())
        except (OSError, PlanrunnerError):
            self.close()
            return None

    def unchanged(
        self, token_hash: str, stand: Stand | None, if_none_match: str | None, since: str | None, agent: str
    ) -> FeedResponse | None:
        """Return the 304 that is right while the data stands so, None where the data has to be asked.

        The data is asked too when it is time to note that a program has fetched its calendar.
        """
        if stand is None or stand != self._stand:
            return None
        known = self._answered.get(token_hash)
        if known is None or known.agent != agent or abs(self._desk.now() - known.at) >= FETCH_NOTED_EVERY:
            return None
        ready = known.ready.get(if_none_match or "")
        return ready or not_modified(known.etag, known.changed_at, if_none_match, since)

    def keep(self, token_hash: str, stand: Stand | None, response: FeedResponse, agent: str) -> None:
        """Keep an answer that was made from the data, and how that stood before it was made."""
        if stand is None:
            return
        if stand != self._stand:
            self._answered.clear()
            self._stand = stand
        etag, changed_at = tag_and_date(response)
        ready = {tag: not_modified(etag, changed_at, tag, None) for tag in (f'"{etag}"', f'"{etag}-gzip"')}
        self._answered[token_hash] = _Answered(etag, changed_at, agent, self._desk.now(), ready)

    def close(self) -> None:
        """Close the connection; it is opened again when needed."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None
