"""Drafts: kept apart by person and form, for their owner only, and never in the way of a damaged or read-only file."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.unit.tui.stage import play, press, screen_text, type_text
from textual.widgets import Input

from planrunner.errors import NotAllowedError
from planrunner.services import planning
from planrunner.tui.drafts import FOLDER, MOST, Drafts
from planrunner.tui.screens.form import Form

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from planrunner.services.desk import Desk


WRITER = """
import sys
from pathlib import Path
from planrunner.tui.drafts import Drafts
drafts, form = Drafts(Path(sys.argv[1]), "经办"), sys.argv[2]
for number in range(1_000_000):
    drafts.keep(form, {"text": f"{form} {number}"})
    drafts.keep("NoteForm 同一张", {"text": f"{form} {number}"})
    print(number, flush=True)
"""


def files_of(folder: Path) -> list[Path]:
    """Return the drafts there are."""
    return sorted((folder / FOLDER).iterdir())


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
    assert len(files_of(tmp_path)) == 2


def test_two_terminals_at_the_same_form(tmp_path: Path) -> None:
    """Both texts stay; each terminal goes on with its own, a third one gets the newest and then the other."""
    first, second, third = (Drafts(tmp_path, "经办") for _ in range(3))
    first.keep("NoteForm T1", {"text": "一"})
    second.keep("NoteForm T1", {"text": "二"})
    os.utime(max(files_of(tmp_path), key=lambda file: b"\\u4e8c" in file.read_bytes()), (2e9, 2e9))
    assert first.read("NoteForm T1") == {"text": "一"}
    assert third.read("NoteForm T1") == {"text": "二"}
    third.keep("NoteForm T1", {"text": "二，写完"})
    third.keep("NoteForm T1", {})
    assert third.read("NoteForm T1") == {"text": "一"}
    first.keep("NoteForm T1", {"text": "一，接着写"})
    third.keep("NoteForm T1", {})
    assert third.read("NoteForm T1") == {"text": "一，接着写"}, "what was typed there since is no business of the third"
    third.keep("NoteForm T1", {})
    assert files_of(tmp_path) == []


def _read_until(process: subprocess.Popen[str], number: int) -> int:
    """Wait until a process has told that it kept so many; return the last that it told."""
    assert process.stdout is not None
    return next(int(line) for line in process.stdout if int(line) >= number)


def test_processes_that_are_killed_lose_nothing(tmp_path: Path) -> None:
    """Three terminals type at once and are killed in the middle: the last text of each comes back, none over another."""
    forms = [f"NoteForm T{number}" for number in range(3)]
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), form], stdout=subprocess.PIPE, text=True)
        for form in forms
    ]
    told = [_read_until(process, 20) for process in running]
    for process in running:
        process.kill()
    for at, process in enumerate(running):
        assert process.stdout is not None
        whole = [line for line in process.stdout if line.endswith("\n")]
        told[at] = int(whole[-1]) if whole else told[at]
        process.wait()
        process.stdout.close()

    after = Drafts(tmp_path, "经办")
    for form, number in zip(forms, told, strict=True):
        assert after.read(form)["text"] in (f"{form} {number}", f"{form} {number + 1}")
    found = []
    while text := after.read("NoteForm 同一张").get("text"):
        found.append(text.rpartition(" ")[0])
        after.keep("NoteForm 同一张", {})
    assert sorted(found) == forms


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_owner_may_read_them(tmp_path: Path) -> None:
    """The file has mode 0600 from the first moment."""
    Drafts(tmp_path, "经办").keep("NoteForm T1", {"text": "内部"})
    assert [stat.S_IMODE(file.stat().st_mode) for file in files_of(tmp_path)] == [0o600]


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"\xff"', b'{"values": 3}', b'{"a": {"b": 1}}'])
def test_a_damaged_file_is_no_draft(tmp_path: Path, content: bytes) -> None:
    """A file that is not ours is read as nothing and replaced by the next draft."""
    drafts = Drafts(tmp_path, "经办")
    drafts.keep("NoteForm T1", {"text": "零"})
    (file,) = files_of(tmp_path)
    file.write_bytes(content)
    assert drafts.read("NoteForm T1") == {}
    drafts.keep("NoteForm T1", {"text": "一"})
    assert drafts.read("NoteForm T1") == {"text": "一"}


def test_the_oldest_go_first(tmp_path: Path) -> None:
    """However many forms were left half typed, the folder stays small."""
    drafts = Drafts(tmp_path, "经办")
    for number in range(MOST):
        drafts.keep(f"NoteForm T{number}", {"text": "一"})
    for age, file in enumerate(files_of(tmp_path)):
        os.utime(file, (1e9 + age, 1e9 + age))
    oldest = files_of(tmp_path)[0]
    drafts.keep("NoteForm T99", {"text": "一"})
    assert len(files_of(tmp_path)) == MOST
    assert not oldest.exists()
    assert drafts.read("NoteForm T99") == {"text": "一"}


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
    (file,) = files_of(stocked.folder)
    assert "完成 T1" in json.loads(file.read_bytes())["form"]
    play(stocked, again)
    assert files_of(stocked.folder) == []
