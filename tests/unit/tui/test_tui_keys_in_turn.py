"""What is typed faster than pages open goes where it was meant for."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest
from tests.unit.tui.stage import desk_at, play, screen_text, settle
from textual.events import Key, Paste
from textual.widgets import Input

from planrunner.services import agenda, planning, tracking
from planrunner.services.evidence import NewEvidence
from planrunner.store.filters import Filters
from planrunner.tui.screens import calendar
from planrunner.tui.screens.form import Form
from planrunner.tui.screens.statistics import StatisticsScreen
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


def test_entering_twice_opens_the_first_that_was_found(stocked: Desk) -> None:
    """Words, Enter, Enter in one moment: the first Enter waits for what these words find, the second opens it."""
    planning.accept(stocked, ["P1", "P2"])

    async def story(pilot: Pilot[None]) -> None:
        at_once(pilot, "ctrl+f", *"xfxcz", "enter", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, TaskScreen)
        assert "T1 宪法宣传周" in screen_text(pilot)

    play(stocked, story)


def test_a_key_about_rows_waits_for_them(stocked: Desk) -> None:
    """6 and F9 in one moment accept the newest evidence; with none there, the page says so."""
    planning.accept(stocked, ["P2"])

    async def story(pilot: Pilot[None]) -> None:
        at_once(pilot, "6", "f9")
        await settle(pilot)
        assert "这里没有可以认可的佐证" in screen_text(pilot)
        at_once(pilot, "escape")
        await settle(pilot)
        tracking.submit(desk_at(stocked.folder, "同事"), ["T2"], evidence=[NewEvidence(note="照片")])
        at_once(pilot, "6", "f9")
        await settle(pilot)
        assert "已认可 1 件佐证" in screen_text(pilot)

    play(stocked, story)


def test_accepting_several_one_by_one_then_all(stocked: Desk) -> None:
    """F5, F5, ^a, Enter in one moment: each F5 takes the next proposal, ^a asks about the one that is left."""

    async def story(pilot: Pilot[None]) -> None:
        at_once(pilot, "3", "f5", "f5", "ctrl+a")
        await settle(pilot)
        assert "采纳全部 1 条建议" in screen_text(pilot)
        at_once(pilot, "enter")
        await settle(pilot)
        assert planning.list_proposals(stocked) == []

    play(stocked, story)


def test_leaving_never_waits(stocked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a page is still being read another can be opened and the program ended; keys about its rows wait."""
    planning.accept(stocked, ["P2"])

    async def story(pilot: Pilot[None]) -> None:
        reading, read = Event(), calendar.read_month
        monkeypatch.setattr(calendar, "read_month", lambda *given: reading.wait(20) and read(*given))
        try:
            at_once(pilot, "4", "5")
            while not isinstance(pilot.app.screen, StatisticsScreen):
                await pilot.pause()
        finally:
            reading.set()
        await settle(pilot)
        assert "[5 统计]" in screen_text(pilot)

    play(stocked, story)
