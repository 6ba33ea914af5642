"""How often one may ask: in memory, of bounded size, forgotten when the server stops.

A subscription that is known has a bucket of its own. Every other address is a guess and is counted against the machine
that asks, before the data is read; so a guesser costs little, and keeps nobody behind the same gateway from a calendar.
"""

from __future__ import annotations

import logging
import math
import time
from collections import OrderedDict
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_KEPT = 4096
"""Buckets of a kind that are kept; the one that was not asked for longest makes room."""
TOLD_EVERY = 60.0
"""Seconds between two lines in the log about what was refused: a flood must not fill the disk."""
log = logging.getLogger("planrunner.web")


class Rate(NamedTuple):
    """So many requests at once, and so many a second in the long run."""

    burst: int
    per_second: float


KNOWN = Rate(300, 5)
"""A whole office may share one subscription; programs ask every few minutes, the hastiest each minute."""
GUESSES = Rate(100, 1)


class Buckets:
    """A token bucket for each key; one that is not known is full."""

    def __init__(self, rate: Rate, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def __len__(self) -> int:
        return len(self._left)

    def take(self, key: str) -> float:
        """Take one out: return 0.0, or how many seconds it takes until there is one, and then take nothing."""
        now = self._clock()
        left, at = self._left.pop(key, (float(self._rate.burst), now))
        left = min(self._rate.burst, left + max(now - at, 0) * self._rate.per_second)
        wait = 0.0 if left >= 1 else (1 - left) / self._rate.per_second
        self._left[key] = (left if wait else left - 1, now)
        if len(self._left) > MOST_KEPT:
            self._left.popitem(last=False)
        return wait

    def give_back(self, key: str) -> None:
        """Undo one taking."""
        if key in self._left:
            left, at = self._left[key]
            self._left[key] = (min(self._rate.burst, left + 1), at)

    def forget(self, key: str) -> None:
        """Let go of a key."""
        self._left.pop(key, None)


class Gate:
    """Lets requests for subscriptions in. For use in one event loop: nothing in it waits."""

    def __init__(
        self, known: Rate = KNOWN, guesses: Rate = GUESSES, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._known = Buckets(known, clock)
        self._guesses = Buckets(guesses, clock)
        self._clock = clock
        self._silent_until = clock()

    def enter(self, token_hash: str, client: str) -> int:
        """Return 0, or after how many whole seconds to ask again. Call `leave` with what was found for each 0."""
        known = token_hash in self._known
        wait = self._known.take(token_hash) if known else self._guesses.take(network(client))
        if wait and self._clock() >= self._silent_until:
            self._silent_until = self._clock() + TOLD_EVERY
            log.warning("订阅被问得太频繁（例如来自 %s），先答 429，稍后再理。", client)
        return math.ceil(wait)

    def leave(self, token_hash: str, client: str, *, found: bool | None) -> None:
        """Learn whether the token was one; None: that could not be seen.

        A known one that is so no longer (revoked, rotated) is a guess from now on.
        """
        if found is False:
            self._known.forget(token_hash)
        elif token_hash not in self._known:
            self._guesses.give_back(network(client))
            if found:
                self._known.take(token_hash)


def network(client: str) -> str:
    """Return what guesses are counted against: an IPv4 address, or the /64 that one IPv6 machine can choose freely in."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(IPv6Address(int(address) >> 64 << 64))
    return str(address)
