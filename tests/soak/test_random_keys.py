"""Random keys, texts, pastes, window sizes and a colleague who interferes: no crash, and a workspace that verifies.

`make test` runs a few seconds of it, `make soak` PLANRUNNER_KEYS minutes (40 where it is unset).
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from tests.unit.tui.stage import desk_at, play, settle, stocked_desk
from textual.events import Paste
from textual.widgets import Input

from planrunner.errors import PlanrunnerError
from planrunner.services import planning, tracking, workspace
from planrunner.tui.actions import REGISTRY, every_key

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from planrunner.services.desk import Desk

SHORT, LONG = 4.0, 300.0
"""Seconds that one workspace is used in a test run and in a soak."""
MINUTES = float(os.environ.get("PLANRUNNER_KEYS", "40"))
STUCK = 120.0
"""Seconds beyond its time after which an app that does not come back is stuck."""
TEXTS = (
    "宪法宣传周", "４－１５", "4-15", "负责人：司", "状态:逾期", "“引号”……", "😀𠮷", "D:\\没有\\照片.jpg", "场次=1 人次=１２０",
    "凤政发〔2022〕3号", "https://example.gov.cn/a", "\u200b", "长" * 300, "ａｂｃ", "T1", "0", "-1", "2022-13-45",
    "第一行\n第二行\r\n第三行", "[bold]括号[/]", "\x1b[31m", "完成", "wc", "gq", "张三、李四", "2022-06-30",
)  # fmt: skip
LEAVING = {key for act in REGISTRY["app"] if act.id == "quit" for key in every_key(act)}
KEYS = sorted({key for acts in REGISTRY.values() for act in acts for key in every_key(act)} - LEAVING)
KEYS += ["backspace", "left", "right", "é", "，", "字", "f10", "shift+down", "ctrl+c", "ctrl+end"]
MOVES = ["down", "enter", "tab", "escape", "space"]
"""Pressed more often than the rest: they lead somewhere."""
SIZES = ((60, 20), (80, 24), (100, 30), (120, 40), (200, 60))


@dataclass
class Wanderer:
    """One random person at one workspace; `pressed` is all that was done, in order."""

    seed: int
    desk: Desk
    colleague: Desk
    pressed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.choose = random.Random(self.seed)

    def interfere(self) -> None:
        """Let the colleague change a task; what is refused is refused."""
        task = f"T{self.choose.randint(1, 8)}"
        self.pressed.append(f"<colleague {task}>")
        try:
            tracking.assign(self.colleague, [task], self.choose.choice(TEXTS).strip() or "司法所")
        except PlanrunnerError:
            self.pressed.append("<refused>")

    async def paste(self, pilot: Pilot[None]) -> None:
        """Paste a text into what has the focus, or where nothing has it onto the screen."""
        text = self.choose.choice(TEXTS)
        self.pressed.append(f"<paste {text[:20]!r}>")
        (pilot.app.focused or pilot.app.screen).post_message(Paste(text))
        await pilot.pause()

    async def once(self, pilot: Pilot[None]) -> None:
        """Do one thing."""
        dice = self.choose.random()
        if dice < 0.02:
            size = self.choose.choice(SIZES)
            self.pressed.append(f"<{size[0]}x{size[1]}>")
            await pilot.resize_terminal(*size)
        elif dice < 0.03:
            self.interfere()
        elif dice < 0.04 or (dice < 0.15 and isinstance(pilot.app.focused, Input)):
            await self.paste(pilot)
        else:
            self.pressed.append(self.choose.choice(KEYS if dice < 0.8 else MOVES))
            await pilot.press(self.pressed[-1])
        if dice > 0.8:
            await settle(pilot)

    def sit_down(self, seconds: float) -> None:
        """Open the app, use it for a while, and leave with ^q, whatever is open."""

        async def story(pilot: Pilot[None]) -> None:
            end = time.monotonic() + seconds
            async with asyncio.timeout(seconds + STUCK):
                while time.monotonic() < end and pilot.app.is_running:
                    await self.once(pilot)
                if pilot.app.is_running:
                    await settle(pilot)

        self.pressed.append("<open>")
        play(self.desk, story, self.choose.choice(SIZES), plain=self.choose.random() < 0.3)

    def wander(self, seconds: float) -> None:
        """Open and use the app again and again, then verify the workspace; a failure names the seed and the last keys."""
        end = time.monotonic() + seconds
        try:
            while (left := end - time.monotonic()) > 0:
                self.sit_down(min(left, self.choose.uniform(5.0, 60.0)))
        except BaseException as error:
            error.add_note(f"seed {self.seed}, last: {self.pressed[-60:]}")
            raise
        assert workspace.verify(self.desk).problems == [], (self.seed, self.pressed[-60:])


def wanderer(folder: Path, seed: int) -> Wanderer:
    """Return a random person at a workspace of their own, with proposals that wait and a task that is handed in."""
    desk = stocked_desk(folder)
    planning.accept(desk, ["P2"])
    tracking.submit(desk, ["T1"], reason="口头安排")
    return Wanderer(seed, desk, desk_at(folder, "同事"))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_few_seconds_of_random_keys(tmp_path: Path, seed: int) -> None:
    """The short run of every test run."""
    person = wanderer(tmp_path / "w", seed)
    person.wander(SHORT)
    assert len(person.pressed) > 2


@pytest.mark.soak
@pytest.mark.skipif(not os.environ.get("PLANRUNNER_SOAK"), reason="make soak")
def test_minutes_of_random_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Workspaces of five minutes each until the time is up; `planrunner verify` says of each that it is sound."""
    end = time.monotonic() + MINUTES * 60
    seed = keys = 0
    while (left := end - time.monotonic()) > 0:
        seed += 1
        person = wanderer(tmp_path / str(seed), seed)
        person.wander(min(left, LONG))
        keys += len(person.pressed)
        command = [sys.executable, "-m", "planrunner", "--workspace", str(tmp_path / str(seed)), "verify"]
        said = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
        assert said.returncode == 0, said.stdout + said.stderr
        with capsys.disabled():
            print(f"seed {seed}: {keys} keys so far; verify: {said.stdout.strip().splitlines()[-1]}", flush=True)
