"""Marks: many rows with few keys, how many there are, and how to be rid of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.unit.tui.stage import play, press, screen_text

from planrunner.services import planning, tracking
from planrunner.tui.actions import on_screen
from planrunner.tui.screens.find import FindScreen
from planrunner.tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from planrunner.services.desk import Desk


def marks(pilot: Pilot[None]) -> set[Any]:
    """Return what is marked in the list on the screen."""
    return {*pilot.app.screen.query_one(LineList).marked}


def test_marking_while_moving_over_a_heading_and_back(stocked: Desk) -> None:
    """Shift+↓ marks on, across groups; going back takes away what was too much, and no more than that."""
    planning.accept(stocked, ["P2"])
    tracking.add(stocked, "没有日期的", due=None)

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "1", "shift+down")
        assert marks(pilot) == {1, 2}
        await press(pilot, "shift+down")
        assert marks(pilot) == {1, 2, 5}
        await press(pilot, "shift+down")
        assert marks(pilot) == {1, 2, 5}
        await press(pilot, "shift+up", "shift+up")
        assert marks(pilot) == {1}
        await press(pilot, "escape", "end", "shift+up")
        assert marks(pilot) == {5, 2}

    play(stocked, story)


def test_all_are_marked_and_unmarked_with_one_key(stocked: Desk) -> None:
    """0 marks whatever can be marked, what no proposal took up is not; the header tells how many; 0 again takes them away."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "3")
        assert "待审 3  已标记 0" in screen_text(pilot)
        await press(pilot, "space", "0")
        assert marks(pilot) == {1, 2, 3}
        assert "待审 3  已标记 3" in screen_text(pilot)
        await press(pilot, "f5")
        assert "采纳标记的 3 条建议" in screen_text(pilot)
        await press(pilot, "escape")
        assert len(marks(pilot)) == 3
        await press(pilot, "0")
        assert marks(pilot) == set()

    play(stocked, story)


def test_forgotten_marks_are_told_and_esc_takes_them_away_first(stocked: Desk) -> None:
    """F4 on several says how many are marked; Esc unmarks, then the key works; on the search page Esc goes back step by step."""
    planning.accept(stocked, ["P2"])

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+f", *"sfjc", "enter", "shift+down")
        assert "已标记 2，Esc 取消" in screen_text(pilot)
        await press(pilot, "f4")
        assert "标记了 2 项，改期一次只能对一项：先按 Esc 取消标记。" in screen_text(pilot)
        await press(pilot, "escape")
        assert marks(pilot) == set()
        assert "已标记" not in screen_text(pilot).splitlines()[2]
        assert pilot.app.screen.query("Input").first().value == "sfjc"  # type: ignore[attr-defined]
        await press(pilot, "f4")
        assert len(pilot.app.screen.query(".field")) > 0
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, FindScreen)
        await press(pilot, "escape", "escape")
        assert "[1 今日]" in screen_text(pilot)

    play(stocked, story)


@pytest.mark.parametrize("kind", ["history", "kept_views"])
def test_help_lists_no_marks_where_nothing_can_be_marked(kind: str) -> None:
    """F1 on the history and on the kept searches names no key that does nothing there."""
    assert not {"mark", "mark_down", "mark_all", "unmark"} & {act.id for act in on_screen(kind)}


def test_eight_of_many_proposals_stand_on_a_small_terminal(stocked: Desk) -> None:
    """On 24 lines the list shows at least eight proposals beside the report and the details."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "3")
        assert pilot.app.screen.query_one(LineList).size.height >= 9
        assert "P1 宪法宣传周" in screen_text(pilot)
        assert pilot.app.screen.query_one("#source").size.height >= 4

    play(stocked, story)
