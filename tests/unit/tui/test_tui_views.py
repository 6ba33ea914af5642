"""日历 and 统计: a month of days with their tasks, and a year in figures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from tests.unit.tui.stage import NARROW, WIDE, desk_at, play, press, screen_text
from textual.widgets import Input

from planrunner.services import planning, tracking
from planrunner.services.calendar_view import day_word, month_view
from planrunner.services.evidence import NewEvidence
from planrunner.services.statistics import OTHER_YEAR, UNDATED, Tally, statistics
from planrunner.tui.figures import bar, figures
from planrunner.tui.screens.form import Form
from planrunner.tui.week_strip import week_strip
from planrunner.tui.widgets.month_grid import MonthGrid
from planrunner.tui.widgets.task_table import TaskTable

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from planrunner.services.desk import Desk


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_a_clerk_walks_through_a_month(stocked: Desk, size: tuple[int, int]) -> None:
    """Arrows move the day, PgUp/PgDn the month, Home comes back; a day's tasks are acted on as anywhere else."""
    planning.accept(stocked, ["P1", "P2"])
    tracking.add(stocked, "召开法治建设推进会", due=date(2022, 4, 21), owner="党政办")
    tracking.add(stocked, "签到表归档", due=date(2022, 4, 21))

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "4")
        shown = screen_text(pilot)
        assert "2022 年 4 月   休 放假  班 调休上班" in shown
        assert "周一" in shown.splitlines()[2]
        assert "[20]" in shown
        assert "清明" in shown
        assert "24 班" in shown
        assert "送法进村（二季度）" in shown
        await press(pilot, "right")
        shown = screen_text(pilot)
        assert "04-21 周四  廿一  工作日  2 项" in shown
        assert "召开法治建设推进会" in shown
        await press(pilot, "f5")
        assert isinstance(pilot.app.screen, Form)
        await press(pilot, "escape", "enter")
        assert isinstance(pilot.app.screen.focused, TaskTable)
        await press(pilot, "down", "f6")
        assert "已启动：签到表归档" in screen_text(pilot)
        await press(pilot, "enter")
        assert "签到表归档" in screen_text(pilot).splitlines()[1]
        await press(pilot, "escape", "shift+tab")
        assert pilot.app.screen.query_one(MonthGrid).has_focus
        assert "04-21 周四" in screen_text(pilot)
        await press(pilot, "right", "enter")
        assert "这一天没有任务" in screen_text(pilot)
        await press(pilot, "f7")
        assert pilot.app.screen.query_one("#field-due", Input).value == "2022-04-22"
        await press(pilot, "escape")
        await press(pilot, "pagedown", "pagedown", "up", "up", "up", "up")
        assert "2022 年 5 月" in screen_text(pilot)
        await press(pilot, "home", "enter")
        assert "T3 送法进村（二季度）" in screen_text(pilot)
        await press(pilot, "escape", "2", "4")
        assert "04-20 周三" in screen_text(pilot)

    play(stocked, story, size)


def test_days_can_be_clicked(stocked: Desk) -> None:
    """A click chooses a day, a second one opens what it holds; the terminal's cursor stands at the day."""
    planning.accept(stocked, ["P2"])

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "4", "left")
        line, column = pilot.app.cursor_position.y, pilot.app.cursor_position.x
        assert screen_text(pilot).splitlines()[line][column:].startswith("> 19")
        await pilot.click("#grid", offset=(24, 7))
        await press(pilot)
        assert "04-20 周三" in screen_text(pilot)
        await pilot.click("#grid", offset=(24, 7), times=2)
        await press(pilot)
        assert "T2 送法进村（二季度）" in screen_text(pilot)

    play(stocked, story)


def test_a_month_says_what_is_worked_what_is_free_and_what_is_not_certain(stocked: Desk) -> None:
    """Make-up days, holidays and days that await a notice are told apart; windows stand on every day they span."""
    tracking.add(stocked, "国庆值班安排", due=date(2027, 10, 1))
    view = month_view(stocked, date(2027, 10, 15))
    days = {one.day: one for one in view.days}
    assert view.days[0].day.weekday() == 0
    assert len(view.days) % 7 == 0
    assert not view.published
    assert (days[date(2027, 10, 1)].kind, days[date(2027, 10, 1)].provisional) == ("holiday", False)
    assert days[date(2027, 10, 6)].provisional
    assert [task.title for task in days[date(2027, 10, 1)].tasks] == ["国庆值班安排"]
    assert days[date(2027, 10, 1)].light == "green"
    known = month_view(stocked, date(2022, 4, 1))
    assert known.published
    assert {one.day.day for one in known.days if one.kind == "makeup"} == {2, 24}


def test_the_grid_stays_within_the_years_that_days_are_typed_in(stocked: Desk) -> None:
    """The first and the last month can be read, and no key leads out of them."""
    assert month_view(stocked, date(2000, 1, 31)).days[0].day == date(1999, 12, 27)
    assert month_view(stocked, date(2099, 12, 1)).days[-1].day == date(2100, 1, 3)

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "4")
        grid = pilot.app.screen.query_one(MonthGrid)
        for start, key in ((date(2000, 1, 3), "pageup"), (date(2099, 12, 30), "down")):
            grid.choose(start)
            await press(pilot, key)
            assert grid.day == start

    play(stocked, story)


@pytest.mark.parametrize(
    ("day", "word"),
    [
        (date(2025, 1, 28), "除夕"), (date(2025, 1, 29), "春节"), (date(2025, 2, 12), "元宵"), (date(2025, 7, 25), "闰六"),
        (date(2025, 12, 20), "冬月"), (date(2025, 12, 4), "宪法"), (date(2026, 6, 19), "端午"), (date(2022, 4, 20), "二十"),
        (date(2022, 4, 30), "三十"), (date(2022, 5, 10), "初十"), (date(2022, 5, 19), "十九"), (date(2022, 4, 21), "廿一"),
    ],
)  # fmt: skip
def test_lunar_days_as_wall_calendars_print_them(day: date, word: str) -> None:
    """Festivals first, a lunar month's name on its first day, else the day; never more than four cells."""
    assert day_word(day) == word
    assert cell_len(word) == 4


def test_tab_walks_through_panes_and_views(stocked: Desk) -> None:
    """Tab goes from pane to pane and after the last one to the next view, Shift+Tab back; ] and 】 go straight."""

    async def story(pilot: Pilot[None]) -> None:
        async def at(*keys: str) -> str:
            await press(pilot, *keys)
            return pilot.app.current_mode

        planning.accept_all(stocked)
        assert await at("ctrl+r", "tab") == "plan"
        assert await at("shift+tab") == "today"
        assert await at("】", "】") == "review"
        assert await at("ctrl+l") == "calendar"
        assert await at("tab") == "calendar"
        assert await at("tab") == "statistics"
        assert await at("[") == "calendar"
        assert await at("5", "]") == "today"
        assert await at("ctrl+k") == "statistics"

    play(stocked, story)


def test_a_year_in_figures(stocked: Desk, tmp_path: Path) -> None:
    """Months and categories add up; late, carried and dropped are told apart; numbers are summed; F3 changes the year."""
    planning.accept(stocked, ["P1", "P2"])
    tracking.submit(stocked, ["T2"], evidence=[NewEvidence(note="照片")], metrics={"场次": 1, "受众人次": 120})
    tracking.close(desk_at(tmp_path / "w", "审核"), ["T2"])
    tracking.submit(stocked, ["T3"], evidence=[NewEvidence(note="记录")], metrics={"受众人次": 80.5})
    tracking.carry(stocked, ["T5"], "明年办")
    tracking.add(stocked, "跨年检查", due=date(2023, 1, 5), category="oversight")
    tracking.add(stocked, "时间待定的事", due=None)
    tracking.drop(stocked, [tracking.add(stocked, "不办的事", due=date(2022, 6, 1))], "重复")
    found = statistics(stocked, 2022)
    assert found.total == Tally(due=6, done=1, late=0, done_late=1, carried=1)
    assert list(found.months) == [3, 4, 8, 11, 12, UNDATED]
    assert found.categories["publicity"] == Tally(due=5, done=1, done_late=1, carried=1)
    assert (found.evidence, found.evidenced) == (2, 2)
    assert [(row.name, row.total, row.tasks) for row in found.metrics] == [("场次", 1, 1), ("受众人次", 200.5, 2)]
    assert statistics(stocked, 2023).months == {1: Tally(due=1)}
    assert OTHER_YEAR not in found.months

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "5")
        shown = screen_text(pilot)
        assert "2022 年（F3 换年份）  应办 6  已销号 1  逾期未办 0  逾期后办结 1  转下年 1" in shown
        assert "受众人次 200.5（2 项）" in shown
        await press(pilot, "f3")
        assert "监督" in screen_text(pilot)
        assert "2023 年" in screen_text(pilot)

    play(stocked, story)


def test_an_empty_year_has_no_figures(empty: Desk) -> None:
    """Where there is no task, the pages say what to do."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "5")
        assert "还没有任务，没有可统计的" in screen_text(pilot)
        await press(pilot, "4")
        assert "没有任务" in screen_text(pilot)

    play(empty, story)


@pytest.mark.parametrize("width", [76, 78, 117, 160])
def test_figures_fill_no_more_than_the_width(stocked: Desk, width: int) -> None:
    """No line is wider than the page, bars included."""
    planning.accept(stocked, ["P2"])
    tracking.edit_task(stocked, "T1", {"category": "enforcement"})
    assert all(cell_len(line.plain) <= width for line in figures(statistics(stocked), width))


def test_bars_tell_begun_from_nothing_and_nearly_from_all() -> None:
    """One of many done draws one sign; all but one never draws the whole bar."""
    assert bar(0, 12, 10) == ".........."
    assert bar(1, 500, 10) == "#........."
    assert bar(499, 500, 10) == "#########."
    assert bar(12, 12, 10) == "##########"
    assert bar(0, 0, 10) == ""


def test_the_new_day_of_a_form_replaces_the_old_one(stocked: Desk) -> None:
    """F4 comes with the old day selected: typing takes its place, no key to clear it is needed."""
    planning.accept(stocked, ["P2"])

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "f4", "5", "-", "6")
        assert pilot.app.screen.query_one("#field-day", Input).value == "5-6"
        assert "2022-05-06 周五" in screen_text(pilot)

    play(stocked, story)


def test_the_curves_sum_up_what_was_due_and_done(stocked: Desk) -> None:
    """Due by the end of each of twelve months; done by the day it was done, up to the month of today, none of next year."""
    tracking.add(stocked, "甲", due=date(2022, 1, 10))
    tracking.add(stocked, "乙", due=date(2022, 4, 10))
    tracking.add(stocked, "丙", due=date(2021, 12, 10))
    tracking.submit(stocked, ["T1"], done_on=date(2022, 3, 2), reason="无")
    tracking.close(desk_at(stocked.folder, "审核"), ["T1"])
    pace = statistics(stocked, 2022).pace
    assert pace.due == (1, 1, 1, *[2] * 9)
    assert pace.done == (0, 0, 1, 1)
    assert statistics(stocked, 2021).pace.done == (0,) * 12


def test_the_curves_are_drawn_and_pure_ascii_in_plain_mode(stocked: Desk) -> None:
    """The page ends with the curves under a title that names their marks; an empty year has none."""
    tracking.add(stocked, "甲", due=date(2022, 1, 10))

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "5", "end")
        shown = screen_text(pilot)
        assert "进度（各月月底累计，项）  . 应办到期  # 已办" in shown
        curve = shown.split("已办", 1)[1]
        assert "......" in curve
        assert "12" in curve

    play(stocked, story, NARROW)


@pytest.mark.parametrize("width", [80, 97, 120, 200])
def test_the_week_stands_in_seven_columns(stocked: Desk, width: int) -> None:
    """Each line is as wide as its columns, whatever titles are cut; of many tasks the last line says how many more."""
    for number in range(6):
        tracking.add(stocked, f"第{number}次会前学法与法治讲座", due=date(2022, 4, 20))
    lines = week_strip(month_view(stocked, date(2022, 4, 20)), date(2022, 4, 20), width)
    assert [cell_len(line.plain) for line in lines] == [width // 7 * 7] * 5
    assert "[04-20 三]" in lines[0].plain
    assert "还有 3 项" in lines[-1].plain
    assert week_strip(month_view(stocked, date(2022, 4, 20)), date(2023, 1, 1), width) == []


def test_the_week_shows_where_there_is_room(stocked: Desk) -> None:
    """Forty lines have it and it follows the cursor; twenty-four have not."""
    tracking.add(stocked, "签到表归档", due=date(2022, 4, 21))

    async def tall(pilot: Pilot[None]) -> None:
        await press(pilot, "4", "right")
        assert "[04-21 四]" in screen_text(pilot)

    async def low(pilot: Pilot[None]) -> None:
        await press(pilot, "4", "right")
        assert "[04-21 四]" not in screen_text(pilot)

    play(stocked, tall, WIDE)
    play(stocked, low, NARROW)
