"""What `serve` answers over HTTP: subscriptions at /feeds/<token>.ics, a page for each, /healthz, /readyz, /metrics."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from planrunner.errors import PlanrunnerError
from planrunner.services.feed_answers import FeedResponse, feed_response
from planrunner.services.feed_memory import FeedMemory
from planrunner.services.feed_page import feed_page
from planrunner.services.feeds import hashed
from planrunner.web import feed_page as pages
from planrunner.web import leaders, metrics, upload
from planrunner.web.guard import Guard
from planrunner.web.limit import Gate
from planrunner.web.quick import Quick

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from planrunner.services.desk import Desk

Found = TypeVar("Found", FeedResponse, Response)
RETRY_SECONDS = "60"
log = logging.getLogger("planrunner.web")


def make_app(desk: Desk) -> Starlette:
    """Return the ASGI application of one workspace. It asks nobody to sign in: the token in the path is the key.

    Call its `state.close` when it answers no more.
    """
    gate, memory, counts = Gate(), FeedMemory(desk), metrics.Counts()

    async def let_in(request: Request, answer: Callable[[str], Found | None]) -> Found | Response:
        """Answer a request with a token: one and the same 404 for what is none, 429 to haste, 503 while data is busy."""
        token = request.path_params["token"]
        key, client = hashed(token), request.client.host if request.client else ""
        wait = gate.enter(key, client)
        if wait:
            return too_many(wait)
        try:
            found = await run_in_threadpool(answer, token)
        except PlanrunnerError as error:
            gate.leave(key, client, found=None)
            return unreadable(error)
        gate.leave(key, client, found=found is not None)
        return found or not_found()

    async def feed(request: Request) -> Response:
        """Answer a subscription: 200, 304, or as `let_in`."""
        headers = request.headers
        agent = headers.get("user-agent", "")

        def answer(token: str) -> FeedResponse | None:
            tag, since = ", ".join(headers.getlist("if-none-match")) or None, headers.get("if-modified-since")
            zipped = accepts_gzip(headers.get("accept-encoding", ""))
            return feed_response(desk, token, tag, since, accept_gzip=zipped, agent=agent)

        stand = memory.stand()
        found = await let_in(request, answer)
        if isinstance(found, Response):
            return found
        memory.keep(hashed(request.path_params["token"]), stand, found, agent)
        return Response(found.body, found.status, found.headers)

    async def page(request: Request) -> Response:
        """Show the page of a subscription; looking is no fetch."""

        def answer(token: str) -> Response | None:
            found = feed_page(desk, token)
            return HTMLResponse(pages.page_html(found), headers=pages.HEADERS) if found else None

        return await let_in(request, answer)

    async def health(_request: Request) -> Response:
        """Tell that the process answers, whatever the data does: a restart would not mend the data."""
        return PlainTextResponse("ok")

    async def ready(_request: Request) -> Response:
        """Tell whether the data can be read: 200 ok, else 503."""
        try:
            await run_in_threadpool(desk.office)
        except PlanrunnerError as error:
            return unreadable(error)
        return PlainTextResponse("ok")

    routes = [
        Route("/feeds/{token}.ics", feed),
        Route("/feeds/{token}", page),
        Route("/feeds/{token}/", page),
        Route("/healthz", health),
        Route("/readyz", ready),
        Route("/favicon.ico", no_icon),
        *leaders.routes(desk),
        *upload.routes(desk),
        *metrics.routes(desk, counts),
    ]
    places = frozenset(route.path.split("/")[1] for route in routes)
    around = [Middleware(Guard, places=places, counts=counts), Middleware(Quick, memory=memory, gate=gate)]
    app = Starlette(routes=routes, exception_handlers={404: missing}, middleware=around)
    app.state.close = memory.close
    app.router.redirect_slashes = False  # a redirect would repeat the token in its Location
    return app


def unreadable(error: PlanrunnerError) -> Response:
    """Return 503; why (it may name folders) stands in this machine's log, not in the answer."""
    log.warning("订阅没有答成：%s", error.message)
    return PlainTextResponse("数据暂时读不了，请稍后再试。", 503, headers={"Retry-After": RETRY_SECONDS})


async def no_icon(_request: Request) -> Response:
    """Answer every browser's question for a picture of the site: there is none, and that is no fault."""
    return Response(status_code=204, headers={"Cache-Control": "max-age=86400"})


async def missing(_request: Request, _error: Exception) -> Response:
    """Answer for every address that is not there."""
    return not_found()


def too_many(seconds: int) -> Response:
    """Return 429: the same for whatever was asked for."""
    headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
    return PlainTextResponse("问得太频繁，请稍后再试。", 429, headers=headers)


def not_found() -> Response:
    """Return the one 404 of this server."""
    return PlainTextResponse("没有这个地址，或者订阅已经停用。", 404, headers={"Cache-Control": "no-store"})


def accepts_gzip(header: str) -> bool:
    """Tell whether an Accept-Encoding header takes gzip (RFC 9110 12.5.3): named or by *, and not with q=0."""
    weights: dict[str, bool] = {}
    for part in header.lower().split(","):
        coding, _, weight = part.partition(";")
        _, _, quality = weight.partition("=")
        weights[coding.strip()] = quality.strip().rstrip("0.") != "" or not quality
    return weights.get("gzip", weights.get("*", False))
