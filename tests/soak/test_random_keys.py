"""Random keys, texts and window sizes: no crash, and a workspace that verifies (PLANRUNNER_KEYS: minutes in a soak)."""

from __future__ import annotations

import os
import random
import time
from typing import TYPE_CHECKING

import pytest
from tests.unit.tui.stage import play, settle, stocked_desk, type_text
from textual.widgets import Input

from planrunner.services import planning, tracking, workspace
from planrunner.tui.actions import REGISTRY, every_key

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

SECONDS, MINUTES = 5.0, float(os.environ.get("PLANRUNNER_KEYS", "40"))
TEXTS = (
    "宪法宣传周", "４－１５", "4-15", "负责人：司", "状态:逾期", "“引号”……", "😀𠮷", "D:\\没有\\照片.jpg", "场次=1 人次=１２０",
    "凤政发〔2022〕3号", "https://example.gov.cn/a", "\u200b", "长" * 300, "ａｂｃ", "T1", "0", "-1", "2022-13-45",
)  # fmt: skip
LEAVING = {key for act in REGISTRY["app"] if act.id == "quit" for key in every_key(act)}
KEYS = sorted({key for acts in REGISTRY.values() for act in acts for key in every_key(act)} - LEAVING)
KEYS += ["backspace", "left", "right", "é", "，", "字", "f10", "shift+down", "ctrl+c", "ctrl+end"]
SIZES = ((60, 20), (80, 24), (100, 30), (120, 40), (200, 60))


def wander(folder: Path, seed: int, seconds: float) -> None:
    """Press keys at random for a while in a workspace of its own, then verify it; the failure names seed and keys."""
    choose = random.Random(seed)
    desk = stocked_desk(folder)
    planning.accept(desk, ["P2"])
    tracking.submit(desk, ["T1"], reason="口头安排")
    pressed: list[str] = []

    async def story(pilot: Pilot[None]) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and pilot.app.is_running:
            dice = choose.random()
            if dice < 0.03:
                size = choose.choice(SIZES)
                pressed.append(str(size))
                await pilot.resize_terminal(*size)
            elif dice < 0.15 and isinstance(pilot.app.focused, Input):
                pressed.append(choose.choice(TEXTS))
                await type_text(pilot, pressed[-1])
            else:
                pressed.append(choose.choice(KEYS))
                await pilot.press(pressed[-1])
            if dice > 0.8:
                await settle(pilot)
        await settle(pilot)

    try:
        play(desk, story)
    except BaseException as error:
        error.add_note(f"seed {seed}, last keys: {pressed[-40:]}")
        raise
    assert workspace.verify(desk).problems == [], (seed, pressed[-40:])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_few_seconds_of_random_keys(tmp_path: Path, seed: int) -> None:
    """The short run of every test run."""
    wander(tmp_path / "w", seed, SECONDS)


@pytest.mark.soak
@pytest.mark.skipif(not os.environ.get("PLANRUNNER_SOAK"), reason="make soak")
def test_minutes_of_random_keys(tmp_path: Path) -> None:
    """Many seeds, a minute each."""
    for seed in range(100, 100 + max(round(MINUTES), 1)):
        wander(tmp_path / str(seed), seed, 60.0)
