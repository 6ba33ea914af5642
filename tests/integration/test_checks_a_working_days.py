"""Checks 1 to 4 on the plan of the reference report for 2022: days off, make-up days, counts, ends of months."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest
from tests.integration.planned_year import PUBLIC_DAYS, REFERENCE, Office, named, one_named, plan

WEEKENDS_WORKED = {"2022-01-29", "2022-01-30", "2022-04-02", "2022-04-24", "2022-05-07", "2022-10-08", "2022-10-09"}

REPORT = """2021年度云溪镇法治政府建设工作报告

一、2021年工作情况

一年来，全镇法治建设稳步推进。

二、2022年工作安排

{}
"""
"""An invented report whose plan is filled in."""
MONTHS = (
    "1月底前制定合同管理办法。",
    "4月底前完成行政执法案卷自查整改。",
    "7月底前完成合同台账清理。",
    "年底前完成司法所规范化改造。",
)
"""Deadlines at the ends of months whose last days are off in 2022."""


def tasks_of(folder: Path, measures: str) -> list[dict[str, Any]]:
    """Return the tasks of 2022 whose day is of the text, from an invented report with these measures."""
    (folder / "报告.txt").write_text(REPORT.format(measures), encoding="utf-8")
    office = plan(folder, folder / "报告.txt", 2022, office="云溪镇")
    return [task for task in office.tasks if task["date_source"] == "text"]


@pytest.fixture(scope="module")
def office(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return the office with the plan of the reference report for 2022."""
    return plan(tmp_path_factory.mktemp("reference"), shared / REFERENCE, 2022)


def worked(day: str) -> bool:
    """Tell whether a day is worked, by the published calendar."""
    return bool(chinese_calendar.is_workday(date.fromisoformat(day)))


def test_check_01_only_public_events_stand_on_a_day_off(office: Office) -> None:
    """Planned and last days of everything but the public events are worked; the two events that fall on a Sunday stay."""
    assert len(office.dated) > 50
    resting = {task["title"] for task in office.dated if not worked(task["planned"]) or not worked(task["due"])}
    assert resting <= PUBLIC_DAYS
    assert {"6·26国际禁毒日法治宣传", "12·4国家宪法日宣传"} <= resting


def test_check_02_make_up_days_count_for_deadlines_and_hold_no_meeting(office: Office, tmp_path: Path) -> None:
    """The seven make-up days are known as worked, two papers are due on one of them, none is chosen for work."""
    assert {day for day in WEEKENDS_WORKED if worked(day)} == WEEKENDS_WORKED
    shown = office.ask("holidays", "show", "--year", "2022")
    assert {one if isinstance(one, str) else one["date"] for one in shown["worked"]} == WEEKENDS_WORKED
    due = {task["due"] for task in office.dated}
    assert "2022-01-30" in due
    assert not WEEKENDS_WORKED & {task["planned"] for task in office.dated}
    changed = office.copy(tmp_path)
    number = one_named(office.tasks, "信息公开工作年度报告")["id"]
    said = changed.do("reschedule", number, "2022-01-29", "--due", "2022-01-30", "--reason", "补班日报送")
    assert "休息" not in said
    assert changed.ask("show", number)["planned"] == "2022-01-29"


def twentieth(formed: date) -> date:
    """Count twenty working days in the published calendar, the day of the event left out."""
    day, left = formed, 20
    while left:
        day += timedelta(days=1)
        left -= chinese_calendar.is_workday(day)
    return day


@pytest.mark.parametrize(
    ("formed", "last", "naive"),
    [
        ("2022-01-20", "2022-02-22", "2022-02-17"),
        ("2022-04-25", "2022-05-25", "2022-05-23"),
        ("2022-09-20", "2022-10-21", "2022-10-18"),
        ("2022-12-05", "2023-01-03", "2023-01-02"),
    ],
)
def test_check_03_twenty_working_days(office: Office, tmp_path: Path, formed: str, last: str, naive: str) -> None:
    """From the day that is entered the last day is the published calendar's, not that of counting Mondays to Fridays."""
    assert twentieth(date.fromisoformat(formed)).isoformat() == last != naive
    changed = office.copy(tmp_path)
    number = one_named(office.tasks, "主动公开信息更新")["id"]
    assert changed.ask("event", number, formed, today="2022-12-30")["due"] == last
    found = changed.ask("show", number, today="2022-12-30")
    assert (found["planned"] <= last, found["due"], found["tentative"]) == (True, last, False)
    assert not found["tentative"]


def test_check_03_a_count_into_an_unpublished_year_is_tentative(shared: Path, tmp_path: Path) -> None:
    """Twenty working days from December 2026 reach into 2027, whose notice is not known: a day is given, and marked."""
    office = plan(tmp_path, shared / REFERENCE, 2026)
    number = one_named(office.tasks, "主动公开信息更新")["id"]
    started = office.ask("event", number, "2026-12-10", today="2026-12-11")
    assert started["due"].startswith("2027-01-")
    assert started["tentative"]
    assert "暂定" in office.do("list", "--tentative", today="2026-12-11")


def test_check_04_quarters_end_on_their_last_working_day(office: Office) -> None:
    """Work checked each quarter is due on its last working day; the year's last ends before the holiday of 31 December."""
    checks = named(office.tasks, "行政执法信息公示更新")
    assert [task["due"] for task in checks[:3]] == ["2022-03-31", "2022-06-30", "2022-09-30"]
    assert one_named(office.tasks, "政务公开内容季度核查（四季度）")["due"] == "2022-12-30"


def test_check_04_ends_of_months_go_back_never_forward(tmp_path: Path) -> None:
    """A deadline at the end of a month whose last days are off is due before them, in the same month, and says why."""
    own = tasks_of(tmp_path, "".join(MONTHS))
    assert sorted(task["due"] for task in own) == ["2022-01-30", "2022-04-29", "2022-07-29", "2022-12-30"]
    for task in own:
        assert task["planned"][:7] == task["due"][:7]
        assert task["planned"] <= task["due"] < task["rule_date"]
        assert worked(task["planned"])
        assert "前移到工作日" in task["reason"]


@pytest.mark.xfail(
    strict=True, reason="1、1月 is read as an enumeration of months: the number is not seen and the item is lost"
)
def test_check_04_a_number_before_a_month_loses_no_item(tmp_path: Path) -> None:
    """Items numbered 1、 2、 3、 that begin with a month are deadlines as they are without numbers."""
    own = tasks_of(tmp_path, "\n".join(f"{n}、{month}" for n, month in enumerate(MONTHS, 1)))
    assert sorted(task["due"] for task in own) == ["2022-01-30", "2022-04-29", "2022-07-29", "2022-12-30"]


@pytest.mark.xfail(
    strict=True, reason="每月25日前 is a count of meetings: a Sunday goes forward, and the last day is the month's"
)
def test_check_04_a_day_of_each_month_goes_back_too(tmp_path: Path) -> None:
    """What is to be sent in by the 25th of each month is planned and due no later than the 25th, in every month."""
    tasks = tasks_of(tmp_path, "每月25日前向县司法局报送执法数据。")
    assert len(tasks) == 12
    assert not [task["planned"] for task in tasks if int(task["planned"][8:]) > 25]
    assert not [task["due"] for task in tasks if int(task["due"][8:]) > 25]


@pytest.mark.xfail(strict=True, reason="每季度末 is read as 每季度, whose usual days lie in the middle of the quarter")
def test_check_04_the_end_of_each_quarter_is_its_end(tmp_path: Path) -> None:
    """What is to be done at the end of each quarter is planned in the quarter's last month."""
    tasks = tasks_of(tmp_path, "每季度末通报一次工作进展。")
    assert [task["planned"][5:7] for task in tasks] == ["03", "06", "09", "12"]
