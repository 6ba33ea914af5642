"""handover."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from planrunner.cli.session import Session

SHOWN = 20


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `handover`."""
    parser.add_argument("leaving", metavar="交的人", help="例如 张三")
    parser.add_argument("taking", metavar="接的人", help="例如 李四")
    parser.add_argument("--year", type=int, metavar="年", help="只交这一年的；不写则为所有没有结账的年份")
    parser.add_argument("--reason", default="", metavar="理由", help="例如 调离；记入历史")
    parser.add_argument("--dry-run", action="store_true", help="只看会交什么，不改")


def handover(session: Session, args: Namespace) -> int:
    """Give what one person still has to do to another."""
    from planrunner.services.handover import hand_over

    found = hand_over(
        session.desk, args.leaving, args.taking, year=args.year, reason=args.reason, apply=not args.dry_run
    )
    if session.options.json:
        session.give({"applied": not args.dry_run, **found.to_json()})
        return 0
    verb = "会交给" if args.dry_run else "已交给"
    counts = f"任务 {len(found.tasks)} 项，事项 {len(found.obligations)} 项，待审建议 {len(found.proposals)} 条"
    session.say(f"{found.leaving}{verb}{found.taking}：{counts}")
    for number, title in [*found.tasks, *found.obligations, *found.proposals][:SHOWN]:
        session.say(f"  {number} {title}")
    more = len(found.tasks) + len(found.obligations) + len(found.proposals) - SHOWN
    if more > 0:
        session.say(f"  .. 还有 {more} 项（--json 列出全部）")
    for line in found.advice():
        session.warn(f"注意：{line}")
    session.say(
        "以上只是预览，什么也没有改。去掉 --dry-run 就交接。" if args.dry_run
        else "已办结的、已结账年份的仍记在原来的人名下。撤销：planrunner undo"
    )  # fmt: skip
    return 0


COMMANDS = {"handover": ("交接：把一个人没办完的都交给另一个人", arguments, handover)}
