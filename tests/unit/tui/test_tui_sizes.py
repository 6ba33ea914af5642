"""Every page at every size, light and dark: no row is wider than the window, none is broken, colours are the only change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from tests.unit.tui.stage import NARROW, play, press, screen_text, settle

from planrunner.services import planning, tracking

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from planrunner.services.desk import Desk

SIZES = ((60, 20), (80, 24), (119, 30), (200, 60), (60, 20))
PAGES = ("1", "2", "3", "4", "5", "6", "7")


@pytest.mark.parametrize("page", PAGES)
def test_resizing_never_breaks_a_row(stocked: Desk, page: str) -> None:
    """From 60×20 to 200×60 and back each line is as wide as the window at most, and the keys stay on the last one."""
    planning.accept(stocked, ["P2"])
    tracking.add(
        stocked, "开展“送法进企业、进校园、进村居”系列法治宣传教育活动并建立常态化工作台账" * 3, due=stocked.today()
    )

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, page)
        for width, height in SIZES:
            await pilot.resize_terminal(width, height)
            await settle(pilot)
            lines = screen_text(pilot).splitlines()
            assert len(lines) == height
            assert max(cell_len(line) for line in lines) <= width
            assert "F1 帮助" in lines[-1]

    play(stocked, story)


@pytest.mark.parametrize("page", PAGES)
def test_light_and_dark_say_the_same(stocked: Desk, page: str) -> None:
    """The light theme changes colours and nothing else."""
    planning.accept(stocked, ["P2"])

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, page)
        dark = screen_text(pilot)
        pilot.app.theme = "textual-light"
        await settle(pilot)
        assert screen_text(pilot) == dark

    play(stocked, story, NARROW)
