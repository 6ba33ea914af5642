"""add, start, submit, close, return, reopen, carry, drop, reschedule, assign, note, undo, redo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.cli.days import day_off_words, full_day_text
from planrunner.cli.lists import no_arguments
from planrunner.cli.names import named
from planrunner.cli.plan import done
from planrunner.services import agenda, tracking
from planrunner.services.planning import read_day
from planrunner.wording import ACTIONS, CATEGORIES

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

    from planrunner.cli.session import Session

    Action = Callable[[Session, Namespace], int]


def task_ids(parser: ArgumentParser) -> None:
    """Declare one or more task ids."""
    parser.add_argument("ids", nargs="+", metavar="编号", help="例如 T12 T13")


def with_reason(parser: ArgumentParser) -> None:
    """Declare task ids and a reason."""
    task_ids(parser)
    parser.add_argument("--reason", default="", metavar="理由")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `add`."""
    parser.add_argument("title", metavar="任务名称")
    parser.add_argument("--due", default="", metavar="日期", help="时限，例如 2027-04-15 或 4月15日；不写则日期待定")
    parser.add_argument("--planned", default="", metavar="日期", help="计划哪天做；不写则为时限当天")
    parser.add_argument("--owner", default="", metavar="负责人")
    parser.add_argument("--category", default="", metavar="类别", help="、".join(CATEGORIES.values()))


def add(session: Session, args: Namespace) -> int:
    """Add a task of one's own."""
    year = session.desk.today().year
    due = read_day(args.due, year) if args.due else None
    planned = read_day(args.planned, year) if args.planned else None
    made = tracking.add(session.desk, args.title, due=due, planned=planned, owner=args.owner, category=args.category)
    if session.options.json:
        session.give({"id": made})
    else:
        session.say(f"已添加 {named(session.desk, [made])}。")
    return 0


def submit_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `submit`."""
    with_reason(parser)
    parser.add_argument("--date", default="", metavar="日期", help="哪天完成的；不写则为今天")
    parser.add_argument("--evidence", action="append", default=[], metavar="文件或链接", help="可写多次")
    parser.add_argument("--number", default="", metavar="文号", help="以文号为佐证")
    parser.add_argument("--note", default="", metavar="说明", help="一句话进展")
    parser.add_argument("--metric", action="append", default=[], metavar="名称=数字", help="例如 人次=120，可写多次")


def submit(session: Session, args: Namespace) -> int:
    """Report tasks as done."""
    from planrunner.services.evidence import NewEvidence, parse_evidence, parse_metrics

    day = read_day(args.date, session.desk.today().year) if args.date else None
    pieces = [parse_evidence(text, occurred_on=day) for text in args.evidence]
    if args.number:
        pieces.append(NewEvidence(number=args.number, occurred_on=day))
    tracking.submit(
        session.desk,
        args.ids,
        done_on=day,
        reason=args.reason,
        note=args.note,
        evidence=pieces,
        metrics=parse_metrics(args.metric),
    )
    return done(session, f"已提交 {named(session.desk, args.ids)}，等待审核销号。")


def reschedule_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `reschedule`."""
    parser.add_argument("id", metavar="编号")
    parser.add_argument("day", metavar="新日期")
    parser.add_argument("--due", default="", metavar="日期", help="新的时限")
    parser.add_argument("--reason", default="", metavar="理由")


def reschedule(session: Session, args: Namespace) -> int:
    """Move a task to another day."""
    year = session.desk.today().year
    day = read_day(args.day, year)
    tracking.reschedule(session.desk, args.id, day, args.reason, due=read_day(args.due, year) if args.due else None)
    off = day_off_words(day, session.desk.calendar())
    if off:
        session.warn(f"注意：{off}，已照您说的改。")
    task = agenda.task_page(session.desk, args.id).task
    until = f"，时限 {full_day_text(task.due)}" if task.due else ""
    return done(session, f"{named(session.desk, [args.id])}改到 {full_day_text(day)}{until}。")


def assign_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `assign`."""
    task_ids(parser)
    parser.add_argument("--owner", required=True, metavar="负责人")


def assign(session: Session, args: Namespace) -> int:
    """Give tasks to an owner."""
    tracking.assign(session.desk, args.ids, args.owner)
    tasks = named(session.desk, args.ids)
    return done(session, f"{tasks}已交给 {args.owner}。" if args.owner.strip() else f"{tasks}已取消负责人。")


def note_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `note`."""
    parser.add_argument("id", metavar="编号")
    parser.add_argument("text", nargs="+", metavar="进展")


def note(session: Session, args: Namespace) -> int:
    """Write a line of progress."""
    tracking.note(session.desk, args.id, " ".join(args.text))
    return done(session, "已记下。")


def link_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `link`."""
    parser.add_argument("id", metavar="任务编号", help="开一次会的任务，例如 T23")
    parser.add_argument("obligation", metavar="事项编号", help="也计入的事项，例如 O16")


def link(session: Session, args: Namespace) -> int:
    """Let one task count for another obligation too."""
    from planrunner.services.linking import count_also

    title = count_also(session.desk, args.id, args.obligation)
    return done(
        session, f"{named(session.desk, [args.id])}也计入“{title}”；原来为它单独排的一次如不再开，用 drop 标为不适用。"
    )


def undo(session: Session, _args: Namespace) -> int:
    """Take back one's last change."""
    from planrunner.services.undoing import undo as take_back

    action = take_back(session.desk)
    return done(session, f"已撤销：{ACTIONS.get(action, action)}。")


def redo(session: Session, _args: Namespace) -> int:
    """Do again what was taken back."""
    from planrunner.services.undoing import redo as again

    action = again(session.desk)
    return done(session, f"已恢复：{ACTIONS.get(action, action)}。")


def _simple(move: Callable[..., None], word: str, *, reason: bool) -> Action:
    """Return the command of a move that needs ids, and maybe a reason, and nothing else."""

    def action(session: Session, args: Namespace) -> int:
        if reason:
            move(session.desk, args.ids, args.reason)
        else:
            move(session.desk, args.ids)
        return done(session, f"{named(session.desk, args.ids)}{word}。")

    return action


COMMANDS = {
    "add": ("添加一个自己的任务", add_arguments, add),
    "start": ("启动任务", task_ids, _simple(tracking.start, "已启动", reason=False)),
    "submit": ("提交完成的任务，附佐证和数字", submit_arguments, submit),
    "close": ("审核销号（由另一个人）", task_ids, _simple(tracking.close, "已销号", reason=False)),
    "return": ("退回提交的任务", with_reason, _simple(tracking.return_, "已退回", reason=True)),
    "reopen": ("重新打开", with_reason, _simple(tracking.reopen, "已重新打开", reason=True)),
    "carry": (
        "转到下年",
        with_reason,
        _simple(tracking.carry, "已转下年，并已在下一年提出建议（planrunner review）", reason=True),
    ),
    "drop": ("标为不适用", with_reason, _simple(tracking.drop, "已标为不适用", reason=True)),
    "reschedule": ("改期", reschedule_arguments, reschedule),
    "assign": ("分派负责人", assign_arguments, assign),
    "note": ("记一句进展", note_arguments, note),
    "link": ("一次会议也计入另一事项", link_arguments, link),
    "undo": ("撤销自己上一次操作", no_arguments, undo),
    "redo": ("恢复刚撤销的操作", no_arguments, redo),
}
