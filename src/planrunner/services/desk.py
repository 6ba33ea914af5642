"""The desk a person works at: workspace, store, settings, who they are and what day it is. Handed down by `cli`."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from planrunner.config import Config
from planrunner.domain.zone import SHANGHAI
from planrunner.errors import NotAllowedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from planrunner.domain.workdays import WorkCalendar
    from planrunner.store import queries
    from planrunner.store.database import Store


def china_now() -> datetime:
    """Return the present instant in Beijing time: the one place where the product reads the clock."""
    return datetime.now(SHANGHAI)


class Desk:
    """Everything an intention needs besides its own arguments.

    `given_today` comes from --today; then `now()` is that day at the present wall time, so that all that asks what
    day it is agrees.
    """

    def __init__(
        self,
        folder: Path,
        store: Store,
        who: str,
        config: Config | None = None,
        given_today: date | None = None,
        clock: Callable[[], datetime] = china_now,
    ) -> None:
        self.folder = folder
        self.store = store
        self.who = who
        self.config = config or Config()
        self.given_today = given_today
        self.clock = clock
        self.last_round: datetime | None = None
        """When the reminders of this process last did a whole round; the web side tells of it."""
        self._calendar: WorkCalendar | None = None

    def now(self) -> datetime:
        """Return the present instant (aware, Beijing time)."""
        moment = self.clock().astimezone(SHANGHAI)
        return datetime.combine(self.given_today, moment.timetz()) if self.given_today else moment

    def today(self) -> date:
        """Return the day it is for this desk."""
        return self.given_today or self.clock().astimezone(SHANGHAI).date()

    def office(self) -> queries.OfficeRow:
        """Return the office; NotAllowedError before `init`."""
        from planrunner.store import queries  # in a thread of the terminal UI, behind its first paint

        with self.store.reader() as reader:
            found = queries.office(reader)
        if found is None:
            raise NotAllowedError(
                "工作区里还没有单位信息。请先运行：planrunner init --office 单位名称 --region 区划代码"
            )
        return found

    def calendar(self) -> WorkCalendar:
        """Return the working-day calendar with this workspace's imported notices (loaded once)."""
        if self._calendar is None:
            from planrunner.services.packs import load_calendar

            self._calendar = load_calendar(self.folder)
        return self._calendar
