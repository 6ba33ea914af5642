"""report summary|draft|ledger|bundle|week|month|meeting|urge."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from planrunner.errors import NothingFoundError, UsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from planrunner.cli.session import Session
    from planrunner.reports.paper import Paper
    from planrunner.services.reporting_period import Period

MIB = 1 << 20
CITATIONS = ("comments", "endnotes", "none")
KINDS = ("summary", "draft", "ledger", "bundle", "week", "month", "meeting", "urge")


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `report`."""
    parser.add_argument(
        "kind",
        choices=list(KINDS),
        metavar="|".join(KINDS),
        help="完成情况总结｜下年报告初稿｜台账｜佐证材料包｜一周工作安排｜本月工作安排｜会议通知｜督办单",
    )
    parser.add_argument("id", nargs="?", default="", metavar="任务编号", help="会议通知写哪项任务，例如 T12")
    parser.add_argument("--year", type=int, metavar="年", help="哪一年的计划；不写则为今年")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="文件",
        help="台账是 .xlsx，佐证材料包是 .zip，其余是 .docx 或 .md",
    )  # fmt: skip
    parser.add_argument("--period", default="", metavar="时段", help="总结只写这一段：上半年、一季度、4月……")
    parser.add_argument("--from", dest="first", default="", metavar="日期", help="总结从哪天写起")
    parser.add_argument("--to", dest="last", default="", metavar="日期", help="总结写到哪天")
    parser.add_argument("--date", default="", metavar="日期", help="哪天所在的周或月的工作安排；不写则为今天")
    parser.add_argument("--owner", default="", metavar="负责人", help="督办单只写这个人的")
    parser.add_argument(
        "--citations", choices=list(CITATIONS), default="comments", metavar="|".join(CITATIONS),
        help="初稿每句的依据（任务、佐证编号、数字）：批注｜尾注｜不写；不写这个选项则为批注",
    )  # fmt: skip
    parser.add_argument("--pictures", action="store_true", help="总结后面加一个附件：佐证照片的缩略图")
    parser.add_argument(
        "--headings", type=Path, metavar="提纲文件", help="初稿按区里的提纲写：标题和顺序照它，docx、txt 等都行"
    )
    parser.add_argument("--keep", action="store_true", help="记住这份提纲，以后的初稿都按它写")
    parser.add_argument("--include-marked", action="store_true", help="名称里有密级、内部字样的佐证也放进佐证材料包")


def report(session: Session, args: Namespace) -> int:
    """Write a paper of a year: summary, draft of the next report, ledger, or the bundle of evidence."""
    from planrunner.services import reporting

    if args.id and args.kind != "meeting":
        raise UsageError(f"不认识 {args.id}：只有会议通知（meeting）后面写任务编号。")
    year = args.year or session.desk.today().year
    match args.kind:
        case "ledger":
            return _ledger(session, year, args.output)
        case "bundle":
            return _bundle(session, year, args)
        case "summary":
            paper = reporting.summary(session.desk, year, _period(args, year), pictures=args.pictures)
        case "draft":
            paper = _draft(session, year, args)
        case _:
            paper = _desk_paper(session, args)
    reporting.write(paper, args.output, args.citations)
    untold = {"untold": reporting.untold(session.desk, year)} if args.kind == "draft" else {}
    if session.options.json:
        session.give({"file": str(args.output), "title": paper.name, **untold})
        return 0
    session.say(f"已写好《{paper.name}》：{args.output}")
    if untold.get("untold"):
        session.say(f"原计划里有 {len(untold['untold'])} 条举措还没有已销号的任务，成效里没有写到：")
        for words in untold["untold"]:
            session.say(f"  {words}")
    return 0


def _draft(session: Session, year: int, args: Namespace) -> Paper:
    """Return the draft under the district's headings, where they are given; keep them where that is wished."""
    from planrunner.services import reporting, reporting_outline

    desk = session.desk
    if args.keep and not args.headings:
        raise UsageError("--keep 要和 --headings 一起写，例如：--headings 提纲.docx --keep")
    outline = reporting_outline.outline_of(desk.folder, args.headings, year) if args.headings else None
    paper = reporting.draft(desk, year, outline)
    if args.keep and outline:
        session.warn(
            f"提纲已记在 {reporting_outline.keep(desk.folder, outline, year)}，以后的初稿都按它写；删掉就不再用。"
        )
    if not reporting.plan_is_read(desk, paper):
        session.warn(
            "注意：按这份提纲写的初稿，导入时认不出哪一部分是下一年的安排。请把那个标题改成“……工作安排”再导入。"
        )
    return paper


def _period(args: Namespace, year: int) -> Period | None:
    """Return the part of the year that a summary is asked for, None for all of it."""
    from planrunner.services.planning import read_day
    from planrunner.services.reporting_period import named_period, period_between

    if args.period:
        if args.first or args.last:
            raise UsageError("--period 和 --from、--to 写一样就够了。")
        return named_period(args.period, year)
    if args.first or args.last:
        first, last = (read_day(text, year) if text else None for text in (args.first, args.last))
        return period_between(first, last, year)
    return None


def _desk_paper(session: Session, args: Namespace) -> Paper:
    """Return a paper of the desk: arrangement of a week or a month, notice of a meeting, sheet that urges on."""
    from planrunner.services import reporting_agenda, reporting_notices
    from planrunner.services.planning import read_day

    desk = session.desk
    if args.kind == "urge":
        return reporting_notices.urge_paper(desk, args.owner)
    if args.kind == "meeting":
        if not args.id:
            raise UsageError("请写出任务编号，例如 planrunner report meeting T12 -o 会议通知.docx")
        return reporting_notices.meeting_paper(desk, args.id)
    day = read_day(args.date, desk.today().year) if args.date else desk.today()
    return (reporting_agenda.week_paper if args.kind == "week" else reporting_agenda.month_paper)(desk, day)


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


def page_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `page`."""
    parser.add_argument("action", choices=["create", "revoke"], metavar="create|revoke")


def page(session: Session, args: Namespace) -> int:
    """Make or take back the address of the leaders' page."""
    from planrunner.services import reporting_page
    from planrunner.services.feeds import only_here

    if args.action == "revoke":
        if not reporting_page.revoke_page(session.desk):
            raise NothingFoundError("现在没有领导页面的地址。新建：planrunner page create")
        if session.options.json:
            session.give({"revoked": True})
        else:
            session.say("领导页面已停用，原来的地址立即失效。")
        return 0
    address = reporting_page.create_page(session.desk)
    if session.options.json:
        session.give({"url": address})
        return 0
    session.say("领导页面的地址（只显示这一次；再次新建后旧地址失效）：")
    session.say(f"  {address}")
    session.say("用手机或电脑的浏览器打开，只能看不能改；这台电脑上要开着 planrunner serve。")
    if only_here(session.desk):
        session.say("注意：这个地址只有本机能打开。要让别人看到，先在 planrunner.toml 的 [serve] 里写好 host 和 url。")
    return 0


COMMANDS = {
    "report": ("写总结、下年报告初稿、台账、佐证材料包、工作安排、通知和督办单", arguments, report),
    "page": ("领导看的只读页面：新建地址、停用", page_arguments, page),
}
