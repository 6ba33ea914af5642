"""evidence add|list, metric."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.cli.plan import done
from planrunner.cli.text import table
from planrunner.services import agenda, ids
from planrunner.services.evidence import (
    NewEvidence,
    add_evidence,
    list_evidence,
    parse_evidence,
    parse_metrics,
    record_metrics,
)
from planrunner.services.planning import read_day
from planrunner.wording import EVIDENCE_STATUSES

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from planrunner.cli.session import Session

WIDTHS = (5, 10, 44, 10, 6)


def evidence_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `evidence`."""
    parser.add_argument("action", choices=["add", "list"], metavar="add|list")
    parser.add_argument("id", nargs="?", default="", metavar="任务编号")
    parser.add_argument("what", nargs="*", metavar="文件或链接", help="也可以是已有佐证的编号，例如 E3")
    parser.add_argument("--date", default="", metavar="日期", help="哪天的事；不写则为今天")
    parser.add_argument("--title", default="", metavar="名称")
    parser.add_argument("--number", default="", metavar="文号")
    parser.add_argument("--note", default="", metavar="说明")


def evidence(session: Session, args: Namespace) -> int:
    """Attach evidence to a task, or list what there is."""
    if args.action == "list":
        return _list(session, args.id)
    day = read_day(args.date, session.desk.today().year) if args.date else None
    words = {"title": args.title, "number": args.number, "note": args.note}
    pieces = [parse_evidence(text, occurred_on=day, **words) for text in args.what]
    if not pieces:
        pieces = [NewEvidence(occurred_on=day, **words)]
    made = add_evidence(session.desk, args.id, pieces)
    if session.options.json:
        session.give({"evidence": made})
    else:
        session.say(f"已附上 {'、'.join(made)}。")
    return 0


def _list(session: Session, task: str) -> int:
    rows = list_evidence(session.desk, task or None)
    if session.options.json:
        session.give([agenda.evidence_to_json(row) for row in rows])
        return 0
    if not rows:
        session.say("还没有佐证。")
        return 0
    lines = [
        (
            ids.show(ids.EVIDENCE, row.id),
            row.occurred_on.isoformat(),
            row.title,
            row.added_by,
            EVIDENCE_STATUSES[row.status],
        )
        for row in rows
    ]
    for line in table(lines, WIDTHS):
        session.say(line)
    return 0


def metric_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `metric`."""
    parser.add_argument("id", metavar="任务编号")
    parser.add_argument("values", nargs="+", metavar="名称=数字", help="例如 场次=1 人次=120")


def metric(session: Session, args: Namespace) -> int:
    """Write numbers on a task."""
    record_metrics(session.desk, args.id, parse_metrics(args.values))
    return done(session, "已记下数字。")


COMMANDS = {
    "evidence": ("附上或列出佐证", evidence_arguments, evidence),
    "metric": ("记下数字（场次、人次、份数……）", metric_arguments, metric),
}
