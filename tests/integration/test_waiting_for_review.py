"""Work done in time is not late while it waits for its reviewer: lists, lights, filters, search and figures agree."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from tests.integration.workplace import Workplace

from planrunner.domain.zone import SHANGHAI
from planrunner.services import agenda, tracking
from planrunner.services.desk import Desk
from planrunner.services.evidence import NewEvidence
from planrunner.services.statistics import statistics
from planrunner.services.task_index import find, read_index
from planrunner.store.filters import Filters
from planrunner.tui.narrowing import read_wanted

if TYPE_CHECKING:
    from planrunner.domain.lights import Light

DUE = date(2022, 3, 10)
LATER = datetime(2022, 3, 21, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def later(place: Workplace) -> Desk:
    """Return a desk on 21 March: T1 done in time, T2 done late, T3 not handed in, T4 sent back, T5 due later, handed in."""
    desk = place.desk("甲")
    desk = Desk(desk.folder, desk.store, "甲", clock=lambda: datetime(2022, 3, 1, 9, 0, tzinfo=SHANGHAI))
    for title in ("按期", "迟办", "没办", "退回"):
        tracking.add(desk, title, due=DUE)
    tracking.add(desk, "以后", due=date(2022, 12, 1))
    desk = Desk(desk.folder, desk.store, "甲", clock=lambda: LATER)
    note = [NewEvidence(note="已办")]
    tracking.submit(desk, ["T1", "T4"], evidence=note, done_on=date(2022, 3, 9))
    tracking.submit(desk, ["T2"], evidence=note, done_on=date(2022, 3, 15))
    tracking.submit(desk, ["T5"], evidence=note, done_on=date(2022, 3, 15))
    tracking.return_(Desk(desk.folder, desk.store, "乙", clock=lambda: LATER), ["T4"], "缺照片")
    return desk


def test_every_list_judges_by_the_day_the_work_was_done(later: Desk) -> None:
    """T1 is not red and not late; T2 done late, T3 never done and T4 sent back are, on both databases and in every place."""
    today, yellow = later.today(), agenda.yellow_day(later)
    tasks = {task.title: task for task in agenda.list_tasks(later, Filters())}
    lights: dict[str, Light] = {title: agenda.light_of(task, today, yellow) for title, task in tasks.items()}
    assert lights == {"按期": "yellow", "迟办": "red", "没办": "red", "退回": "red", "以后": "green"}
    assert {title for title, task in tasks.items() if agenda.is_late(task, today)} == {"迟办", "没办", "退回"}
    since = {title for title, task in tasks.items() if agenda.overdue_since(task, today)}
    assert since == {"迟办", "没办", "退回"}
    for light in ("red", "yellow", "green", "grey", "blue"):
        listed = {task.title for task in agenda.list_tasks(later, Filters(light=light))}
        assert listed == {title for title, one in lights.items() if one == light}
    assert statistics(later, 2022).total.late == 3
    hits = find(later, read_index(later), read_wanted("状态:逾期", today))
    assert {task.title for task in hits.tasks} == {"迟办", "没办", "退回"}
