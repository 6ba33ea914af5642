"""The pages as text, as they stood when someone last looked at them: a change of layout is seen in review.

`PLANRUNNER_SNAPSHOTS=write pytest …` writes them anew after a change that is meant.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.unit.tui.stage import NARROW, WIDE, play, press, screen_text

from planrunner.services import planning, tracking

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from planrunner.services.desk import Desk

KEPT = Path(__file__).parents[2] / "snapshots"
PAGES = {
    "today": [],
    "plan": ["2", "right", "down", "right", "down"],
    "review": ["3"],
    "calendar": ["4"],
    "statistics": ["5"],
    "evidence": ["6"],
    "history": ["7"],
    "find": ["ctrl+f", *"sfjc", "space", *"状态:未"],
    "task": ["enter"],
    "submit": ["f5"],
    "edit": ["3", "f2"],
    "help": ["f1"],
}
"""Name of the page → the keys that lead to it."""


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("page", PAGES)
def test_page_looks_as_it_did(stocked: Desk, page: str, size: tuple[int, int]) -> None:
    """The page's text is the one kept in tests/snapshots."""
    planning.accept(stocked, ["P2"])
    tracking.assign(stocked, ["T1"], "司法所（各村配合）")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, *PAGES[page])
        seen = screen_text(pilot) + "\n"
        kept = KEPT / f"{page}-{size[0]}x{size[1]}.txt"
        if os.environ.get("PLANRUNNER_SNAPSHOTS") == "write":
            kept.write_text(seen, encoding="utf-8")
        assert seen == kept.read_text(encoding="utf-8")

    play(stocked, story, size)
