"""`planrunner serve`: web side, clock and pump in one process, one per workspace, stopped in good order."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import TYPE_CHECKING, Protocol

from planrunner.reminders.clock import hours, make_clock
from planrunner.reminders.delivery import sender
from planrunner.reminders.lock import only_one
from planrunner.reminders.logs import written_down
from planrunner.reminders.pump import Pump
from planrunner.services import recipients

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import time

    from planrunner.services.desk import Desk

SIGNALS = (signal.SIGINT, signal.SIGTERM)
log = logging.getLogger("planrunner.reminders")


class Site(Protocol):
    """The web side as `web.server.Site` offers it; the two rooms do not know each other, `cli` brings them together."""

    port: int

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set."""

    def close(self) -> None:
        """Give the port back."""


def serve(
    desk: Desk,
    host: str,
    port: int,
    make_site: Callable[[Desk, str, int], Site],
    say: Callable[[str], None] = print,
) -> int:
    """Run feeds and reminders until SIGINT or SIGTERM; return 0.

    `host` and `port` are where to listen, port 0 takes a free one; `say` gets the lines for the person who started
    it. Raises NotAllowedError where the workspace is served already or the port is taken, UsageError for bad settings.
    """
    desk.office()
    digest = recipients.digest_time(desk.config)
    recipients.may_send(desk)
    recipients.everybody(desk.config)  # settings are wrong now, not at night
    to = recipients.targets(desk.config)
    with only_one(desk.folder), written_down(desk.folder, desk.now):
        site = make_site(desk, host, port)
        try:
            lines = (
                f"日历订阅：http://{host}:{site.port}/feeds/…（地址见 planrunner feed create）",
                "提醒：" + ("、".join(recipients.target_words(*one) for one in to) or "没有设置渠道"),
                *(f"注意：{problem}" for problem in recipients.channel_problems(desk.config)),
                "按 Ctrl+C 停止。",
            )
            log.info("服务开始，%s:%s", host, site.port)
            asyncio.run(_run(desk, site, digest, lambda: say("\n".join(lines))))
            log.info("服务停止")
        finally:
            site.close()
    say("已停止。")
    return 0


async def _run(desk: Desk, site: Site, digest: time, ready: Callable[[], None]) -> None:
    """Run until a signal; `ready` is called once a signal would be heard."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stopping(_number: int, _frame: object) -> None:
        loop.call_soon_threadsafe(stop.set)

    before = {number: signal.signal(number, stopping) for number in SIGNALS}
    pump = Pump(desk, sender(desk.config))
    clock = make_clock(hours(digest), pump.ring)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(pump.run(stop))
            group.create_task(site.run(stop))
            clock.start()
            ready()
    finally:
        clock.shutdown(wait=False)
        for number, handler in before.items():
            signal.signal(number, handler)
