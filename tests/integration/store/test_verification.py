"""`verify` names what someone changed behind the program's back."""

import json
import threading
from datetime import date
from pathlib import Path

import pytest
from tests.integration.workplace import Workplace

from planrunner.errors import DamagedDataError
from planrunner.services import evidence, tracking, workspace
from planrunner.store.tables import Task


@pytest.fixture
def worked(place: Workplace, tmp_path: Path) -> Workplace:
    """Return a workplace where two tasks were added and one was done with a file and a number: records 1 to 5."""
    desk = place.desk("甲")
    tracking.add(desk, "例会", due=date(2022, 3, 10))
    tracking.add(desk, "普法", due=date(2022, 3, 12))
    tracking.start(desk, ["T1"])
    photograph = tmp_path / "照片.jpg"
    photograph.write_bytes(b"\xff\xd8photograph")
    tracking.submit(desk, ["T1"], evidence=[evidence.NewEvidence(file=photograph)], metrics={"场次": 1, "人次": 12.5})
    return place


def problems(place: Workplace) -> list[str]:
    """Return what `verify` finds."""
    return workspace.verify(place.desk()).problems


def test_sound_data_has_no_problems(worked: Workplace) -> None:
    """What the program wrote itself verifies, and the records and files are counted."""
    verdict = workspace.verify(worked.desk())
    assert (verdict.records, verdict.evidence, verdict.problems) == (5, 1, [])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("who", "'乙'"),
        ("action", "'close'"),
        ("reason", "'别的'"),
        ("at", "'2022-03-01 00:00:00.000000'"),
        ("undoes", "1"),
        ("hash", "'" + "0" * 64 + "'"),
        ("previous_hash", "'" + "1" * 64 + "'"),
    ],
)
def test_an_edited_record_is_named(worked: Workplace, column: str, value: str) -> None:
    """A change of any column of a record breaks the chain at that record."""
    worked.sql(f"UPDATE history SET {column} = {value} WHERE id = 3")  # noqa: S608 - the test's own words
    (problem,) = problems(worked)
    assert "第 3 条" in problem


def test_edited_images_are_named(worked: Workplace) -> None:
    """A change of what a record says of a row breaks the chain at that record, and only the first break is named."""
    after = json.dumps({"title": "改过"})
    worked.sql("UPDATE history_item SET after = ? WHERE history_id IN (2, 4)", after)
    (problem,) = problems(worked)
    assert "第 2 条" in problem


def test_a_record_taken_out_of_the_middle_is_named(worked: Workplace) -> None:
    """Where a record is missing, the one behind it no longer follows."""
    worked.sql("DELETE FROM history_item WHERE history_id = 3")
    worked.sql("DELETE FROM history WHERE id = 3")
    (problem,) = problems(worked)
    assert "第 4 条" in problem


def test_images_without_their_record_are_named(sqlite_place: Workplace) -> None:
    """Images of a record that is gone are noticed where the record was (PostgreSQL's foreign key forbids it)."""
    tracking.add(sqlite_place.desk(), "例会", due=None)
    sqlite_place.sql("DELETE FROM history WHERE id = 2")
    (problem,) = problems(sqlite_place)
    assert "不存在的记录 2" in problem


def test_a_cut_off_end_is_noticed(sqlite_place: Workplace) -> None:
    """Last records deleted together with their rows break no link, yet SQLite still knows how many there were."""
    tracking.add(sqlite_place.desk(), "例会", due=None)
    for table in ("history_item WHERE history_id = 2", "history WHERE id = 2", "task"):
        sqlite_place.sql(f"DELETE FROM {table}")  # noqa: S608 - as above
    (problem,) = problems(sqlite_place)
    assert "第 1 条之后" in problem


def test_a_cut_off_end_whose_rows_remain_is_noticed(worked: Workplace) -> None:
    """On either database, rows that no remaining record accounts for are named."""
    worked.sql("DELETE FROM history_item WHERE history_id = 5")
    worked.sql("DELETE FROM history WHERE id = 5")
    assert any("task 第 1 行" in problem for problem in problems(worked))


def test_an_edited_row_is_named(worked: Workplace) -> None:
    """A row changed past the program is named by table and number."""
    worked.sql("UPDATE task SET title = '改过' WHERE id = 2")
    (problem,) = problems(worked)
    assert "task 第 2 行与历史记录不一致" in problem


def test_a_deleted_row_is_named(worked: Workplace) -> None:
    """A row deleted past the program is named by table and number."""
    worked.sql("DELETE FROM task WHERE id = 2")
    (problem,) = problems(worked)
    assert "task 第 2 行不见了" in problem


def test_a_row_slipped_in_is_named(worked: Workplace) -> None:
    """A row that no record made is named."""
    worked.sql("INSERT INTO metric (task_id, name, value) VALUES (2, '份数', 1)")
    (problem,) = problems(worked)
    assert "metric 第 3 行" in problem


def test_a_missing_or_changed_evidence_file_is_named(worked: Workplace) -> None:
    """Evidence must be there and be what was handed in."""
    (file,) = [path for path in (worked.folder / "evidence").rglob("*") if path.is_file()]
    file.write_bytes(b"another")
    (problem,) = problems(worked)
    assert "E1“照片.jpg”" in problem
    assert "改动" in problem
    file.unlink()
    (problem,) = problems(worked)
    assert "不见了" in problem


def test_a_damaged_page_is_noticed(sqlite_place: Workplace) -> None:
    """Bytes that rotted inside the file are reported, not half-read."""
    desk = sqlite_place.desk()
    for number in range(200):
        tracking.add(desk, f"任务{number}", due=None)
    sqlite_place.close()
    file = sqlite_place.folder / "planrunner.db"
    sqlite_place.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    ((root,),) = sqlite_place.sql("SELECT rootpage FROM sqlite_master WHERE name = 'history_item'")
    content = bytearray(file.read_bytes())
    content[(root - 1) * 4096 : root * 4096] = b"\x5a" * 4096
    file.write_bytes(content)
    with pytest.raises(DamagedDataError):
        problems(sqlite_place)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history_item SET after = '{' WHERE history_id = 2",
        "UPDATE history SET at = 'gestern' WHERE id = 2",
        "UPDATE task SET due = 'morgen'",
    ],
)
def test_values_that_cannot_be_read_are_problems(sqlite_place: Workplace, statement: str) -> None:
    """SQLite keeps any text in any column; what is no JSON, instant or day is reported, not tripped over."""
    tracking.add(sqlite_place.desk(), "例会", due=date(2022, 3, 10))
    sqlite_place.sql(statement)
    assert len(problems(sqlite_place)) == 1


def test_verifying_needs_no_turn(place: Workplace) -> None:
    """Verifying neither waits for a writer in the middle of a change nor sees half of that change."""
    tracking.add(place.desk(), "例会", due=None)
    inside, go_on = threading.Event(), threading.Event()

    def write() -> None:
        desk = place.desk("乙")
        with desk.store.change(who="乙", action="add", at=desk.now()) as tx:
            tx.session.get_one(Task, 1).title = "新名"
            tx.session.flush()
            inside.set()
            go_on.wait(30)

    writer = threading.Thread(target=write)
    writer.start()
    assert inside.wait(30)
    try:
        verdict = workspace.verify(place.desk())
    finally:
        go_on.set()
        writer.join()
    assert (verdict.records, verdict.problems) == (2, [])
    assert workspace.verify(place.desk()).records == 3
