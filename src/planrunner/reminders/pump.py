"""The loop that keeps the outbox right and sends what is due; it sleeps until the next row, never longer than a moment.

Waiting is on the loop's monotonic clock and short, so that a changed wall clock or a machine that slept is noticed.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from planrunner.errors import PlanrunnerError
from planrunner.services import reminding
from planrunner.services.backing import nightly_backup
from planrunner.services.delivering import deliver_due
from planrunner.services.recipients import may_send

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from planrunner.services.delivering import Letter
    from planrunner.services.desk import Desk

LONGEST_SLEEP = 20.0
SHORTEST_SLEEP = 0.2
log = logging.getLogger("planrunner.reminders")


class Pump:
    """One per process. Its work runs in one thread at a time, so that it never writes against itself."""

    def __init__(self, desk: Desk, send: Callable[[Letter], None]) -> None:
        self._desk = desk
        self._send = send
        self._rung: set[str] = {"plan", "backup"}  # a machine that is off at night backs up when it comes on
        self._bell = asyncio.Event()
        self._seen: tuple[int, date] | None = None

    async def ring(self, name: str) -> None:
        """Wake the pump for one of the fixed hours ("plan", "digest", "backup", "prune"). Runs on the pump's own loop."""
        self._rung.add(name)
        self._bell.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; what is being sent then is sent to its end.

        A busy or unreachable database is told in the log and tried again; nothing is lost, all of it stands in rows.
        """
        stopping = asyncio.create_task(stop.wait())
        while not stop.is_set():
            rung, self._rung = self._rung, set()
            self._bell.clear()
            try:
                pause = await asyncio.to_thread(self.step, frozenset(rung))
            except PlanrunnerError as error:
                log.warning("提醒这一轮没有做完，稍后再试：%s", error.message)
                self._rung |= rung
                pause = LONGEST_SLEEP
            ringing = asyncio.create_task(self._bell.wait())
            await asyncio.wait({stopping, ringing}, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
            ringing.cancel()
        stopping.cancel()

    def step(self, rung: frozenset[str]) -> float:
        """Do one round and return how many seconds may pass until the next.

        Planning reads every task within reach, so it waits for a change, a new day or its hour.
        """
        desk = self._desk
        now_seen = (reminding.data_version(desk), desk.today())
        if now_seen != self._seen or "plan" in rung:
            reminding.plan_tick(desk)
            self._seen = now_seen
        reminding.digest_tick(desk)
        reminding.weekly_tick(desk)
        open_ = may_send(desk)
        if open_:
            reminding.merge_tick(desk)
            done = deliver_due(desk, self._send)
            if done.sent or done.failed:
                log.info("提醒发出 %s 条，没发出去 %s 条", done.sent, done.failed)
        if "backup" in rung:
            self._back_up()
        if "prune" in rung:
            reminding.prune_tick(desk)
        desk.last_round = desk.clock()
        due = reminding.next_due(desk) if open_ else None  # what waits for the morning must not keep the pump awake
        ahead = LONGEST_SLEEP if due is None else (due - desk.now()).total_seconds()
        return min(max(ahead, SHORTEST_SLEEP), LONGEST_SLEEP)

    def _back_up(self) -> None:
        """Make the night's backup; one that fails is told in the log and must not hold up the reminders."""
        try:
            nightly_backup(self._desk)
        except PlanrunnerError as error:
            log.warning("%s", error.message)
