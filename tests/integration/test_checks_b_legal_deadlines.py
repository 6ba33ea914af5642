"""Checks 5 to 8 on the plan of the reference report for 2022: the yearly reports and the year's end."""

from datetime import date
from pathlib import Path

import chinese_calendar
import pytest
from tests.integration.planned_year import REFERENCE, Office, by_rule, named, plan
from tests.integration.reminders.office import desk_at, rows, wall
from tests.integration.workplace import Workplace

from planrunner.domain.zone import SHANGHAI
from planrunner.services import reminding
from planrunner.store.target import Target


@pytest.fixture(scope="module")
def office(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return the office with the plan of the reference report for 2022."""
    return plan(tmp_path_factory.mktemp("reference"), shared / REFERENCE, 2022)


def test_check_05_the_disclosure_report_comes_before_spring_festival(office: Office) -> None:
    """Its legal day is New Year's Eve: planned on the Friday before, due on the make-up Sunday, and not certain by law."""
    (report,) = by_rule(office.tasks, "open-information-report")
    assert (report["rule_date"], report["planned"], report["due"]) == ("2022-01-31", "2022-01-28", "2022-01-30")
    assert "前移到工作日" in report["reason"]
    assert "待核实" in report["reason"]
    assert report["basis"][0]["article"]


def test_check_06_the_yearly_report_is_sent_in_before_march(office: Office) -> None:
    """The last day in time is the last of February, not the first of March."""
    (report,) = by_rule(office.tasks, "annual-report-submit")
    assert (report["due"], report["rule_date"]) == ("2022-02-28", "2022-02-28")
    assert report["planned"] <= report["due"]
    assert chinese_calendar.is_workday(date.fromisoformat(report["planned"]))


def test_check_06_its_steps_fall_on_working_days_across_the_festival(office: Office, tmp_path: Path) -> None:
    """What is said five, ten and twenty working days before the last day jumps over the holiday."""
    changed = office.copy(tmp_path)
    (report,) = by_rule(office.tasks, "annual-report-submit")
    place = Workplace(changed.folder, Target(file=changed.folder / "planrunner.db"))
    try:
        desk = desk_at(place, wall(1, 4))
        reminding.plan_tick(desk)
        number = int(report["id"].removeprefix("T"))
        days = {row.rule: row.due_at.astimezone(SHANGHAI).date() for row in rows(desk) if row.task_id == number}
    finally:
        place.close()
    assert days["-5w"] == date(2022, 2, 21)
    assert days["-10w"] == date(2022, 2, 14)
    assert days["-20w"] == date(2022, 1, 26)


def test_check_07_publishing_is_a_task_of_its_own(office: Office) -> None:
    """It is due on the last day of March and is proved by an address; sending in and publishing end one by one."""
    (published,) = by_rule(office.tasks, "annual-report-publish")
    (sent,) = by_rule(office.tasks, "annual-report-submit")
    assert published["due"] == "2022-03-31"
    assert published["planned"] <= published["due"]
    assert published["id"] != sent["id"]


def test_check_07_an_address_ends_publishing_alone(office: Office, tmp_path: Path) -> None:
    """With an address as evidence publishing is closed, and sending in stays open."""
    changed = office.copy(tmp_path)
    (published,) = by_rule(office.tasks, "annual-report-publish")
    (sent,) = by_rule(office.tasks, "annual-report-submit")
    changed.finish(published["id"], "2022-03-24", "--evidence", "https://example.org/2021")
    found = changed.ask("show", published["id"])
    assert (found["status"], [one["kind"] for one in found["evidence_items"]]) == ("closed", ["link"])
    assert changed.ask("show", sent["id"])["status"] == "planned"


def test_check_08_the_year_is_summed_up_before_its_last_holiday(office: Office) -> None:
    """Summing up and drafting stand in the last weeks, on a working day; the next report's own day in 2023 is named."""
    (summary,) = by_rule(office.tasks, "year-end-summary")
    assert "2022-11-15" <= summary["planned"] <= summary["due"] <= "2022-12-30"
    assert chinese_calendar.is_workday(date.fromisoformat(summary["planned"]))
    assert "次年3月1日前" in summary["reason"]
    assert not [task for task in office.dated if task["due"] > "2022-12-31"]
    assert named(office.tasks, "本年度报告起草")
