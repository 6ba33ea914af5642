"""The app in a real terminal: what a clerk types arrives, what is shown is Chinese, and the terminal is given back."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from typing import TYPE_CHECKING

import pytest

from planrunner.services import agenda, tracking, workspace
from planrunner.services.desk import Desk
from planrunner.services.sample import sample_report
from planrunner.store.database import Store
from planrunner.store.filters import Filters
from planrunner.store.target import parse_target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed: no terminal to type into")

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


class Terminal:
    """A tmux window of 80×24 with a server of its own."""

    _server = ""

    def tmux(self, *words: str) -> str:
        """Run a tmux command on this server and return what it prints."""
        command = ["tmux", "-L", self._server, "-f", "/dev/null", *words]
        return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout

    def open(self, command: list[str]) -> None:
        """Start a program in a window of its own server."""
        self._server = f"planrunner-{uuid.uuid4().hex[:8]}"
        self.tmux("-u", "new-session", "-d", "-x", "80", "-y", "24", *command)

    def type(self, *keys: str) -> None:
        """Press keys, by tmux's names; texts go in as they are."""
        for key in keys:
            self.tmux("send-keys", key)

    def shows(self, text: str, seconds: float = 20.0) -> str:
        """Return the screen once it shows a text; fail with the screen where it does not come."""
        end = time.monotonic() + seconds
        while True:
            screen = self.tmux("capture-pane", "-p")
            if text in screen:
                return screen
            if time.monotonic() > end:
                pytest.fail(f"{text!r} did not come on the screen:\n{screen}")
            time.sleep(0.1)

    def hides(self, text: str, seconds: float = 20.0) -> None:
        """Wait until a text is gone from the screen; fail where it stays."""
        end = time.monotonic() + seconds
        while text in self.tmux("capture-pane", "-p"):
            if time.monotonic() > end:
                pytest.fail(f"{text!r} stays on the screen")
            time.sleep(0.1)

    def close(self) -> None:
        """End the server and what runs in it."""
        subprocess.run(["tmux", "-L", self._server, "kill-server"], check=False, capture_output=True)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    """Return a terminal that is closed afterwards."""
    found = Terminal()
    yield found
    found.close()


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
    terminal.type("？")
    terminal.shows("按键（中文输入法开着也能用")
    terminal.type("Escape")
    terminal.hides("按键（中文输入法开着也能用")
    terminal.type("F7")
    terminal.shows("新增任务")
    terminal.type("整理行政执法案卷")
    terminal.shows("整理行政执法案卷")
    terminal.type("Enter")
    screen = terminal.shows("日期待定 1 项")
    assert "整理行政执法案卷" in screen
    terminal.type("4")
    screen = terminal.shows("班 调休上班")
    assert "宪法宣传周“进村入户”活动" in screen
    terminal.type("】")
    terminal.shows("应办 2")
    terminal.type("C-f")
    terminal.shows("负责人:张、状态:逾期")
    terminal.type("负责人：司")
    terminal.shows("找到 1 项")
    terminal.type("Escape")
    terminal.hides("找到 1 项")
    terminal.type("Escape")
    terminal.shows("应办 2")
    terminal.type("1")
    terminal.shows("日期待定 1 项")
    terminal.type("：")
    terminal.shows("操作名称或拼音首字母")
    terminal.type("Escape")
    terminal.hides("操作名称或拼音首字母")
    terminal.type("C-q")
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
    terminal.type("C-n")
    terminal.shows("记进展")
    terminal.type("已和各村对接，定在下周三")
    terminal.shows("定在下周三")
    time.sleep(1.0)
    (pid,) = terminal.tmux("list-panes", "-F", "#{pane_pid}").split()
    os.kill(int(pid), signal.SIGKILL)
    terminal.close()

    terminal.open(opened)
    terminal.shows("宪法宣传周")
    terminal.type("C-n")
    screen = terminal.shows("上次没写完的放回来了")
    assert "已和各村对接，定在下周三" in screen
    terminal.type("Enter")
    terminal.shows("已记进展")
    assert [*(tmp_path / "w" / "drafts").glob("*.json")] == []


def command(folder: Path, who: str, *words: str) -> list[str]:
    """Return the command that opens the program as someone."""
    return [sys.executable, "-m", "planrunner", "--workspace", str(folder), "--as", who, *words]


def test_from_the_first_run_to_the_first_sign_off(terminal: Terminal, tmp_path: Path) -> None:
    """Office, report and review in one go; a task is handed in with a photo in at most twelve keys; another signs it off."""
    folder, report, photo = tmp_path / "w", tmp_path / "报告.txt", tmp_path / "现场照片.jpg"
    report.write_text(sample_report(2021), encoding="utf-8")
    photo.write_bytes(b"a picture")
    terminal.open(command(folder, "经办", "--today", "2022-12-03"))
    terminal.shows("第一次使用（1/3）")
    terminal.type("清源镇", "Tab", "370305")
    terminal.shows("山东省")
    terminal.type("Enter")
    terminal.shows("能读：")
    terminal.type(str(report))
    terminal.shows("报告.txt")
    terminal.type("Enter")
    terminal.shows("[3 审核]")
    terminal.shows("采纳")
    terminal.type("C-a")
    terminal.shows("变成")
    terminal.type("Enter")
    terminal.shows("没有要审核的建议")
    terminal.type("1")
    terminal.shows("逾期")
    keys = ["F5", str(photo), "Enter"]
    terminal.type(keys[0])
    terminal.shows("完成：")
    terminal.type(keys[1])
    terminal.shows("记为文件")
    terminal.type(keys[2])
    terminal.shows("待审核 1")
    assert len(keys) <= 12
    terminal.type("C-q")

    terminal.close()
    terminal.open(command(folder, "审核", "--today", "2022-12-03"))
    terminal.shows("待审核 1")
    desk = Desk(folder, Store(parse_target(None, folder)), "审核")
    (task,) = agenda.list_tasks(desk, Filters(status="submitted"))
    terminal.type("C-f")
    terminal.shows("负责人:张、状态:逾期")
    terminal.type("状态:待审核")
    terminal.shows("找到 1 项")
    terminal.type("Enter", "F9")
    terminal.shows("已销号")
    assert agenda.task_page(desk, f"T{task.id}").task.status == "closed"
    assert workspace.verify(desk).problems == []


def test_two_people_at_once(terminal: Terminal, tmp_path: Path) -> None:
    """What one does comes on the other's screen without a key, under a form that is being filled in."""
    folder = tmp_path / "w"
    desk = Desk(folder, Store(parse_target(None, folder)), "经办")
    workspace.init(desk, "清源镇", "379901")
    tracking.add(desk, "宪法宣传周", due=desk.today())
    second = Terminal()
    terminal.open(command(folder, "经办"))
    try:
        second.open(command(folder, "同事"))
        terminal.shows("宪法宣传周")
        second.shows("宪法宣传周")
        terminal.type("C-n")
        terminal.shows("记进展")
        terminal.type("写到一半")
        terminal.shows("写到一半")
        second.type("F6")
        second.shows("已启动")
        terminal.shows("进行中")
        assert "写到一半" in terminal.tmux("capture-pane", "-p")
        terminal.type("Enter")
        terminal.shows("已记进展")
    finally:
        second.close()
