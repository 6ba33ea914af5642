"""年终结账: everything is told, nothing is forced but a decision, and the year then stands still."""

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from tests.integration.closing.year import END, NEXT, YEAR, propose, worked
from tests.integration.workplace import Workplace

from planrunner.errors import NotAllowedError, NothingFoundError, PlanrunnerError, UsageError
from planrunner.services import (
    agenda,
    closing,
    closing_state,
    digests,
    evidence,
    evidence_review,
    linking,
    plan_files,
    planning,
    reporting,
    tracking,
    undoing,
    workspace,
)
from planrunner.services.closing_state import Decided, Standing
from planrunner.services.desk import Desk
from planrunner.services.evidence import NewEvidence
from planrunner.services.reporting_facts import gather
from planrunner.services.reporting_state import owed, tally
from planrunner.store import outbox, queries
from planrunner.store.filters import Filters

CARRY, DROP = Decided("carry", "上级通知未到"), Decided("drop", "由区里统一组织")
UNFINISHED = Decided("unfinished", "人手不足")
DECIDED = {"T2": CARRY, "T3": UNFINISHED, "T4": DROP, "T5": CARRY}


def close(desk: Desk, **more: object) -> Standing:
    """Close the year with a decision for every open task."""
    return closing.close_year(desk, YEAR, DECIDED, apply=True, **more)  # type: ignore[arg-type]  # passed on as given


def history(place: Workplace) -> int:
    """Return how many history records there are."""
    return int(place.sql("SELECT COUNT(*) FROM history")[0][0])


def test_how_the_year_stands_is_told_and_nothing_is_kept(place: Workplace) -> None:
    """A dry run tells what is open and why, what is missing and what is short; it may leave tasks undecided."""
    desk = worked(place)
    propose(desk, "measure:late", "还没审的", "2022-11-30")
    before = history(place)
    found = closing.close_year(desk, YEAR, {"T2": CARRY}, apply=False)
    assert {one.task: (one.why, one.decided) for one in found.open} == {
        "T2": ("late", CARRY), "T3": ("submitted", None), "T4": ("undated", None), "T5": ("ahead", None)
    }  # fmt: skip
    assert [(one.obligation, one.metrics, one.tasks) for one in found.missing_numbers] == [("O1", ("人次",), ("T1",))]
    assert {(one.task, one.what, one.reason) for one in found.missing_evidence} == {
        ("T1", "none", "口头布置"), ("T3", "waiting", "")
    }  # fmt: skip
    assert [(one.obligation, one.done, one.target) for one in found.short] == [("O1", 1, 2)]
    assert found.undecided_proposals == 1
    assert (found.closed, found.cut_off) == (False, END)
    assert [(one.task, one.reason, one.proposal) for one in found.carried] == [("T2", "上级通知未到", "")]
    assert found.to_json()["carried"][0]["proposal"] is None
    assert history(place) == before
    assert [row.plan_year for row in planning.list_proposals(desk)] == [YEAR]


def test_an_undecided_task_keeps_the_year_open(place: Workplace) -> None:
    """The refusal names what is undecided, and nothing is written."""
    desk = worked(place)
    before = history(place)
    with pytest.raises(NotAllowedError, match="T5“整理档案”（还没到期）") as refused:
        closing.close_year(desk, YEAR, {name: DECIDED[name] for name in ("T2", "T3", "T4")}, apply=True)
    assert "T2" not in refused.value.message
    with pytest.raises(UsageError, match="理由"):
        closing.close_year(desk, YEAR, DECIDED | {"T5": Decided("carry", " ")}, apply=True)
    with pytest.raises(NotAllowedError, match="已经了结"):
        closing.close_year(desk, YEAR, DECIDED | {"T1": CARRY}, apply=True)
    with pytest.raises(NothingFoundError):
        closing.close_year(desk, 2021, {}, apply=True)
    assert history(place) == before
    assert not closing_state.standing(desk, YEAR).closed


def test_closing_is_one_record_and_its_totals_are_those_of_the_summary(place: Workplace) -> None:
    """Every decision, the carried proposals and the closing itself stand in one record; the figures agree."""
    desk = worked(place)
    before = history(place)
    found = close(desk)
    assert history(place) == before + 1
    assert found.closed
    assert found.undecided == []
    facts = gather(desk, YEAR)
    counts = tally(facts.tasks.values())
    assert found.totals == {"owed": owed(counts)} | {str(name): counts[name] for name in closing_state.TOTALS}
    assert found.totals == {"owed": 4, "done": 1, "late": 0, "open": 1, "carried": 2, "dropped": 1}
    assert closing_state.standing(desk, YEAR).totals == found.totals
    assert [one.decided for one in closing_state.standing(desk, YEAR).open] == [UNFINISHED]
    assert agenda.task_page(desk, "T2").task.overdue_since == date(2022, 7, 1)
    assert workspace.verify(desk).problems == []
    with pytest.raises(NotAllowedError, match="已经结过账"):
        close(desk)


def test_the_papers_of_a_closed_year_say_when_its_data_ends(place: Workplace) -> None:
    """Written in January, the summary still tells of December; finished work behind the cut-off is not hidden."""
    desk = worked(place)
    with pytest.raises(UsageError, match="T1"):
        close(desk, cut_off=date(2022, 3, 1))
    with pytest.raises(UsageError, match="2022"):
        close(desk, cut_off=date(2023, 1, 1))
    close(desk, cut_off=date(2022, 12, 15))
    paper = reporting.summary(place.desk("经办", NEXT), YEAR)
    text = repr(paper)
    assert "数据截至2022年12月15日" in text
    assert paper.day == NEXT


CHANGES: dict[str, Callable[[Desk], object]] = {
    "start": lambda desk: tracking.start(desk, ["T3"]),
    "return": lambda desk: tracking.return_(desk, ["T3"], "补"),
    "reopen": lambda desk: tracking.reopen(desk, ["T1"], "补"),
    "carry": lambda desk: tracking.carry(desk, ["T3"], "补"),
    "assign": lambda desk: tracking.assign(desk, ["T1"], "王五"),
    "edit": lambda desk: tracking.edit_task(desk, "T1", {"title": "改名"}),
    "note": lambda desk: tracking.note(desk, "T3", "补一句"),
    "metric": lambda desk: evidence.record_metrics(desk, "T1", {"人次": 3}),
    "evidence": lambda desk: evidence.add_evidence(desk, "T1", [NewEvidence(note="补")]),
    "review": lambda desk: evidence_review.accept(desk, ["E1"]),
    "unlink": lambda desk: evidence_review.unlink(desk, "T5", ["E2"]),
    "link": lambda desk: linking.count_also(desk, "T1", "O2"),
    "propose": lambda desk: planning.accept(desk, ["P4"]),
    "add": lambda desk: tracking.add(desk, "补一项", due=date(2022, 12, 31)),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_closed_year_stands_still(place: Workplace, what: str) -> None:
    """Every way to change its tasks, obligations, evidence and numbers is refused, in words that say what to do."""
    desk = worked(place)
    propose(desk, "measure:late", "还没审的", "2022-11-30")
    evidence.add_evidence(desk, "T5", [NewEvidence(note="清单")])
    close(desk)
    before, tasks = history(place), agenda.list_tasks(desk, Filters())
    with pytest.raises(PlanrunnerError) as refused:
        CHANGES[what](place.desk("审核", NEXT))
    if what != "start":  # a submitted task cannot be started in any year
        assert isinstance(refused.value, NotAllowedError)
        assert "close-year --year 2022 --reopen" in refused.value.message
    assert history(place) == before
    assert agenda.list_tasks(desk, Filters()) == tasks
    closing.reopen_year(desk, YEAR, "补录")
    if what != "start":
        CHANGES[what](place.desk("审核", NEXT))
        assert history(place) == before + 2


def test_a_plan_file_of_a_closed_year_changes_nothing(
    place: Workplace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """An edited table is refused as a whole, in the preview already; an untouched one has nothing to say."""
    desk = worked(place)
    close(desk)
    file = tmp_path_factory.mktemp("plan") / "plan.json"
    plan_files.export_plan(desk, YEAR, file)
    assert plan_files.import_plan(desk, file, apply=True) == []
    file.write_text(file.read_text(encoding="utf-8").replace("编印手册", "编印画册"), encoding="utf-8")
    with pytest.raises(NotAllowedError, match="已经结账"):
        plan_files.import_plan(desk, file, apply=False)


def test_evidence_used_again_in_an_open_year_is_reviewed_there(place: Workplace) -> None:
    """A piece that serves a task of this year too can be accepted; last year's task keeps it."""
    desk = worked(place)
    close(desk)
    later = place.desk("经办", NEXT)
    task = tracking.add(later, "再版手册", due=date(2023, 3, 1))
    evidence.add_evidence(later, task, [NewEvidence(known="E1")])
    evidence_review.accept(place.desk("审核", NEXT), ["E1"])
    assert evidence.list_evidence(desk, "T3")[0].status == "accepted"


def test_undo_takes_a_closing_back_and_redo_closes_again(place: Workplace) -> None:
    """Tasks, proposals and the closing go and come together; what was changed before it is held while it stands."""
    desk = worked(place)
    before = {task.id: (task.status, task.status_reason) for task in agenda.list_tasks(desk, Filters())}
    other = place.desk("审核", END)
    tracking.assign(other, ["T1"], "王五")
    close(desk)
    with pytest.raises(NotAllowedError, match="已经结账"):
        undoing.undo(other)
    assert undoing.undo(desk) == "close-year"
    assert {task.id: (task.status, task.status_reason) for task in agenda.list_tasks(desk, Filters())} == before
    assert planning.list_proposals(desk, every=True)[-1].plan_year == YEAR
    assert undoing.redo(desk) == "close-year"
    assert closing_state.standing(desk, YEAR).closed
    closing.reopen_year(desk, YEAR, "补录")
    assert undoing.undo(desk) == "open-year"
    assert closing_state.standing(desk, YEAR).closed
    assert workspace.verify(desk).problems == []


def test_reopening_wants_a_reason_and_a_closed_year(place: Workplace) -> None:
    """A year that is not closed is not opened; one that is, with a reason that the history keeps."""
    desk = worked(place)
    with pytest.raises(UsageError):
        closing.reopen_year(desk, YEAR, " ")
    with pytest.raises(NothingFoundError):
        closing.reopen_year(desk, YEAR, "补录")
    close(desk)
    closing.reopen_year(desk, YEAR, "补录培训")
    with desk.store.reader() as reader:
        newest = queries.recent_history(reader, 1)[0]
    assert newest[3:] == ("open-year", "2022 年：补录培训")


def test_what_is_left_of_a_closed_year_is_asked_for_no_more(place: Workplace) -> None:
    """An unfinished task stays on record and leaves 今日; it comes back when the year is opened again."""
    desk = worked(place)
    later = place.desk("经办", NEXT)
    assert [task.id for task in agenda.groups(later).waiting] == [3]
    close(desk)
    assert not any(agenda.groups(later))
    assert agenda.today_tasks(later) == []
    assert Counter(task.status for task in agenda.list_tasks(later, Filters()))["submitted"] == 1
    closing.reopen_year(desk, YEAR, "补录")
    assert [task.id for task in agenda.groups(later).waiting] == [3]


def test_nobody_is_reminded_of_what_is_left_of_a_closed_year(place: Workplace) -> None:
    """Neither the digests nor the outbox speak of it, though its days are still to come."""
    desk = worked(place)
    tracking.add(desk, "交账", due=date(2022, 12, 22))
    with desk.store.reader() as reader:
        before = outbox.reminded_tasks(reader, date(2022, 1, 1), date(2022, 12, 31), END)
    assert {task.id for task in before} == {2, 5, 6}
    assert digests.daily(desk) is not None
    closing.close_year(desk, YEAR, {}, rest=UNFINISHED, apply=True)
    assert (digests.daily(desk), digests.weekly(desk)) == (None, None)
    with desk.store.reader() as reader:
        assert outbox.reminded_tasks(reader, date(2022, 1, 1), date(2022, 12, 31), END) == []


def test_a_change_seen_too_late_is_told(place: Workplace) -> None:
    """A task that somebody changed since the person looked is not decided over their head."""
    desk = worked(place)
    seen = {one.task: one.version for one in closing_state.standing(desk, YEAR).open}
    tracking.note(place.desk("审核", END), "T2", "正在办")
    tracking.start(place.desk("审核", END), ["T2"])
    with pytest.raises(PlanrunnerError, match="刚被别人改过"):
        close(desk, versions=seen)
    assert not closing_state.standing(desk, YEAR).closed
