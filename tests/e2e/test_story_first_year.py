"""From nothing to the first task signed off, as a newcomer and a colleague do it in a real terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.offices import at
from tests.e2e.terminal import Terminal, command

from planrunner.services import agenda, workspace
from planrunner.services.sample import sample_report
from planrunner.store.filters import Filters

if TYPE_CHECKING:
    from pathlib import Path

DAY = "2022-12-03"


def test_from_the_first_run_to_the_first_sign_off(terminal: Terminal, tmp_path: Path) -> None:
    """Office, report and review lead on from one another; a task is handed in with a photo; another signs it off."""
    folder, report, photo = tmp_path / "w", tmp_path / "报告.txt", tmp_path / "现场照片.jpg"
    report.write_text(sample_report(2021), encoding="utf-8")
    photo.write_bytes(b"a picture")
    terminal.open(command(folder, "经办", DAY))
    terminal.shows("第一次使用（1/3）")
    terminal.write("清源镇")
    terminal.press("Tab")
    terminal.write("370305")
    terminal.shows("清源镇", "山东省")
    terminal.press("Enter")
    terminal.shows("能读：")
    terminal.paste(str(report))
    terminal.shows(str(report)[:30])
    terminal.press("Enter")
    terminal.shows("[3 审核]", "F5 采纳", "报告原文")
    terminal.press("F5")
    terminal.shows("已采纳“")
    terminal.press("C-a")
    terminal.shows("采纳全部", "变成")
    terminal.press("Enter")
    terminal.shows("没有要审核的建议")
    terminal.press("1")
    terminal.shows("待审核 0", "未启动")
    terminal.press("F5")
    terminal.shows("完成：")
    terminal.paste(str(photo))
    terminal.shows("记为文件")
    terminal.press("Enter")
    terminal.shows("待审核 1")
    terminal.press("C-q")

    terminal.open(command(folder, "审核", DAY))
    terminal.shows("待审核 1")
    desk = at(folder, "审核")
    (task,) = agenda.list_tasks(desk, Filters(status="submitted"))
    terminal.press("C-f")
    terminal.shows("负责人:张、状态:逾期")
    terminal.write("状态:待审核")
    terminal.shows("找到 1 项")
    terminal.press("Tab", "Enter")
    terminal.shows(f" T{task.id} {task.title}", "F9 销号")
    terminal.press("6")
    terminal.row("待审", "现场照片.jpg", "经办")
    terminal.press("Escape")  # the words that keep to this task go first
    terminal.shows("Tab 到这里筛选")
    terminal.press("Escape")
    terminal.shows(f" T{task.id} {task.title}")
    terminal.press("F9")
    terminal.shows("已销号")
    found = agenda.task_page(desk, f"T{task.id}").task
    assert (found.status, found.submitted_by, found.closed_by) == ("closed", "经办", "审核")
    assert workspace.verify(desk).problems == []
