"""The daily round: what is late, what is today, a step on each; the reviewer sends one back; it is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.offices import COMING, LATE, TODAYS, small_office
from tests.e2e.terminal import Terminal, command

from planrunner.services import agenda, workspace

if TYPE_CHECKING:
    from pathlib import Path

DAY = "2022-12-05"


def test_a_day_of_a_clerk_and_a_reviewer(terminal: Terminal, tmp_path: Path) -> None:
    """Each step is seen on the screen, undo and redo included, and the history holds all of it."""
    folder = tmp_path / "w"
    desk = small_office(folder)
    terminal.open(command(folder, "经办", DAY))
    terminal.shows("逾期 1", "今天要办 1", "本周 1", "待审核 0")
    terminal.cursor_on(LATE)
    terminal.press("F6")
    terminal.row(LATE, "进行中")
    terminal.press("C-n")
    terminal.shows("记进展")
    terminal.write("缺两份送达回证，周三补齐")
    terminal.shows("周三补齐")
    terminal.press("Enter")
    terminal.shows("已记进展")

    terminal.go(TODAYS)
    terminal.press("F8")
    terminal.shows("发生日期")
    terminal.paste("https://www.example.gov.cn/2022/12/xfz.html")
    terminal.shows("记为链接")
    terminal.press("Enter")
    terminal.shows("已附 1 件佐证")
    terminal.press("F5")
    terminal.shows(f"完成：{TODAYS}")
    terminal.press("Enter")
    terminal.shows("待审核 1")
    terminal.press("C-z")
    terminal.shows("待审核 0", "已撤销")
    terminal.press("C-y")
    terminal.shows("待审核 1")

    terminal.press("F7")
    terminal.shows("新增任务")
    terminal.write("给区局报信息")
    terminal.press("Tab")
    terminal.write("12月9日")
    terminal.shows("给区局报信息", "2022-12-09 周五")
    terminal.press("Enter")
    terminal.row("给区局报信息", "12-09 周五", "未启动")
    terminal.press("C-q")

    terminal.open(command(folder, "审核", DAY))
    terminal.shows("待审核 1")
    terminal.press("6")
    terminal.row("待审", "E1", TODAYS)
    terminal.press("F9")
    terminal.shows("已认可 1 件佐证")
    terminal.press("Escape")
    terminal.shows("[1 今日]")
    terminal.go(TODAYS)
    terminal.press("C-t")
    terminal.shows(f"退回：{TODAYS}")
    terminal.write("还缺签到表")
    terminal.shows("还缺签到表")
    terminal.press("Enter")
    terminal.shows("待审核 0")
    terminal.press("C-q")

    terminal.open(command(folder, "经办", DAY))
    terminal.shows("待审核 0", COMING)
    terminal.go(TODAYS)
    terminal.press("Enter")
    terminal.shows("还缺签到表")
    page = agenda.task_page(desk, "T2")
    assert page.task.status == "started"
    assert page.task.status_reason == "还缺签到表"
    assert workspace.verify(desk).problems == []
