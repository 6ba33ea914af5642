"""What stands where a workspace should be: nothing, half of one, someone else's file, a locked folder."""

import ctypes
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integration.workplace import Workplace

from planrunner.errors import ConflictError, DamagedDataError, NotAllowedError
from planrunner.services import agenda, tracking, workspace
from planrunner.store.database import Store
from planrunner.store.target import SCHEMA_VERSION, Target

PROGRAMS = Path(__file__).parent / "programs"
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def at(folder: Path) -> Workplace:
    """Return the workplace in a folder, whatever stands there."""
    return Workplace(folder, Target(file=folder / "planrunner.db", busy_seconds=5))


def refused(place: Workplace, error: type[Exception], words: str) -> None:
    """Assert that reading, writing and `init` each end with this error, and that no byte of the file has changed."""
    assert place.target.file is not None
    before = place.target.file.read_bytes()
    with pytest.raises(error, match=words):
        agenda.today_tasks(place.desk())
    with pytest.raises(error, match=words):
        tracking.add(place.desk(), "例会", due=None)
    with pytest.raises(error, match=words):
        workspace.init(place.desk(), "凤凰镇", "370305")
    assert place.target.file.read_bytes() == before


def test_no_workspace(tmp_path: Path) -> None:
    """Where there is none, reading and writing say how to make one and make nothing themselves."""
    place = at(tmp_path / "none")
    with pytest.raises(NotAllowedError, match="planrunner init"):
        agenda.today_tasks(place.desk())
    with pytest.raises(NotAllowedError, match="planrunner init"):
        tracking.add(place.desk(), "例会", due=None)
    assert not place.folder.exists()


def test_no_tables_on_postgres(postgres: str, tmp_path: Path) -> None:
    """A PostgreSQL database without our tables says how to make them."""
    place = Workplace(tmp_path, Target(address=postgres))
    with pytest.raises(NotAllowedError, match="planrunner init"):
        agenda.today_tasks(place.desk())


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    """An address where no server answers is a conflict with a hint, not a bug."""
    place = Workplace(tmp_path, Target(address="postgresql://nobody@127.0.0.1:1/none?connect_timeout=2"))
    with pytest.raises(ConflictError, match="连不上"):
        agenda.today_tasks(place.desk())


def test_another_programs_database(tmp_path: Path) -> None:
    """A SQLite file of another program is refused and left as it is."""
    with closing(sqlite3.connect(tmp_path / "planrunner.db")) as connection:
        connection.execute("CREATE TABLE notes (text)")
    refused(at(tmp_path), DamagedDataError, "不是 planrunner 的数据文件")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(min_size=1, max_size=3000))
def test_bytes_that_are_no_database(tmp_path: Path, content: bytes) -> None:
    """Whatever bytes stand in planrunner.db, they are refused as damaged and left as they are."""
    (tmp_path / "planrunner.db").write_bytes(content)
    refused(at(tmp_path), DamagedDataError, "planrunner.db")


def test_a_cut_off_file(sqlite_place: Workplace) -> None:
    """A file of which the end is missing is refused as damaged."""
    file = sqlite_place.folder / "planrunner.db"
    file.write_bytes(file.read_bytes()[:5000])
    with pytest.raises(DamagedDataError):
        tracking.add(sqlite_place.desk(), "例会", due=None)


def test_a_newer_programs_data(sqlite_place: Workplace) -> None:
    """Data of a newer program is refused with exit code 6 and left as it is."""
    sqlite_place.sql(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    refused(sqlite_place, DamagedDataError, "更新版本")


def test_a_newer_programs_data_on_postgres(postgres_place: Workplace) -> None:
    """The same on PostgreSQL, where the number stands in a table."""
    postgres_place.sql("UPDATE schema_version SET version = ?", SCHEMA_VERSION + 1)
    for act in (agenda.today_tasks, lambda desk: workspace.init(desk, "凤凰镇", "370305")):
        with pytest.raises(DamagedDataError, match="更新版本"):
            act(postgres_place.desk())


@pytest.mark.parametrize("pragma", [None, "journal_mode = WAL"])
def test_a_half_made_workspace_is_made_whole(tmp_path: Path, pragma: str | None) -> None:
    """What `init` leaves when it is killed early (an empty file) is named as unfinished, and `init` finishes it."""
    (tmp_path / "planrunner.db").touch()
    if pragma:
        with closing(sqlite3.connect(tmp_path / "planrunner.db")) as connection:
            connection.execute(f"PRAGMA {pragma}")
    place = at(tmp_path)
    with pytest.raises(NotAllowedError, match="还没有建完"):
        agenda.today_tasks(place.desk())
    assert workspace.init(place.desk(), "凤凰镇", "370305")
    assert workspace.verify(place.desk()).problems == []
    place.close()


def test_tables_without_an_office_are_finished(sqlite_place: Workplace) -> None:
    """Killed between the tables and the office, `init` goes on where it stopped."""
    for table in ("history_item", "history", "office", "sqlite_sequence"):
        sqlite_place.sql(f"DELETE FROM {table}")  # noqa: S608 - constants
    assert workspace.init(sqlite_place.desk(), "凤凰镇", "370305")
    assert not workspace.init(sqlite_place.desk(), "凤凰镇", "370305")


def test_a_path_is_not_a_url(tmp_path: Path) -> None:
    """A folder whose name holds what means something in a URL is a folder all the same."""
    place = at(tmp_path / "乡镇 100%?#计划")
    workspace.init(place.desk(), "凤凰镇", "370305")
    tracking.add(place.desk(), "例会", due=date(2022, 2, 1))
    assert [task.title for task in agenda.today_tasks(place.desk())] == ["例会"]
    assert workspace.verify(place.desk()).problems == []
    assert [path.name for path in tmp_path.iterdir()] == ["乡镇 100%?#计划"]
    place.close()


@pytest.fixture
def locked_folder(tmp_path: Path) -> Iterator[Path]:
    """Return a folder to be locked, and unlock it again for pytest to clear away."""
    folder = tmp_path / "locked"
    folder.mkdir()
    yield folder
    folder.chmod(0o755)


def without_roots_power() -> None:
    """Give up what lets root write whatever the permissions say (capabilities(7)); takes effect with the next exec."""
    libc = ctypes.CDLL(None)
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


def powerless(place: Workplace) -> list[str]:
    """Read, verify and write without rights on the folder, also where the tests run as root."""
    done = subprocess.run(
        [sys.executable, str(PROGRAMS / "read_and_write.py"), str(place.folder)],
        check=True,
        capture_output=True,
        text=True,
        preexec_fn=without_roots_power if os.geteuid() == 0 else None,
    )
    return done.stdout.splitlines()


@pytest.mark.skipif(sys.platform != "linux", reason="locks a folder as Linux does")
@pytest.mark.parametrize("left_open", [False, True], ids=["closed", "left open by another program"])
def test_a_folder_nobody_may_write_to(sqlite_place: Workplace, locked_folder: Path, left_open: bool) -> None:
    """Lists and `verify` work where nothing may be written; writing is refused with exit code 4 and changes nothing."""
    tracking.add(sqlite_place.desk(), "例会", due=date(2022, 2, 1))
    if not left_open:
        sqlite_place.close()
        assert [path.name for path in sqlite_place.folder.glob("planrunner.db-*")] == []
    for path in sqlite_place.folder.glob("planrunner.db*"):
        shutil.copyfile(path, locked_folder / path.name)
        (locked_folder / path.name).chmod(0o444)
    locked_folder.chmod(0o555)
    before = {path.name: path.read_bytes() for path in locked_folder.iterdir()}
    assert powerless(at(locked_folder)) == ["today 例会", "verify 0", "add NotAllowedError 4"]
    assert {path.name: path.read_bytes() for path in locked_folder.iterdir()} == before


@pytest.mark.skipif(sys.platform != "linux", reason="locks a folder as Linux does")
def test_the_last_changes_are_not_silently_left_out(sqlite_place: Workplace, locked_folder: Path) -> None:
    """A write-protected copy whose newest changes stand in the WAL, yet cannot be read there, is refused, not half-read."""
    tracking.add(sqlite_place.desk(), "例会", due=date(2022, 2, 1))
    for name in ("planrunner.db", "planrunner.db-wal"):  # as copied without the -shm file
        shutil.copyfile(sqlite_place.folder / name, locked_folder / name)
        (locked_folder / name).chmod(0o444)
    locked_folder.chmod(0o555)
    assert powerless(at(locked_folder))[0] == "today NotAllowedError 4"


def test_a_reader_is_not_fooled_by_a_lock(tmp_path: Path, made_file: Path) -> None:
    """While another program holds the whole file, a reader gives up in time; it never reads past the lock."""
    shutil.copyfile(made_file, tmp_path / "planrunner.db")
    store = Store(Target(file=tmp_path / "planrunner.db", busy_seconds=0.1))
    with closing(sqlite3.connect(tmp_path / "planrunner.db", isolation_level=None)) as holder:
        holder.execute("PRAGMA journal_mode = DELETE")
        holder.execute("BEGIN EXCLUSIVE")
        with store.reader() as reader, pytest.raises(ConflictError, match="占用"):
            reader.rows("SELECT 1 FROM office")
