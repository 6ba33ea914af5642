"""What is told about evidence in the terminal UI, and a new version put in the place of an earlier one there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.unit.tui.stage import NARROW, desk_at, play, press, screen_text, type_text

from planrunner.services import planning, tracking
from planrunner.services.evidence import NewEvidence, add_evidence, list_evidence

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from planrunner.services.desk import Desk


@pytest.fixture
def used(stocked: Desk, tmp_path: Path) -> Desk:
    """Return a desk where a file stands on T2."""
    planning.accept(stocked, ["P2"])
    (tmp_path / "签到.txt").write_text("张三 13912345678", encoding="utf-8")
    add_evidence(stocked, "T2", [NewEvidence(file=tmp_path / "签到.txt")])
    return stocked


def flat(pilot: Pilot[None]) -> str:
    """Return the screen's text without the breaks of its lines."""
    return "".join(screen_text(pilot).replace("▌", "").split())


@pytest.mark.parametrize("keys", [("enter", "f5"), ("enter", "f8")], ids=["submit", "evidence"])
def test_forms_tell_what_the_command_tells_and_save(used: Desk, tmp_path: Path, keys: tuple[str, ...]) -> None:
    """A file used before, with telephone numbers in it: told after saving, and saved all the same."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+f")
        await type_text(pilot, "T1")
        await press(pilot, "enter", *keys)
        await type_text(pilot, str(tmp_path / "签到.txt"))
        await press(pilot, "ctrl+s")
        assert "这份文件已用于T2" in flat(pilot)
        assert "个人信息（手机号1个）" in flat(pilot)

    play(used, story, (160, 40))
    assert [row.file_name for row in list_evidence(used, "T1")] == ["签到.txt"]


def test_a_reviewer_sees_it_and_a_new_version_is_put_in_place(used: Desk, tmp_path: Path) -> None:
    """The line under the list warns of the piece under the cursor; F2 takes the new file, and the old one says 旧版."""
    (tmp_path / "盖章.txt").write_text("盖章的签到表", encoding="utf-8")
    tracking.submit(used, ["T2"])

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "6")
        assert "注意：E1里有个人信息" in flat(pilot)
        await press(pilot, "f2")
        await type_text(pilot, str(tmp_path / "盖章.txt"))
        await press(pilot, "ctrl+s")
        assert "已用E2代替E1" in flat(pilot)
        assert "旧版" in screen_text(pilot)
        assert "已由E2代替" in flat(pilot)

    play(desk_at(tmp_path / "w", "审核"), story, NARROW)
    assert [(row.id, row.replaces, row.status) for row in list_evidence(used, "T2")] == [(2, 1, "submitted")]
