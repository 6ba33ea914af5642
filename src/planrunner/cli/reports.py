"""report summary|draft|ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from planrunner.cli.session import Session


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `report`."""
    parser.add_argument(
        "kind",
        choices=["summary", "draft", "ledger"],
        metavar="summary|draft|ledger",
        help="完成情况总结｜下年报告初稿｜台账",
    )
    parser.add_argument("--year", type=int, metavar="年", help="哪一年的计划；不写则为今年")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="文件", help="总结和初稿是 .docx 或 .md，台账是 .xlsx"
    )
    parser.add_argument("--no-citations", action="store_true", help="初稿里不标任务编号")


def report(session: Session, args: Namespace) -> int:
    """Write the completion summary or the draft of the next report."""
    from planrunner.services import reporting

    year = args.year or session.desk.today().year
    if args.kind == "ledger":
        return _ledger(session, year, args.output)
    if args.kind == "summary":
        paper = reporting.summary(session.desk, year)
    else:
        paper = reporting.draft(session.desk, year, citations=not args.no_citations)
    reporting.write(paper, args.output)
    if session.options.json:
        session.give({"file": str(args.output), "title": paper.name})
    else:
        session.say(f"已写好《{paper.name}》：{args.output}")
    return 0


def _ledger(session: Session, year: int, file: Path) -> int:
    from planrunner.services.reporting import write_ledger

    count = write_ledger(session.desk, year, file)
    if session.options.json:
        session.give({"file": str(file), "tasks": count})
    else:
        session.say(f"已写好 {year} 年台账，{count} 项任务：{file}")
    return 0


COMMANDS = {"report": ("写完成情况总结、下年报告初稿或台账", arguments, report)}
