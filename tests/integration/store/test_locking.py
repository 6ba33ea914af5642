"""Several people and programs on one workspace: nobody's change is lost, and whoever loses is told."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.integration.workplace import Workplace, address, run

from planrunner.errors import ConflictError
from planrunner.services import agenda, tracking, workspace
from planrunner.store.database import Store
from planrunner.store.target import Target

PROGRAMS = Path(__file__).parent / "programs"
WRITERS, TURNS = 8, 20


def start(program: str, place: Workplace, *words: object) -> subprocess.Popen[str]:
    """Start one of the programs beside this file on a workplace."""
    where = place.target.address or str(place.folder)
    command = [sys.executable, str(PROGRAMS / program), where, *map(str, words)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_no_update_is_lost(place: Workplace) -> None:
    """Eight programs that each read a number and write it back one higher, again and again, lose none of their turns."""
    tracking.add(place.desk(), "计数", due=None)
    place.sql("UPDATE task SET number = 0")
    writers = [start("count_up.py", place, f"第{number}人", TURNS) for number in range(WRITERS)]
    for writer in writers:
        writer.communicate(timeout=120)
    assert [writer.returncode for writer in writers] == [0] * WRITERS
    assert place.sql("SELECT number, version FROM task") == [(WRITERS * TURNS, WRITERS * TURNS + 1)]
    assert place.sql("SELECT COUNT(*) FROM history WHERE action = 'count'") == [(WRITERS * TURNS,)]
    ((after,),) = place.sql("SELECT after FROM history_item ORDER BY id DESC LIMIT 1")
    assert str(WRITERS * TURNS) in str(after)


def test_a_held_database_is_a_conflict(place: Workplace) -> None:
    """While another program holds the database, a writer gives up after its time, with exit code 5 and nothing written."""
    tracking.add(place.desk(), "例会", due=date(2022, 3, 10))
    holder = start("hold.py", place)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "holding\n"
    impatient = place.desk()
    impatient.store = Store(place.target._replace(busy_seconds=0.2))
    place.stores.append(impatient.store)
    try:
        with pytest.raises(ConflictError, match="占用") as refused:
            tracking.start(impatient, ["T1"])
        assert refused.value.exit_code == 5
        assert [task.status for task in agenda.today_tasks(place.desk(today=date(2022, 3, 10)))] == ["planned"]
    finally:
        holder.communicate(timeout=60)
    tracking.start(impatient, ["T1"])
    assert place.sql("SELECT status, version FROM task") == [("started", 2)]
    assert workspace.verify(place.desk()).problems == []


def test_the_second_of_two_editors_is_told(place: Workplace) -> None:
    """Whoever edits what someone else has changed since is told what it is now, and nothing of theirs is overwritten."""
    tracking.add(place.desk("甲"), "例会", due=date(2022, 3, 10))
    tracking.assign(place.desk("乙"), ["T1"], "司法所", versions={"T1": 1})
    with pytest.raises(ConflictError, match="司法所"):
        tracking.assign(place.desk("甲"), ["T1"], "党政办", versions={"T1": 1})
    assert place.sql("SELECT owner, version FROM task") == [("司法所", 2)]


def test_a_change_of_several_tasks_is_all_or_nothing(place: Workplace) -> None:
    """If one of the tasks was changed by someone else, none of them is written."""
    desk = place.desk()
    for title in ("一", "二"):
        tracking.add(desk, title, due=None)
    with pytest.raises(ConflictError):
        tracking.start(desk, ["T1", "T2"], versions={"T1": 1, "T2": 7})
    assert place.sql("SELECT status FROM task ORDER BY id") == [("planned",), ("planned",)]


@pytest.fixture(params=["sqlite", "postgres"])
def unmade(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workplace]:
    """Return a workplace whose tables are still to be made."""
    target = Target(file=tmp_path / "new" / "planrunner.db")
    if request.param == "postgres":
        server: str = request.getfixturevalue("postgres")
        run(server, "CREATE DATABASE unmade")
        target = Target(address=address(server, "unmade"))
    place = Workplace(tmp_path / "new", target)
    yield place
    place.close()
    if request.param == "postgres":
        run(server, "DROP DATABASE unmade WITH (FORCE)")


def test_several_programs_make_one_workspace(unmade: Workplace) -> None:
    """Programs that make the same workspace at the same moment make it once; none of them breaks it."""
    makers = [start("make.py", unmade, unmade.folder) for _ in range(4)]
    said = [maker.communicate(timeout=120)[0].strip() for maker in makers]
    assert [maker.returncode for maker in makers] == [0] * 4
    assert sorted(said) == ["False"] * 3 + ["True"]
    assert unmade.sql("SELECT COUNT(*) FROM office") == [(1,)]
    assert workspace.verify(unmade.desk()).problems == []
