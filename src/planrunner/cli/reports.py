"""report summary|draft."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from planrunner.cli.session import Session


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `report`."""
    parser.add_argument(
        "kind", choices=["summary", "draft"], metavar="summary|draft", help="完成情况总结｜下年报告初稿"
    )
    parser.add_argument("--year", type=int, metavar="年", help="哪一年的计划；不写则为今年")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="文件", help=".docx 或 .md")
    parser.add_argument("--no-citations", action="store_true", help="初稿里不标任务编号")


def report(session: Session, args: Namespace) -> int:
    """Write the completion summary or the draft of the next report."""
    from planrunner.services import reporting

    year = args.year or session.desk.today().year
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


COMMANDS = {"report": ("写完成情况总结，或下年报告初稿", arguments, report)}
