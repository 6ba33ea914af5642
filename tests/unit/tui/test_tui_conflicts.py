"""Two people change the same task: mine and theirs side by side, and nothing typed is lost whatever one chooses."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.unit.tui.stage import NARROW, WIDE, desk_at, play, press, screen_text, type_text
from textual.widgets import Input

from planrunner.services import agenda, planning, tracking
from planrunner.tui.screens.conflict import ConflictScreen
from planrunner.tui.screens.form import Form

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from planrunner.services.desk import Desk

TO_THE_TASK = ("2", "right", "down", "right", "down")


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_mine_wins_and_only_what_i_changed_is_written(stocked: Desk, tmp_path: Path, size: tuple[int, int]) -> None:
    """The screen names who it was and both sides; 用我的 writes my fields and leaves the others' as they are."""
    planning.accept(stocked, ["P1"])
    other = desk_at(tmp_path / "w", "同事")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, *TO_THE_TASK, "f4")
        day = pilot.app.screen.query_one("#field-day", Input)
        day.value = "11-30"
        await press(pilot, "tab", "tab")
        await type_text(pilot, "与区里会议冲突")
        tracking.assign(other, ["T1"], "党政办")
        await press(pilot, "ctrl+s")
        shown = screen_text(pilot)
        assert "刚被别人改过：改期：宪法宣传周" in shown
        assert "我填的" in shown
        assert "同事 改的" in shown
        assert "党政办" in shown
        await press(pilot, "escape")
        assert pilot.app.screen.query_one("#field-reason", Input).value == "与区里会议冲突"
        assert day.value == "11-30"
        await press(pilot, "ctrl+s")
        assert not isinstance(pilot.app.screen, Form)

    play(stocked, story, size)
    task = agenda.task_page(stocked, "T1").task
    assert (task.planned, task.owner) == (date(2022, 11, 30), "党政办")


def test_theirs_is_left_where_both_wrote_the_same_field(stocked: Desk, tmp_path: Path) -> None:
    """用他的 takes their value and keeps what else was typed; 用我的 then writes only that."""
    planning.accept(stocked, ["P1"])
    other = desk_at(tmp_path / "w", "同事")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, *TO_THE_TASK, "f2")
        pilot.app.screen.query_one("#field-title", Input).value = "宪法进村"
        pilot.app.screen.query_one("#field-owner", Input).value = "张三"
        tracking.assign(other, ["T1"], "李四")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, ConflictScreen)
        line = next(line for line in screen_text(pilot).splitlines() if "负责人" in line)
        assert line.index("张三") < line.index("李四")
        await press(pilot, "delete")
        assert pilot.app.screen.query_one("#field-owner", Input).value == "李四"
        assert pilot.app.screen.query_one("#field-title", Input).value == "宪法进村"
        await press(pilot, "ctrl+s")
        assert not isinstance(pilot.app.screen, Form)

    play(stocked, story)
    task = agenda.task_page(stocked, "T1").task
    assert (task.title, task.owner) == ("宪法进村", "李四")


def test_mine_overwrites_theirs_in_one_key(stocked: Desk, tmp_path: Path) -> None:
    """用我的 saves at once; where theirs is taken and nothing else was typed, the form closes with nothing written."""
    planning.accept(stocked, ["P1"])
    other = desk_at(tmp_path / "w", "同事")

    async def story(pilot: Pilot[None]) -> None:
        for owner, key in (("张三", "ctrl+s"), ("王五", "delete")):
            await press(pilot, "f2")
            pilot.app.screen.query_one("#field-owner", Input).value = owner
            tracking.assign(other, ["T1"], f"同事给{owner}")
            await press(pilot, "ctrl+s", key)
            assert not isinstance(pilot.app.screen, Form)
            stands = agenda.task_page(stocked, "T1").task.owner
            assert stands == (owner if key == "ctrl+s" else f"同事给{owner}")

    async def open_first(pilot: Pilot[None]) -> None:
        await press(pilot, *TO_THE_TASK)
        await story(pilot)

    play(stocked, open_first)
