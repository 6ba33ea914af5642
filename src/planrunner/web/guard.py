"""Around every answer: headers that browsers obey, one line in the log that holds no key, and a count."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from planrunner.web.metrics import Counts

HEADERS = [(b"x-content-type-options", b"nosniff"), (b"x-frame-options", b"DENY")]
HASTE = ("/feeds/…", 429)
"""Not logged one by one, so that a flood does not fill the disk: `limit` tells of many at once."""
log = logging.getLogger("planrunner.web")


class Guard:
    """ASGI middleware. `places` are the first parts of addresses that may be named in the log.

    The rest of an address is or may be a token, so that the log says no more than /feeds/….
    """

    def __init__(self, app: ASGIApp, places: frozenset[str], counts: Counts) -> None:
        self._app = app
        self._places = places
        self._counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                told = list(message.get("headers", ()))
                names = {name.lower() for name, _ in told}
                message["headers"] = told + [header for header in HEADERS if header[0] not in names]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            client = (scope.get("client") or ("?",))[0]
            took = round((time.monotonic() - began) * 1000)
            place = self._place(scope)
            self._counts.add(place.split("/")[1].replace("…", "other"), status)
            if (place, status) != HASTE:
                log.info("%s %s %s %s，%s 毫秒", client, scope["method"], place, status, took)

    def _place(self, scope: Scope) -> str:
        first, _, rest = str(scope["path"]).removeprefix("/").partition("/")
        if first not in self._places:
            return "/…"
        return f"/{first}/…" if rest else f"/{first}"
