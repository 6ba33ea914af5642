"""Every page at every size, light and dark: no row is wider than the window, none is broken, colours are the only change."""

from __future__ import annotations

from datetime import date
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


@pytest.mark.parametrize("width", [60, 69, 70, 80])
def test_a_week_has_seven_days_at_every_width(stocked: Desk, width: int) -> None:
    """Sunday is in sight from 60 cells on, with 休, 预 and many tasks on one day, and each row ends within the window."""
    for number in range(12):
        tracking.add(stocked, f"排查 {number}", due=date(2022, 4, 24))

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "4")
        lines = screen_text(pilot).splitlines()
        (names,) = [line for line in lines if "周一" in line and "周六" in line]
        assert "周日" in names
        week = next(at for at, line in enumerate(lines) if "[20]" in line or "20]" in line)
        assert [day for day in range(18, 25) if f"{day}" in lines[week]] == [*range(18, 25)]
        assert "12黄" in lines[week + 1]
        assert max(cell_len(line) for line in lines) <= width

    play(stocked, story, (width, 20))


def test_keys_that_find_no_room_are_marked_and_the_way_out_stays(stocked: Desk) -> None:
    """At 60 cells the key bar leaves out what F1 lists, says so with a mark, and keeps help and 退出 whole."""
    planning.accept(stocked, ["P2"])

    async def story(pilot: Pilot[None]) -> None:
        for page in ("1", "4"):
            await press(pilot, page)
            last = screen_text(pilot).splitlines()[-1]
            assert last.endswith(".. F1 帮助  ^q 退出")
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert screen_text(pilot).splitlines()[-1].endswith("^p 命令  ^q 退出")

    play(stocked, story, (60, 20))
