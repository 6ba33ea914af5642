"""年终结账 and 交接: the steps of a year's end on one page, and one person's work to another."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from tests.unit.tui.stage import NARROW, WIDE, play, press, screen_text, type_text

from planrunner.services import agenda, closing_state, planning, tracking
from planrunner.store.filters import Filters
from planrunner.tui.cells import width_of
from planrunner.tui.screens.closing import ClosingScreen
from planrunner.tui.screens.task import TaskScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from planrunner.services.desk import Desk

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])


@pytest.fixture
def accepted(stocked: Desk) -> Desk:
    """Return a desk at the year's end: four visits to villages, the publicity week, an undated task."""
    stocked.clock = lambda: datetime(2022, 12, 20, 1, 30, tzinfo=UTC)
    planning.accept_all(stocked)
    return stocked


def flat(pilot: Pilot[None]) -> str:
    """Return the screen without blanks and line ends, for what is broken over lines."""
    return "".join(screen_text(pilot).split()).replace("▌", "").replace("│", "")


@SIZES
def test_a_year_is_closed_step_by_step(accepted: Desk, tmp_path: Path, size: tuple[int, int]) -> None:
    """One task by itself, two marked together, the rest at once; then papers and the closing; opened again with a reason."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "8")
        assert isinstance(pilot.app.screen, ClosingScreen)
        assert "一、未办结：6 项，6 项没有定" in screen_text(pilot)
        assert all(width_of(line) <= size[0] for line in screen_text(pilot).splitlines())
        await press(pilot, "end", "enter")
        assert "还有 6 项没有定去向" in screen_text(pilot)
        await press(pilot, "home", "down", "enter", "tab", "enter")
        assert "请写明理由" in screen_text(pilot)
        await type_text(pilot, "上级未布置")
        await press(pilot, "enter")
        assert "转下年：上级未布置" in screen_text(pilot)
        await press(pilot, "down", "space", "space", "enter")
        assert "定去向：2 项" in screen_text(pilot)
        await press(pilot, "enter", "down", "enter", "tab")
        await type_text(pilot, "撤并")
        await press(pilot, "enter")
        assert screen_text(pilot).count("不适用：撤并") == 2
        await press(pilot, "escape", "8")
        assert screen_text(pilot).count("不适用：撤并") == 2
        await press(pilot, "home", "enter", "tab")
        await type_text(pilot, "人手不足")
        await press(pilot, "enter", "end", "up", "enter", "ctrl+u")
        pilot.app.screen.query_one("#field-folder").value = str(tmp_path / "材料")  # type: ignore[attr-defined]  # an input
        pilot.app.screen.query_one("#field-papers").value = "总结，台账"  # type: ignore[attr-defined]  # an input
        pilot.app.screen.query_one("#field-cut_off").value = "12-21"  # type: ignore[attr-defined]  # an input
        await press(pilot, "enter")
        assert "应在" in screen_text(pilot)
        pilot.app.screen.query_one("#field-cut_off").value = "12-15"  # type: ignore[attr-defined]  # an input
        await press(pilot, "enter", "end")
        assert "确认结账：数据截至 2022-12-15" in screen_text(pilot)
        assert "应办 4：按期完成 0 逾期完成 0 未完成 0 转下年 4" in screen_text(pilot)
        await press(pilot, "enter")
        assert "结账吗？" in screen_text(pilot)
        await press(pilot, "enter")
        assert "2022 年已结账" in screen_text(pilot)
        assert closing_state.standing(accepted, 2022).cut_off == date(2022, 12, 15)
        await press(pilot, "end", "enter")
        await type_text(pilot, "补录")
        await press(pilot, "enter")
        assert "已重新开账" in screen_text(pilot)

    play(accepted, story, size)
    assert sorted(file.name for file in (tmp_path / "材料").iterdir()) == ["2022年台账.xlsx", "2022年完成情况总结.docx"]
    assert not closing_state.standing(accepted, 2022).closed
    reasons = {task.status_reason for task in agenda.list_tasks(accepted, Filters())}
    assert reasons == {"上级未布置", "撤并", "人手不足"}
    assert {row.plan_year for row in planning.list_proposals(accepted)} == {2023}


def test_closing_can_be_taken_back_and_the_decisions_are_still_there(accepted: Desk) -> None:
    """^z on the page undoes the closing; what was decided need not be typed again."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "8", "home", "enter", "tab")
        await type_text(pilot, "人手不足")
        await press(pilot, "enter", "end", "enter", "enter")
        assert closing_state.standing(accepted, 2022).closed
        await press(pilot, "ctrl+z")
        assert not closing_state.standing(accepted, 2022).closed
        assert "一、未办结：6 项\n" in screen_text(pilot)
        assert "转下年：人手不足" in screen_text(pilot)

    play(accepted, story)


def test_a_gap_leads_to_its_task_and_a_closed_year_refuses(accepted: Desk) -> None:
    """Enter on a gap opens the task; once the year is closed, what is tried there says how to open it again."""
    tracking.submit(accepted, ["T1"], reason="口头布置")
    tracking.close(_other(accepted), ["T1"])

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "8")
        text = screen_text(pilot)
        assert "没有登记 场次、受众人次" in text
        assert "没有佐证" in text
        await press(pilot, "end", "up", "up", "up", "enter")
        assert isinstance(pilot.app.screen, TaskScreen)
        await press(pilot, "escape", "home", "enter", "tab")
        await type_text(pilot, "人手不足")
        await press(pilot, "enter", "end", "enter", "enter")
        await press(pilot, "end", "up", "up", "up", "enter", "ctrl+n")
        await type_text(pilot, "补一句")
        await press(pilot, "enter")
        assert "已经结账" in flat(pilot)
        assert "终端界面按8" in flat(pilot)
        await press(pilot, "escape", "1")
        assert "T1" not in screen_text(pilot)

    play(accepted, story)


def test_work_is_handed_over_after_it_was_shown(accepted: Desk) -> None:
    """The form names what goes over before it asks; one and the same person is refused."""
    tracking.assign(accepted, ["T2", "T3"], "张三")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "9")
        await type_text(pilot, "张三")
        await press(pilot, "tab")
        await type_text(pilot, "张三")
        await press(pilot, "enter")
        assert "两个不同的名字" in flat(pilot)
        await press(pilot, "ctrl+z")
        await press(pilot, "shift+tab")
        await type_text(pilot, "张三")
        await press(pilot, "tab")
        await type_text(pilot, "李四")
        await press(pilot, "enter")
        assert "张三交给李四：任务2项" in flat(pilot)
        assert {task.owner for task in agenda.list_tasks(accepted, Filters())} == {"张三", "司法所"}
        await press(pilot, "enter")
        assert "已交给李四" in screen_text(pilot)

    play(accepted, story)
    assert {task.owner for task in agenda.list_tasks(accepted, Filters())} == {"李四", "司法所"}


def _other(desk: Desk) -> Desk:
    from planrunner.services.desk import Desk

    return Desk(desk.folder, desk.store, "审核", clock=desk.clock)


def test_many_open_tasks_show_their_days_and_the_way_to_the_end(accepted: Desk) -> None:
    """Each line says since or until when; the heading leads past them; a count that is short names no task to open."""
    for number in range(20):
        tracking.add(accepted, f"排查 {number}", due=date(2022, 11, 1 + number))

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "8")
        assert "End 到底" in screen_text(pilot)
        assert "逾期 11-01" in screen_text(pilot)
        await press(pilot, "end")
        assert "确认结账" in screen_text(pilot)
        while "次数不够的照实写进总结" not in screen_text(pilot).splitlines()[-2]:
            assert "排查" not in screen_text(pilot).splitlines()[-2]
            await press(pilot, "up")
        assert "完成 0/4 次" in screen_text(pilot)
        await pilot.resize_terminal(60, 20)
        await press(pilot)
        assert screen_text(pilot).splitlines()[0].rstrip().endswith(("12-20 周二", "12-20", "年终结账", "经办"))

    play(accepted, story)
