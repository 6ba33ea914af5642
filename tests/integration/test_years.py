"""The reference report planned into four years, judged by chinesecalendar itself; 2027 before and after its notice."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest
from tests.integration.planned_year import PUBLIC_DAYS, REFERENCE, Office, by_rule, named, one_named, plan

PUBLISHED = (2022, 2025, 2026)
LEGAL_DAYS = {
    "annual-report-submit": (2, 28), "annual-report-publish": (3, 31), "open-information-report": (1, 31),
    "enforcement-statistics": (1, 31), "year-plan": (3, 31), "publicity-plan": (3, 31), "decision-catalogue": (3, 31),
}  # fmt: skip
"""The last day that law or custom gives for each paper, before any holiday: month and day."""

INVENTED_2027: dict[str, Any] = {
    "year": 2027,
    "papers": ["https://example.org/an-invented-notice-for-tests"],
    "days": [
        {"name": name, "date": (date.fromisoformat(first) + timedelta(days=n)).isoformat(), "isOffDay": True}
        for name, first, length in (
            ("元旦", "2027-01-01", 3), ("春节", "2027-02-05", 8), ("清明节", "2027-04-03", 3), ("劳动节", "2027-05-01", 5),
            ("端午节", "2027-06-09", 1), ("中秋节", "2027-09-15", 1), ("国庆节", "2027-09-30", 8),
        )
        for n in range(length)
    ] + [
        {"name": "调休", "date": day, "isOffDay": False}
        for day in ("2027-01-30", "2027-02-14", "2027-04-25", "2027-05-08", "2027-09-26", "2027-10-09")
    ],
}  # fmt: skip
"""An invented notice, like a real one: the holidays that the law gives, but 30 September off and Saturday 30 January worked."""
CHANGED_2027 = {
    date(2027, 9, 30),
    *(date.fromisoformat(one["date"]) for one in INVENTED_2027["days"] if not one["isOffDay"]),
}
"""Days that the invented notice turns from work to rest or back, against what is projected without it."""


@pytest.fixture(scope="module")
def offices(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Office]:
    """Return an office for each year, with the plan of the same report."""
    years = (*PUBLISHED, 2027)
    return {year: plan(tmp_path_factory.mktemp(str(year)), shared / REFERENCE, year) for year in years}


@cache
def worked(day: date) -> bool:
    """Tell whether a day of a published year is worked."""
    return bool(chinese_calendar.is_workday(day))


def back(day: date) -> date:
    """Return the last worked day on or before a day of a published year."""
    while not worked(day):
        day -= timedelta(days=1)
    return day


def spans(office: Office) -> Iterator[tuple[dict[str, Any], date, date]]:
    """Give every dated task but the public events, with its planned and its last day."""
    for task in office.dated:
        if task["title"] not in PUBLIC_DAYS:
            yield task, date.fromisoformat(task["planned"]), date.fromisoformat(task["due"])


@pytest.mark.parametrize("year", PUBLISHED)
def test_no_work_on_a_day_off(offices: dict[int, Office], year: int) -> None:
    """Meetings, training and papers are planned and due on worked days of their own year, the first before the second."""
    found = list(spans(offices[year]))
    assert len(found) >= 45
    for task, planned, due in found:
        assert worked(planned), task["title"]
        assert worked(due), task["title"]
        assert planned <= due
        assert planned.year == due.year == year


@pytest.mark.parametrize("year", PUBLISHED)
def test_meetings_are_not_put_on_make_up_days(offices: dict[int, Office], year: int) -> None:
    """Nothing is planned on a Saturday or Sunday that is worked instead of another day."""
    assert [task["title"] for task, planned, _ in spans(offices[year]) if planned.isoweekday() > 5] == []


@pytest.mark.parametrize("year", PUBLISHED)
@pytest.mark.parametrize("rule", LEGAL_DAYS)
def test_papers_are_due_on_the_last_working_day_in_time(offices: dict[int, Office], year: int, rule: str) -> None:
    """Each paper is due on the legal day or the last worked day before it, and planned no later."""
    (task,) = by_rule(offices[year].tasks, rule)
    legal = date(year, *LEGAL_DAYS[rule])
    assert task["rule_date"] == legal.isoformat()
    assert task["due"] == back(legal).isoformat()
    assert task["planned"] <= task["due"]


@pytest.mark.parametrize("year", PUBLISHED)
def test_quarters_end_on_worked_days(offices: dict[int, Office], year: int) -> None:
    """What is checked at the end of a quarter is due on the quarter's last worked day."""
    checks = named(offices[year].tasks, "行政执法信息公示更新")[:3]
    ends = [back(date(year, 3, 31)), back(date(year, 6, 30)), back(date(year, 9, 30))]
    assert [task["due"] for task in checks] == [day.isoformat() for day in ends]


def test_twenty_working_days_from_10_february_2026(offices: dict[int, Office], tmp_path: Path) -> None:
    """Spring Festival of nine days and its make-up days are counted as published, the day of the event left out."""
    day, left = date(2026, 2, 10), 20
    while left:
        day += timedelta(days=1)
        left -= worked(day)
    office = offices[2026].copy(tmp_path)
    number = one_named(office.tasks, "主动公开信息更新")["id"]
    started = office.ask("event", number, "2026-02-10", today="2026-02-11")
    assert (started["due"], started["tentative"]) == (day.isoformat(), False)
    assert day == date(2026, 3, 16)


def test_2027_without_a_notice_says_what_is_not_known(offices: dict[int, Office]) -> None:
    """Days that the notice may still turn are marked, tasks resting on them are tentative, and the lists say so."""
    office = offices[2027]
    shown = office.ask("holidays", "show", "--year", "2027")
    assert not shown["published"]
    assert {"statutory", "projected"} == {one["state"] for one in shown["off"]}
    assert "暂定" in office.do("holidays", "show", "--year", "2027")
    (disclosure,) = by_rule(office.tasks, "open-information-report")
    assert disclosure["tentative"]
    assert "暂定" in next(line for line in office.do("list").splitlines() if disclosure["title"] in line)
    off = {date.fromisoformat(one["date"]) for one in shown["off"]}
    for task, planned, due in spans(office):
        assert not {planned, due} & off, task["title"]
        assert planned.isoweekday() <= 5, task["title"]
    assert 2027 not in {day.year for day in chinese_calendar.holidays}, "2027 is published: take a later year"


def test_2027_says_why_it_is_tentative(offices: dict[int, Office]) -> None:
    """A task that is tentative for want of the year's holiday notice says so in its own words."""
    (disclosure,) = by_rule(offices[2027].tasks, "open-information-report")
    assert "放假安排" in disclosure["reason"]


def test_2027_with_its_notice_moves_what_rests_on_changed_days(offices: dict[int, Office], tmp_path: Path) -> None:
    """The preview moves nothing; each move touches a changed day; applying does what was shown, and nothing else."""
    office = offices[2027].copy(tmp_path)
    file = tmp_path / "虚构的2027年放假安排.json"
    file.write_text(json.dumps(INVENTED_2027, ensure_ascii=False), encoding="utf-8")
    before = {task["id"]: task for task in office.ask("list")}
    shown = office.ask("holidays", "import", str(file))
    assert {task["id"]: task for task in office.ask("list")} == before
    moves = {move["id"] for move in shown["moves"]}
    assert moves
    said = office.do("holidays", "import", str(file), "--apply")
    assert all(f"{number} " in said for number in moves)
    after = {task["id"]: task for task in office.ask("list")}
    assert before.keys() == after.keys()
    same = ("planned", "due", "window", "tentative", "rule_date")
    assert {number for number in before if any(before[number][key] != after[number][key] for key in same)} == moves
    for number in moves:
        old = before[number]
        rests = {old[key] for key in ("planned", "due", "rule_date")}
        low, high = (date.fromisoformat(end) for end in (min(rests), max(rests)))
        assert any(low <= day <= high for day in CHANGED_2027), old["title"]
    on_the_thirtieth = [task for task in before.values() if task["due"] == "2027-09-30"]
    assert len(on_the_thirtieth) >= 3
    assert {after[task["id"]]["due"] for task in on_the_thirtieth} == {"2027-09-29"}
    (disclosure,) = by_rule(list(after.values()), "open-information-report")
    assert (disclosure["due"], disclosure["tentative"]) == ("2027-01-30", False)
    assert office.ask("holidays", "import", str(file))["moves"] == []
