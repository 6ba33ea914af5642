"""Months and quarters told in a row: once in each of them, as one thing to do."""

from collections.abc import Callable

import pytest
from tests.unit.extract.conftest import REPORT

from planrunner.domain.schedule import Count
from planrunner.domain.workdays import WorkCalendar
from planrunner.extract.model import Extraction
from planrunner.extract.propose_place import Dated, text_dates

Understand = Callable[[str], Extraction]


def dated(understand: Understand, clause: str) -> tuple[Dated, ...]:
    """Return the dates that the only measure of a plan for 2023 gives by its words."""
    (measure,) = understand(REPORT.format(plan=f"三、下一步工作计划\n（一）{clause}")).measures
    return text_dates(measure, "inside", 2023, WorkCalendar(), observances=True)


@pytest.mark.parametrize(
    ("clause", "months"),
    [
        ("4月、10月各组织一次案卷互评。", [4, 10]),
        ("3月、6月和9月分批走访企业。", [3, 6, 9]),
        ("一季度和三季度各清理一次印章。", [2, 8]),
    ],
)
def test_once_in_each(understand: Understand, clause: str, months: list[int]) -> None:
    """Each month of the row has its own occurrence, due within it."""
    (found,) = dated(understand, clause)
    assert found.placed.schedule == Count(len(months), "year")
    assert [one.number for one in found.placed.occurrences] == list(range(1, len(months) + 1))
    assert [one.planned.month for one in found.placed.occurrences if one.planned] == months
    for one in found.placed.occurrences:
        assert one.window
        assert one.due
        assert one.window[0] <= one.due <= one.window[1]


@pytest.mark.parametrize("clause", ["4月组织互评，力争10月见到成效。", "上半年完成改造，10月集中走访。"])
def test_what_stands_apart_is_no_row(understand: Understand, clause: str) -> None:
    """Two months of two clauses are not joined into one count."""
    found = understand(REPORT.format(plan=f"三、下一步工作计划\n（一）{clause}")).measures
    assert found
    for measure in found:
        for one in text_dates(measure, "inside", 2023, WorkCalendar(), observances=True):
            assert not isinstance(one.placed.schedule, Count)
