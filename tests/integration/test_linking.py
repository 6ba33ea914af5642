"""One meeting counts for several obligations."""

from datetime import date

import pytest
from tests.integration.workplace import Workplace

from planrunner.errors import NothingFoundError, UsageError
from planrunner.services import agenda, intake, linking, planning, tracking, undoing, workspace
from planrunner.store import queries
from planrunner.store.filters import Filters

PLAN = """清源镇2021年度法治政府建设工作报告
2021年，我镇各项工作有序推进。
二、2022年工作安排
1、组织开展法治学习会不少于2次。
2、召开矛盾化解调度会不少于4次。
"""


def test_a_meeting_counts_for_both_when_it_is_signed_off(place: Workplace) -> None:
    """The second obligation is one further on when the task is closed; undo takes the link back."""
    file = place.folder / "报告.txt"
    file.write_text(PLAN, encoding="utf-8")
    desk = place.desk()
    intake.import_report(desk, file)
    planning.accept_all(desk)
    with desk.store.reader() as reader:
        study, calls = (row for row in queries.obligations(reader) if row.target in (2, 4))
        task = next(number for number, obligation in queries.links(reader) if obligation == study.id)
    assert linking.count_also(desk, f"T{task}", f"O{calls.id}") == calls.title
    with pytest.raises(UsageError, match="已经计入"):
        linking.count_also(desk, f"T{task}", f"O{calls.id}")
    with pytest.raises(NothingFoundError):
        linking.count_also(desk, f"T{task}", "O999")
    tracking.submit(desk, [f"T{task}"], done_on=date(2022, 2, 1), reason="口头")
    tracking.close(place.desk("审核"), [f"T{task}"])
    done = {row.id: row.done for row in agenda.task_page(desk, f"T{task}").obligations}
    assert done == {study.id: 1, calls.id: 1}
    assert workspace.verify(desk).problems == []
    undoing.undo(place.desk("审核"))
    undoing.undo(desk)
    undoing.undo(desk)
    assert [row.id for row in agenda.task_page(desk, f"T{task}").obligations] == [study.id]


GROUP = """清源镇2021年度法治政府建设工作报告
2021年4月27日，党委理论学习中心组开展法治专题学习。2021年11月8日，党委理论学习中心组学习宪法。
二、2022年工作安排
1、党委理论学习中心组每季度集体学习研讨，其中法治专题学习不少于2次。
"""


@pytest.mark.parametrize("order", [("study", "quarterly"), ("quarterly", "study")])
def test_sessions_that_are_one_meeting_become_one_task(sqlite_place: Workplace, order: tuple[str, str]) -> None:
    """Four sessions in all, two of them counted for both, in whichever order the two are accepted; read again: no change."""
    file = sqlite_place.folder / "报告.txt"
    file.write_text(GROUP, encoding="utf-8")
    desk = sqlite_place.desk()
    intake.import_report(desk, file)
    proposals = {str(row.rule).removeprefix("party-group-"): row for row in planning.list_proposals(desk)}
    for which in order:
        planning.accept(desk, [f"P{proposals[which].id}"])
    tasks = agenda.tasks_to_json(desk, agenda.list_tasks(desk, Filters()))
    served = {task["planned"]: len(task["obligations"]) for task in tasks}
    assert len(tasks) == 4
    assert (served["2022-04-27"], served["2022-11-08"]) == (2, 2)
    assert {row["target"] for task in tasks for row in task["obligations"]} == {2, 4}
    assert intake.import_report(desk, file).changed == 0
    assert workspace.verify(desk).problems == []
    undoing.undo(desk)
    assert {len(task["obligations"]) for task in agenda.tasks_to_json(desk, agenda.list_tasks(desk, Filters()))} == {1}
