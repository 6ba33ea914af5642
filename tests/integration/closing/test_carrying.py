"""Carried work goes on in the next year: proposed at once, recognised when the next report comes, known by its years."""

from datetime import date
from pathlib import Path

import pytest
from tests.integration.closing.year import END, NEXT, YEAR, propose, worked
from tests.integration.workplace import Workplace

from planrunner.errors import NotAllowedError
from planrunner.services import agenda, closing, intake, lineage, planning, reporting, tracking, undoing
from planrunner.services.carrying import own_key
from planrunner.services.closing_state import Decided
from planrunner.services.desk import Desk
from planrunner.services.evidence import NewEvidence
from planrunner.services.sample import sample_report
from planrunner.store import queries
from planrunner.store.queries import ProposalRow
from planrunner.store.step_reads import NO_STEP

RECOGNISED = 0.95
OWN = "整理历年档案"


def next_year(desk: Desk, *, every: bool = False) -> list[ProposalRow]:
    """Return the proposals of the year after."""
    return [row for row in planning.list_proposals(desk, every=every) if row.plan_year == YEAR + 1]


def test_carrying_proposes_the_work_again_at_once(place: Workplace) -> None:
    """With the key and the owner it had, where it comes from, why it was not done, early in the year, to be agreed to."""
    desk = worked(place)
    tracking.carry(desk, ["T2"], "上级通知未到。")
    (row,) = next_year(desk)
    assert (row.key, row.owner, row.status, row.confidence, row.date_source) == (
        "rule:talks", "张三", "pending", "low", "custom"
    )  # fmt: skip
    assert row.continues == {"obligation": "O1", "year": YEAR}
    assert row.reason.startswith("去年未完成：上级通知未到；")
    (item,) = row.occurrences
    assert item["planned"] == item["due"] == "2023-03-31"
    assert desk.calendar().is_workday(date(2023, 3, 31))
    assert undoing.undo(desk) == "carry"
    assert next_year(desk, every=True) == []


def test_what_waits_for_an_event_goes_on_waiting(place: Workplace) -> None:
    """Carried work that an event starts gets no day, and the event can still be entered."""
    desk = worked(place)
    schedule = {"kind": "trigger", "event": "受理", "days": 7, "unit": "workday"}
    planning.accept(desk, [propose(desk, "rule:info", "公开信息", None, schedule=schedule)])
    tracking.carry(desk, ["T6"], "没有受理")
    (row,) = next_year(desk)
    assert row.schedule == schedule
    assert [item["planned"] for item in row.occurrences] == [None]


def test_several_carried_tasks_of_one_obligation_are_one_proposal(place: Workplace) -> None:
    """It says how often the work was not done; opening one of them again leaves it, opening both withdraws it."""
    desk = worked(place)
    tracking.reopen(desk, ["T1"], "重办")
    tracking.carry(desk, ["T1", "T2"], "人手不足")
    assert [row.reason.partition("；")[0] for row in next_year(desk)] == ["去年未完成：人手不足（共2次）"]
    tracking.reopen(desk, ["T1"], "能办了")
    assert [row.reason.partition("；")[0] for row in next_year(desk)] == ["去年未完成：人手不足"]
    tracking.reopen(desk, ["T2"], "能办了")
    assert [(row.status, row.decision_reason) for row in next_year(desk, every=True)] == [
        ("rejected", "结转的任务重新打开了")
    ]
    tracking.carry(desk, ["T2"], "还是办不了")
    assert [(row.status, row.reason.partition("；")[0]) for row in next_year(desk)] == [
        ("pending", "去年未完成：还是办不了")
    ]


def test_a_plan_that_is_there_already_is_told(place: Workplace) -> None:
    """Where the next year asks for the work by itself, nothing is doubled: that proposal says why it comes again."""
    desk = worked(place)
    propose(desk, "rule:talks", "法治讲座", "2023-04-15", year=YEAR + 1)
    planning.accept(desk, [propose(desk, "measure:book", "编印手册", "2023-05-30", year=YEAR + 1)])
    tracking.return_(desk, ["T3"], "重印")
    tracking.carry(desk, ["T2", "T3"], "经费未到")
    rows = next_year(desk, every=True)
    assert [(row.key, row.reason) for row in rows] == [
        ("rule:talks", "去年未完成：经费未到；按惯例"), ("measure:book", "去年未完成：经费未到；按惯例")
    ]  # fmt: skip
    assert rows[0].occurrences[0]["planned"] == "2023-04-15"
    page = lineage.obligation_page(desk, "O4")
    assert page.row.reason == "去年未完成：经费未到；按惯例"
    assert [one.words() for one in page.lineage] == ["2022年 O2：转下年1项（经费未到）"]


def test_nothing_is_carried_into_a_closed_year(place: Workplace) -> None:
    """Where the next year is closed, the refusal says what else can be done."""
    desk = worked(place)
    planning.accept(desk, [propose(desk, "rule:x", "例会", "2023-01-05", year=YEAR + 1)])
    later = place.desk("经办", NEXT)
    closing.close_year(later, YEAR + 1, {}, rest=Decided("drop", "撤并"), apply=True)
    with pytest.raises(NotAllowedError, match="2023 年已经结账"):
        tracking.carry(desk, ["T2"], "补")
    assert agenda.task_page(desk, "T2").task.status == "planned"


def reported(place: Workplace, file: Path, today: date) -> int:
    """Import a report and accept all; return the plan year."""
    desk = place.desk("经办", today)
    year = intake.import_report(desk, file).plan_year
    planning.accept_all(desk)
    return year


def half_done(place: Workplace, year: int) -> Desk:
    """Do every second task, and close the year with all the rest carried but one that does not apply."""
    end = date(year, 12, 20)
    desk = place.desk("经办", end)
    with desk.store.reader() as reader:
        tasks = queries.tasks(reader, f"t.plan_year = ? AND {NO_STEP}", (year,))
    done = [f"T{row.id}" for row in tasks[::2]]
    tracking.submit(desk, done, done_on=date(year, 12, 1), evidence=[NewEvidence(note="记录")])
    tracking.close(place.desk("审核", end), done)
    tracking.add(desk, OWN, due=end)
    decided = {f"T{tasks[1].id}": Decided("drop", "不再开展")}
    closing.close_year(desk, year, decided, rest=Decided("carry", "上级通知未到"), apply=True)
    return desk


@pytest.fixture(params=["sample", "reference"])
def report(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return the shipped sample report, then the reference report."""
    if request.param == "sample":
        file = tmp_path / "报告.txt"
        file.write_text(sample_report(2021), encoding="utf-8")
        return file
    shared: Path = request.getfixturevalue("shared")
    return shared / "corpus" / "reports" / "000_seed_fenghuang_2021.txt"


@pytest.mark.parametrize("when", ["pending", "accepted"])
def test_the_next_report_recognises_what_was_carried(
    sqlite_place: Workplace, report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], when: str
) -> None:
    """Close, draft, import the draft: nearly all obligations come back, the carried ones linked, nothing twice."""
    place = sqlite_place
    year = reported(place, report, date(2022, 1, 5))
    desk = half_done(place, year)
    draft = tmp_path / "draft.docx"
    reporting.write(reporting.draft(place.desk("经办", NEXT), year), draft)
    later = place.desk("经办", NEXT)
    carried = {row.key: row for row in next_year(later)}
    assert carried
    if when == "accepted":
        planning.accept_all(later)
    imported = intake.import_report(later, draft)
    rows = next_year(later, every=True)
    by_key = {row.key: row for row in rows}
    assert len(by_key) == len(rows)
    with desk.store.reader() as reader:
        last = {row.key: row for row in queries.obligations(reader, "o.plan_year = ?", (year,))}
    same = len(last.keys() & by_key.keys())
    with capsys.disabled():
        print(
            f"\nclosed year, {report.name}, carried {when}: {same} of {len(last)} obligations recognised,"
            f" {len(carried)} carried, {imported.continued} continued"
        )
    assert same >= RECOGNISED * len(last)
    again = 0
    for key, before in carried.items():
        row = by_key[key]
        assert row.reason.startswith("去年未完成：上级通知未到")
        assert row.continues == before.continues
        again += bool(row.measures or row.update)
    assert again >= RECOGNISED * len(carried)
    second = intake.import_report(later, draft)
    assert (second.new, second.changed, second.withdrawn) == (0, 0, 0)
    planning.accept_all(later)
    with desk.store.reader() as reader:
        tasks = queries.tasks(reader, "t.plan_year = ?", (year + 1,))
        obligations = queries.obligations(reader, "o.plan_year = ?", (year + 1,))
    assert len({row.key for row in obligations}) == len(obligations)
    assert len({(row.title, row.planned) for row in tasks}) == len(tasks)
    asked = {row.key: row for row in next_year(later, every=True)}
    pages = [lineage.obligation_page(desk, f"O{row.id}") for row in obligations]
    assert all(len(page.tasks) == len(asked[page.row.key].occurrences) for page in pages)
    known = [page.lineage for page in pages if page.row.continues]
    assert all(one[0].year == year for one in known)
    assert sum("carried" in one[0].outcomes for one in known) == sum(
        row.continues is not None for row in carried.values()
    )
    assert [page.row.title for page in pages if page.row.key == own_key(desk, OWN)] == [f"做好{OWN}"]


def test_a_task_knows_its_years(place: Workplace) -> None:
    """2022 → 2023 → 2024: the page of this year's task says what became of the work in each year before."""
    desk = worked(place)
    decided = {"T4": Decided("drop", "不适用"), "T3": Decided("unfinished", "未审")}
    closing.close_year(desk, YEAR, decided, rest=Decided("carry", "上级通知未到"), apply=True)
    second = place.desk("经办", date(2023, 12, 20))
    made = planning.accept_all(second)
    closing.close_year(second, YEAR + 1, {}, rest=Decided("carry", "仍未到"), apply=True)
    third = place.desk("经办", date(2024, 1, 5))
    (first, *_) = planning.accept_all(third)
    assert agenda.task_page(third, first).task.plan_year == YEAR + 2
    assert [one.words() for one in agenda.task_page(third, first).lineage] == [
        "2022年 O1：按期完成1项，转下年1项（上级通知未到）", "2023年 O4：转下年1项（仍未到）"
    ]  # fmt: skip
    assert [one.year for one in agenda.task_page(third, made[0]).lineage] == [YEAR, YEAR + 2]
    assert agenda.page_to_json(third, agenda.task_page(third, first))["lineage"][0]["outcomes"] == {
        "done": 1, "carried": 1
    }  # fmt: skip
    assert END < NEXT
