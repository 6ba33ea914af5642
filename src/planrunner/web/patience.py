"""HTTP/1.1 as uvicorn speaks it, with an end to patience: uvicorn itself waits for ever for a request that was begun.

Each connection costs a file handle, of which the data and the reminders need some too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

PATIENCE_SECONDS = 20.0
"""How long a connection may be open, or open again after an answer, without a whole request head."""
LONGEST_SECONDS = 1800.0
"""How long one request may take with its answer: a photograph over a poor line, not a client that never reads."""
MOST, MOST_OF_ONE = 600, 200
"""Connections at once, and of one address; a Linux process has 1,024 file handles unless told otherwise."""


class Impatient(H11Protocol):
    """Closes what keeps it waiting, and the newest connections where there are too many."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Take a connection, or close it again."""
        super().connection_made(transport)
        self._seen: object = None
        self._since = self.loop.time()
        self._looking = self.loop.call_later(PATIENCE_SECONDS, self._look)
        address = self.client and self.client[0]
        same = [
            one for one in self.connections if isinstance(one, Impatient) and one.client and one.client[0] == address
        ]
        if len(self.connections) > MOST or len(same) > MOST_OF_ONE:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let a connection go."""
        self._looking.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        """Close the connection where since the last look no request was begun, or where one takes too long."""
        now, cycle = self.loop.time(), self.cycle
        if cycle is not self._seen:
            self._seen, self._since = cycle, now
        under_way = cycle is not None and not cycle.response_complete
        if now - self._since >= (LONGEST_SECONDS if under_way else PATIENCE_SECONDS):
            self.transport.abort()
        else:
            self._looking = self.loop.call_later(PATIENCE_SECONDS, self._look)
