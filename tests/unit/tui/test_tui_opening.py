"""How the app opens: painted before the store, led by the hand when empty, ended cleanly by a bug."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
from threading import Event
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from tests.unit.tui.stage import desk_at, moment, play, press, screen_text, settle
from textual.widgets import Input

from planrunner.services import planning
from planrunner.services.desk import Desk
from planrunner.services.sample import sample_report
from planrunner.tui.app import PlanrunnerApp
from planrunner.tui.widgets.task_table import TaskTable

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from textual.pilot import Pilot


def test_first_paint_does_not_wait_for_the_store(stocked: Desk) -> None:
    """The first page stands on the screen, keys and all, while the store has not answered yet."""
    planning.accept(stocked, ["P2"])
    may_go_on = Event()

    def late_clock() -> datetime:
        may_go_on.wait(20)
        return moment()

    async def run() -> None:
        slow = Desk(stocked.folder, stocked.store, stocked.who, clock=late_clock)
        async with PlanrunnerApp(slow).run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            before = screen_text(pilot)
            may_go_on.set()
            await settle(pilot)
            after = screen_text(pilot)
        assert "[1 今日]" in before
        assert "正在读取数据" in before
        assert "F1 帮助" in before
        assert "送法进村（一季度）" in after

    asyncio.run(run())


def test_first_paint_imports_no_reading() -> None:
    """What reads the store, and the other screens, are imported behind the first paint."""
    code = (
        "import sys; from planrunner.cli import session, terminal; from planrunner.tui import app; print(*sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert "planrunner.tui.screens.today" in found
    late = {
        "planrunner.store.queries",
        "planrunner.services.agenda",
        "planrunner.tui.screens.form",
        "sqlmodel",
        "pypinyin",
        "json",
    }
    assert not late & set(found)


def test_garbage_is_looked_for_again_after_the_first_paint(empty: Desk) -> None:
    """What the way in puts off until the first paint goes on afterwards."""

    async def story(_: Pilot[None]) -> None:
        assert gc.isenabled()

    gc.disable()
    try:
        play(empty, story)
    finally:
        gc.enable()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_an_empty_workspace_leads_to_a_reviewed_report(empty: Desk, tmp_path: Path, size: tuple[int, int]) -> None:
    """The empty first page says what to press; a report imported from there opens the review with its proposals."""
    report = tmp_path / "工作报告.txt"
    report.write_text(sample_report(2021), encoding="utf-8")

    async def story(pilot: Pilot[None]) -> None:
        shown = screen_text(pilot)
        assert "按 ^o，填上报告文件的位置" in shown
        await press(pilot, "2")
        assert "还没有计划" in screen_text(pilot)
        await press(pilot, "1", "ctrl+o")
        place = pilot.app.screen.query_one("#field-file", Input)
        place.value = str(tmp_path / "没有这个文件.txt")
        await press(pilot, "enter")
        assert place.value.endswith("没有这个文件.txt")
        assert pilot.app.screen.query_one("#form-error").has_class("-failed")
        place.value = f'"{report}"'
        await press(pilot, "enter")
        assert "[3 审核]" in screen_text(pilot)
        assert "新建议" in screen_text(pilot)
        assert planning.list_proposals(empty)

    play(empty, story, size)


def test_a_missing_workspace_shows_what_to_type(tmp_path: Path) -> None:
    """Opened where no workspace is, the app stays up and says which command makes one."""

    async def story(pilot: Pilot[None]) -> None:
        assert "planrunner init" in screen_text(pilot).replace("\n", " ")
        pilot.app.clear_notifications()
        await settle(pilot)
        assert "没有读到数据" in screen_text(pilot)
        assert pilot.app.is_running

    play(desk_at(tmp_path / "nowhere"), story)


def test_a_bug_ends_the_app_and_is_handed_out(stocked: Desk) -> None:
    """An exception that is no PlanrunnerError is not swallowed in its thread: the app ends and keeps it for the command line."""

    def broken_clock() -> datetime:
        raise ZeroDivisionError

    app = PlanrunnerApp(Desk(stocked.folder, stocked.store, stocked.who, clock=broken_clock))
    app.run(headless=True, size=(80, 24))
    assert isinstance(app.bug, ZeroDivisionError)
    assert app.return_code == 1


def test_the_terminals_cursor_follows_the_row(stocked: Desk) -> None:
    """The terminal's own cursor stands at the chosen row, where an input method opens its window."""
    planning.accept_all(stocked)

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "down")
        table = pilot.app.screen.query_one(TaskTable)
        lines = screen_text(pilot).splitlines()
        assert lines[pilot.app.cursor_position.y].startswith("> ")
        assert table.current is not None
        assert table.current.title in lines[pilot.app.cursor_position.y]

    play(stocked, story)


def test_modes_keys_and_rows_can_be_clicked(stocked: Desk) -> None:
    """A click on a mode goes there, on a key does what the key does, a second click on a row opens it."""
    planning.accept_all(stocked)

    async def story(pilot: Pilot[None]) -> None:
        await pilot.click("#tasks", offset=(30, 4), times=2)
        await settle(pilot)
        assert "来自哪里" in screen_text(pilot)
        before_esc = screen_text(pilot).splitlines()[-1].partition("Esc")[0]
        await pilot.click("#keys", offset=(cell_len(before_esc) + 1, 0))
        await settle(pilot)
        await pilot.click("#top", offset=(11, 0))
        await settle(pilot)
        assert "[2 计划]" in screen_text(pilot)

    play(stocked, story)
