"""Backups are whole, checked and rotated; a copy that is not sound is never left behind."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from tests.integration.workplace import Workplace

from planrunner.errors import DamagedDataError, NotAllowedError
from planrunner.services import agenda, tracking, workspace
from planrunner.store.backup import backup, check, rotate


def test_a_backup_is_a_workspace_file(sqlite_place: Workplace) -> None:
    """A copy put in the place of the original is that workspace at the moment of the copy; it verifies."""
    tracking.add(sqlite_place.desk(), "例会", due=date(2022, 2, 1))
    file = sqlite_place.folder / "planrunner.db"
    copy = backup(file, sqlite_place.folder / "backups" / "copy.db")
    tracking.add(sqlite_place.desk(), "后来的", due=date(2022, 2, 1))
    sqlite_place.close()
    for path in sqlite_place.folder.glob("planrunner.db*"):
        path.unlink()
    copy.replace(file)
    assert [task.title for task in agenda.today_tasks(sqlite_place.desk())] == ["例会"]
    assert workspace.verify(sqlite_place.desk()).problems == []


def test_a_backup_in_the_middle_of_a_change(sqlite_place: Workplace) -> None:
    """A copy made while someone writes waits for nobody and holds nothing of the unfinished change."""
    tracking.add(sqlite_place.desk(), "例会", due=None)
    desk = sqlite_place.desk()
    with desk.store.change(who="乙", action="add", at=desk.now()) as tx:
        from planrunner.store.tables import Task

        tx.session.get_one(Task, 1).title = "未定"
        tx.session.flush()
        copy = backup(sqlite_place.folder / "planrunner.db", sqlite_place.folder / "copy.db")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT title FROM task").fetchall() == [("例会",)]


def test_an_older_copy_is_replaced_whole(sqlite_place: Workplace) -> None:
    """A copy of the same name is replaced, and no half-written file remains beside it."""
    folder = sqlite_place.folder / "backups"
    for _ in range(2):
        backup(sqlite_place.folder / "planrunner.db", folder / "copy.db")
    assert [path.name for path in folder.iterdir()] == ["copy.db"]


def test_damaged_data_makes_no_backup(sqlite_place: Workplace) -> None:
    """Damaged data is not copied over an older, sound copy."""
    file, copy = sqlite_place.folder / "planrunner.db", sqlite_place.folder / "backups" / "copy.db"
    sound = backup(file, copy).read_bytes()
    content = bytearray(file.read_bytes())
    content[4096 : len(content) // 2] = b"\x5a" * (len(content) // 2 - 4096)
    file.write_bytes(content)
    with pytest.raises(DamagedDataError, match="备份没有做成"):
        backup(file, copy)
    assert copy.read_bytes() == sound
    assert [path.name for path in copy.parent.iterdir()] == ["copy.db"]


def test_checking_a_copy(sqlite_place: Workplace, tmp_path: Path) -> None:
    """A sound copy passes; a rotten one, another program's file and a missing one are each refused."""
    copy = backup(sqlite_place.folder / "planrunner.db", tmp_path / "copy.db")
    check(copy)
    rotten = tmp_path / "rotten.db"
    rotten.write_bytes(copy.read_bytes()[:-8192])
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE notes (text)")
    for file in (rotten, other):
        with pytest.raises(DamagedDataError):
            check(file)
    with pytest.raises(NotAllowedError):
        check(tmp_path / "none.db")


@pytest.mark.parametrize("keep", [0, 1, 3, 9])
def test_rotation_keeps_the_newest(tmp_path: Path, keep: int) -> None:
    """Only the oldest of the matching copies go; other files stay, whatever their names."""
    names = [f"planrunner-2022010{day}.db" for day in range(1, 6)]
    for name in [*names, "before-schema-2.db"]:
        (tmp_path / name).touch()
    gone = rotate(tmp_path, "planrunner-*.db", keep)
    assert [path.name for path in gone] == names[: max(0, 5 - keep)]
    assert {path.name for path in tmp_path.iterdir()} == {*names[max(0, 5 - keep) :], "before-schema-2.db"}
