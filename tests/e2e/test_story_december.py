"""A busy day in December, a year of work behind it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.e2e.offices import DECEMBER, at
from tests.e2e.terminal import Terminal, command

from planrunner.services import agenda, tracking, workspace
from planrunner.store.filters import Filters

if TYPE_CHECKING:
    from pathlib import Path

MEETING, OWNER = "党政主要负责人年终述职述法", "张三"


def test_the_week_of_the_constitution(terminal: Terminal, december: Path, tmp_path: Path) -> None:
    """Late ones at a glance, two ticked off with one photo, a meeting moved, the month, the figures, one owner's late ones."""
    desk = at(december, day=DECEMBER)
    late = agenda.list_tasks(desk, Filters(light="red", status="planned"))
    assert len(late) > 3
    tracking.assign(desk, [f"T{task.id}" for task in late[:3]], OWNER)
    photo = tmp_path / "大集宣传.jpg"
    photo.write_bytes(b"a picture")
    terminal.open(command(december, "经办", f"{DECEMBER}"))
    terminal.shows(f"逾期 {len(late)} ", "12-05 周一", "待审核 5")
    row = terminal.row("宪法宣传周")
    assert "12-01至12-07" in row
    terminal.go("宪法宣传周")
    terminal.press("Space", "Space", "F5")
    terminal.shows("完成：2 项任务")
    terminal.paste(str(photo))
    terminal.shows("记为文件")
    terminal.press("Enter")
    terminal.shows("待审核 7")

    terminal.press("C-f")
    terminal.shows("负责人:张、状态:逾期")
    terminal.write("述法")
    terminal.shows("找到 1 项", MEETING)
    terminal.press("Enter", "F4")
    terminal.shows("改期", "2022-12-21")
    terminal.write("12-23")
    terminal.shows("2022-12-23 周五")
    terminal.press("Tab", "Tab")
    terminal.write("与区里会议冲突")
    terminal.shows("与区里会议冲突")
    terminal.press("Enter")
    terminal.row(MEETING, "12-23 周五")

    terminal.press("Escape")
    terminal.shows("负责人:张、状态:逾期")
    terminal.press("Escape")
    terminal.shows("[1 今日]")
    terminal.press("4")
    terminal.shows("2022 年 12 月", "[ 5]", "12-05 周一", "宪法")
    terminal.press("Down", "Down", "Right", "Right", "Right", "Right")
    terminal.shows("12-23 周五", MEETING)
    terminal.press("5")
    terminal.shows("按月 已销号/应办", "普法宣传", "次数落后的事项")

    terminal.press("C-f")
    terminal.shows("负责人:张、状态:逾期")
    terminal.write(f"负责人:{OWNER} 状态:逾期")
    terminal.until(
        lambda screen: sum("红 逾期" in line and OWNER in line for line in screen.splitlines()) == 3,
        f"not three late tasks of {OWNER}",
    )
    terminal.shows("找到 3 项")
    (moved,) = [task for task in agenda.list_tasks(desk, Filters()) if task.title == MEETING]
    assert moved.planned == date(2022, 12, 23)
    assert workspace.verify(desk).problems == []
