"""event, extend, notice, plan: what gives or moves dates from outside the program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planrunner.cli.days import day_text
from planrunner.errors import UsageError
from planrunner.services.planning import read_day
from planrunner.wording import TENTATIVE, UNDATED

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from datetime import date

    from planrunner.cli.session import Session
    from planrunner.services.replanning import Move


def event_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `event`."""
    parser.add_argument("id", metavar="编号", help="等待触发的任务 T14，或事项 O9")
    parser.add_argument("date", metavar="日期", help="哪天发生的，例如 4月15日")
    parser.add_argument("--note", default="", metavar="说明", help="是哪一件，例如 第3号建议交办")


def event(session: Session, args: Namespace) -> int:
    """Enter the day something happened; its term runs from there."""
    from planrunner.services.events import record_event

    day = read_day(args.date, session.desk.today().year)
    started = record_event(session.desk, args.id, day, args.note)
    if session.options.json:
        session.give({"id": started.id, "title": started.title, "due": started.due.isoformat(),
                      "tentative": started.tentative, "new": started.fresh})  # fmt: skip
        return 0
    mark = f"（{TENTATIVE}：跨入的年份还没有公布放假安排）" if started.tentative else ""
    made = "新任务" if started.fresh else "任务"
    session.say(f"{made} {started.id} {started.title}：时限 {day_text(started.due, day.year)}{mark}。")
    return 0


def extend_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `extend`."""
    parser.add_argument("id", metavar="编号", help="期限正在走的任务 T14")
    parser.add_argument("--reason", default="", metavar="理由", help="为什么延长，谁批准的")


def extend(session: Session, args: Namespace) -> int:
    """Make a running term longer, once, as its rule allows."""
    from planrunner.services.extending import extend_term

    done = extend_term(session.desk, args.id, args.reason)
    if session.options.json:
        session.give({"id": done.id, "title": done.title, "before": done.before.isoformat(),
                      "due": done.after.isoformat(), "tentative": done.tentative})  # fmt: skip
        return 0
    year = session.desk.today().year
    session.say(f"{done.id} {done.title}：时限由{day_text(done.before, year)}延到{day_text(done.after, year)}。")
    return 0


def notice_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `notice`."""
    parser.add_argument("action", choices=["add", "list"], metavar="add|list")
    parser.add_argument("rule", nargs="?", default="", metavar="规则", help="例如 constitution-week（宪法宣传周）")
    parser.add_argument("--from", dest="start", default="", metavar="日期", help="通知里的第一天")
    parser.add_argument("--to", dest="end", default="", metavar="日期", help="通知里的最后一天")
    parser.add_argument("--number", default="", metavar="文号")
    parser.add_argument("--apply", action="store_true", help="按通知改动；不写则只看会动什么")


def notice(session: Session, args: Namespace) -> int:
    """Enter a notice that fixes movable days, or list those entered."""
    from planrunner.services import notices

    if args.action == "list":
        return _list(session)
    if not (args.rule and args.start and args.end):
        raise UsageError("请写出规则和日期，例如：planrunner notice add constitution-week --from 12-04 --to 12-10")
    year = session.desk.today().year
    first, last = read_day(args.start, year), read_day(args.end, year)
    moves = notices.add_notice(session.desk, args.rule, first, last, args.number, apply=args.apply)
    if session.options.json:
        session.give({"applied": args.apply, "moves": [move.to_json() for move in moves]})
        return 0
    show_moves(session, moves, year)
    if args.apply:
        session.say("通知已记下，日期已改。撤销：planrunner undo")
    else:
        session.say("以上只是预览，什么也没有改。确认请加 --apply。")
    return 0


def show_moves(session: Session, moves: list[Move], year: int) -> None:
    """Print what moves, one line each."""
    if not moves:
        session.say("没有任务的日期因此变动。")
    for move in moves:
        mark = f"，不再{TENTATIVE}" if move.settled else ""
        session.say(
            f"  {move.id} {move.title}：{_days(move, move.before, year)} → {_days(move, move.after, year)}{mark}"
        )


def _days(move: Move, days: tuple[date | None, date | None], year: int) -> str:
    """Name a period by its two days, other work by its day and its last day in time."""
    first, last = days
    if first is None:
        return UNDATED
    text = day_text(first, year)
    if last is None or last == first:
        return text
    return f"{text}至{day_text(last, year)}" if move.spans else f"{text}（时限 {day_text(last, year)}）"


def _list(session: Session) -> int:
    from planrunner.services.notices import list_notices, rule_titles

    rows = list_notices(session.desk)
    if session.options.json:
        session.give([
            {"rule": row.rule, "year": row.plan_year, "from": row.first_day.isoformat(), "to": row.last_day.isoformat(),
             "number": row.number or None}
            for row in rows
        ])  # fmt: skip
        return 0
    titles = rule_titles(session.desk)
    for row in rows:
        name = titles.get(row.rule, row.rule)
        session.say(f"{row.plan_year} 年 {name}：{row.first_day} 至 {row.last_day} {row.number}".rstrip())
    if not rows:
        session.say("还没有录入通知。录入：planrunner notice add 规则 --from 日期 --to 日期 --number 文号")
    return 0


def plan_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `plan`."""
    parser.add_argument("action", choices=["export", "import"], metavar="export|import")
    parser.add_argument("file", type=Path, metavar="文件", help="任务分解表：.xlsx（WPS 可改）、.json 或 .toml")
    parser.add_argument("--year", type=int, metavar="年", help="导出哪一年的计划；不写则为今年")
    parser.add_argument("--apply", action="store_true", help="按改过的表修改计划；不写则只看改了什么")


def plan(session: Session, args: Namespace) -> int:
    """Write the plan as a table to edit, or bring an edited one back."""
    from planrunner.services import plan_files

    if args.action == "export":
        count = plan_files.export_plan(session.desk, args.year or session.desk.today().year, args.file)
        if session.options.json:
            session.give({"file": str(args.file), "tasks": count})
        else:
            session.say(f"已写好 {args.file}，{count} 项任务。改好后：planrunner plan import {args.file}")
        return 0
    found = plan_files.import_plan(session.desk, args.file, apply=args.apply)
    if session.options.json:
        session.give({"applied": args.apply, "differences": [one._asdict() for one in found]})
        return 0
    for one in found:
        session.say(f"  {one.words()}")
    if not found:
        session.say("表和计划一样，没有改动。")
    elif args.apply:
        session.say(f"已改 {len(found)} 处。撤销：planrunner undo")
    else:
        session.say("以上只是预览，什么也没有改。确认请加 --apply。")
    return 0


COMMANDS = {
    "event": ("录入触发日期（信息形成、交办、受理……）", event_arguments, event),
    "extend": ("依规定延长一次期限（依申请公开、代表建议）", extend_arguments, extend),
    "plan": ("任务分解表：导出去改，再读回来", plan_arguments, plan),
    "notice": ("录入确定日期的通知（宪法宣传周……），看会动什么", notice_arguments, notice),
}
