"""A proposal that took several measures for one thing is taken apart; other fields' rules come in by a setting."""

from pathlib import Path

import openpyxl
import pytest
from tests.integration.workplace import Workplace

from planrunner.errors import BadInputError, UsageError
from planrunner.services import intake, packs, planning, reporting, splitting, tracking, undoing
from planrunner.services.evidence import NewEvidence
from planrunner.services.sample import sample_report


@pytest.fixture
def read(place: Workplace, tmp_path: Path) -> Workplace:
    """Return a workplace that has read the sample report."""
    report = tmp_path / "报告.txt"
    report.write_text(sample_report(2021), encoding="utf-8")
    intake.import_report(place.desk(), report)
    return place


def test_each_measure_becomes_a_proposal_of_its_own(read: Workplace, tmp_path: Path) -> None:
    """The whole keeps its first measure, the parts have the others; reading the paper again changes nothing."""
    desk = read.desk()
    whole = next(row for row in planning.list_proposals(desk) if len(row.measures) >= 2)
    made = splitting.split(desk, f"P{whole.id}")
    rows = {f"P{row.id}": row for row in planning.list_proposals(desk)}
    assert [rows[one].measures for one in made] == [[item] for item in whole.measures[1:]]
    assert rows[f"P{whole.id}"].measures == whole.measures[:1]
    assert all("拆出" in rows[one].reason for one in made)
    again = intake.import_report(desk, tmp_path / "报告.txt")
    assert (again.new, again.changed) == (0, 0)
    assert {f"P{row.id}": row for row in planning.list_proposals(desk)} == rows
    undoing.undo(desk)
    with pytest.raises(UsageError, match="没有可拆的"):
        splitting.split(desk, next(f"P{row.id}" for row in planning.list_proposals(desk) if len(row.measures) == 1))


def test_another_field_is_switched_on_by_a_setting(sqlite_place: Workplace) -> None:
    """[plan] fields names packs; an unknown one is told with those that exist."""
    folder = sqlite_place.folder
    assert packs.load_rules(folder, "370305").get("flood-preparation") is None
    (folder / "planrunner.toml").write_text('[plan]\nfields = ["work-safety"]\n', encoding="utf-8")
    assert packs.load_rules(folder, "370305").get("flood-preparation") is not None
    (folder / "planrunner.toml").write_text('[plan]\nfields = ["没有"]\n', encoding="utf-8")
    with pytest.raises(BadInputError, match="work-safety"):
        packs.load_rules(folder, "370305")


def test_the_ledger_holds_every_task_and_its_totals_add_up(read: Workplace, tmp_path: Path) -> None:
    """One row a task with source, state and evidence; totals by category; the catalogue of evidence."""
    desk = read.desk()
    tasks = planning.accept_all(desk)
    tracking.submit(desk, tasks[:1], evidence=[NewEvidence(title="=会议记录", note="三月一日")], metrics={"人次": 12})
    file = tmp_path / "台账.xlsx"
    assert reporting.write_ledger(desk, 2022, file) == len(tasks)
    book = openpyxl.load_workbook(file)
    ledger, totals, catalogue = (list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets)
    names = list(ledger[1])
    rows = {row[names.index("编号")]: dict(zip(names, row, strict=True)) for row in ledger[2:]}
    assert set(rows) == set(tasks)
    done = rows[tasks[0]]
    assert (done["完成状态"], done["数据"], done["佐证材料"]) == ("待审核", "人次12", "1件：E1")
    assert all(row["任务来源（章节、原文）"] for row in rows.values())
    assert [row[-1] for row in totals[2:-1]]
    assert sum(int(str(row[-1])) for row in totals[2:-1]) == totals[-1][-1]
    assert [(row[0], row[1]) for row in catalogue[2:]] == [("E1", "=会议记录")]
    with pytest.raises(UsageError, match="xlsx"):
        reporting.write_ledger(desk, 2022, tmp_path / "台账.docx")
