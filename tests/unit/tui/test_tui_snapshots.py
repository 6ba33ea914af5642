"""The pages as they stood when someone last looked at them, text and colours: a change of looks is seen in review.

`PLANRUNNER_SNAPSHOTS=write pytest …` writes them anew after a change that is meant.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

import pytest
from rich.cells import cell_len
from tests.unit.tui.painted import still, written
from tests.unit.tui.stage import NARROW, TODAY, WIDE, desk_at, moment, play, press, screen_text, type_text

from planrunner.services import planning, tracking
from planrunner.services.evidence import NewEvidence
from planrunner.store.tables import Proposal
from planrunner.tui.app import PlanrunnerApp
from planrunner.tui.plain import unambiguous

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from planrunner.services.desk import Desk

KEPT = Path(__file__).parents[2] / "snapshots"
TYPE, OTHER = "=", "@other"
"""Begins a text that is committed at once; stands for a change that someone else makes."""
PAGES: dict[str, list[str]] = {
    "today": [],
    "today-marked": ["space", "space"],
    "plan": ["2", "right", "down", "right", "down"],
    "review": ["3"],
    "review-confirm": ["3", "ctrl+a"],
    "review-edit": ["3", "f2"],
    "review-reject": ["3", "delete"],
    "calendar": ["4"],
    "statistics": ["5"],
    "evidence": ["6"],
    "evidence-return": ["6", "ctrl+t"],
    "history": ["7"],
    "find": ["ctrl+f", *"sfjc", "space", *"状态:未"],
    "find-nothing": ["ctrl+f", "=没有的词"],
    "task": ["enter"],
    "submit": ["f5"],
    "submit-refused": ["f5", "enter"],
    "reschedule": ["f4", "=4-31"],
    "edit": ["f2"],
    "attach": ["f8"],
    "note": ["ctrl+n", "=已和各村对接"],
    "drop": ["delete"],
    "add": ["f7"],
    "import": ["ctrl+o"],
    "conflict": ["f2", "tab", "=张三", OTHER, "ctrl+s"],
    "palette": ["ctrl+p", "=wc"],
    "help": ["f1"],
}
"""Name of the page → the keys that lead to it."""
FIRST = {"welcome": ["escape"], "office": []}
"""The same where there is no workspace."""
SETTLING: dict[str, tuple[dict[str, object], str | None]] = {
    "event": ({"kind": "trigger", "event": "信息形成或变更", "days": 20, "unit": "workday"}, None),
    "notice": ({"kind": "window", "from": "2022-12-01", "to": "2022-12-07"}, "constitution-week"),
}
"""The forms behind ^b → the schedule and the rule of the task that waits."""


@pytest.fixture(autouse=True)
def in_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the tester's own wish for no colour out."""
    monkeypatch.delenv("NO_COLOR", raising=False)


async def lead(pilot: Pilot[None], keys: list[str], desk: Desk) -> None:
    """Go to a page."""
    for key in keys:
        if key == OTHER:
            tracking.assign(desk_at(desk.folder, "同事"), ["T1", "T2", "T3"], "党政办公室")
            await seen(pilot, "党政办.. 未启动")
        elif key.startswith(TYPE):
            await type_text(pilot, key.removeprefix(TYPE))
            await press(pilot)
        else:
            await press(pilot, key)


async def seen(pilot: Pilot[None], words: str) -> None:
    """Wait until what someone else changed has come to the page behind, which looks for it every second."""
    for _ in range(200):
        if words in screen_text(pilot):
            return
        await pilot.pause(0.05)
    raise AssertionError(words)


def compare(name: str, seen: str) -> None:
    """Assert that a page is the kept one, or keep it."""
    kept = KEPT / f"{name}.txt"
    if os.environ.get("PLANRUNNER_SNAPSHOTS") == "write":
        kept.write_text(seen, encoding="utf-8")
    assert seen == kept.read_text(encoding="utf-8")


def look(desk: Desk, name: str, keys: list[str], *, first: bool = False) -> None:
    """Compare a page at both sizes in both themes; plain mode draws the same in ASCII stand-ins and the same colours."""

    async def story(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, PlanrunnerApp)
        await lead(pilot, keys, desk)
        for width, height in (NARROW, WIDE):
            await pilot.resize_terminal(width, height)
            app.plain = False
            light, dark = await still(pilot, "textual-light"), await still(pilot, "textual-dark")
            assert light.lines == dark.lines
            assert light.styles != dark.styles
            assert [cell_len(line) for line in dark.lines] == [width] * height
            compare(f"{name}-{width}x{height}", written(dark, light))
            app.plain = True
            plain_light, plain_dark = await still(pilot, "textual-light"), await still(pilot, "textual-dark")
            assert [char for line in plain_dark.lines for char in line if east_asian_width(char) == "A"] == []
            assert plain_light.lines == plain_dark.lines == [unambiguous(line) for line in dark.lines]
            assert (plain_light.styles, plain_dark.styles) == (light.styles, dark.styles)

    play(desk, story, first=first)


@pytest.mark.parametrize("page", PAGES)
def test_page_looks_as_it_did(stocked: Desk, page: str) -> None:
    """The page's text and colours are those kept in tests/snapshots."""
    planning.accept(stocked, ["P2"])
    tracking.assign(stocked, ["T1"], "司法所（各村配合）")
    link = NewEvidence(url="https://www.example.gov.cn/2022/4/sfjc.html", title="送法进村报道", occurred_on=TODAY)
    tracking.submit(stocked, ["T4"], evidence=[link], done_on=TODAY)
    look(stocked, page, PAGES[page])


@pytest.mark.parametrize("page", FIRST)
def test_first_run_looks_as_it_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    """So do the pages of someone who begins."""
    monkeypatch.chdir(tmp_path)
    look(desk_at(Path("w")), page, FIRST[page], first=True)


@pytest.mark.parametrize("page", SETTLING)
def test_what_a_date_waits_for_looks_as_it_did(stocked: Desk, page: str) -> None:
    """So do the forms in which the awaited day is entered."""
    schedule, rule = SETTLING[page]
    with stocked.store.change(who="经办", action="edit", at=moment()) as tx:
        row = tx.session.get(Proposal, 3)
        assert row is not None
        row.schedule, row.rule = schedule, rule
    planning.accept(stocked, ["P3"])
    look(stocked, page, ["ctrl+b"])


def test_every_kept_page_is_looked_at() -> None:
    """No picture of a page that is gone stays behind."""
    sizes = [f"{width}x{height}" for width, height in (NARROW, WIDE)]
    assert {file.stem for file in KEPT.iterdir()} == {
        f"{page}-{size}" for page in (*PAGES, *FIRST, *SETTLING) for size in sizes
    }
