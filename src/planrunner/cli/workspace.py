"""init, demo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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


def demo_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `demo`."""
    parser.add_argument("folder", nargs="?", type=Path, metavar="文件夹", help="不写则在当前文件夹新建一个")


def demo(session: Session, args: Namespace) -> int:
    """Make a workspace from the sample report to look around in, and open it."""
    from planrunner.cli.demo import run_demo

    return run_demo(session, args.folder)


COMMANDS = {
    "init": ("建立工作区", init_arguments, init),
    "demo": ("用示例报告建一个工作区，随便看看", demo_arguments, demo),
}
