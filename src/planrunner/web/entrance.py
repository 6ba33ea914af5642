"""Who may come in to the terminal in the browser: a passphrase, what a browser keeps after it, and how often one may guess."""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
import time
from collections import OrderedDict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from planrunner.web.limit import Buckets, Rate, network

if TYPE_CHECKING:
    from collections.abc import Callable

LEAST_CHARS = 12
GUESSES = Rate(5, 1 / 20)
"""Passphrases tried from one machine: five at once, then three a minute."""
STAY_SECONDS = 12 * 3600.0
"""How long a browser need not be asked again: a day at the desk."""
MOST_STAYING = 256


class Entrance:
    """Lets browsers in. Without a passphrase everybody of this machine may enter, and nobody by another name of it.

    For use in one event loop: nothing in it waits.
    """

    def __init__(self, passphrase: str, names: tuple[str, ...], clock: Callable[[], float] = time.monotonic) -> None:
        """`names` are the hosts that a browser of this machine may have asked for."""
        self._passphrase = _digest(passphrase) if passphrase else b""
        self._names = frozenset(names)
        self._guesses = Buckets(GUESSES, clock)
        self._clock = clock
        self._inside: OrderedDict[bytes, float] = OrderedDict()

    @property
    def asks(self) -> bool:
        """Tell whether a passphrase is demanded."""
        return bool(self._passphrase)

    def enter(self, passphrase: str, client: str) -> tuple[str, int]:
        """Try a passphrase: return what the browser keeps, or "" and after how many seconds it may try again (0: now)."""
        wait = self._guesses.take(network(client))
        if wait:
            return "", math.ceil(wait)
        if not self.asks or not hmac.compare_digest(_digest(passphrase), self._passphrase):
            return "", 0
        self._guesses.give_back(network(client))
        key = secrets.token_urlsafe(32)
        self._inside[_digest(key)] = self._clock() + STAY_SECONDS
        if len(self._inside) > MOST_STAYING:
            self._inside.popitem(last=False)
        return key, 0

    def knows(self, key: str) -> bool:
        """Tell whether a browser that keeps `key` is let in."""
        return not self.asks or self._inside.get(_digest(key), 0.0) > self._clock()

    def is_own(self, host: str, origin: str) -> bool:
        """Tell whether a request is for this server and, where a page made it, of a page of this server.

        Any page that is open in a browser can ask for any address of the machine, and a name that its owner lets point
        here makes such a page look like one of ours: so the page's origin and, where no passphrase stands
        before it, the name count.
        """
        if origin and urlsplit(origin).netloc != host:
            return False
        return self.asks or (host if host.endswith("]") else host.rpartition(":")[0] or host) in self._names


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode(errors="replace")).digest()
