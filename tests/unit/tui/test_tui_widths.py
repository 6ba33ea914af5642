"""Every list at every width: no wide character is split, whatever column it would end in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from tests.unit.tui.stage import TODAY, play, press, screen_text, settle

from planrunner.services import planning, tracking
from planrunner.services.evidence import NewEvidence
from planrunner.tui.cells import CUT
from planrunner.tui.widgets.line_list import Heading, LineList

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from planrunner.services.desk import Desk

WIDTHS = range(40, 201)
HEAD = "组织开展"
LONG = HEAD + "“美好生活·民法典相伴”主题宣传暨法治文化进农村文化礼堂系列活动" * 4
"""Wider than any window; begins with what does not come again in it."""
LISTS = {"task": ["1"], "proposal": ["3"], "plan": ["2", "right", "down", "right"], "evidence": ["6"], "history": ["7"]}


def fill(desk: Desk) -> None:
    """Put rows into every list whose Chinese ends in an odd column, and rows whose ends in an even one."""
    planning.edit_proposal(desk, "P1", {"title": LONG})
    planning.edit_proposal(desk, "P3", {"title": "a" + LONG})
    planning.accept(desk, ["P2"])
    for lead in ("", "a"):
        number = tracking.add(desk, lead + LONG, due=TODAY, owner=lead + "党政综合办公室（司法所配合）")
        piece = NewEvidence(number="1号", title=lead + LONG, occurred_on=TODAY)
        tracking.submit(desk, [number], evidence=[piece], done_on=TODAY)


@pytest.mark.parametrize("name", LISTS)
def test_no_list_splits_a_character(stocked: Desk, name: str) -> None:
    """A row takes its width to the cell; a text is there whole or is cut before a whole character, with the mark."""
    fill(stocked)

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, *LISTS[name])
        table = pilot.app.screen.query_one(LineList)
        rows = [row for row in table.rows if not isinstance(row, Heading)]
        assert len(rows) > 1
        cuts = set()
        for width in WIDTHS:
            for row in rows:
                strip = table._draw(row, width, table.rich_style, under=False, marked=False)
                assert strip.cell_length == cell_len(strip.text) == width
                before, *found = strip.text.split(HEAD)
                for text in found:
                    kept = text[: text.index(CUT)]
                    assert LONG.removeprefix(HEAD).startswith(kept)
                    cuts.add(cell_len(before + HEAD + kept) % 2)
        assert cuts == {0, 1}, "the long rows are not in this list"

    play(stocked, story)


def test_no_window_splits_a_character(stocked: Desk) -> None:
    """In windows of odd and even width each line of the screen is as wide as the window, under a form too."""
    fill(stocked)

    async def story(pilot: Pilot[None]) -> None:
        for keys in ([], ["f2"]):
            await press(pilot, *keys)
            for width in range(60, 76):
                await pilot.resize_terminal(width, 24)
                await settle(pilot)
                strips = pilot.app.screen._compositor.render_strips()
                assert [cell_len(strip.text) for strip in strips] == [width] * 24
        assert "修改：" in screen_text(pilot)

    play(stocked, story)
