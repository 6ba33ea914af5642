"""How many keys the common things take. Characters typed or pasted do not count; the seconds are printed (pytest -rP)."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.e2e.offices import DECEMBER, at, office_with_proposals
from tests.e2e.terminal import Terminal, command

from planrunner.services import agenda, tracking
from planrunner.services.review_view import review_view
from planrunner.services.sample import sample_report
from planrunner.store.filters import Filters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST = 12
"""Keys that the common completion may take."""


@contextmanager
def counted(terminal: Terminal, what: str, keys: int) -> Iterator[None]:
    """Assert that what is done within takes so many keys, and print the seconds until its last screen was there."""
    before, begun = terminal.keys, time.monotonic()
    yield
    print(f"{what}: {terminal.keys - before} keys, {time.monotonic() - begun:.1f} s")
    assert terminal.keys - before == keys


def test_in_december(terminal: Terminal, december: Path, tmp_path: Path) -> None:
    """From 今日, five late tasks above it: tick off today's with a photo; move a meeting; one owner's late tasks."""
    desk = at(december, day=DECEMBER)
    late = agenda.list_tasks(desk, Filters(light="red", status="planned"))
    tracking.assign(desk, [f"T{task.id}" for task in late[:2]], "张三")
    todays = "政务公开内容季度核查（四季度）"
    photo = tmp_path / "现场照片.jpg"
    photo.write_bytes(b"a picture")
    terminal.open(command(december, "经办", f"{DECEMBER}"))
    terminal.shows("今天要办 3", todays)
    with counted(terminal, "tick off today's task with a photo", len(late) + 2):
        terminal.go(todays)
        terminal.press("F5")
        terminal.shows(f"完成：{todays}")
        terminal.paste(str(photo))
        terminal.shows("记为文件")
        terminal.press("Enter")
        terminal.shows("今天要办 2", "待审核 6")
    assert len(late) + 2 <= MOST
    with counted(terminal, "move a meeting", 5):
        terminal.press("C-f")
        terminal.shows("负责人:张、状态:逾期")
        terminal.write("述法")
        terminal.shows("找到 1 项")
        terminal.press("F4")
        terminal.shows("改期：", "改到")
        terminal.write("12-23")
        terminal.shows("2022-12-23 周五")
        terminal.press("Tab", "Tab")
        terminal.write("与区里会议冲突")
        terminal.shows("与区里会议冲突")
        terminal.press("Enter")
        terminal.row("述法", "12-23 周五")
    terminal.press("Escape")
    terminal.shows("负责人:张、状态:逾期")
    terminal.press("Escape")
    terminal.shows("[1 今日]")
    with counted(terminal, "find everything late of one owner", 1):
        terminal.press("C-f")
        terminal.shows("负责人:张、状态:逾期")
        terminal.write("负责人:张三 状态:逾期")
        terminal.shows("找到 2 项")


def test_in_january(terminal: Terminal, tmp_path: Path) -> None:
    """From 今日: accept thirty proposals, marked one by one; then all that are left."""
    folder, report = tmp_path / "w", tmp_path / "报告.txt"
    report.write_text(sample_report(2021), encoding="utf-8")
    desk = office_with_proposals(folder, report)
    waiting = len(review_view(desk).proposals)
    assert waiting > 30
    terminal.open(command(folder, "经办", "2022-01-10"))
    terminal.shows("条建议在等审核")
    with counted(terminal, "accept 30 proposals", 33):
        terminal.press("3")
        terminal.shows("[3 审核]", "报告原文")
        terminal.press(*["Space"] * 30, "F5")
        terminal.shows("采纳标记的 30 条建议")
        terminal.press("Enter")
        terminal.shows("已采纳 30 条")
    with counted(terminal, "accept all proposals", 2):
        terminal.press("C-a")
        terminal.shows(f"采纳全部 {waiting - 30} 条建议")
        terminal.press("Enter")
        terminal.shows("没有要审核的建议")
