"""Workspaces that clerks sit down at, and desks to look behind the screen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from planrunner.services import intake, tracking, workspace
from planrunner.services.desk import Desk
from planrunner.store.database import Store
from planrunner.store.target import parse_target

if TYPE_CHECKING:
    from pathlib import Path

DECEMBER = date(2022, 12, 5)
"""A Monday in the week of the constitution."""
LATE, TODAYS, COMING = "整理行政执法案卷", "宪法宣传周进村入户", "村干部法律知识培训"


def at(folder: Path, who: str = "经办", day: date | None = None) -> Desk:
    """Return a desk of its own store at a workspace, to look at what is kept or to act as someone else."""
    return Desk(folder, Store(parse_target(None, folder)), who, given_today=day)


def small_office(folder: Path) -> Desk:
    """Make a workspace with a late task, one of today and one of this week, on the December day."""
    desk = at(folder, day=DECEMBER)
    workspace.init(desk, "清源镇", "379901")
    desk.given_today = date(2022, 12, 1)
    tracking.add(desk, LATE, due=date(2022, 12, 2), owner="司法所")
    desk.given_today = DECEMBER
    tracking.add(desk, TODAYS, due=DECEMBER, owner="司法所")
    tracking.add(desk, COMING, due=date(2022, 12, 8), owner="党政办")
    return desk


def office_with_proposals(folder: Path, report: Path) -> Desk:
    """Make a workspace in January 2022 with the proposals of a report on 2021."""
    desk = at(folder, day=date(2022, 1, 10))
    workspace.init(desk, "清源镇", "370305")
    intake.import_report(desk, report, 2022)
    return desk
