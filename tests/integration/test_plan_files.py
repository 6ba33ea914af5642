"""The plan goes out as a table and comes back: nothing moves unless a person moved it."""

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from tests.integration.workplace import Workplace

from planrunner.errors import BadInputError, ConflictError, NotAllowedError, NothingFoundError, UsageError
from planrunner.services import agenda, intake, plan_files, planning, tracking, undoing, workspace
from planrunner.services.sample import sample_report
from planrunner.store.filters import Filters
from planrunner.store.queries import TaskRow

SUFFIXES = ("xlsx", "json", "toml")


@pytest.fixture
def planned(place: Workplace, tmp_path: Path) -> Workplace:
    """Return a workplace with the sample's plan, and tasks of one's own with awkward names."""
    report = tmp_path / "报告.txt"
    report.write_text(sample_report(2021), encoding="utf-8")
    desk = place.desk()
    intake.import_report(desk, report)
    planning.accept_all(desk)
    tracking.add(desk, '=SUM(A1:A9) "引号" \\反斜杠', due=date(2022, 5, 6), owner="=1+1")
    tracking.add(desk, "没有日期的\n两行", due=None)
    return place


def plan_of(task: TaskRow) -> TaskRow:
    """Return a task without its counters, and without lateness, which is never forgotten."""
    return task._replace(version=0, sequence=0, updated_at=task.created_at, overdue_since=None)


def edited(file: Path, **cells: object) -> Path:
    """Change cells of an exported workbook by their place (C3) as WPS would; return the file."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    for cell, value in cells.items():
        sheet[cell] = value
    book.save(file)
    return file


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_untouched_file_changes_nothing(planned: Workplace, tmp_path: Path, suffix: str) -> None:
    """import(export(plan)) == plan, in each form; exporting twice gives the same bytes."""
    desk = planned.desk()
    count = plan_files.export_plan(desk, 2022, tmp_path / f"一.{suffix}")
    plan_files.export_plan(desk, 2022, tmp_path / f"二.{suffix}")
    assert count == len(agenda.list_tasks(desk, Filters()))
    assert (tmp_path / f"一.{suffix}").read_bytes() == (tmp_path / f"二.{suffix}").read_bytes()
    assert plan_files.import_plan(desk, tmp_path / f"一.{suffix}", apply=True) == []


def test_an_edited_table_shows_its_diff_and_applies_it_at_once(planned: Workplace, tmp_path: Path) -> None:
    """New date, owner, category word and a new row: shown first, then one change that one undo takes back."""
    desk = planned.desk()
    file = tmp_path / "分解表.xlsx"
    plan_files.export_plan(desk, 2022, file)
    before = agenda.list_tasks(desk, Filters())
    last = len(before) + 3
    edited(
        file, D3="廉政", E3="王所长", F3="2022-06-07", G3="6月9日", **{f"C{last}": "新加的会", f"G{last}": "2022-08-08"}
    )
    found = plan_files.import_plan(desk, file, apply=False)
    number = found[0].id
    assert [one.field for one in found] == ["category", "owner", "planned", "due", "title"]
    assert "新增 新加的会（2022-08-08）" in found[-1].words()
    assert agenda.list_tasks(desk, Filters()) == before

    assert plan_files.import_plan(desk, file, apply=True) == found
    changed = agenda.task_page(desk, number).task
    assert (changed.category, changed.owner) == ("integrity", "王所长")
    assert (changed.planned, changed.due, changed.date_source) == (date(2022, 6, 7), date(2022, 6, 9), "manual")
    assert [task.title for task in agenda.search(desk, "新加的会")] == ["新加的会"]
    undoing.undo(desk)
    assert list(map(plan_of, agenda.list_tasks(desk, Filters()))) == list(map(plan_of, before))
    assert workspace.verify(desk).problems == []


def test_a_task_changed_meanwhile_is_not_overwritten(planned: Workplace, tmp_path: Path) -> None:
    """Where another person changed a task since the export, nothing of the table is taken."""
    desk = planned.desk()
    file = tmp_path / "分解表.xlsx"
    plan_files.export_plan(desk, 2022, file)
    (first, second) = (str(row[0].value) for row in openpyxl.load_workbook(file).worksheets[0]["A3:A4"])
    tracking.assign(planned.desk("别人"), [second], "李")
    edited(file, C3="改过的", E4="张")
    with pytest.raises(ConflictError, match=second):
        plan_files.import_plan(desk, file, apply=True)
    assert agenda.task_page(desk, first).task.title != "改过的"


def test_what_cannot_be_taken_is_named_and_changes_nothing(planned: Workplace, tmp_path: Path) -> None:
    """A submitted task's date, an unknown id, a date that is none, a strange file: each is said in words."""
    desk = planned.desk()
    file = tmp_path / "计划.json"
    plan_files.export_plan(desk, 2022, file)
    content = json.loads(file.read_text("utf-8"))

    def with_first(**fields: object) -> Path:
        changed = [content["tasks"][0] | fields, *content["tasks"][1:]]
        file.write_text(json.dumps(content | {"tasks": changed}, ensure_ascii=False), encoding="utf-8")
        return file

    for fields, error, words in (
        ({"id": "T9999"}, NothingFoundError, "T9999"),
        ({"planned": "2022-02-30"}, BadInputError, "第 1 项"),
        ({"title": " "}, BadInputError, "没有任务名称"),
        ({"category": "忙"}, BadInputError, "忙"),
        ({"planned": "2022-05-06", "due": "2022-05-05"}, BadInputError, "早于"),
    ):
        with pytest.raises(error, match=words):
            plan_files.import_plan(desk, with_first(**fields), apply=True)
    tracking.submit(desk, [content["tasks"][0]["id"]], reason="口头")
    with pytest.raises(NotAllowedError, match="不能改日期"):
        plan_files.import_plan(desk, with_first(planned="2022-12-30", due="2022-12-30", version=None), apply=True)
    for name, data in (("坏.xlsx", b"PK\x03\x04nothing"), ("坏.toml", b"= ="), ("坏.json", b"[1]"), ("空.json", b"{}")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(BadInputError):
            plan_files.import_plan(desk, tmp_path / name, apply=True)
    with pytest.raises(UsageError):
        plan_files.export_plan(desk, 2022, tmp_path / "计划.pdf")
