"""A disk without room: the program says so, keeps everything it had, and goes on when there is room again."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from tests.integration.workplace import Workplace

from planrunner.errors import NotAllowedError
from planrunner.services import agenda, tracking, workspace

PROGRAMS = Path(__file__).parent / "programs"


def test_no_room_in_the_database(sqlite_place: Workplace) -> None:
    """When SQLite may not grow its file (SQLITE_FULL), the change is refused as a full disk and nothing of it remains."""
    desk = sqlite_place.desk()
    tracking.add(desk, "例会", due=date(2022, 2, 1))
    sqlite_place.close()

    @event.listens_for(desk.store.engine, "connect")
    def limit(connection: Any, _record: Any) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(NotAllowedError, match="磁盘已满"):
        tracking.add(desk, "长" * 100_000, due=None)
    assert [task.title for task in agenda.today_tasks(desk)] == ["例会"]
    assert workspace.verify(desk).problems == []
    desk.store.close()
    tracking.add(sqlite_place.desk(), "又有地方了", due=None)


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE is POSIX")
def test_files_that_may_not_grow(sqlite_place: Workplace, tmp_path: Path) -> None:
    """When the system refuses to let files grow (EFBIG), neither row, record nor half a piece of evidence is left."""
    tracking.add(sqlite_place.desk(), "例会", due=date(2022, 2, 1))
    photograph = tmp_path / "照片.jpg"
    photograph.write_bytes(bytes(3_000_000))
    done = subprocess.run(
        [sys.executable, str(PROGRAMS / "write_without_room.py"), str(sqlite_place.folder), str(photograph)],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == ["evidence NotAllowedError", "add NotAllowedError"]
    assert [path for path in (sqlite_place.folder / "evidence").rglob("*") if path.is_file()] == []
    assert sqlite_place.sql("SELECT title, status FROM task") == [("例会", "planned")]
    assert workspace.verify(sqlite_place.desk()).problems == []
    tracking.start(sqlite_place.desk(), ["T1"])
