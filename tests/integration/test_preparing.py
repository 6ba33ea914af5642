"""Steps before a report, terms made longer once, and the days an office is used to."""

from datetime import date
from pathlib import Path

import pytest
from tests.integration.workplace import Workplace

from planrunner.errors import NotAllowedError, UsageError
from planrunner.services import agenda, events, intake, planning, reporting_facts, tracking, undoing, workspace
from planrunner.services.extending import extend_term
from planrunner.services.plan_tree import plan_tree, tasks_of
from planrunner.store.filters import Filters
from planrunner.store.queries import TaskRow

PLAN = """{year}年度清源镇法治政府建设工作报告

一年来，我镇各项工作有序推进。{done}

二、{next}年工作安排

1、推进依法行政，做好依申请公开和人大代表建议办理，推进法治政府建设。
2、开展法治讲座。
3、开展村干部法律知识培训。
"""


@pytest.fixture
def planned(place: Workplace, tmp_path: Path) -> Workplace:
    """Return a workplace whose plan of 2022 is accepted."""
    read(place, tmp_path, 2021)
    planning.accept_all(place.desk())
    return place


def read(place: Workplace, folder: Path, year: int, done: str = "") -> None:
    file = folder / f"{year}.txt"
    file.write_text(PLAN.format(year=year, next=year + 1, done=done), encoding="utf-8")
    intake.import_report(place.desk(today=date(year + 1, 1, 4)), file)


def named(place: Workplace, *words: str) -> list[TaskRow]:
    rows = agenda.list_tasks(place.desk(), Filters())
    return sorted((row for row in rows if all(word in row.title for word in words)), key=lambda row: row.id)


def report(place: Workplace) -> tuple[TaskRow, TaskRow, TaskRow]:
    """Return the handing in of the yearly report and its two steps."""
    main, draft, review = named(place, "年度报告报送")
    return main, draft, review


def test_a_report_is_drafted_reviewed_and_handed_in(planned: Workplace) -> None:
    """Ten and five working days before the day planned, each on a working day; the page of each names the others."""
    main, draft, review = report(planned)
    assert (draft.planned, review.planned, main.planned) == (date(2022, 1, 14), date(2022, 1, 21), date(2022, 1, 28))
    assert (draft.title, review.title) == (f"起草：{main.title}", f"送审：{main.title}")
    desk = planned.desk()
    shown = agenda.page_to_json(desk, agenda.task_page(desk, f"T{main.id}"))
    assert [step["id"] for step in shown["steps"]] == [f"T{draft.id}", f"T{review.id}"]
    assert shown["before"] is None
    assert agenda.page_to_json(desk, agenda.task_page(desk, f"T{draft.id}"))["before"] == f"T{main.id}"


def test_steps_count_for_nothing_but_stand_in_the_plan(planned: Workplace) -> None:
    """They are no occurrences of the obligation, stand beside what they prepare, and the next report is silent on them."""
    main, draft, review = report(planned)
    desk = planned.desk()
    (obligation,) = agenda.task_page(desk, f"T{main.id}").obligations
    assert obligation.tasks == 1
    assert {row.id for row in tasks_of(desk, obligation.id)} == {main.id, draft.id, review.id}
    facts = reporting_facts.gather(desk, 2022)
    assert facts.steps >= {draft.id, review.id}
    assert facts.steps.isdisjoint(reporting_facts.without_steps(facts).tasks)
    assert {draft.id, review.id} <= set(facts.tasks_of[obligation.id])
    assert plan_tree(desk, 2022).own == []


def test_steps_move_with_what_they_prepare_unless_a_person_dated_them(planned: Workplace) -> None:
    """The report is put off: the draft follows, the review that a person set stays; undo brings all back."""
    main, draft, review = report(planned)
    desk = planned.desk()
    tracking.reschedule(desk, f"T{review.id}", date(2022, 1, 20), "班子会提前")
    tracking.reschedule(desk, f"T{main.id}", date(2022, 2, 18), "区里推迟")
    assert [row.planned for row in report(planned)] == [date(2022, 2, 18), date(2022, 1, 28), date(2022, 1, 20)]
    undoing.undo(desk)
    assert [row.planned for row in report(planned)] == [main.planned, draft.planned, date(2022, 1, 20)]
    assert workspace.verify(desk).problems == []


def test_a_step_needs_no_evidence_and_ends_with_the_report(planned: Workplace) -> None:
    """The draft is reported without a reason; the review still open when the report is signed off leaves the list."""
    main, draft, review = report(planned)
    desk = planned.desk(today=date(2022, 2, 15))
    tracking.submit(desk, [f"T{draft.id}"])
    with pytest.raises(NotAllowedError, match="还没有佐证"):
        tracking.submit(desk, [f"T{main.id}"])
    tracking.submit(desk, [f"T{main.id}"], reason="回执在区里")
    tracking.close(planned.desk("审核", today=date(2022, 2, 15)), [f"T{main.id}"])
    ended = {row.id: (row.status, row.status_reason, row.overdue_since) for row in report(planned)}
    assert ended[review.id] == ("dropped", "所准备的工作已销号", date(2022, 1, 22))
    assert ended[draft.id][0] == "submitted"
    assert workspace.verify(desk).problems == []


@pytest.mark.parametrize(
    ("word", "event", "due", "longer"),
    [
        ("依申请公开", date(2022, 1, 20), date(2022, 2, 22), date(2022, 3, 22)),
        ("人大代表建议", date(2022, 2, 28), date(2022, 5, 27), date(2022, 8, 26)),
    ],
)
def test_a_term_is_extended_once_from_the_same_event(
    planned: Workplace, word: str, event: date, due: date, longer: date
) -> None:
    """信息公开条例 第三十三条: 20 working days once more; 代表法: six months instead of three; a second time is refused."""
    (task,) = named(planned, word)
    desk = planned.desk(today=date(2022, 3, 1))
    with pytest.raises(UsageError, match="还没有起算"):
        extend_term(desk, f"T{task.id}", "涉及第三方")
    assert events.record_event(desk, f"T{task.id}", event).due == due
    with pytest.raises(UsageError, match="理由"):
        extend_term(desk, f"T{task.id}", " ")
    done = extend_term(desk, f"T{task.id}", "涉及第三方，已经批准")
    assert (done.before, done.after) == (due, longer)
    with pytest.raises(NotAllowedError, match="只能延一次"):
        extend_term(desk, f"T{task.id}", "再延")
    row = agenda.task_page(desk, f"T{task.id}").task
    assert (row.due, row.note) == (longer, "延期：涉及第三方，已经批准")
    undoing.undo(desk)
    assert agenda.task_page(desk, f"T{task.id}").task.due == due
    assert workspace.verify(desk).problems == []


def test_a_late_term_stays_late_and_others_have_no_extension(planned: Workplace) -> None:
    """Made longer after its end, a term was late all the same; a rule without an extension gives none."""
    (task,) = named(planned, "依申请公开")
    desk = planned.desk(today=date(2022, 3, 1))
    events.record_event(desk, f"T{task.id}", date(2022, 1, 20))
    extend_term(desk, f"T{task.id}", "补办批准")
    assert agenda.task_page(desk, f"T{task.id}").task.overdue_since == date(2022, 2, 23)
    main, *_ = report(planned)
    with pytest.raises(NotAllowedError, match="没有给延长的期限"):
        extend_term(desk, f"T{main.id}", "想晚点")


def test_the_days_an_office_is_used_to_are_proposed_again(planned: Workplace, tmp_path: Path) -> None:
    """A lecture held on another day than custom says stands near that day next year, moved to a working day, and says why."""
    (lecture,) = named(planned, "法治思想讲座")
    (village,) = named(planned, "村干部")
    desk = planned.desk(today=date(2022, 9, 20))
    tracking.submit(desk, [f"T{lecture.id}"], done_on=date(2022, 9, 16), reason="有照片未存")
    tracking.close(planned.desk("审核", today=date(2022, 9, 20)), [f"T{lecture.id}"])
    tracking.reschedule(desk, f"T{village.id}", date(2022, 11, 16), "错开秋收")
    read(planned, tmp_path, 2022)
    rows = [row for row in planning.list_proposals(planned.desk(today=date(2023, 1, 4))) if row.plan_year == 2023]
    days = {row.title[:5]: (row.occurrences[0]["planned"], row.date_source, row.reason) for row in rows}
    held, source, reason = days[lecture.title[:5]]
    assert (held, source) == ("2023-09-15", "last_year")
    assert reason.startswith("去年9月16日的安排（本单位台账）")
    assert days[village.title[:5]][0] == "2023-11-16"


def test_what_the_paper_says_stands_before_what_was_recorded(planned: Workplace, tmp_path: Path) -> None:
    """The report's own day wins over the ledger's."""
    (lecture,) = named(planned, "法治思想讲座")
    desk = planned.desk(today=date(2022, 9, 20))
    tracking.submit(desk, [f"T{lecture.id}"], done_on=date(2022, 9, 16), reason="有照片未存")
    tracking.close(planned.desk("审核", today=date(2022, 9, 20)), [f"T{lecture.id}"])
    read(planned, tmp_path, 2022, "2022年6月8日，举办机关干部法治讲座。")
    rows = planning.list_proposals(planned.desk(today=date(2023, 1, 4)))
    (again,) = [row for row in rows if row.title == lecture.title]
    assert again.occurrences[0]["planned"] == "2023-06-08"
