"""What is typed faster than pages open goes where it was meant for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.unit.tui.stage import play, screen_text, settle
from textual.events import Key, Paste
from textual.widgets import Input

from planrunner.services import agenda, planning
from planrunner.store.filters import Filters
from planrunner.tui.screens.form import Form
from planrunner.tui.screens.task import TaskScreen

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from planrunner.services.desk import Desk


def at_once(pilot: Pilot[None], *keys: str) -> None:
    """Hand keys to the app as a terminal does that was read late: all in one moment."""
    for key in keys:
        pilot.app.post_message(Key(key, key if len(key) == 1 else None))


@pytest.mark.parametrize("opener", ["f7", "a", "f5"])
def test_keys_behind_one_that_opens_a_form_land_in_the_form(stocked: Desk, opener: str) -> None:
    """Letters that are keys of the list (s starts, x drops) are text in the form; the task behind stays as it is."""
    planning.accept(stocked, ["P2"])

    async def story(pilot: Pilot[None]) -> None:
        at_once(pilot, opener, "s", "凤", "x", "j")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Form)
        assert isinstance(pilot.app.focused, Input)
        assert "s凤xj" in pilot.app.focused.value
        assert {task.status for task in agenda.list_tasks(stocked, Filters())} == {"planned"}

    play(stocked, story)


def test_what_an_input_method_commits_behind_such_a_key_lands_in_the_form(stocked: Desk) -> None:
    """Text that comes as one piece waits as keys do."""
    planning.accept(stocked, ["P2"])

    async def story(pilot: Pilot[None]) -> None:
        at_once(pilot, "f7")
        pilot.app.post_message(Paste("防汛演练"))
        at_once(pilot, "enter")
        await settle(pilot)
        assert "已添加 T5：防汛演练" in screen_text(pilot)

    play(stocked, story)


def test_several_pages_in_one_moment(stocked: Desk) -> None:
    """Search, words, into the list, open, back twice and on to another view: each key finds the page of the one before."""
    planning.accept(stocked, ["P2"])

    async def story(pilot: Pilot[None]) -> None:
        at_once(pilot, "enter", "f1", "escape", "f2", "escape", "escape", "2", "3", "1")
        await settle(pilot)
        assert "[1 今日]" in screen_text(pilot)
        at_once(pilot, "enter", "f4", "escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, TaskScreen)
        at_once(pilot, "escape", "ctrl+f", *"sfjc")
        await settle(pilot)
        assert "找到 4 项" in screen_text(pilot)

    play(stocked, story)
