"""The fixed hours: a few cron jobs in memory that only wake the pump (scheduling.md §1 on why nothing more)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import time

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Hour:
    """A job at a wall time in Asia/Shanghai; `hour` None means every hour."""

    name: str
    minute: int
    hour: int | None = None


def hours(digest: time) -> tuple[Hour, ...]:
    """Return the fixed hours: the day's turn, every hour, the digest, the nightly backup and tidying."""
    return (
        Hour("plan", minute=2),
        Hour("digest", minute=digest.minute, hour=digest.hour),
        Hour("backup", minute=30, hour=2),
        Hour("prune", minute=10, hour=3),
    )


def make_clock(fixed: tuple[Hour, ...], ring: Callable[[str], Awaitable[None]]) -> AsyncIOScheduler:
    """Return a scheduler, not yet started, that calls `ring` with a job's name at its hour.

    Jobs missed while the machine slept run once on waking, however late (misfire_grace_time None, coalesce): the
    default would skip them silently after one second.
    """
    clock = AsyncIOScheduler(
        jobstores={"default": MemoryJobStore()},
        timezone=ZONE,
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    for one in fixed:
        when = {"minute": one.minute} if one.hour is None else {"minute": one.minute, "hour": one.hour}
        clock.add_job(ring, CronTrigger(timezone=ZONE, **when), args=[one.name], id=one.name, replace_existing=True)
    return clock
