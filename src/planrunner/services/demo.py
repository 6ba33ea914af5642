"""Playing a year in a demo workspace: the sample report comes in, is accepted, and some of its tasks get done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from planrunner.reports.paper import chinese_day
from planrunner.services import ids, intake, planning, tracking, workspace
from planrunner.services.evidence import NewEvidence
from planrunner.services.sample import OFFICE, REGION, sample_report
from planrunner.store import queries
from planrunner.store.step_reads import NO_STEP

if TYPE_CHECKING:
    from pathlib import Path

    from planrunner.services.desk import Desk
    from planrunner.store.queries import ObligationRow, TaskRow

CLERK, REVIEWER = "经办", "审核"
LEFT_LATE, LEFT_WAITING = 7, 9
"""Every so many tasks one stays undone, and one waits for its sign-off, so that the screens have something to show."""

NUMBERS = {"场次": 1, "期数": 1, "次数": 1, "人次": 86, "受众人次": 230, "份数": 300, "件数": 4, "条数": 12}
"""Plausible numbers for the metrics that rules name; others stay empty."""


def play(desk: Desk, year: int) -> Path:
    """Fill an empty workspace with the sample report for `year` and what was done by today; return the report's path."""
    today = desk.today()
    opening = date(year, 1, 1)
    desk.given_today = min(desk.calendar().next_workday(opening), today)
    desk.who = CLERK
    workspace.init(desk, OFFICE, REGION)
    report = desk.folder / f"{year - 1}年度{OFFICE}法治政府建设工作报告.txt"
    report.write_text(sample_report(year - 1), encoding="utf-8")
    intake.import_report(desk, report, year)
    planning.accept_all(desk)
    with desk.store.reader() as reader:
        past = [task for task in queries.tasks(reader, NO_STEP) if _is_past(task, today)]
        serves = dict(queries.links(reader))
        obligations = {row.id: row for row in queries.obligations(reader)}
    for turn, task in enumerate(past, 1):
        if turn % LEFT_LATE:
            _complete(desk, task, obligations[serves[task.id]], sign_off=bool(turn % LEFT_WAITING))
    desk.given_today = today
    return report


def _is_past(task: TaskRow, today: date) -> bool:
    """Tell whether the day a task stands on is over: its planned day, or the last one of a week or month."""
    day = task.due if task.spans else task.planned or task.due
    return day is not None and day < today


def _complete(desk: Desk, task: TaskRow, obligation: ObligationRow, *, sign_off: bool) -> None:
    day = task.planned or task.due
    assert day is not None
    number = ids.show(ids.TASK, task.id)
    record = desk.folder / "示例佐证" / f"{day:%m%d}_{number}_活动记录.txt"
    record.parent.mkdir(exist_ok=True)
    record.write_text(f"{chinese_day(day)}，{OFFICE}：{task.title}。（示例）\n", encoding="utf-8")
    desk.given_today, desk.who = day, CLERK
    tracking.submit(
        desk,
        [number],
        done_on=day,
        evidence=[NewEvidence(file=record, occurred_on=day)],
        metrics={name: NUMBERS[name] for name in obligation.metrics if name in NUMBERS},
    )
    if sign_off:
        desk.who = REVIEWER
        tracking.close(desk, [number])
        desk.who = CLERK
