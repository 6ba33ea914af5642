"""holidays show|import FILE [--apply]."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from planrunner.cli.dates import show_moves
from planrunner.cli.text import wrap
from planrunner.errors import UsageError
from planrunner.wording import TENTATIVE, WEEKDAYS

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from planrunner.cli.session import Session
    from planrunner.domain.workdays import WorkCalendar

WIDTH = 79


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `holidays`."""
    parser.add_argument("action", choices=["show", "import"], metavar="show|import")
    parser.add_argument("file", nargs="?", type=Path, metavar="文件", help="放假通知全文（.txt），或公开数据的 JSON")
    parser.add_argument("--year", type=int, metavar="年", help="看哪一年的；不写则为今年")
    parser.add_argument("--apply", action="store_true", help="把受影响的任务移到新的日子；不写则只列出")


def holidays(session: Session, args: Namespace) -> int:
    """Show a year's days off, or take in the year's notice."""
    if args.action == "show":
        return _show(session, args.year or session.desk.today().year)
    if args.file is None:
        raise UsageError("请写出通知的文件，例如 planrunner holidays import 通知.txt")
    from planrunner.services.closing_state import left_alone
    from planrunner.services.holidays import import_notice

    notice, moves = import_notice(session.desk, args.file, apply=args.apply)
    if session.options.json:
        session.give({"year": notice.year, "number": notice.number, "applied": args.apply,
                      "moves": [move.to_json() for move in moves]})  # fmt: skip
        return 0
    number = f"（{notice.number}）" if notice.number else ""
    session.say(
        f"{notice.year} 年放假安排{number}已存入工作区：放假 {len(notice.off)} 天，调休上班 {len(notice.worked)} 天。"
    )
    left = left_alone(session.desk, {notice.year})
    if left:
        session.warn(f"注意：{left}")
    show_moves(session, moves, notice.year)
    if moves and args.apply:
        session.say("日期已改。撤销：planrunner undo（放假安排仍留在工作区）")
    elif moves:
        session.say(f"任务都还没有动。照此调整：planrunner holidays import {args.file} --apply")
    return 0


def _show(session: Session, year: int) -> int:
    calendar = session.desk.calendar()
    notice = calendar.notice_for(year)
    off = [day for day in _every_day(year) if calendar.is_holiday(day)]
    worked = [day for day in _every_day(year) if calendar.is_workday(day) and day.weekday() > 4]
    if session.options.json:
        session.give({
            "year": year, "published": calendar.is_published(year), "number": notice.number if notice else "",
            "off": [{"date": day.isoformat(), "state": calendar.state(day)} for day in off],
            "worked": [day.isoformat() for day in worked],
        })  # fmt: skip
        return 0
    if calendar.is_published(year):
        source = (notice.number or "工作区里的安排") if notice else "随程序附带的安排"
        session.say(f"{year} 年放假安排已公布（{source}）。")
    else:
        session.say(f"{year} 年放假安排未公布，按法定节日和惯例推算；标{TENTATIVE}的要等通知。")
        session.say("公布后：planrunner holidays import 通知.txt")
    for run in _runs(off):
        session.say("  " + _run_words(run, calendar))
    if worked:
        listed = "、".join(f"{day:%m-%d} 周{WEEKDAYS[day.weekday()]}" for day in worked)
        for line in wrap(f"调休上班：{listed}", WIDTH):
            session.say(line)
    return 0


def _every_day(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def _runs(days: list[date]) -> list[list[date]]:
    """Return days with neighbours together."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _run_words(run: list[date], calendar: WorkCalendar) -> str:
    span = f"{run[0]:%m-%d}" + (f"至{run[-1]:%m-%d}" if len(run) > 1 else "")
    unsure = f" {TENTATIVE}" if any(calendar.is_provisional(day) for day in run) else ""
    return f"{span} 放假 {len(run)} 天{unsure}"


COMMANDS = {"holidays": ("看放假安排，或导入当年的通知并调整日期", arguments, holidays)}
