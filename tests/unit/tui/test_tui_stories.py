"""Long stories at 80×24 and 120×40, on a real database: what a clerk does in a year."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pytest
from tests.unit.tui.stage import (
    NARROW,
    TODAY,
    VILLAGE,
    WEEK,
    WIDE,
    desk_at,
    play,
    press,
    screen_text,
    settle,
    type_text,
)
from textual.widgets import Input

from planrunner.services import agenda, planning, tracking
from planrunner.services.evidence import NewEvidence
from planrunner.store.filters import Filters
from planrunner.tui.actions import on_screen
from planrunner.tui.screens.form import Form
from planrunner.tui.widgets.source_text import SourceText

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from planrunner.services.desk import Desk


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_reviewing_beside_the_source(stocked: Desk, size: tuple[int, int]) -> None:
    """Each proposal shows its own words highlighted; accept, edit and reject move on by themselves; undo takes it back."""

    async def story(pilot: Pilot[None]) -> None:
        assert "有 3 条建议在等审核" in screen_text(pilot)
        await press(pilot, "3")
        source = pilot.app.screen.query_one(SourceText)
        assert source.highlighted == [WEEK]
        assert WEEK in screen_text(pilot)
        shown = screen_text(pilot)
        assert "年度宣传周通知（待核实）" in shown
        assert "2022-12-01 周四" in shown

        await press(pilot, "f5")
        assert "已采纳“宪法宣传周”，新任务 1 项" in screen_text(pilot)
        assert source.highlighted == [VILLAGE]

        await press(pilot, "f2", "tab")
        pilot.app.screen.query_one("#field-dates", Input).value = "5月18日，９－20"
        await press(pilot, "enter")
        assert "看不懂日期" not in screen_text(pilot)
        (village, public) = planning.list_proposals(stocked)
        assert [item["planned"] for item in village.occurrences] == ["2022-05-18", "2022-09-20"]

        await press(pilot, "down", "delete", "enter")
        assert "否决要写明理由" in screen_text(pilot)
        await type_text(pilot, "今年由区里统一组织")
        await press(pilot, "enter")
        assert [row.title for row in planning.list_proposals(stocked)] == ["送法进村"]

        await press(pilot, "ctrl+a")
        assert "采纳全部 1 条建议" in screen_text(pilot)
        await press(pilot, "enter")
        assert "没有要审核的建议" in screen_text(pilot)
        assert len(agenda.list_tasks(stocked, Filters())) == 3

        await press(pilot, "ctrl+z")
        assert [row.title for row in planning.list_proposals(stocked)] == ["送法进村"]
        assert public.title == "行政执法公示"

    play(stocked, story, size)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_a_task_from_late_to_closed(stocked: Desk, tmp_path: Path, size: tuple[int, int]) -> None:
    """A late task is submitted with evidence and numbers in at most twelve keys, then closed by someone else."""
    planning.accept(stocked, ["P2"])

    async def clerk(pilot: Pilot[None]) -> None:
        shown = screen_text(pilot)
        assert "逾期 1 项" in shown
        assert "今天要办 1 项" in shown
        assert "红 逾期" in shown
        assert "送法进村（一季度）" in shown
        keys = ["f5"]
        await press(pilot, "f5")
        await type_text(pilot, "凤政发〔2022〕3号")
        keys.append("paste")
        assert "记为文号" in screen_text(pilot)
        for key in ("tab", "2", "tab", "6", "0", "enter"):
            keys.append(key)
            await press(pilot, key)
        assert len(keys) <= 12
        assert not isinstance(pilot.app.screen, Form)
        assert "待审核 1 项" in screen_text(pilot)

    async def reviewer(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "enter")
        shown = screen_text(pilot)
        assert "T1 送法进村（一季度）" in shown
        assert f"「{VILLAGE}」" in shown.replace("\n", "").replace(" ", "") or "「开展送法进村" in shown
        await press(pilot, "end", "f9")
        assert "已销号" in screen_text(pilot)
        await press(pilot, "escape")
        assert "待审核 1 项" not in screen_text(pilot)

    play(stocked, clerk, size)
    page = agenda.task_page(stocked, "T1")
    assert page.metrics == {"场次": 2, "受众人次": 60}
    assert [(row.kind, row.number) for row in page.evidence] == [("number", "凤政发〔2022〕3号")]
    assert page.task.done_on == TODAY
    play(desk_at(tmp_path / "w", "审核"), reviewer, size)
    assert agenda.task_page(stocked, "T1").task.status == "closed"


def test_escape_goes_back_one_level_and_keeps_what_is_typed(stocked: Desk) -> None:
    """Esc leaves a form at once and never ends the program; what was typed is there when it opens again, ^z clears it."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "f7", "escape")
        assert not isinstance(pilot.app.screen, Form)
        await press(pilot, "f7")
        await type_text(pilot, "整理档案")
        await press(pilot, "escape")
        assert "没写完的留着" in screen_text(pilot)
        await press(pilot, "escape", "escape")
        assert pilot.app.is_running
        assert "[1 今日]" in screen_text(pilot)
        await press(pilot, "f7")
        assert "上次没写完的放回来了" in screen_text(pilot)
        assert pilot.app.screen.query_one("#field-title", Input).value == "整理档案"
        await press(pilot, "ctrl+z")
        assert pilot.app.screen.query_one("#field-title", Input).value == ""
        await pilot.pause(0.5)
        await press(pilot, "escape", "f7")
        assert "上次没写完" not in screen_text(pilot)

    play(stocked, story)
    assert agenda.list_tasks(stocked, Filters()) == []


def test_a_form_without_a_draft_asks_first(stocked: Desk) -> None:
    """The form of an import keeps no draft: Esc and ^q ask before what is typed there is lost."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+o")
        await type_text(pilot, "D:\\报告.docx")
        await press(pilot, "escape")
        assert "丢掉吗" in screen_text(pilot)
        await press(pilot, "escape", "ctrl+q")
        assert "丢掉并退出吗" in screen_text(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen.query_one("#field-file", Input).value == "D:\\报告.docx"

    play(stocked, story)


def test_help_and_palette_with_an_input_method_on(stocked: Desk) -> None:
    """Full-width ？ opens help, full-width ： the palette; pinyin initials find an action, no match is said in Chinese."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "？")
        shown = screen_text(pilot)
        assert "按键（中文输入法开着也能用" in shown
        for act in on_screen("today")[:8]:
            assert act.title in shown
            assert act.help[:12] in shown
        await press(pilot, "escape", "：")
        assert "操作名称或拼音首字母" in screen_text(pilot)
        await press(pilot, "x", "z")
        assert "新增  " in screen_text(pilot).replace("新增\n", "新增  ")
        await press(pilot, "q", "q", "q")
        assert "没有叫“xzqqq”的操作" in screen_text(pilot)
        await press(pilot, "escape", "ctrl+p", "x", "z", "enter", "enter")
        assert "新增任务" in screen_text(pilot)

    play(stocked, story)


def test_the_palette_takes_brackets_as_they_are_typed(stocked: Desk) -> None:
    """What is typed into the palette is text: brackets neither style it nor end the program."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+p")
        await type_text(pilot, "[/][bold]甲[/]")
        await settle(pilot)
        assert "没有叫“[/][bold]甲[/]”的操作" in screen_text(pilot)

    play(stocked, story)


def test_several_tasks_at_once(stocked: Desk) -> None:
    """Marked tasks are acted on together, and one undo takes the whole action back."""
    planning.accept(stocked, ["P1", "P2"])

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "space", "space", "f6")
        assert "已启动：2 项任务" in screen_text(pilot)
        started = [task.id for task in agenda.list_tasks(stocked, Filters(status="started"))]
        assert len(started) == 2
        await press(pilot, "ctrl+z")
        assert agenda.list_tasks(stocked, Filters(status="started")) == []
        await press(pilot, "ctrl+y")
        assert "已恢复：启动" in screen_text(pilot)

    play(stocked, story)


def test_the_plan_unfolds_to_its_tasks(stocked: Desk) -> None:
    """Measures show progress and what is behind; unarranged ones say so; tasks come in when their obligation unfolds."""
    planning.accept(stocked, ["P2"])
    tracking.submit(stocked, ["T2"], evidence=[NewEvidence(note="照片")])
    tracking.add(stocked, "迎检准备", due=date(2023, 3, 1))

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "2")
        shown = screen_text(pilot)
        assert "举措 3  事项 1  完成 0/4  次数落后 1  未安排的举措 2" in shown
        assert "未安排 待审1" in shown
        await press(pilot, "down", "enter", "down", "right")
        shown = screen_text(pilot)
        assert "完成 0/4 落后" in shown
        assert "03-15 周二       送法进村（一季度）" in shown
        await press(pilot, "down", "down", "enter")
        assert "T2 送法进村（二季度）" in screen_text(pilot)
        await press(pilot, "escape", "left", "left")
        assert "送法进村（二季度）" not in screen_text(pilot)
        await press(pilot, "f3")
        assert "2023 年" in screen_text(pilot)
        assert "迎检准备" in screen_text(pilot)

    play(stocked, story, WIDE)


def test_what_cannot_be_done_is_said(stocked: Desk) -> None:
    """A key that can do nothing says why; the footer shows a reviewer's keys where something waits, and whose name it is."""
    planning.accept(stocked, ["P1", "P2"])
    tracking.submit(stocked, ["T2"], reason="口头安排")

    async def story(pilot: Pilot[None]) -> None:
        assert "办理人 经办" in screen_text(pilot).splitlines()[0]
        assert "F9" not in screen_text(pilot).splitlines()[-1]
        await press(pilot, "f9")
        assert "还没有提交，不能销号" in screen_text(pilot).splitlines()[1]
        await press(pilot, "ctrl+p", "x", "h", "enter")
        assert "还没有提交，不能销号" in screen_text(pilot).splitlines()[1]
        await press(pilot, "end")
        keys = screen_text(pilot).splitlines()[-1]
        assert "F9 销号  ^t 退回" in keys
        assert "F5 完成" not in keys
        await press(pilot, "f5")
        assert "已经提交，在等审核" in screen_text(pilot)
        await press(pilot, "f9")
        assert "要由另一个人销号" in screen_text(pilot).replace("\n", "").replace(" ", "").replace("▌", "")
        await press(pilot, "space", "home", "space", "f4")
        assert "标记了 2 项，改期一次只能对一项：先按 Esc 取消标记。" in screen_text(pilot)

    play(stocked, story)
    assert agenda.task_page(stocked, "T2").task.status == "submitted"


def test_evidence_note_reason_and_edit_forms_write(stocked: Desk) -> None:
    """F8, ^n, Del and F2 on a task's page write what was typed, and the page shows it at once."""
    planning.accept(stocked, ["P1"])

    async def fill(pilot: Pilot[None], key: str, field: str, text: str) -> str:
        await press(pilot, key)
        pilot.app.screen.query_one(f"#field-{field}", Input).value = text
        await press(pilot, "ctrl+s")
        assert not isinstance(pilot.app.screen, Form)
        return screen_text(pilot)

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "right", "down", "right", "down", "enter")
        write = partial(fill, pilot)
        assert "https://example.gov.cn/a（待审，经办）" in await write("f8", "evidence", "https://example.gov.cn/a")
        assert "经办：已和各村对接" in await write("ctrl+n", "text", "已和各村对接")
        assert "T1 宪法主题宣传" in await write("f2", "title", "宪法主题宣传")
        assert "不适用" in await write("delete", "reason", "区里统一办")
        assert "进行中" in await write("ctrl+e", "reason", "仍由镇里办")

    play(stocked, story, WIDE)
    page = agenda.task_page(stocked, "T1")
    assert [record.action for record in page.history][-3:] == ["edit", "drop", "reopen"]
    assert [note.text for note in page.notes] == ["已和各村对接"]
    assert page.evidence[0].url == "https://example.gov.cn/a"


def test_another_person_takes_over_at_the_same_pc(stocked: Desk) -> None:
    """F10 asks for a name; from then on the page, the history and the sign-off go by it, and it may sign off."""
    tracking.add(stocked, "签到表归档", due=stocked.today())
    tracking.submit(stocked, ["T1"], reason="口头")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "f10")
        pilot.app.screen.query_one("#field-who", Input).value = " "
        await press(pilot, "enter")
        assert "请填姓名" in screen_text(pilot)
        pilot.app.screen.query_one("#field-who", Input).value = "张审核"
        await press(pilot, "enter")
        assert "办理人 张审核" in screen_text(pilot)
        await press(pilot, "f9")

    play(stocked, story)
    page = agenda.task_page(stocked, "T1")
    assert (page.task.status, page.history[-1].who) == ("closed", "张审核")
