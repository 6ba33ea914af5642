"""The app in a real terminal: what a clerk types arrives, what is shown is Chinese, and the terminal is given back."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

from planrunner.services import tracking, workspace
from planrunner.services.desk import Desk
from planrunner.store.database import Store
from planrunner.store.target import parse_target

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.terminal import Terminal

SCRIPT = """
import sys
from pathlib import Path
from planrunner.services.desk import Desk
from planrunner.services.sample import sample_report
from planrunner.store.database import Store
from planrunner.store.filters import Filters
from planrunner.store.target import parse_target
from planrunner.tui.app import run

folder = Path(sys.argv[1])
print("ended with", run(Desk(folder, Store(parse_target(None, folder)), "经办")), flush=True)
sys.stdin.readline()
"""


def test_typing_chinese_in_a_real_terminal(terminal: Terminal, tmp_path: Path) -> None:
    """Full-width ？ opens help; Chinese typed into a form is stored; the screen is Chinese; ^q gives the terminal back."""
    desk = Desk(tmp_path / "w", Store(parse_target(None, tmp_path / "w")), "经办")
    workspace.init(desk, "清源镇", "379901")
    tracking.add(desk, "宪法宣传周“进村入户”活动", due=desk.today(), owner="司法所")
    script = tmp_path / "open.py"
    script.write_text(SCRIPT, encoding="utf-8")

    terminal.open([sys.executable, str(script), str(tmp_path / "w")])
    screen = terminal.shows("宪法宣传周“进村入户”活动")
    assert "今天要办 1 项" in screen
    assert "F1 帮助" in screen
    terminal.write("？")
    terminal.shows("按键（中文输入法开着也能用")
    terminal.press("Escape")
    terminal.hides("按键（中文输入法开着也能用")
    terminal.press("F7")
    terminal.shows("新增任务")
    terminal.write("整理行政执法案卷")
    terminal.shows("整理行政执法案卷")
    terminal.press("Enter")
    screen = terminal.shows("日期待定 1 项")
    assert "整理行政执法案卷" in screen
    terminal.press("4")
    screen = terminal.shows("班 调休上班")
    assert "宪法宣传周“进村入户”活动" in screen
    terminal.write("】")
    terminal.shows("应办 2")
    terminal.press("C-f")
    terminal.shows("负责人:张、状态:逾期")
    terminal.write("负责人：司")
    terminal.shows("找到 1 项")
    terminal.press("Escape")
    terminal.hides("找到 1 项")
    terminal.press("Escape")
    terminal.shows("应办 2")
    terminal.press("1")
    terminal.shows("日期待定 1 项")
    terminal.write("：")
    terminal.shows("操作名称或拼音首字母")
    terminal.press("Escape")
    terminal.hides("操作名称或拼音首字母")
    terminal.press("C-q")
    screen = terminal.shows("ended with 0")
    assert "宪法宣传周" not in screen


@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
def test_what_is_typed_survives_a_kill(terminal: Terminal, tmp_path: Path) -> None:
    """The process is killed in the middle of typing; opened again, the form has the text, and saving takes the draft away."""
    desk = Desk(tmp_path / "w", Store(parse_target(None, tmp_path / "w")), "经办")
    workspace.init(desk, "清源镇", "379901")
    tracking.add(desk, "宪法宣传周", due=desk.today())
    script = tmp_path / "open.py"
    script.write_text(SCRIPT, encoding="utf-8")
    opened = [sys.executable, str(script), str(tmp_path / "w")]

    terminal.open(opened)
    terminal.shows("宪法宣传周")
    terminal.press("C-n")
    terminal.shows("记进展")
    terminal.write("已和各村对接，定在下周三")
    terminal.shows("定在下周三")
    time.sleep(1.0)
    (pid,) = terminal.tmux("list-panes", "-F", "#{pane_pid}").split()
    os.kill(int(pid), signal.SIGKILL)
    terminal.close()

    terminal.open(opened)
    terminal.shows("宪法宣传周")
    terminal.press("C-n")
    screen = terminal.shows("上次没写完的放回来了")
    assert "已和各村对接，定在下周三" in screen
    terminal.press("Enter")
    terminal.shows("已记进展")
    assert [*(tmp_path / "w" / "drafts").glob("*.json")] == []
