"""Another person's change comes on the screen by itself: cursor, marks and what is being typed stay."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.unit.tui.stage import play, press, screen_text, settle, type_text
from textual.widgets import Input

from planrunner.services import planning
from planrunner.tui.screens.today import TodayScreen
from planrunner.tui.widgets.task_table import TaskTable

if TYPE_CHECKING:
    import pytest
    from textual.pilot import Pilot

    from planrunner.services.desk import Desk

WITHIN = 2.0


def elsewhere(desk: Desk, *words: str) -> None:
    """Run the command line on the same workspace in another process, as a colleague."""
    command = [sys.executable, "-m", "planrunner", "--workspace", str(desk.folder), "--as", "同事", *words]
    subprocess.run(command, check=True, capture_output=True)


async def comes(pilot: Pilot[None], text: str) -> None:
    """Wait for a text at most as long as a change may take to show."""
    for _ in range(round(WIDE_MARGIN * WITHIN / 0.1)):
        if text in screen_text(pilot):
            return
        await pilot.pause(0.1)
    await settle(pilot)
    assert text in screen_text(pilot)


WIDE_MARGIN = 3
"""The machine of the tests may be busy: they wait longer than a person has to."""


def test_a_colleagues_change_shows_without_a_key(stocked: Desk) -> None:
    """In the list, under a half-typed form and on a view one comes back to; the cursor and the marks stay."""
    planning.accept(stocked, ["P2"])

    async def story(pilot: Pilot[None]) -> None:
        table = pilot.app.screen.query_one(TaskTable)
        await press(pilot, "space")
        under, marked = table.current, set(table.marked)
        assert under is not None
        elsewhere(stocked, "add", "同事添加的防汛检查", "--due", "2022-04-20")
        await comes(pilot, "同事添加的防汛检查")
        assert table.current is not None
        assert (table.current.id, table.marked) == (under.id, marked)
        await press(pilot, "f7")
        await type_text(pilot, "写到一半")
        elsewhere(stocked, "assign", "T1", "--owner", "党政办")
        for _ in range(60):
            if table.chosen[0].owner == "党政办":
                break
            await pilot.pause(0.1)
        assert table.chosen[0].owner == "党政办"
        assert pilot.app.screen.query_one("#field-title", Input).value == "写到一半"
        assert pilot.app.focused is pilot.app.screen.query_one("#field-title")

    play(stocked, story)


def test_nothing_is_read_again_while_nothing_changes(stocked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking is all that happens each second; one's own change is read once."""

    async def story(pilot: Pilot[None]) -> None:
        page = pilot.app.screen
        assert isinstance(page, TodayScreen)
        reads: list[int] = []
        fetch = page.fetch

        def counted() -> None:
            reads.append(1)
            fetch()

        monkeypatch.setattr(page, "fetch", counted)
        await pilot.pause(2.2)
        assert reads == []
        await press(pilot, "f6")
        await pilot.pause(2.2)
        assert len(reads) == 1

    planning.accept(stocked, ["P2"])
    play(stocked, story)
