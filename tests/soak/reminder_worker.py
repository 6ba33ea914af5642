"""Sends reminders round after round with the program's pump and channels until it is killed; a process of its own.

`python -m tests.soak.reminder_worker FOLDER MOMENT FAILPOINT COUNT` works on a workspace with a clock that begins at
a moment (ISO 8601) and runs SPEED times as fast as the world's. At the COUNTth time that it comes by a failpoint it
kills itself with SIGKILL. FAILPOINT `finish` does rounds until nothing waits, and exits 0; `none` goes on for ever.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from planrunner.config import load_config
from planrunner.reminders.delivery import sender
from planrunner.reminders.pump import Pump
from planrunner.services.desk import Desk
from planrunner.services.reminding import data_version
from planrunner.store import outbox
from planrunner.store.database import Store
from planrunner.store.target import Target

SPEED = 60
FAILPOINTS = ("before-claim", "after-claim", "after-send", "after-ack")
LAST_ROUNDS = 500


def dying(count: int) -> Callable[[], None]:
    """Return a function that kills this process when it is called for the `count`th time."""
    left = iter(range(count - 1))

    def passing() -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    return passing


def set_failpoint(name: str, count: int, send: Callable[[Any], None]) -> Callable[[Any], None]:
    """Put the place to die between two steps of delivering, and return the function that sends."""
    passing, claim, ack = dying(count), outbox.claim_due, outbox.ack

    def claiming(*given: Any) -> Any:
        if name == "before-claim":
            passing()
        rows = claim(*given)
        if name == "after-claim" and rows:
            passing()
        return rows

    def acknowledging(*given: Any) -> bool:
        done = ack(*given)
        if name == "after-ack":
            passing()
        return done

    def sending(letter: Any) -> None:
        send(letter)
        if name == "after-send":
            passing()

    vars(outbox).update(claim_due=claiming, ack=acknowledging)
    return sending


def finish(desk: Desk, pump: Pump) -> None:
    """Do rounds until nothing waits."""
    for _ in range(LAST_ROUNDS):
        pump.step(frozenset())
        with desk.store.reader() as reader:
            if not outbox.counts(reader).keys() & {"pending", "leased"}:
                return
    sys.exit("something still waits")


def main(folder: Path, moment: datetime, failpoint: str, count: int) -> None:
    """Work until killed."""
    begun = time.monotonic()

    def clock() -> datetime:
        return moment + timedelta(seconds=(time.monotonic() - begun) * SPEED)

    desk = Desk(folder, Store(Target(file=folder / "planrunner.db")), "服务", load_config(folder), clock=clock)
    send = sender(desk.config)
    if failpoint in FAILPOINTS:
        send = set_failpoint(failpoint, count, send)
    pump = Pump(desk, send)
    pump._rung, pump._seen = set(), (data_version(desk), desk.today())  # the rows are no plan's: none is compared
    print("ready", flush=True)
    if failpoint == "finish":
        finish(desk, pump)
    while failpoint != "finish":
        pump.step(frozenset())


if __name__ == "__main__":
    folder, moment, failpoint, count = sys.argv[1:]
    main(Path(folder), datetime.fromisoformat(moment), failpoint, int(count))
