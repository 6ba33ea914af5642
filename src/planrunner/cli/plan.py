"""import, review, accept, edit, merge, split, reject."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planrunner.cli.days import day_text
from planrunner.cli.lists import WIDTH
from planrunner.cli.names import id_runs, named
from planrunner.cli.text import wrap
from planrunner.errors import UsageError
from planrunner.services import ids, planning, tracking
from planrunner.wording import (
    CATEGORIES,
    CONFIDENCES,
    PROPOSAL_STATUSES,
    SCHEDULE_KINDS,
    TENTATIVE,
    UNDATED,
    basis_text,
    reason_text,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from datetime import date

    from planrunner.cli.session import Session
    from planrunner.store.queries import ProposalRow

SHOWN_DATES = 4
FIELDS = {"名称": "title", "负责人": "owner", "类别": "category", "次数": "target", "日期": "dates"}
"""Chinese name of a field of `edit` → its key."""


def import_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `import`."""
    parser.add_argument("file", type=Path, metavar="文件", help="报告（Word、WPS、PDF、网页、OFD、ODT、RTF、txt）")
    parser.add_argument("--year", type=int, metavar="年", help="安排的是哪一年的工作；不写则从报告里看")
    parser.add_argument("--dry-run", action="store_true", help="只看会变什么，不存")


def import_(session: Session, args: Namespace) -> int:
    """Read a report into the plan."""
    from planrunner.services.intake import import_report

    done = import_report(session.desk, args.file, args.year, dry_run=args.dry_run)
    for warning in done.warnings:
        session.warn(f"注意：{warning}")
    if session.options.json:
        session.give(done.to_json())
        return 0
    session.say(
        f"《{done.document['title']}》：{done.plan_year} 年安排举措 {done.measures} 条，建议 {done.proposals} 项"
    )
    session.say(
        f"新增 {done.new}，变更 {done.changed}，不变 {done.unchanged}，撤回 {done.withdrawn}，沿续往年 {done.continued}"
    )
    for line in done.lines:
        session.say(f"  {line}")
    if done.uncovered:
        session.say(f"没有转成建议的原文 {len(done.uncovered)} 条：")
        for item in done.uncovered:
            session.say(f"  “{item['quote']}”")
    if args.dry_run:
        session.say("以上只是预览，什么也没有存。")
    elif done.new or done.changed:
        session.say("下一步：planrunner review 审核建议，或直接打开 planrunner 在“审核”里逐条看。")
    return 0


def review_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `review`."""
    parser.add_argument("--all", action="store_true", help="连已处理的一起列出")


def review(session: Session, args: Namespace) -> int:
    """List the proposals that wait for a decision."""
    rows = planning.list_proposals(session.desk, every=args.all)
    if session.options.json:
        session.give([planning.proposal_to_json(row) for row in rows])
        return 0
    if not rows:
        session.say("没有等待审核的建议。")
        return 0
    for row in rows:
        for line in proposal_lines(row):
            session.say(line)
    session.say(f"共 {len(rows)} 项。采纳：planrunner accept {ids.show(ids.PROPOSAL, rows[0].id)} …，或 --all")
    return 0


def proposal_lines(row: ProposalRow) -> list[str]:
    """Return a proposal as lines for a person."""
    head = f"{ids.show(ids.PROPOSAL, row.id)} {row.title}  [{CATEGORIES[row.category]}]"
    if row.status != "pending":
        head += f" {PROPOSAL_STATUSES[row.status]}"
    kind = SCHEDULE_KINDS[row.schedule["kind"]]
    lines = [head, f"   {kind}：{dates_text(row)}（把握{CONFIDENCES[row.confidence]}）"]
    lines += wrap(reason_text(row.date_source, row.reason), WIDTH, "   ")
    for item in row.basis:
        lines += wrap(f"依据：{basis_text(item)}", WIDTH, "   ")
    for item in row.measures:
        lines += wrap(f"原文：“{item['quote']}”", WIDTH, "   ")
    for item in row.last_year:
        lines += wrap(f"去年：{item['date'] or ''}“{item['quote']}”", WIDTH, "   ")
    if row.update is not None:
        lines.append(f"   更正后的报告有变化，采纳即更新为：{row.update['title']}")
    return [*lines, ""]


def dates_text(row: ProposalRow) -> str:
    """Return a proposal's days in one line."""
    shown = []
    for item in row.occurrences:
        if item["spans"] and item["window"]:
            text = "—".join(item["window"])
        else:
            text = day_text(_day(item["planned"]), row.plan_year) if item["planned"] else UNDATED
        shown.append(text + (f"（{TENTATIVE}）" if item["tentative"] else ""))
    more = f" 等 {len(shown)} 次" if len(shown) > SHOWN_DATES else ""
    return ("、".join(shown[:SHOWN_DATES]) or UNDATED) + more


def _day(text: str) -> date:
    from datetime import date

    return date.fromisoformat(text)


def accept_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `accept`."""
    parser.add_argument("ids", nargs="*", metavar="编号", help="例如 P3 P4")
    parser.add_argument("--all", action="store_true", help="采纳全部待审建议")
    parser.add_argument("--dry-run", action="store_true", help="只看会生成哪些任务，什么也不写")


def accept(session: Session, args: Namespace) -> int:
    """Accept proposals."""
    if bool(args.ids) == args.all:
        raise UsageError("请写出要采纳的编号（例如 P3），或者用 --all 采纳全部；两样只用一样。")
    chosen = planning.waiting(session.desk) if args.all else args.ids
    if args.dry_run:
        return _preview(session, planning.preview(session.desk, chosen))
    made = planning.accept(session.desk, chosen)
    if session.options.json:
        session.give({"tasks": made})
    else:
        session.say(_accepted(session, made, every=args.all))
    return 0


def _preview(session: Session, tasks: list[planning.Preview]) -> int:
    if session.options.json:
        session.give([
            {"title": one.title, "planned": one.planned and one.planned.isoformat(),
             "due": one.due and one.due.isoformat()} for one in tasks
        ])  # fmt: skip
        return 0
    year = session.desk.today().year
    for one in tasks:
        due = f"，时限 {day_text(one.due, year)}" if one.due and one.due != one.planned else ""
        session.say(f"  {day_text(one.planned, year) if one.planned else UNDATED} {one.title}{due}")
    session.say(f"会生成 {len(tasks)} 个任务。以上只是预览，什么也没有改；采纳时去掉 --dry-run。")
    return 0


def _accepted(session: Session, made: list[str], *, every: bool) -> str:
    if not made:
        return "没有等待采纳的建议。" if every else "已采纳，原有的任务按更正后的内容更新。"
    which = id_runs(made) if every else named(session.desk, made)
    return (
        f"已采纳，生成 {len(made)} 个任务：{which}。\n"
        "下一步：planrunner week 看本周要办的；分派负责人用 planrunner assign 编号 --owner 姓名。"
    )


def edit_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `edit`."""
    parser.add_argument("id", metavar="编号", help="建议 P3 或任务 T12")
    parser.add_argument(
        "fields", nargs="+", metavar="项=值", help="名称= 负责人= 类别= 次数= 日期=2027-04-15,2027-10-20"
    )


def edit(session: Session, args: Namespace) -> int:
    """Change fields of a proposal or a task."""
    fields = {}
    for word in args.fields:
        name, sign, value = word.replace("＝", "=").partition("=")
        if not sign:
            raise UsageError(f"看不懂“{word}”。请写成 项=值，例如 title=…")
        fields[FIELDS.get(name.strip(), name.strip())] = value
    if args.id.strip()[:1] in "TtＴｔ":
        tracking.edit_task(session.desk, args.id, fields)
    else:
        planning.edit_proposal(session.desk, args.id, fields)
    return done(session, "已修改。")


def merge_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `merge`."""
    parser.add_argument("keep", metavar="留下的编号")
    parser.add_argument("other", metavar="并进去的编号")


def merge(session: Session, args: Namespace) -> int:
    """Merge one proposal into another."""
    planning.merge(session.desk, args.keep, args.other)
    return done(session, f"已把 {args.other} 并入 {args.keep}。")


def split_arguments(parser: ArgumentParser) -> None:
    """Declare the argument of `split`."""
    parser.add_argument("id", metavar="编号", help="引了几条原文的建议，例如 P14")


def split(session: Session, args: Namespace) -> int:
    """Make one proposal for each measure of a proposal."""
    from planrunner.services.splitting import split as split_up

    made = split_up(session.desk, args.id)
    if session.options.json:
        session.give({"proposals": made})
    else:
        session.say(f"已从 {args.id} 拆出 {'、'.join(made)}，日期沿用原来的，请逐条核对（planrunner edit）。")
    return 0


def reject_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `reject`."""
    parser.add_argument("ids", nargs="+", metavar="编号")
    parser.add_argument("--reason", default="", metavar="理由")


def reject(session: Session, args: Namespace) -> int:
    """Reject proposals with a reason."""
    planning.reject(session.desk, args.ids, args.reason)
    return done(session, "已否决。")


def done(session: Session, message: str) -> int:
    """Say that something was done."""
    if session.options.json:
        session.give({"done": True})
    else:
        session.say(message)
    return 0


COMMANDS = {
    "import": ("读入报告，提出建议；同一文件再读不会重复", import_arguments, import_),
    "review": ("列出等待审核的建议", review_arguments, review),
    "accept": ("采纳建议，生成任务", accept_arguments, accept),
    "edit": ("修改建议或任务", edit_arguments, edit),
    "merge": ("把两条建议合成一条", merge_arguments, merge),
    "split": ("把引了几条原文的建议拆开", split_arguments, split),
    "reject": ("否决建议", reject_arguments, reject),
}
