"""Two people at once on one workspace, each in a terminal of their own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.e2e.offices import COMING, LATE, TODAYS, small_office
from tests.e2e.terminal import Terminal, command

from planrunner.services import agenda, tracking, workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = "2022-12-05"


def test_two_people_at_once(terminals: Callable[[], Terminal], tmp_path: Path) -> None:
    """Theirs comes without a key, under the cursor and under a form half filled in; on one task mine and theirs are shown."""
    folder = tmp_path / "w"
    desk = small_office(folder)
    mine, theirs = terminals(), terminals()
    mine.open(command(folder, "经办", DAY))
    theirs.open(command(folder, "同事", DAY))
    mine.shows(LATE)
    theirs.shows(LATE)
    mine.go(COMING)
    theirs.cursor_on(LATE)
    theirs.press("F6")
    mine.row(LATE, "进行中")
    mine.cursor_on(COMING)

    mine.press("C-n")
    mine.shows("记进展")
    mine.write("写到一半")
    mine.shows("写到一半")
    theirs.press("F7")
    theirs.shows("新增任务")
    theirs.write("新来的任务")
    theirs.shows("新来的任务")
    theirs.press("Enter")
    mine.shows("待定 1 ", "写到一半", "记进展")
    mine.press("Enter")
    mine.shows("已记进展")
    mine.cursor_on(COMING)

    mine.press("F2")
    mine.shows(f"修改：{COMING}")
    mine.press("Tab")
    mine.write("（办公室）")
    mine.shows("党政办（办公室）")
    theirs.go(COMING)
    theirs.press("F2")
    theirs.shows(f"修改：{COMING}")
    theirs.press("Tab")
    theirs.write("和司法所")
    theirs.shows("党政办和司法所")
    theirs.press("C-s")
    theirs.shows("已修改")
    mine.press("C-s")
    mine.shows("刚被别人改过", "我填的", "同事 改的")
    mine.row("负责人", "党政办（办公室）", "党政办和司法所")
    mine.press("Delete")
    mine.hides("刚被别人改过")
    mine.row(COMING, "党政办..")
    assert [note.text for note in agenda.task_page(desk, "T3").notes] == ["写到一半"]
    assert agenda.task_page(desk, "T3").task.owner == "党政办和司法所"
    assert workspace.verify(desk).problems == []


def test_how_soon_it_shows(terminal: Terminal, tmp_path: Path) -> None:
    """What another program writes comes on the screen by itself; the seconds are printed (pytest -rP)."""
    folder = tmp_path / "w"
    desk = small_office(folder)
    terminal.open(command(folder, "同事", DAY))
    terminal.row(TODAYS, "未启动")
    begun = time.monotonic()
    tracking.start(desk, ["T2"])
    terminal.row(TODAYS, "进行中")
    print(f"another's change was on the screen after {time.monotonic() - begun:.1f} s")
