"""Checks 15 to 19 on the plan of the reference report for 2022: what was done in 2021 suggests, and never decides."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tests.integration.planned_year import REFERENCE, Office, by_rule, named, one_named, plan

DONE_IN_2021 = ("02-24", "04-15", "04-27", "05-14", "11-02", "11-03", "11-08", "11-19", "12-04")
CALLED_TOGETHER = (
    "party-group-study",
    "cadre-lecture",
    "secrecy-training",
    "hear-report",
    "leaders-account",
    "party-discipline",
)
"""Rules whose meetings call the staff of the town together."""


@pytest.fixture(scope="module")
def office(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return the office with the plan of the reference report for 2022."""
    return plan(tmp_path_factory.mktemp("reference"), shared / REFERENCE, 2022)


def test_check_15_all_nine_days_come_back_and_none_as_text(office: Office) -> None:
    """Each day of 2021 supports a proposal; as the plan section names no day, no date is said to be of the text."""
    quoted = {done["date"] for one in office.proposals for done in one["last_year"] if done["date"]}
    assert {f"2021-{day}" for day in DONE_IN_2021} <= quoted
    assert len(office.proposals) > 30
    assert "text" not in {one["date_source"] for one in office.proposals}
    assert "text" not in {task["date_source"] for task in office.tasks}


@pytest.mark.parametrize(
    ("title", "allowed"),
    [
        ("村干部、调委会主任", {"2022-05-13", "2022-05-16"}),
        ("党章党规党纪", {"2022-11-18", "2022-11-21"}),
        ("保密教育", {"2022-11-02"}),
        ("法治思想讲座", {"2022-11-03"}),
    ],
)
def test_check_16_a_saturday_of_last_year_is_moved(office: Office, title: str, allowed: set[str]) -> None:
    """Where last year's day is now a Saturday the meeting goes beside it and says so; where it is not, it stays."""
    task = one_named(office.tasks, title)
    assert task["planned"] in allowed
    assert ("逢周六" in task["reason"]) == (task["planned"] != task["rule_date"])


def test_check_16_study_keeps_last_years_days(office: Office) -> None:
    """Both days of the study group are working days in 2022 and stay."""
    assert [task["planned"] for task in by_rule(office.tasks, "party-group-study")] == ["2022-04-27", "2022-11-08"]


def test_check_17_a_meeting_told_twice_is_one(office: Office) -> None:
    """The meeting of 19 November is one proposal that keeps both places where it is told."""
    (meeting,) = [one for one in office.proposals if any(done["date"] == "2021-11-19" for done in one["last_year"])]
    told = {(done["start"], done["end"]) for done in meeting["last_year"] if done["date"] == "2021-11-19"}
    assert len(told) == 2
    assert len(meeting["dates"]) == 1


def test_check_18_the_study_group_meets_in_both_halves(office: Office, tmp_path: Path) -> None:
    """At least once in each half, clear of Spring Festival; the obligation is met by two meetings, not by one."""
    changed = office.copy(tmp_path)
    meetings = by_rule(office.tasks, "party-group-study")
    months = [int(task["planned"][5:7]) for task in meetings]
    assert len(meetings) >= 2
    assert min(months) <= 6 < max(months)
    assert not [task for task in meetings if "2022-01-24" <= task["planned"] <= "2022-02-11"]
    goals = []
    for task in meetings:
        changed.finish(task["id"], task["planned"])
        goals.append(changed.ask("show", task["id"], today="2022-12-20")["obligations"][0])
    assert [(goal["target"], goal["done"]) for goal in goals] == [(2, 1), (2, 2)]


def test_check_18_nobody_is_called_more_than_twice_in_a_week(office: Office) -> None:
    """The crowded days of November are no two study meetings in a week, and no third meeting of the staff."""
    meetings = [task for rule in CALLED_TOGETHER for task in by_rule(office.tasks, rule)]
    assert len(meetings) >= len(CALLED_TOGETHER)
    weeks = Counter(date.fromisoformat(task["planned"]).isocalendar()[:2] for task in meetings)
    assert max(weeks.values()) <= 2
    study = [
        date.fromisoformat(task["planned"]).isocalendar()[:2] for task in by_rule(office.tasks, "party-group-study")
    ]
    assert len(set(study)) == len(study)


def test_check_19_what_waits_for_a_superior_is_tentative(office: Office) -> None:
    """Examination and villagers' training have a window and are marked tentative, in the lists too."""
    waiting = named(office.tasks, "学法考试") + named(office.tasks, "明白人")
    assert len(waiting) == 2
    shown = office.do("list", "--tentative")
    for task in waiting:
        assert (task["tentative"], task["date_source"]) == (True, "notice")
        assert "暂定" in task["reason"]
        first, last = (date.fromisoformat(day) for day in task["window"])
        assert (last - first).days > 30
        assert f"{task['id']} " in shown
