"""常用筛选: kept under a name, opened, replaced and deleted on the search page; a damaged file takes nothing along."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from tests.unit.tui.stage import NARROW, WIDE, play, press, screen_text, settle, type_text
from textual.widgets import Input

from planrunner.errors import NotAllowedError, UsageError
from planrunner.services import planning
from planrunner.tui.kept_views import FOLDER, LONGEST, KeptViews, View
from planrunner.tui.screens.confirm import Confirm
from planrunner.tui.screens.form import Form

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from planrunner.services.desk import Desk

MINE = View("我逾期的", "负责人:司法 状态:逾期")


def test_people_keep_their_own(tmp_path: Path) -> None:
    """What one keeps another does not see; the same name again replaces; what is removed is gone."""
    mine, theirs = KeptViews(tmp_path, "经办"), KeptViews(tmp_path, "同事")
    mine.keep(" 我逾期的\n", MINE.words)
    theirs.keep("我逾期的", "负责人:李 状态:逾期")
    assert KeptViews(tmp_path, "经办").read().views == [MINE]
    mine.keep("我逾期的", "本周")
    assert mine.read().views == [View("我逾期的", "本周")]
    mine.remove("我逾期的")
    assert mine.read().views == []
    assert theirs.find("我逾期的") == View("我逾期的", "负责人:李 状态:逾期")


@pytest.mark.parametrize(("name", "why"), [(" ", "起个名称"), ("字" * (LONGEST + 1), "太长")])
def test_a_name_is_needed(tmp_path: Path, name: str, why: str) -> None:
    """No name, or one that does not fit a line, is refused in words."""
    with pytest.raises(UsageError, match=why):
        KeptViews(tmp_path, "经办").keep(name, "本周")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"name": 3, "words": ""}', b"\xff\xfe\x00"])
def test_a_damaged_file_is_told_once_and_kept(tmp_path: Path, content: bytes) -> None:
    """The others are all there, the message says where the damaged one is, and it is not told again."""
    kept = KeptViews(tmp_path, "经办")
    kept.keep("本周普法", "本周 类别:普法")
    (file,) = (tmp_path / FOLDER).iterdir()
    kept.keep(*MINE)
    file.write_bytes(content)
    found = kept.read()
    assert found.views == [MINE]
    assert "有 1 个常用筛选读不出来" in found.trouble
    assert "其余 1 个都在" in found.trouble
    assert [aside.read_bytes() for aside in (tmp_path / FOLDER).glob("*.bad")] == [content]
    assert kept.read().trouble == ""


@pytest.mark.skipif(sys.platform == "win32", reason="a file in the way of a folder is told otherwise there")
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Where nothing can be written the message says what was not kept."""
    (tmp_path / FOLDER).write_text("in the way")
    with pytest.raises(NotAllowedError, match="常用筛选没有存下来"):
        KeptViews(tmp_path, "经办").keep(*MINE)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_keep_open_replace_and_delete(stocked: Desk, size: tuple[int, int]) -> None:
    """A clerk keeps a search, comes back, opens it with two keys and works on what it lists, changes and deletes it."""
    planning.accept(stocked, ["P2"])

    async def keeping(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+f")
        assert "常用的条件可以按 ^s 存下来" in screen_text(pilot)
        await press(pilot, "ctrl+s")
        assert "先输入条件" in screen_text(pilot)
        await type_text(pilot, "状态:好")
        await press(pilot, "ctrl+s")
        assert "没有“好”这个状态" in screen_text(pilot)
        await press(pilot, "escape", "f3")
        assert "还没有常用筛选" in screen_text(pilot)
        await press(pilot, "delete", "enter", "escape")
        await type_text(pilot, MINE.words)
        await press(pilot, "ctrl+s")
        assert f"条件：{MINE.words}" in screen_text(pilot)
        await press(pilot, "enter")
        assert "请起个名称" in screen_text(pilot)
        await type_text(pilot, MINE.name)
        await press(pilot, "enter")
        assert not isinstance(pilot.app.screen, Form)
        assert "已存为常用筛选“我逾期的”" in screen_text(pilot)
        assert "找到 1 项" in screen_text(pilot)

    async def opening(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+f")
        assert "F3 常用筛选：我逾期的" in screen_text(pilot)
        await press(pilot, "f3")
        assert MINE.words in screen_text(pilot)
        assert "Del 删除" in screen_text(pilot).splitlines()[-1]
        await press(pilot, "enter")
        assert pilot.app.screen.query_one(Input).value == MINE.words
        assert "找到 1 项" in screen_text(pilot)
        await press(pilot, "f6")
        assert "已启动：送法进村（一季度）" in screen_text(pilot)
        await press(pilot, "tab", "tab")
        pilot.app.screen.query_one(Input).value = "本月"
        await settle(pilot)
        await press(pilot, "ctrl+s")
        assert pilot.app.screen.query_one(Input).value == MINE.name
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, Confirm)
        assert f"（{MINE.words}），换成现在的条件吗" in screen_text(pilot).replace("\n", "")
        await press(pilot, "enter", "f3", "delete")
        assert "删除常用筛选“我逾期的”吗" in screen_text(pilot)
        await press(pilot, "escape")
        assert KeptViews(stocked.folder, stocked.who).read().views == [View("我逾期的", "本月")]
        await press(pilot, "delete", "enter")
        assert "还没有常用筛选" in screen_text(pilot)
        assert KeptViews(stocked.folder, stocked.who).read().views == []
        await press(pilot, "escape", "escape")
        assert "常用的条件可以按 ^s 存下来" in screen_text(pilot)

    play(stocked, keeping, size)
    play(stocked, opening, size)


def test_many_names_are_cut_and_a_new_search_has_none(stocked: Desk) -> None:
    """The line of names ends with a mark where it is too long; what is typed after Esc is another search."""
    planning.accept(stocked, ["P2"])
    kept = KeptViews(stocked.folder, stocked.who)
    for number in range(12):
        kept.keep(f"第{number}种常用的筛选", MINE.words)

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+f")
        assert screen_text(pilot).splitlines()[-2].endswith("..")
        await press(pilot, "f3", "enter", "escape")
        await type_text(pilot, "本月")
        await press(pilot, "ctrl+s")
        assert pilot.app.screen.query_one(Input).value == ""

    play(stocked, story)


def test_damage_is_said_on_the_search_page(stocked: Desk) -> None:
    """Whoever opens the search page reads what happened to the file, and everything else works."""
    planning.accept(stocked, ["P2"])
    kept = KeptViews(stocked.folder, stocked.who)
    kept.keep(*MINE)
    (file,) = (stocked.folder / FOLDER).iterdir()
    file.write_bytes(b"{")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+f")
        assert "常用筛选读不出来" in screen_text(pilot).replace("\n", "")
        await press(pilot, *"sfjc")
        assert "找到 4 项" in screen_text(pilot)

    play(stocked, story)
