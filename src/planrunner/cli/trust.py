"""backup, restore, verify, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planrunner.cli.doctor import doctor
from planrunner.cli.lists import no_arguments
from planrunner.errors import DamagedDataError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from planrunner.cli.session import Session

MIB = 1 << 20


def backup_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `backup`."""
    parser.add_argument("file", nargs="?", type=Path, metavar="文件.zip", help="不写则放进工作区的 backups 文件夹")


def backup(session: Session, args: Namespace) -> int:
    """Write a checked backup of everything in one file."""
    from planrunner.services.backing import make_backup

    made = make_backup(session.desk, args.file)
    for problem in made.problems:
        session.warn(f"注意：{problem}，备份里没有它。")
    if session.options.json:
        session.give({"file": str(made.file), "bytes": made.size, "evidence": made.evidence, "problems": made.problems})
    else:
        session.say(f"已备份到 {made.file}（{made.size / MIB:.1f} MB，佐证文件 {made.evidence} 件），并已校验。")
        session.say(f"请拷一份到别的磁盘。恢复：planrunner restore {made.file}")
    return 0


def restore_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `restore`."""
    parser.add_argument("file", type=Path, metavar="文件.zip", help="planrunner backup 写的备份")


def restore(session: Session, args: Namespace) -> int:
    """Put the workspace back as a backup has it; the present state is kept aside."""
    from planrunner.reminders.lock import only_one
    from planrunner.services import backing

    with only_one(session.options.workspace):
        done = backing.restore(session.desk, args.file)
    if session.options.json:
        aside = str(done.aside) if done.aside else None
        session.give({"restored": str(args.file), "evidence": done.evidence, "settings": done.settings, "aside": aside})
        return 0
    session.say(f"已从 {args.file} 恢复：数据，佐证文件 {done.evidence} 件" + ("，设置。" if done.settings else "。"))
    if done.aside:
        session.say(f"恢复前的数据和设置留在 {done.aside}；原有的佐证文件都还在。")
    session.say("请用 planrunner verify 核对一次。")
    return 0


def verify_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `verify`."""
    parser.add_argument(
        "bundle", nargs="?", type=Path, metavar="佐证材料.zip", help="核对一个佐证材料包，不需要工作区；不写则检查数据"
    )


def verify(session: Session, args: Namespace) -> int:
    """Check the data (history chain, rows, evidence files), or a bundle of evidence with nothing but the file."""
    from planrunner.services import workspace

    if args.bundle is not None:
        return _verify_bundle(session, args.bundle)

    verdict = workspace.verify(session.desk)
    if session.options.json:
        session.give(
            {"sound": not verdict.problems, "records": verdict.records, "evidence": verdict.evidence,
             "problems": verdict.problems}
        )  # fmt: skip
    elif not verdict.problems:
        session.say(f"数据完好：历史记录 {verdict.records} 条，佐证文件 {verdict.evidence} 件，都与当时写下的一致。")
    if verdict.problems:
        last = "请用 planrunner restore 从最近的备份恢复。"
        raise DamagedDataError("\n".join(["数据有问题，没有改动任何内容：", *verdict.problems, last]))
    return 0


def _verify_bundle(session: Session, file: Path) -> int:
    from planrunner.services.reporting_bundle_check import check_bundle

    found = check_bundle(file)
    if session.options.json:
        session.give(
            {"sound": True, "office": found.office, "plan_year": found.year, "files": found.files,
             "records": found.records, "withheld": found.withheld, "seal": found.seal}
        )  # fmt: skip
        return 0
    session.say(
        f"{file.name} 完好：{found.office}{found.year}年佐证材料，文件 {found.files} 个，历史记录 {found.records} 条。"
    )
    if found.withheld:
        session.say(f"其中 {found.withheld} 条历史记录只给出校验值，没有给出内容（涉及不随包提供的材料）。")
    session.say(f"清单校验值：{found.seal}")
    session.say("请与提供单位当时告知的校验值对照：整包重做过的，只有这样才看得出。")
    return 0


COMMANDS = {
    "backup": ("把数据、佐证和设置备份成一个文件", backup_arguments, backup),
    "restore": ("从备份恢复；现在的数据另存一份", restore_arguments, restore),
    "verify": ("检查数据或佐证材料包有没有被动过", verify_arguments, verify),
    "doctor": ("看看各项是否正常", no_arguments, doctor),
}
