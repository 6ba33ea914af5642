"""The leaders' page at /leaders/<token>: one page of HTML that asks for nothing else, to read and to print."""

from __future__ import annotations

import logging
import re
import secrets
from datetime import date
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from planrunner.errors import PlanrunnerError
from planrunner.services import page_pictures, reporting_page
from planrunner.wording import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from planrunner.services.desk import Desk

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
templates = Environment(loader=PackageLoader("planrunner.web", "pages"), autoescape=True, undefined=StrictUndefined)
log = logging.getLogger("planrunner.web")


def guarded(nonce: str, form: str = "'none'") -> dict[str, str]:
    """Return the headers of every page: nothing but its own styles and pictures, no script, in no frame, kept nowhere."""
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'nonce-{nonce}'; img-src 'self'; form-action {form}; base-uri 'none'; "
            "frame-ancestors 'none'"
        ),
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex",
    }


def picture(jpeg: bytes) -> Response:
    """Answer a small picture; only the browser that asked may keep it, and not long: it may be held back later."""
    headers = guarded("") | {"Cache-Control": "private, max-age=300"}
    return Response(jpeg, media_type="image/jpeg", headers=headers)


def routes(desk: Desk) -> list[Route]:
    """Return the routes of the leaders' page of one workspace."""

    def answer(token: str, month: str) -> Response | None:
        if not reporting_page.may_see(desk, token):
            return None
        found = _MONTH.fullmatch(month)
        day = date(int(found[1]), int(found[2]), 1) if found else desk.today()
        nonce = secrets.token_urlsafe(16)
        text = templates.get_template("leaders.html").render(
            page=reporting_page.page(desk, day),
            photos=page_pictures.recent(desk),
            nonce=nonce,
            weekdays=WEEKDAYS,
            token=token,
        )
        return HTMLResponse(text, headers=guarded(nonce))

    def photo(token: str, name: str) -> Response | None:
        jpeg = page_pictures.recent_picture(desk, name) if reporting_page.may_see(desk, token) else None
        return picture(jpeg) if jpeg is not None else None

    async def told(answering: Callable[[str, str], Response | None], token: str, what: str) -> Response:
        """Answer, or the one 404 of this server for every token that is not the present one."""
        from planrunner.web.app import not_found

        try:
            found = await run_in_threadpool(answering, token, what)
        except PlanrunnerError as error:
            log.warning("领导页面没有答成：%s", error.message)
            return PlainTextResponse("数据暂时读不了，请稍后再试。", 503, headers={"Retry-After": "60"})
        return found or not_found()

    async def leaders(request: Request) -> Response:
        return await told(answer, request.path_params["token"], request.query_params.get("month", ""))

    async def leaders_photo(request: Request) -> Response:
        return await told(photo, request.path_params["token"], request.path_params["name"])

    return [Route("/leaders/{token}", leaders), Route("/leaders/{token}/{name}", leaders_photo)]
