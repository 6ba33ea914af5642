"""Drafts: kept apart by person and form, for their owner only, and never in the way of a damaged or read-only file."""

from __future__ import annotations

import json
import stat
import sys
from typing import TYPE_CHECKING

import pytest
from tests.unit.tui.stage import play, press, screen_text, type_text
from textual.widgets import Input

from planrunner.errors import NotAllowedError
from planrunner.services import planning
from planrunner.tui.drafts import FILE, MOST, Drafts
from planrunner.tui.screens.form import Form

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from planrunner.services.desk import Desk


def test_people_and_forms_are_kept_apart(tmp_path: Path) -> None:
    """What one person typed into one form comes back there alone, until it is taken away."""
    mine, theirs = Drafts(tmp_path, "经办"), Drafts(tmp_path, "同事")
    mine.keep("NoteForm T1", {"text": "写到一半，“引号”"})
    theirs.keep("NoteForm T1", {"text": "另一人的"})
    mine.keep("NoteForm T2", {"text": "别的任务"})
    assert Drafts(tmp_path, "经办").read("NoteForm T1") == {"text": "写到一半，“引号”"}
    mine.keep("NoteForm T1", {})
    assert mine.read("NoteForm T1") == {}
    assert theirs.read("NoteForm T1") == {"text": "另一人的"}
    assert mine.read("NoteForm T2") == {"text": "别的任务"}
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_owner_may_read_them(tmp_path: Path) -> None:
    """The file has mode 0600 from the first moment."""
    Drafts(tmp_path, "经办").keep("NoteForm T1", {"text": "内部"})
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"\xff"', b'{"\\u7ecf\\u529e": 3}', b'{"a": {"b": 1}}'])
def test_a_damaged_file_is_no_draft(tmp_path: Path, content: bytes) -> None:
    """A file that is not ours is read as nothing and replaced by the next draft."""
    (tmp_path / FILE).write_bytes(content)
    drafts = Drafts(tmp_path, "经办")
    assert drafts.read("NoteForm T1") == {}
    drafts.keep("NoteForm T1", {"text": "一"})
    assert drafts.read("NoteForm T1") == {"text": "一"}


def test_the_oldest_go_first(tmp_path: Path) -> None:
    """However many forms were left half typed, the file stays small."""
    drafts = Drafts(tmp_path, "经办")
    for number in range(MOST + 5):
        drafts.keep(f"NoteForm T{number}", {"text": "一"})
    assert len(json.loads((tmp_path / FILE).read_bytes())["经办"]) == MOST
    assert drafts.read("NoteForm T4") == {}


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    """Where nothing can be written the caller learns it, and asks before what is typed is lost."""
    with pytest.raises(NotAllowedError, match="草稿没有存下来"):
        Drafts(tmp_path / "没有", "经办").keep("NoteForm T1", {"text": "一"})


def test_a_draft_comes_back_and_is_gone_once_saved(stocked: Desk) -> None:
    """Evidence, numbers and note typed into 完成 come back together, numbers that are asked for later too."""
    planning.accept(stocked, ["P2"])

    async def typing(pilot: Pilot[None]) -> None:
        await press(pilot, "f5")
        await type_text(pilot, "凤政发〔2022〕3号")
        pilot.app.screen.query_one("#field-metric-0", Input).value = "2"
        await pilot.pause(0.6)
        await press(pilot)

    async def again(pilot: Pilot[None]) -> None:
        await press(pilot, "f5")
        assert "上次没写完的放回来了" in screen_text(pilot)
        assert pilot.app.screen.query_one("#field-evidence", Input).value == "凤政发〔2022〕3号"
        assert pilot.app.screen.query_one("#field-metric-0", Input).value == "2"
        await press(pilot, "enter")
        assert not isinstance(pilot.app.screen, Form)

    play(stocked, typing)
    assert "完成 T1" in (stocked.folder / FILE).read_bytes().decode("ascii").encode().decode("unicode_escape")
    play(stocked, again)
    assert json.loads((stocked.folder / FILE).read_bytes()) == {"经办": {}}
