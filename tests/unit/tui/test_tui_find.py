"""查找: words, initials, conditions and days, narrowed with every key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.tui.stage import NARROW, TODAY, WIDE, desk_at, play, press, screen_text, settle, stocked_desk, type_text
from textual.widgets import Input

from planrunner.errors import UsageError
from planrunner.services import planning, tracking
from planrunner.services.evidence import NewEvidence
from planrunner.services.initials import MANY, initials_of
from planrunner.services.task_index import Wanted, find, matching, narrows, read_index
from planrunner.tui.narrowing import days_of, read_wanted

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from planrunner.services.desk import Desk


@pytest.fixture
def worked(stocked: Desk, tmp_path: Path) -> Desk:
    """Return a desk with tasks in many states: T1–T4 送法进村, T5 宪法宣传周, T6 and T7 added."""
    planning.accept(stocked, ["P2"])
    planning.accept(stocked, ["P1"])
    tracking.add(stocked, "防汛应急演练", due=date(2022, 6, 25), owner="张三（应急办）", category="other")
    tracking.add(stocked, "整理执法案卷", due=None, owner="李四", category="enforcement")
    tracking.submit(stocked, ["T2"], evidence=[NewEvidence(note="照片")])
    tracking.close(desk_at(tmp_path / "w", "审核"), ["T2"])
    tracking.note(stocked, "T6", "已和水利站对接")
    return stocked


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("防汛", {6}), ("水利站", {6}), ("每季度不少于", {1, 2, 3, 4}), ("没有这个词", set()), ("fxyj", {6}),
        ("SFJC", {1, 2, 3, 4}),
        ("ｆｘｙ", {6}), ("T6", {6}), ("负责人:张", {6}), ("负责人：zs", {6}), ("负责人:", set()), ("负责人: 防汛", {6}),
        ("状态:逾期", {1}), ("状态:已销号", {2}), ("状态:已办", {2}), ("状态:红", {1}), ("状态:待定", {7}),
        ("状态:未启动 案卷", {7}),
        ("类别:普法", {1, 2, 3, 4, 5}), ("类别:xzzf", {7}), ("本月", {2}), ("4月 送法", {2}), ("12月", {5}),
        ("今年 fxy", {6}),
        ("日期:６月２５日", {6}), ("6-25", {6}), ("2023年1月", set()),
        ("状态:未启动 类别:普法 8月 sf", {3}), ("送法 防汛", set()),
    ],
)  # fmt: skip
def test_what_is_typed_finds(worked: Desk, typed: str, found: set[int]) -> None:
    """All of what is typed must hold; letters are initials too, full-width ones included."""
    hits = find(worked, read_index(worked), read_wanted(typed, TODAY))
    assert {task.id for task in hits.tasks} == found
    assert hits.total == len(found)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("今天", (TODAY, TODAY)),
        ("本周", (date(2022, 4, 18), date(2022, 4, 24))), ("下周", (date(2022, 4, 25), date(2022, 5, 1))),
        ("上月", (date(2022, 3, 1), date(2022, 3, 31))), ("下月", (date(2022, 5, 1), date(2022, 5, 31))),
        ("2月", (date(2022, 2, 1), date(2022, 2, 28))), ("13月", None), ("宣传周", None), ("本年", None), ("周", None),
    ],
)  # fmt: skip
def test_words_for_days(text: str, days: tuple[date, date] | None) -> None:
    """Words for days and months are days; words that only look like them are words."""
    assert days_of(text, TODAY) == days


@pytest.mark.parametrize("text", ["状态:好", "类别:体育", "日期:改天"])
def test_what_does_not_exist_is_said_with_what_does(text: str) -> None:
    """An unknown state, category or day is refused, and the message names the known ones."""
    with pytest.raises(UsageError, match=rf"{text[3:]}.*可"):
        read_wanted(text, TODAY)


@given(st.text(max_size=40))
def test_any_text_can_be_typed(text: str) -> None:
    """Whatever stands in the input while one types is understood or refused in words."""
    try:
        wanted = read_wanted(text, TODAY)
    except UsageError:
        return
    assert isinstance(wanted, Wanted)


def test_conditions_narrow_what_is_left(worked: Desk) -> None:
    """More conditions never find more."""
    index = read_index(worked)
    every = set(matching(index, Wanted()))
    assert len(every) == 7
    assert set(matching(index, read_wanted("送法 状态:未启动", TODAY))) < set(
        matching(index, read_wanted("送法", TODAY))
    )


PARTS = ["送法", "送", "法", "s", "sf", "sfjc", "t", "t1", "t6", "fxyj", "每季度", "负责人:张", "负责人:z", "负责人:zs",
         "状态:未启动", "状态:逾期", "类别:普法", "类别:执法", "4月", "今年", "4", "下月", "水利站"]  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Return one desk for many questions: as `worked`, made once."""
    folder = tmp_path_factory.mktemp("many") / "w"
    desk = stocked_desk(folder)
    planning.accept(desk, ["P2"])
    planning.accept(desk, ["P1"])
    tracking.add(desk, "防汛应急演练", due=date(2022, 6, 25), owner="张三（应急办）", category="other")
    tracking.note(desk, "T6", "已和水利站对接 t1")
    return desk


@settings(deadline=None)  # the first letters load pypinyin
@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=3).map(" ".join), min_size=2, max_size=6), st.data())
def test_typing_on_finds_what_asking_anew_finds(office: Desk, typed: list[str], data: st.DataObject) -> None:
    """Whatever was typed before, key by key or pasted, the same words find the same tasks."""
    index = read_index(office)
    for text in typed:
        for end in data.draw(st.just(range(1, len(text) + 1)) | st.just([len(text)])):
            try:
                wanted = read_wanted(text[:end], TODAY)
            except UsageError:
                continue
            assert matching(index, wanted) == matching(replace(index, last=None), wanted)


@pytest.mark.parametrize(
    ("before", "now", "less"),
    [
        ("送", "送法", True), ("送法", "送法 状态:逾期", True), ("s", "sf", True), ("送法", "送", False),
        ("送", "防汛", False), ("t1", "t12", False), ("t", "t1", False), ("送法 t1", "送法村 t1", True),
        ("负责人:张", "负责人:张三 演练", True), ("4", "4月", False), ("状态:未启动", "状态:逾期", False), ("", "送", True),
    ],
)  # fmt: skip
def test_what_was_found_is_looked_through_where_more_is_wanted(before: str, now: str, less: bool) -> None:
    """Typing on narrows what was found; a number is another task, not less of the same."""
    assert narrows(read_wanted(now, TODAY), read_wanted(before, TODAY)) is less


def test_initials_of_few_and_of_many_texts() -> None:
    """Few texts are read in whole words (重新 is chongxin), many by characters; letters and digits stay, in small letters."""
    few = ["防汛演练", "A4纸", "", "重新打开"]
    assert initials_of(few) == ["fxyl", "a4z", "", "cxdk"]
    many = [*few[:3], *(f"第{number}项" for number in range(MANY))]
    assert initials_of(many)[:4] == ["fxyl", "a4z", "", "d0x"]


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_finding_while_typing(worked: Desk, size: tuple[int, int]) -> None:
    """Each key narrows the list; Enter goes into it, actions work there; Esc clears the words, then goes back."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+f")
        assert "负责人:张、状态:逾期" in screen_text(pilot)
        await type_text(pilot, "每季度不少于")
        await settle(pilot)
        assert "找到 4 项" in screen_text(pilot)
        assert "宪法宣传周" not in screen_text(pilot)
        await type_text(pilot, " 状态:未启动 下")
        await settle(pilot)
        assert "没有“每季度不少于 状态:未启动 下”这样的任务" in screen_text(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen.query_one(Input).value == ""
        await type_text(pilot, "状态:好")
        await settle(pilot)
        assert "没有“好”这个状态。可用：未启动" in screen_text(pilot)
        await press(pilot, "home", "delete")
        assert pilot.app.screen.query_one(Input).value == "态:好"
        await press(pilot, "escape", "f", "x", "y", "enter", "f6")
        assert "已启动：防汛应急演练" in screen_text(pilot)
        assert "进行中" in screen_text(pilot)
        await press(pilot, "enter")
        assert "T6 防汛应急演练" in screen_text(pilot)
        await press(pilot, "escape", "escape", "escape")
        assert "[1 今日]" in screen_text(pilot)

    play(worked, story, size)


def test_many_hits_are_counted_and_the_first_listed(worked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """More hits than a list is made of are counted; the page says that there are more."""
    monkeypatch.setattr("planrunner.services.task_index.MOST", 2)

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+f")
        await type_text(pilot, "送法")
        await settle(pilot)
        assert "找到 4 项，先列出前 2 项" in screen_text(pilot)

    play(worked, story)
