"""The shortest way to "nothing new", which is what most fetches are answered: before any route is looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.services.feeds import hashed

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from planrunner.services.feed_answers import FeedResponse
    from planrunner.services.feed_memory import FeedMemory
    from planrunner.web.limit import Gate

BEFORE, AFTER = "/feeds/", ".ics"


class Quick:
    """ASGI middleware: the 304 that memory knows to be right; all else goes on to the routes."""

    def __init__(self, app: ASGIApp, memory: FeedMemory, gate: Gate) -> None:
        self._app = app
        self._memory = memory
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        found = self._known(scope) if scope["type"] == "http" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        headers = [(name.lower().encode(), value.encode()) for name, value in found.headers.items()]
        await send({"type": "http.response.start", "status": found.status, "headers": headers})
        await send({"type": "http.response.body", "body": found.body})

    def _known(self, scope: Scope) -> FeedResponse | None:
        path: str = scope["path"]
        if scope["method"] not in ("GET", "HEAD") or not path.startswith(BEFORE) or not path.endswith(AFTER):
            return None
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        tag, since = headers.get(b"if-none-match"), headers.get(b"if-modified-since")
        if tag is None and since is None:
            return None
        key = hashed(path[len(BEFORE) : -len(AFTER)])
        found = self._memory.unchanged(key, self._memory.stand(), tag, since, headers.get(b"user-agent", ""))
        client = (scope.get("client") or ("",))[0]
        return found if found and not self._gate.enter(key, client) else None
