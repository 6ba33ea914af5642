"""The app in a real terminal: what a clerk types arrives, what is shown is Chinese, and the terminal is given back."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from typing import TYPE_CHECKING

import pytest

from planrunner.services import tracking, workspace
from planrunner.services.desk import Desk
from planrunner.store.database import Store
from planrunner.store.target import parse_target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed: no terminal to type into")

SCRIPT = """
import sys
from pathlib import Path
from planrunner.services.desk import Desk
from planrunner.store.database import Store
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
    command = [sys.executable, str(script), str(tmp_path / "w")]

    terminal.open(command)
    terminal.shows("宪法宣传周")
    terminal.type("C-n")
    terminal.shows("记进展")
    terminal.type("已和各村对接，定在下周三")
    terminal.shows("定在下周三")
    time.sleep(1.0)
    (pid,) = terminal.tmux("list-panes", "-F", "#{pane_pid}").split()
    os.kill(int(pid), signal.SIGKILL)
    terminal.close()

    terminal.open(command)
    terminal.shows("宪法宣传周")
    terminal.type("C-n")
    screen = terminal.shows("上次没写完的放回来了")
    assert "已和各村对接，定在下周三" in screen
    terminal.type("Enter")
    terminal.shows("已记进展")
    assert json.loads((tmp_path / "w" / "drafts.json").read_bytes()) == {"经办": {}}
