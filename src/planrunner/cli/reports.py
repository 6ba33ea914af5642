"""report summary|draft|ledger|bundle."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from planrunner.cli.session import Session

MIB = 1 << 20
KINDS = ("summary", "draft", "ledger", "bundle")


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `report`."""
    parser.add_argument(
        "kind",
        choices=list(KINDS),
        metavar="|".join(KINDS),
        help="完成情况总结｜下年报告初稿｜台账｜佐证材料包",
    )
    parser.add_argument("--year", type=int, metavar="年", help="哪一年的计划；不写则为今年")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="文件",
        help="总结和初稿是 .docx 或 .md，台账是 .xlsx，佐证材料包是 .zip",
    )  # fmt: skip
    parser.add_argument("--no-citations", action="store_true", help="初稿里不标任务编号")
    parser.add_argument("--include-marked", action="store_true", help="名称里有密级、内部字样的佐证也放进佐证材料包")


def report(session: Session, args: Namespace) -> int:
    """Write a paper of a year: summary, draft of the next report, ledger, or the bundle of evidence."""
    from planrunner.services import reporting

    year = args.year or session.desk.today().year
    match args.kind:
        case "ledger":
            return _ledger(session, year, args.output)
        case "bundle":
            return _bundle(session, year, args)
        case "summary":
            paper = reporting.summary(session.desk, year)
        case _:
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


def _bundle(session: Session, year: int, args: Namespace) -> int:
    from planrunner.services.reporting_bundle import write_bundle

    shown = sys.stderr.isatty()

    def progress(done: int, total: int) -> None:
        if shown:
            end = "\n" if done >= total else ""
            print(f"\r正在写入佐证：{done / MIB:.0f} / {total / MIB:.0f} MB", end=end, file=sys.stderr, flush=True)

    made = write_bundle(session.desk, year, args.output, include_marked=args.include_marked, progress=progress)
    for problem in made.problems:
        session.warn(f"注意：{problem}，包里没有它。")
    if made.marked:
        session.warn(f"有 {made.marked} 件佐证带密级或内部字样，没有放进去；确要放入：--include-marked")
    if made.waiting:
        session.warn(f"有 {made.waiting} 件佐证还没认可或已退回，没有放进去。")
    if session.options.json:
        session.give(
            {"file": str(args.output), "files": made.files, "evidence": made.evidence, "bytes": made.size,
             "seal": made.seal, "marked": made.marked, "waiting": made.waiting, "problems": list(made.problems)}
        )  # fmt: skip
        return 0
    session.say(f"已写好 {year} 年佐证材料：{args.output}（{made.size / MIB:.1f} MB，佐证文件 {made.evidence} 件）")
    session.say(f"清单校验值：{made.seal}")
    session.say("报送时请把校验值另行告知对方；对方用 planrunner verify 核对，不需要本单位的数据。")
    return 0


COMMANDS = {"report": ("写完成情况总结、下年报告初稿、台账或佐证材料包", arguments, report)}
