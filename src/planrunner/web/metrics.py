"""/metrics: figures of this process in the text format of Prometheus 0.0.4, for this machine or with the leaders' token.

No names, no titles, no tokens: routes are told by the first part of their address, as in the log.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from ipaddress import ip_address
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from planrunner.errors import PlanrunnerError
from planrunner.services import reporting_page
from planrunner.services.reminder_status import tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.requests import Request

    from planrunner.services.desk import Desk

HEADERS = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8", "Cache-Control": "no-store"}
log = logging.getLogger("planrunner.web")


class Counts:
    """How often what was asked for since the server started. For use in one event loop."""

    def __init__(self) -> None:
        self.requests = Counter[tuple[str, int]]()
        self._began = time.monotonic()

    def add(self, place: str, status: int) -> None:
        """Count an answer; `place` is "feeds" and the like, "other" for every address that is not there."""
        self.requests[place, status] += 1

    def uptime(self) -> float:
        """Return for how many seconds the server has been there."""
        return time.monotonic() - self._began

    def share_of_304(self) -> float | None:
        """Return which share of the calendars that were given out was "nothing new", None where none was."""
        full, same = self.requests["feeds", 200], self.requests["feeds", 304]
        return same / (full + same) if full + same else None


def routes(desk: Desk, counts: Counts) -> list[Route]:
    """Return the route of the figures of one workspace."""

    def may_see(client: str, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        return _is_loopback(client) or (scheme.lower() == "bearer" and reporting_page.may_see(desk, token.strip()))

    def answer(client: str, authorization: str) -> Response | None:
        if not may_see(client, authorization):
            return None
        reminders: dict[str, int] | None = None
        try:
            reminders = tally(desk)
        except PlanrunnerError as error:
            log.warning("指标里没有提醒的数：%s", error.message)
        ticked = desk.last_round.timestamp() if desk.last_round else None
        return Response(exposition(counts, reminders, ticked), headers=HEADERS)

    async def metrics(request: Request) -> Response:
        """Answer the figures, or the one 404 of this server."""
        from planrunner.web.app import not_found, unreadable

        client, given = request.client.host if request.client else "", request.headers.get("authorization", "")
        try:
            return await run_in_threadpool(answer, client, given) or not_found()
        except PlanrunnerError as error:
            return unreadable(error)

    return [Route("/metrics", metrics)]


def exposition(counts: Counts, reminders: Mapping[str, int] | None, ticked: float | None) -> str:
    """Return the figures as text; what is not known is left out. `ticked` is in seconds since 1970."""
    asked = [
        (f'{{route="{place}",status="{status}"}}', number)
        for (place, status), number in sorted(counts.requests.items())
    ]
    waiting = [(f'{{state="{state}"}}', number) for state, number in (reminders or {}).items()]
    share = counts.share_of_304()
    families: tuple[tuple[str, str, str, Iterable[tuple[str, float]]], ...] = (
        ("requests_total", "counter", "答过的请求，按地址的种类和状态码", asked),
        (
            "feed_not_modified_ratio",
            "gauge",
            "日历订阅里答“没有变”（304）的比例",
            [("", share)] if share is not None else [],
        ),
        ("reminders", "gauge", "提醒条数：pending 待发，dead 不再重试，sent 已发", waiting),
        (
            "last_tick_timestamp_seconds",
            "gauge",
            "提醒最近一轮做完的时刻",
            [("", ticked)] if ticked is not None else [],
        ),
        ("data_readable", "gauge", "数据读得了是 1，读不了是 0", [("", int(reminders is not None))]),
        ("uptime_seconds", "gauge", "服务开了多久", [("", round(counts.uptime(), 3))]),
    )
    lines = []
    for name, kind, words, samples in families:
        if samples:
            lines += [f"# HELP planrunner_{name} {words}", f"# TYPE planrunner_{name} {kind}"]
            lines += [f"planrunner_{name}{labels} {number}" for labels, number in samples]
    return "\n".join(lines) + "\n"


def _is_loopback(client: str) -> bool:
    try:
        address = ip_address(client)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
