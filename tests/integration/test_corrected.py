"""A corrected report: the diff shows what changed and nothing else, and what a person did is never overwritten."""

from pathlib import Path

import pytest
from tests.integration.workplace import Workplace

from planrunner.services import agenda, intake, planning
from planrunner.services.sample import sample_report
from planrunner.store.filters import Filters

OLD, NEW = "修订镇机关公章使用管理办法", "修订镇机关印章使用管理办法"


@pytest.fixture
def papers(tmp_path: Path) -> tuple[Path, Path]:
    """Return the sample report and a copy with one measure reworded."""
    text = sample_report(2021)
    assert OLD in text
    files = tmp_path / "报告.txt", tmp_path / "更正.txt"
    files[0].write_text(text, encoding="utf-8")
    files[1].write_text(text.replace(OLD, NEW), encoding="utf-8")
    return files


def test_one_reworded_measure_is_the_whole_diff(place: Workplace, papers: tuple[Path, Path]) -> None:
    """The proposal of the reworded measure changes in place; every other one stays as it was."""
    desk = place.desk()
    first = intake.import_report(desk, papers[0])
    before = {row.id: row.title for row in planning.list_proposals(desk)}
    preview = intake.import_report(desk, papers[1], dry_run=True)
    assert {row.id: row.title for row in planning.list_proposals(desk)} == before
    corrected = intake.import_report(desk, papers[1])
    assert (corrected.new, corrected.changed, corrected.withdrawn) == (0, 1, 0)
    assert corrected.lines == preview.lines
    assert corrected.unchanged == first.new - 1
    after = {row.id: row.title for row in planning.list_proposals(desk)}
    assert after.keys() == before.keys()
    assert [after[one] for one in after if after[one] != before[one]] == [before_title(before, OLD).replace(OLD, NEW)]
    assert {item["document"] for row in planning.list_proposals(desk) for item in row.measures} == {
        corrected.document["id"]
    }
    again = intake.import_report(desk, papers[1])
    assert (again.new, again.changed, again.withdrawn) == (0, 0, 0)


def before_title(titles: dict[int, str], words: str) -> str:
    """Return the one title that holds some words."""
    (found,) = [title for title in titles.values() if words in title]
    return found


def test_what_a_person_decided_waits_for_the_person(place: Workplace, papers: tuple[Path, Path]) -> None:
    """An accepted proposal keeps its tasks until the update is accepted; an edited one keeps the edit."""
    desk = place.desk()
    intake.import_report(desk, papers[0])
    rows = planning.list_proposals(desk)
    edited = next(row for row in rows if OLD not in row.title)
    planning.edit_proposal(desk, f"P{edited.id}", {"title": "人改过的名称", "dates": "2022-06-07"})
    planning.accept_all(desk)
    tasks = agenda.list_tasks(desk, Filters())
    intake.import_report(desk, papers[1])
    assert agenda.list_tasks(desk, Filters()) == tasks
    (waiting,) = [row for row in planning.list_proposals(desk) if row.update is not None]
    assert OLD in waiting.title
    planning.accept(desk, [f"P{waiting.id}"])
    changed = [task for task in agenda.list_tasks(desk, Filters()) if NEW in task.title]
    assert len(changed) == 1
    assert any(task.title == "人改过的名称" for task in agenda.list_tasks(desk, Filters()))
