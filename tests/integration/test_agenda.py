"""What the lists of today and the week hold."""

from datetime import date

from tests.integration.workplace import Workplace

from planrunner.services import agenda, tracking
from planrunner.store.queries import TaskRow


def titles(tasks: list[TaskRow]) -> list[str]:
    return [task.title for task in tasks]


def test_what_was_planned_and_is_not_done_is_to_be_done_today(place: Workplace) -> None:
    """A planned day that has passed keeps the task in sight although its last day is still to come."""
    desk = place.desk()
    tracking.add(desk, "三月上旬办的", planned=date(2022, 3, 2), due=date(2022, 3, 31))
    tracking.add(desk, "月底的", due=date(2022, 3, 31))
    tracking.add(desk, "这周末的", due=date(2022, 3, 12))
    tracking.add(desk, "逾期的", due=date(2022, 3, 1))
    later = place.desk(today=date(2022, 3, 9))
    assert titles(agenda.today_tasks(later)) == ["逾期的", "三月上旬办的"]
    groups = agenda.groups(later)
    assert titles(groups.late) == ["逾期的"]
    assert titles(groups.today) == ["三月上旬办的"]
    assert titles(groups.week) == ["这周末的"]
    assert titles(agenda.between(later, *agenda.week_of(date(2022, 3, 9)))) == ["逾期的", "三月上旬办的", "这周末的"]
    assert "三月上旬办的" not in titles(agenda.between(later, date(2022, 3, 14), date(2022, 3, 20)))
