"""backup, restore, doctor, and evidence after it was handed in."""

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from tests.integration.cli.said import Cli

from planrunner.reminders.lock import only_one
from planrunner.store.backup import backup as data_backup
from planrunner.store.target import SCHEMA_VERSION


@pytest.fixture
def worked(cli: Cli, tmp_path: Path) -> Cli:
    """Return a workspace with a task, its evidence, and settings."""
    (tmp_path / "照片.jpg").write_bytes(b"a picture")
    cli("add", "例会", "--due", "2022-03-10")
    assert cli("evidence", "add", "T1", str(tmp_path / "照片.jpg")).code == 0
    (tmp_path / "workspace" / "planrunner.toml").write_text("[serve]\nport = 8751\n", encoding="utf-8")
    return cli


def test_a_backup_brings_everything_back(worked: Cli, tmp_path: Path) -> None:
    """After a restore data, evidence and settings are those of the backup; what was there before is kept aside."""
    place, file = tmp_path / "workspace", tmp_path / "备份.zip"
    assert worked("backup", str(file), "--json").json["evidence"] == 1
    worked("add", "后来的")
    (place / "planrunner.toml").write_text("", encoding="utf-8")
    evidence = next(path for path in (place / "evidence").rglob("*") if path.is_file())
    evidence.write_bytes(b"spoilt")
    assert worked("verify").code == 6
    said = worked("restore", str(file))
    assert said.code == 0
    assert worked("verify").code == 0
    assert [task["title"] for task in worked("list", "--json").json] == ["例会"]
    assert "8751" in (place / "planrunner.toml").read_text(encoding="utf-8")
    (aside,) = (place / "backups").glob("before-restore-*")
    assert str(aside) in said.out
    with closing(sqlite3.connect(aside / "planrunner.db")) as kept:
        assert kept.execute("SELECT COUNT(*) FROM task").fetchone() == (2,)
    assert worked("add", "再来").code == 0


def test_a_backup_opens_on_another_machine(worked: Cli, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without a workspace becomes one; damaged data there is replaced too, and kept."""
    from planrunner.cli.main import run

    worked("backup", str(tmp_path / "b.zip"))
    new = ["--workspace", str(tmp_path / "新电脑"), "--as", "经办"]
    assert run([*new, "restore", str(tmp_path / "b.zip")]) == 0
    assert run([*new, "verify"]) == 0
    data = tmp_path / "新电脑" / "planrunner.db"
    data.write_bytes(data.read_bytes()[:3000])
    capsys.readouterr()
    assert run([*new, "list"]) == 6
    assert "planrunner restore" in capsys.readouterr().err
    assert run([*new, "restore", str(tmp_path / "b.zip")]) == 0
    assert run([*new, "verify"]) == 0


def test_a_bare_copy_of_the_data_is_taken_too(worked: Cli, tmp_path: Path) -> None:
    """What is copied before the data's format changes can be put back: the data alone, evidence and settings stay."""
    place = tmp_path / "workspace"
    data_backup(place / "planrunner.db", tmp_path / "before-schema.db")
    worked("add", "后来的")
    assert worked("restore", str(tmp_path / "before-schema.db"), "--json").json["settings"] is False
    assert [task["title"] for task in worked("list", "--json").json] == ["例会"]
    assert worked("verify").code == 0
    assert "8751" in (place / "planrunner.toml").read_text(encoding="utf-8")


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


def _no_zip(file: Path) -> None:
    file.write_text("不是备份", encoding="utf-8")


def _escaping(file: Path) -> None:
    with zipfile.ZipFile(file, "a") as bundle:
        bundle.writestr("../外面.txt", "不该写到这里")


def _other_data(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as bundle:
        bundle.writestr("planrunner.db", b"SQLite format 3\x00" + bytes(200))


@pytest.mark.parametrize("spoil", [_cut, _flip, _no_zip, _escaping, _other_data, Path.unlink])
def test_a_damaged_backup_is_refused(worked: Cli, tmp_path: Path, spoil: object) -> None:
    """A file that is cut, altered, none of ours or not there changes nothing."""
    file = tmp_path / "备份.zip"
    worked("backup", str(file))
    assert callable(spoil)
    spoil(file)
    worked("add", "后来的")
    said = worked("restore", str(file))
    assert (said.code, said.out) == (3, "")
    assert "现有数据没有改动" in said.err
    assert len(worked("list", "--json").json) == 2
    assert worked("verify").code == 0
    left = {path.name for path in (tmp_path / "workspace").iterdir()}
    assert not any(name.startswith(".restore") for name in left)
    assert not (tmp_path / "外面.txt").exists()


def test_what_is_open_elsewhere_is_not_restored(worked: Cli, tmp_path: Path) -> None:
    """While `serve` runs, or another program has the data open, a restore is refused."""
    place, file = tmp_path / "workspace", tmp_path / "备份.zip"
    worked("backup", str(file))
    with only_one(place):
        assert worked("restore", str(file)).code == 4
    with closing(sqlite3.connect(place / "planrunner.db")) as other:
        other.execute("SELECT * FROM task").fetchall()
        said = worked("restore", str(file))
    assert (said.code, "另一个程序" in said.err) == (5, True)
    assert worked("restore", str(file)).code == 0


def test_damaged_evidence_is_left_out_and_named(worked: Cli, tmp_path: Path) -> None:
    """One spoilt file of evidence does not stop backups."""
    evidence = next(path for path in (tmp_path / "workspace" / "evidence").rglob("*") if path.is_file())
    evidence.write_bytes(b"spoilt")
    said = worked("backup", str(tmp_path / "备份.zip"), "--json")
    assert (said.code, said.json["evidence"]) == (0, 0)
    assert "E1" in said.err


def test_doctor_with_and_without_a_workspace(bare: Cli, tmp_path: Path) -> None:
    """Without a workspace it tells of the machine and ends well; with one it counts and checks; bad settings are told."""
    found = bare("doctor", "--json")
    assert (found.code, found.json["exists"]) == (0, False)
    assert {"version", "python", "sqlite", "encoding", "workspace", "free_bytes", "tools"} <= set(found.json)
    bare("init", "--office", "清源镇", "--region", "370305")
    bare("add", "例会")
    bare("backup")
    found = bare("doctor", "--json").json
    assert (found["counts"]["task"], found["problems"], found["schema"]) == (1, [], SCHEMA_VERSION)
    assert Path(found["last_backup"]).is_file()
    with (tmp_path / "workspace" / "planrunner.toml").open("a", encoding="utf-8") as settings:
        settings.write('[drop]\nfolder = "提醒"\n\n[drop]\n')
    said = bare("doctor")
    assert (said.code, "[drop] 这一段写了两遍" in said.out) == (0, True)
    assert bare("today").code == 2


def test_settings_without_their_section_are_named(cli: Cli, tmp_path: Path) -> None:
    """A key whose section line is still commented out is told with the section that it belongs to."""
    settings = tmp_path / "workspace" / "planrunner.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '\n[drop]\nfolder = "提醒"\n', encoding="utf-8")
    assert cli("today").code == 0
    settings.write_text('folder = "提醒"\n', encoding="utf-8")
    assert "[drop]" in cli("today").err


def test_evidence_is_reviewed_and_taken_off(worked: Cli, tmp_path: Path) -> None:
    """Another person accepts or returns a piece, it comes off an open task only, and its file is checked."""
    assert worked("evidence", "accept", "E1").code == 4
    assert worked("evidence", "accept", "E1", who="审核").code == 0
    assert worked("evidence", "list", "--json").json[0]["status"] == "accepted"
    assert worked("evidence", "return", "E1", who="审核").code == 2
    assert worked("evidence", "return", "E1", "--reason", "看不清", who="审核").code == 0
    assert worked("evidence", "list", "--json").json[0]["status"] == "returned"
    assert worked("submit", "T1").code == 0
    assert worked("evidence", "unlink", "T1", "E1").code == 4
    worked("return", "T1", "--reason", "换一张", who="审核")
    assert worked("evidence", "unlink", "T1", "E9").code == 1
    assert worked("evidence", "unlink", "T1", "E1").code == 0
    assert worked("evidence", "list", "T1", "--json").json == []
    assert worked("evidence", "check", "--json").json == {"files": 1, "problems": [], "orphans": []}
    next(path for path in (tmp_path / "workspace" / "evidence").rglob("*") if path.is_file()).unlink()
    assert worked("evidence", "check").code == 6
    assert worked("undo").code == 0
    assert len(worked("evidence", "list", "T1", "--json").json) == 1
