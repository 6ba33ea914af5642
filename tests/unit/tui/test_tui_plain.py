"""Plain mode: nothing of ambiguous width on any page."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.unit.tui.stage import NARROW, WIDE, play, press, screen_text

from planrunner.services import planning
from planrunner.tui.plain import unambiguous, wanted

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from planrunner.services.desk import Desk


def ambiguous(text: str) -> list[str]:
    """Return the characters of East Asian Width class A in a text."""
    return [char for char in text if unicodedata.east_asian_width(char) == "A"]


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_no_ambiguous_cell_on_any_page(stocked: Desk, size: tuple[int, int]) -> None:
    """Every page, form, dialog, message, help and the palette draw without a cell of ambiguous width."""
    planning.accept(stocked, ["P2"])

    async def story(pilot: Pilot[None]) -> None:
        pages: tuple[list[str], ...] = (
            [], ["f1"], ["escape", "ctrl+p"], ["escape", "f5"], ["enter"], ["escape", "f7"], ["escape", "enter"],
            ["escape", "ctrl+f"], [*"sfjc"], ["escape", "escape", "2", "right"], ["3"], ["f2"], ["escape", "ctrl+a"],
            ["escape", "f5"], ["4"], ["pageup", "pagedown", "f9"], ["tab", "f1"], ["escape", "5"], ["f1"],
        )  # fmt: skip
        for keys in pages:
            await press(pilot, *keys)
            assert ambiguous(screen_text(pilot)) == [], keys

    play(stocked, story, size, plain=True)


def test_without_plain_the_reports_own_marks_stay(stocked: Desk) -> None:
    """Outside plain mode quotation marks of the report are shown as they are written."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "3")
        assert "“宪法宣传周”" in screen_text(pilot)

    play(stocked, story)


@given(st.text())
def test_any_text_keeps_its_width(text: str) -> None:
    """Whatever a report holds, its plain form has no ambiguous character and as many cells as before."""
    plain = unambiguous(text)
    assert ambiguous(plain) == []
    assert cell_len(plain) == cell_len(text)


def test_the_old_windows_console_gets_plain_by_itself() -> None:
    """Windows without WT_SESSION is the old console; Windows Terminal and other systems are not."""
    assert wanted({}, "win32")
    assert not wanted({"WT_SESSION": "1"}, "win32")
    assert not wanted({}, "linux")
