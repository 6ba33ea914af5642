"""init, verify, doctor, demo."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from planrunner.cli.lists import no_arguments
from planrunner.errors import DamagedDataError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from planrunner.cli.session import Session


def init_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `init`."""
    parser.add_argument("--office", required=True, metavar="单位名称", help="例如 凤凰镇")
    parser.add_argument("--region", required=True, metavar="区划代码", help="6 到 12 位数字，例如 370305")
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--one-person", action="store_true", help="单位只有一个人办理，可以自己销号（记为自审）")
    who.add_argument("--two-person", action="store_true", help="由另一个人销号（默认）")


def init(session: Session, args: Namespace) -> int:
    """Make a workspace."""
    from planrunner.services import workspace

    made = workspace.init(session.desk, args.office, args.region, one_person=args.one_person)
    if session.options.json:
        session.give({"workspace": str(session.options.workspace), "created": made})
    elif made:
        session.say(f"已在 {session.options.workspace} 建立“{args.office}”的工作区。")
        session.say("下一步：planrunner import 报告文件")
    else:
        session.say(f"{session.options.workspace} 已经是“{args.office}”的工作区，没有改动。")
    return 0


def verify(session: Session, _args: Namespace) -> int:
    """Check the data: history chain, rows, evidence files."""
    from planrunner.services import workspace

    verdict = workspace.verify(session.desk)
    if session.options.json:
        session.give(
            {"sound": not verdict.problems, "records": verdict.records, "evidence": verdict.evidence,
             "problems": verdict.problems}
        )  # fmt: skip
    elif not verdict.problems:
        session.say(f"数据完好：历史记录 {verdict.records} 条，佐证文件 {verdict.evidence} 件，都与当时写下的一致。")
    if verdict.problems:
        raise DamagedDataError("\n".join(["数据有问题，没有改动任何内容：", *verdict.problems, "请从最近的备份恢复。"]))
    return 0


def doctor(session: Session, _args: Namespace) -> int:
    """Say where things are and whether they are in order; bring old data up to this version."""
    from planrunner import __version__
    from planrunner.services import workspace

    desk = session.desk
    migrated = workspace.upgrade(desk)
    office = desk.office()
    share = workspace.network_share(desk.folder)
    year = desk.today().year
    session.say(f"planrunner {__version__}，Python {sys.version.split()[0]}")
    session.say(f"工作区：{desk.folder}" + (f"（在网络共享 {share} 上，请移到本机硬盘）" if share else ""))
    session.say(
        f"单位：{office.name}（{office.region}），销号：{'一人' if office.sign_off == 'one-person' else '两人'}"
    )
    session.say(f"使用者：{desk.who}")
    if migrated:
        session.say("数据格式已升级，升级前的备份在工作区的 backups 文件夹。")
    for one in (year, year + 1):
        known = desk.calendar().is_published(one)
        session.say(f"{one} 年放假安排：{'已公布' if known else '未公布，按法定节日和惯例推算，相关日期标为暂定'}")
    return 0


def demo_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `demo`."""
    parser.add_argument("folder", nargs="?", type=Path, metavar="文件夹", help="不写则在当前文件夹新建一个")


def demo(session: Session, args: Namespace) -> int:
    """Make a workspace from the sample report to look around in, and open it."""
    from planrunner.cli.demo import run_demo

    return run_demo(session, args.folder)


COMMANDS = {
    "init": ("建立工作区", init_arguments, init),
    "verify": ("检查数据有没有被动过", no_arguments, verify),
    "doctor": ("看看各项是否正常", no_arguments, doctor),
    "demo": ("用示例报告建一个工作区，随便看看", demo_arguments, demo),
}
