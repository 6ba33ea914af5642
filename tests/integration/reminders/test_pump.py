"""The pump: it sends what falls due, wakes when rung, and outlives a busy database."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import timedelta

import pytest
from tests.integration.reminders.office import Sink, desk_at, wall
from tests.integration.workplace import Workplace

from planrunner.errors import ConflictError
from planrunner.reminders.pump import LONGEST_SLEEP, Pump
from planrunner.services import tracking
from planrunner.services.delivering import Letter
from planrunner.store.target import Target

MORNING = wall(3, 3, 9)
PATIENCE = LONGEST_SLEEP / 2
"""Well below the longest sleep: what comes sooner was woken."""


@asynccontextmanager
async def running(pump: Pump) -> AsyncIterator[None]:
    """Run a pump for the length of the block."""
    stop = asyncio.Event()
    task = asyncio.create_task(pump.run(stop))
    yield
    stop.set()
    await asyncio.wait_for(task, PATIENCE)


def waking(sink: Sink, arrived: asyncio.Event) -> Callable[[Letter], None]:
    """Return a channel that tells the test when a letter arrives."""
    loop = asyncio.get_running_loop()

    def send(letter: Letter) -> None:
        sink(letter)
        loop.call_soon_threadsafe(arrived.set)

    return send


def test_what_another_program_wrote_goes_out_when_the_pump_is_rung(sqlite_place: Workplace) -> None:
    """A pump that sleeps takes in another program's change as soon as one of the fixed hours rings, and stops at once."""
    sink = Sink()
    tracking.add(desk_at(sqlite_place, MORNING), "早就到期的", due=MORNING.date() - timedelta(days=1))

    async def scene() -> None:
        arrived = asyncio.Event()
        pump = Pump(desk_at(sqlite_place, MORNING), waking(sink, arrived))
        async with running(pump):
            await asyncio.wait_for(arrived.wait(), PATIENCE)
            arrived.clear()
            before = desk_at(sqlite_place, wall(3, 2, 12))
            tracking.add(before, "今天到期的", due=MORNING.date())
            await pump.ring("plan")
            await asyncio.wait_for(arrived.wait(), PATIENCE)

    asyncio.run(scene())
    assert sink.subjects() == [
        "【凤凰镇】3月3日（周四）工作提醒：逾期1项", "【凤凰镇】T2 今天到期的：3月3日（周四）到期",
    ]  # fmt: skip


def test_a_busy_database_is_told_and_tried_again(sqlite_place: Workplace, caplog: pytest.LogCaptureFixture) -> None:
    """While another program keeps the data locked the pump says so and goes on; afterwards everything goes out."""
    sink = Sink()
    tracking.add(desk_at(sqlite_place, MORNING), "早就到期的", due=MORNING.date() - timedelta(days=1))
    quick = Workplace(sqlite_place.folder, Target(file=sqlite_place.target.file, busy_seconds=0.1))

    async def scene() -> None:
        arrived = asyncio.Event()
        pump = Pump(desk_at(quick, MORNING), waking(sink, arrived))
        with closing(sqlite3.connect(str(sqlite_place.target.file), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(ConflictError):
                await asyncio.to_thread(pump.step, frozenset({"plan"}))
            async with running(pump):
                while "没有做完" not in caplog.text:
                    await pump.ring("plan")
                    await asyncio.sleep(0)
                other.execute("ROLLBACK")
                await pump.ring("plan")
                await asyncio.wait_for(arrived.wait(), PATIENCE)

    asyncio.run(scene())
    quick.close()
    assert sink.subjects() == ["【凤凰镇】3月3日（周四）工作提醒：逾期1项"]


def test_the_night_s_backup_is_made_once_and_rotated(sqlite_place: Workplace) -> None:
    """The hour makes the day's backup where there is none, keeps the newest seven, and a full disk stops no reminder."""
    folder = sqlite_place.folder / "backups"
    for day in range(1, 10):
        pump = Pump(desk_at(sqlite_place, wall(3, day)), Sink())
        pump.step(frozenset({"backup"}))
        made = [(file.name, file.stat().st_mtime_ns) for file in sorted(folder.iterdir())]
        pump.step(frozenset({"backup"}))
        assert [(file.name, file.stat().st_mtime_ns) for file in sorted(folder.iterdir())] == made
    assert [name for name, _ in made] == [f"nightly-2022030{day}.zip" for day in range(3, 10)]
    shutil.rmtree(folder)
    folder.write_text("no folder")
    assert Pump(desk_at(sqlite_place, wall(3, 20)), Sink()).step(frozenset({"backup"})) > 0


def test_the_sleep_is_never_long(sqlite_place: Workplace) -> None:
    """With nothing to wait for, or with a row far ahead, the pump looks again within its longest sleep."""
    pump = Pump(desk_at(sqlite_place, MORNING), Sink())
    assert pump.step(frozenset({"plan", "prune"})) == LONGEST_SLEEP
    tracking.add(desk_at(sqlite_place, MORNING), "以后的", due=MORNING.date() + timedelta(days=20))
    assert 0 < pump.step(frozenset()) <= LONGEST_SLEEP
