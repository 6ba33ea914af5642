"""`demo`: a workspace from the sample report, with what the product makes of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from planrunner.cli.lists import show_tasks
from planrunner.errors import NotAllowedError
from planrunner.services import agenda

if TYPE_CHECKING:
    from planrunner.cli.session import Session


def run_demo(session: Session, folder: Path | None) -> int:
    """Make the demo in `folder`, by default a new one here; open it in a terminal, else print the week."""
    from planrunner.services import reporting
    from planrunner.services.demo import CLERK, play
    from planrunner.services.feed_calendar import export_ics

    desk = session.desk
    year = desk.today().year
    place = (folder or _free_folder(Path(f"demo-{year}"))).absolute()
    if (place / "planrunner.db").exists():
        raise NotAllowedError(
            f"{place} 里已经有工作区，没有改动。请换一个文件夹，或直接打开：planrunner --workspace {place}"
        )
    session.move_to(place)
    desk = session.desk
    session.warn(f"正在 {place} 建立 {year} 年的示例……")
    report = play(desk, year)
    files = [report]
    files.append(place / f"{year}年工作日历.ics")
    export_ics(desk, files[-1])
    for paper in (reporting.summary(desk, year), reporting.draft(desk, year)):
        files.append(place / f"{paper.name}.docx")
        reporting.write(paper, files[-1])
    desk.who = CLERK
    start, end = agenda.week_of(desk.today())
    week = agenda.between(desk, start, end)
    if session.options.json:
        tasks = agenda.tasks_to_json(desk, week)
        session.give({"workspace": str(place), "files": [str(file) for file in files], "week": tasks})
        return 0
    shown = sys.stdin.isatty() and sys.stdout.isatty()
    if shown:
        from planrunner.tui.app import run

        run(desk, plain=session.options.plain)
    else:
        show_tasks(session, week, f"本周 {start} — {end}", "本周没有安排。")
    session.say()
    session.say("示例里有：")
    for file in files:
        session.say(f"  {file}")
    session.say(f"再打开：planrunner --workspace {place} --as {CLERK}（审核的人用 --as 审核）")
    return 0


def _free_folder(wanted: Path) -> Path:
    """Return the folder, or the first of its numbered sisters that is free."""
    found, number = wanted, 2
    while found.exists() and any(found.iterdir()):
        found, number = Path(f"{wanted}-{number}"), number + 1
    return found
