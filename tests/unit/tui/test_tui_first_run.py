"""Opened where there is no workspace, the UI makes one with the person and goes on to the report and its review."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.unit.tui.stage import NARROW, WIDE, desk_at, play, press, screen_text, settle, type_text
from textual.events import Key
from textual.widgets import Input, Select

from planrunner.services import planning
from planrunner.services.sample import sample_report
from planrunner.tui.screens.welcome import region_hint

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_from_nothing_to_the_review(tmp_path: Path, size: tuple[int, int]) -> None:
    """Office, region with its province, report, review; a wrong region is told, and Esc does not lose the way."""
    desk = desk_at(tmp_path / "w")
    report = tmp_path / "报告.txt"
    report.write_text(sample_report(2021), encoding="utf-8")

    async def story(pilot: Pilot[None]) -> None:
        assert "第一次使用（1/3）" in screen_text(pilot)
        await press(pilot, "escape")
        assert "按回车开始" in screen_text(pilot)
        await press(pilot, "2", "ctrl+l", "ctrl+f", "ctrl+p", "ctrl+o", "7")
        assert "按回车开始" in screen_text(pilot)
        assert "还没有工作区" not in screen_text(pilot)
        await press(pilot, "enter")
        await type_text(pilot, "清源镇")
        await press(pilot, "tab")
        await type_text(pilot, "99")
        await press(pilot, "enter")
        assert "请填区划代码" in screen_text(pilot)
        await press(pilot, "backspace", "backspace")
        await type_text(pilot, "３７0305")
        assert "山东省" in screen_text(pilot)
        pilot.app.screen.query_one("#field-persons", Select).value = "one"
        await press(pilot, "enter")
        assert "导入报告" in screen_text(pilot)
        await type_text(pilot, str(report))
        await press(pilot, "enter")
        assert "[3 审核]" in screen_text(pilot)

    play(desk, story, size, first=True)
    office = desk.office()
    assert (office.name, office.region, office.sign_off) == ("清源镇", "370305", "one-person")
    assert planning.list_proposals(desk)


def test_a_fast_typist_on_a_slow_machine(tmp_path: Path) -> None:
    """Keys that arrive before the screen has caught up go where they would have gone one by one: after Tab, the next field."""

    async def story(pilot: Pilot[None]) -> None:
        app = pilot.app
        for key, character in (("a", "镇"), ("tab", "\t"), ("3", "3"), ("7", "7"), ("shift+tab", None), ("b", "村")):
            app.post_message(Key(key, character))
        await settle(pilot)
        assert app.screen.query_one("#field-office", Input).value == "镇村"
        assert app.screen.query_one("#field-region", Input).value == "37"

    play(desk_at(tmp_path / "w"), story, NARROW, first=True)


def test_the_province_of_a_region() -> None:
    """The first two digits name the province; others are told to be none."""
    assert region_hint("") == region_hint("3") == ""
    assert region_hint("37") == "山东省"
    assert region_hint("99") == "没有这个代码"
