"""`doctor`: where things are and whether they are in order, with a workspace or without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planrunner.errors import DamagedDataError, UsageError
from planrunner.services import checkup

if TYPE_CHECKING:
    from argparse import Namespace

    from planrunner.cli.session import Session

GIB = 1 << 30


def doctor(session: Session, _args: Namespace) -> int:
    """Say where things are and whether they are in order; bring old data up to this version.

    Raises DamagedDataError where the data is not in order, after everything was said.
    """
    found: dict[str, Any] = checkup.machine(session.options.workspace)
    lines = _machine_lines(found)
    try:
        desk = session.desk
    except UsageError as error:
        found["settings_error"] = error.message
        lines.append(f"设置：{error.message}")
    else:
        lines.append("设置：没有错误")
        if found["exists"] or desk.store.target.is_postgres:
            found |= checkup.contents(desk)
            lines += _contents_lines(found)
        else:
            lines.append("这里还没有工作区。建立：planrunner init --office 单位名称 --region 区划代码")
    if session.options.json:
        session.give(found)
    else:
        for line in lines:
            session.say(line)
    if found.get("problems"):
        raise DamagedDataError("\n".join(["数据有问题：", *found["problems"], "请用 planrunner restore 从备份恢复。"]))
    return 0


def _machine_lines(found: dict[str, Any]) -> list[str]:
    share = f"（在网络共享 {found['network_share']} 上，请移到本机硬盘）" if found["network_share"] else ""
    lines = [
        f"planrunner {found['version']}，Python {found['python']}，SQLite {found['sqlite']}",
        f"终端编码：{found['encoding'] or '不明'}",
        f"工作区：{found['workspace']}{share}",
        f"磁盘剩余：{found['free_bytes'] / GIB:.1f} GB",
    ]
    for name, place in found["tools"].items():
        lines.append(f"{name}：{place or '没有安装（读 .doc 的自动编号要用它，不装也能读）'}")
    return lines


def _contents_lines(found: dict[str, Any]) -> list[str]:
    way = "一人" if found["sign_off"] == "one-person" else "两人"
    counts = "，".join(f"{word} {found['counts'][table]}" for table, word in checkup.COUNTED.items())
    lines = [
        f"单位：{found['office']}（{found['region']}），销号：{way}；使用者：{found['who']}",
        f"数据：{counts}；历史记录 {found['records']} 条；格式第 {found['schema']} 版",
        "校验：" + ("有问题，见下" if found["problems"] else "数据和佐证都完好"),
        f"最近备份：{found['last_backup'] or '还没有（planrunner backup）'}",
    ]
    if found["migrated"]:
        lines.append("数据格式已升级，升级前的备份在工作区的 backups 文件夹。")
    for year, known in found["holidays_published"].items():
        lines.append(f"{year} 年放假安排：{'已公布' if known else '未公布，按法定节日和惯例推算，相关日期标为暂定'}")
    return lines
