"""The pages 佐证 and 历史: all of the office's, narrowed by words or by a task, and reviewed by the second person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.unit.tui.stage import NARROW, WIDE, desk_at, play, press, screen_text, type_text
from textual.widgets import Input

from planrunner.services import agenda, planning, tracking
from planrunner.services.evidence import NewEvidence

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from planrunner.services.desk import Desk


@pytest.fixture
def handed_in(stocked: Desk) -> Desk:
    """Return a desk where two tasks were handed in with evidence."""
    planning.accept(stocked, ["P2"])
    for task, number in (("T1", "凤政发〔2022〕3号"), ("T2", "凤政发〔2022〕5号")):
        tracking.submit(stocked, [task], evidence=[NewEvidence(number=number)], reason="会议纪要")
    return stocked


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_evidence_is_accepted_and_returned_by_the_second_person(
    handed_in: Desk, tmp_path: Path, size: tuple[int, int]
) -> None:
    """One's own is refused with the reason; the other person accepts one and returns one, and Enter opens the task."""

    async def own(pilot: Pilot[None]) -> None:
        await press(pilot, "6", "f9")
        assert "要由另一个人认可" in screen_text(pilot).replace("\n", "").replace(" ", "").replace("▌", "")

    async def second(pilot: Pilot[None]) -> None:
        await press(pilot, "6")
        assert screen_text(pilot).count("待审") >= 2
        await press(pilot, "f9")
        assert "已认可 1 件佐证" in screen_text(pilot)
        await press(pilot, "down", "ctrl+t")
        await type_text(pilot, "文号不全")
        await press(pilot, "enter")
        assert "退回" in screen_text(pilot)
        assert "文号不全" in screen_text(pilot)
        await press(pilot, "enter")
        assert "T1 送法进村" in screen_text(pilot)
        await press(pilot, "6")
        assert pilot.app.screen.query_one(Input).value == "T1"
        assert "E2" not in screen_text(pilot)
        await press(pilot, "escape")
        assert "E2" in screen_text(pilot)

    play(handed_in, own, size)
    play(desk_at(tmp_path / "w", "审核"), second, size)
    states = [agenda.task_page(handed_in, name).evidence[0].status for name in ("T1", "T2")]
    assert states == ["returned", "accepted"]


def test_the_history_says_who_when_what_and_why(handed_in: Desk) -> None:
    """Records are narrowed by words and by ids, T1 is not T10, and Enter opens the task."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "7")
        shown = screen_text(pilot)
        assert "2022-04-20 09:30 经办" in shown
        assert "T2 送法进村（二季度）" in shown
        assert "会议纪要" in shown
        await press(pilot, "shift+tab")
        await type_text(pilot, "提交 t1")
        await press(pilot, "enter")
        assert "1 条  会议纪要" in screen_text(pilot)
        await press(pilot, "enter")
        assert "T1 送法进村（一季度）" in screen_text(pilot)
        await press(pilot, "escape", "escape")
        assert "采纳" in screen_text(pilot)
        await press(pilot, "end", "enter")
        assert "不是关于任务的" in screen_text(pilot)

    play(handed_in, story)
