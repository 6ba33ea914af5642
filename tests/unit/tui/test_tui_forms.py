"""Forms on 24 lines, pasted files, and messages that do not stay in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from tests.unit.tui.stage import CLEAN_PUBLIC, PUBLIC, play, press, screen_text, type_text
from textual.widgets import Input

from planrunner.services import agenda, planning, tracking
from planrunner.store.filters import Filters
from planrunner.tui.describe import date_lines
from planrunner.tui.screens.form import Form
from planrunner.tui.widgets.task_table import DAY, when_word

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from textual.pilot import Pilot

    from planrunner.services.desk import Desk


def test_a_proposal_with_a_long_reason_is_edited_on_24_lines(stocked: Desk) -> None:
    """However long the reason, every field, the error and the keys are on the screen at once."""
    from planrunner.store.tables import Proposal

    with stocked.store.change(who="经办", action="edit", at=stocked.now(), reason="") as tx:
        row = tx.session.get(Proposal, 1)
        assert row is not None
        row.reason = "报告原文说要在国家宪法日前后组织宪法宣传周活动，" * 12

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "3", "f2")
        pilot.app.screen.query_one("#field-target", Input).value = "很多"
        await press(pilot, "ctrl+s")
        shown = screen_text(pilot)
        for word in (
            "修改建议：宪法宣传周",
            "名称",
            "日期",
            "全年次数",
            "负责人",
            "类别",
            "普法宣传",
            "目标次数应是",
            "^s 保存",
        ):
            assert word in shown
        assert sum("国家宪法日" in line for line in shown.splitlines()[:12]) <= 2

    play(stocked, story)


def test_several_pasted_files_are_kept_and_a_missing_one_keeps_the_form(stocked: Desk, tmp_path: Path) -> None:
    """Two paths pasted on two lines are two pieces; with one missing nothing is stored and everything typed stays."""
    planning.accept(stocked, ["P2"])
    files = [tmp_path / "现场 照片.jpg", tmp_path / "签到表.xlsx"]
    files[0].write_bytes(b"1")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "f5")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "field-evidence"
        pasted = "\n".join(f'"{file}"' for file in files)
        await type_text(pilot, pasted)
        assert "记为 2 件佐证" in screen_text(pilot)
        pilot.app.screen.query_one("#field-note", Input).value = "到场五十人"
        await press(pilot, "enter")
        assert "找不到文件" in screen_text(pilot)
        assert "还没有存任何内容" in screen_text(pilot).replace("\n", "").replace("│", "").replace(" ", "")
        assert pilot.app.screen.query_one("#field-note", Input).value == "到场五十人"
        assert list((stocked.folder / "evidence").iterdir()) == []
        files[1].write_bytes(b"2")
        await press(pilot, "enter")
        assert not isinstance(pilot.app.screen, Form)

    play(stocked, story)
    page = agenda.task_page(stocked, "T1")
    assert [row.file_name for row in page.evidence] == ["现场 照片.jpg", "签到表.xlsx"]
    assert page.task.status == "submitted"


def test_a_message_is_one_line_and_soon_gone(stocked: Desk) -> None:
    """What was done is said on the second line, however long the title, and is gone after two seconds."""
    long = "开展“送法进企业、进校园、进村居”系列法治宣传教育活动并建立常态化工作台账，" * 3
    tracking.add(stocked, long, due=stocked.today())

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "f6")
        lines = screen_text(pilot).splitlines()
        assert "已启动：开展" in lines[1]
        assert ".." in lines[1]
        assert "办理人 经办" in lines[0]
        assert "已启动" not in "".join([*lines[:1], *lines[2:]])
        await pilot.pause(2.3)
        await press(pilot)
        assert "已启动" not in screen_text(pilot)

    play(stocked, story)


def test_the_plan_says_measures_cleanly_and_what_is_shared(stocked: Desk) -> None:
    """A measure is shown in its cleaned words; an obligation that serves two measures says that it counts once."""
    planning.merge(stocked, "P2", "P1")
    planning.accept(stocked, ["P2"])

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "2")
        shown = screen_text(pilot)
        assert CLEAN_PUBLIC in shown
        assert PUBLIC not in shown
        assert shown.count("完成 0/4") == 3
        assert "1 件事项还服务别的举措，合计里只算一次" in shown
        await press(pilot, "right", "down")
        assert "O1 同时服务 2 条举措，合计里只算一次" in screen_text(pilot)

    play(stocked, story)


def test_days_of_a_window_and_their_mark_fit_the_column(stocked: Desk) -> None:
    """A window's days and 暂定 stand whole in the column of days; the rule's date is shown only where it says more."""
    planning.accept(stocked, ["P1"])
    (task,) = agenda.list_tasks(stocked, Filters())
    day: date | None = task.due
    assert day is not None
    window = task._replace(spans=True, window_from=day, window_to=day.replace(day=7), tentative=True)
    assert when_word(window, 2022) == "12-01至12-07暂定"
    assert cell_len(when_word(window, 2022)) == DAY
    moved = task._replace(planned=day.replace(day=2), due=day.replace(day=9))
    assert ("", "规则日期  2022-12-01 周四") in date_lines(moved)
    deadline = task._replace(planned=day.replace(month=11, day=15))
    assert not any("规则日期" in text for _, text in date_lines(deadline))
    assert ("时限", "2022-12-01 周四") in date_lines(deadline)
