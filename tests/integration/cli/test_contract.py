"""The command line as other programs use it: exit codes, JSON and where messages go, on one real workspace."""

import json
from pathlib import Path

import pytest
from tests.integration.cli.said import Cli

from planrunner.cli.main import run

PROPOSAL = {
    "id", "title", "category", "status", "schedule", "dates", "date_source", "reason", "confidence", "basis",
    "measures", "last_year", "continues",
}  # fmt: skip
TASK = {
    "id", "title", "category", "status", "light", "rule_date", "planned", "window", "due", "tentative", "owner",
    "office", "obligations", "measures", "basis", "date_source", "reason", "evidence", "metrics", "overdue_since",
    "version",
}  # fmt: skip
IMPORT = {
    "document", "plan_year", "measures", "proposals", "new", "changed", "unchanged", "withdrawn", "continued",
    "uncovered",
}  # fmt: skip
SCHEDULE = {
    "fixed": {"date"}, "window": {"from", "to"}, "deadline": {"by"}, "count": {"n", "per"},
    "trigger": {"event", "days", "unit"}, "continuous": {"checkpoints"}, "discretionary": {"ask_on"},
}  # fmt: skip
"""What each kind of schedule says beside its `kind`."""


def test_a_year_by_commands_alone(cli: Cli, report: Path, tmp_path: Path) -> None:
    """Import, review, accept, do, sign off, undo, write: each command's JSON has the fields that others read."""
    imported = cli("import", str(report), "--json").json
    assert set(imported) == IMPORT
    assert set(imported["document"]) == {"id", "sha256", "title", "report_year"}
    assert (imported["plan_year"], imported["new"]) == (2022, imported["proposals"])

    proposals = cli("review", "--json").json
    assert len(proposals) == imported["proposals"]
    for proposal in proposals:
        assert set(proposal) >= PROPOSAL
        assert set(proposal["schedule"]) >= SCHEDULE[proposal["schedule"]["kind"]]
        assert proposal["reason"]
        assert all(set(item) >= {"document", "start", "end", "quote"} for item in proposal["measures"])
    again = cli("import", str(report), "--json").json
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, imported["proposals"])

    refused, kept = proposals[0]["id"], proposals[1]["id"]
    assert cli("reject", refused, "--reason", "区里统一组织").code == 0
    assert cli("edit", kept, "title=改过的名称", "owner=王主任").code == 0
    made = cli("accept", "--all", "--json").json["tasks"]
    tasks = cli("list", "--json").json
    assert len(tasks) == len(made)
    assert all(set(task) == TASK for task in tasks)
    assert any(task["title"].startswith("改过的名称") and task["owner"] == "王主任" for task in tasks)
    assert not any(task["title"] == proposals[0]["title"] for task in tasks)

    number = next(task["id"] for task in tasks if task["planned"])
    picture = tmp_path / "照片.jpg"
    picture.write_bytes(b"a picture")
    assert cli("start", number).code == 0
    assert cli("evidence", "add", number, str(picture), "--date", "2022-02-25", "--json").json["evidence"] == ["E1"]
    assert cli("metric", number, "场次=1", "人次=120").code == 0
    assert cli("submit", number).code == 0
    assert cli("close", number).code == 4  # by the one who did the work
    assert cli("close", number, who="审核").code == 0
    shown = cli("show", number, "--json").json
    assert set(shown) >= TASK | {"history", "evidence_items"}
    assert (shown["status"], shown["light"], shown["evidence"]) == ("closed", "blue", 1)
    assert shown["metrics"] == {"场次": 1, "人次": 120}
    assert [record["action"] for record in shown["history"]][-2:] == ["submit", "close"]
    assert cli("undo", who="审核").code == 0
    assert cli("show", number, "--json").json["status"] == "submitted"
    assert cli("redo", who="审核").code == 0
    assert cli("show", number, "--json").json["status"] == "closed"

    for kind, suffix in (("summary", "md"), ("summary", "docx"), ("draft", "md"), ("draft", "docx")):
        paper = tmp_path / f"{kind}.{suffix}"
        assert cli("report", kind, "-o", str(paper)).code == 0
        assert paper.stat().st_size > 1000
    assert cli("calendar", "export", str(tmp_path / "年.ics"), "--json").json["events"] > 20
    assert cli("verify").code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("today",), 0), (("week",), 0), (("month",), 0), (("list",), 0), (("review",), 0), (("evidence", "list"), 0),
        (("show", "T99"), 1), (("show", "12月"), 1), (("search", "没有的"), 1), (("start", "T1"), 1),
        (("accept", "P9"), 1), (("frob",), 2), (("list", "--status", "忙"), 2), (("accept",), 2),
        (("add", "例会", "--due", "2022-13-01"), 2), (("add", "例会", "--due", "9999-01-01"), 2),
        (("reject", "P1"), 2), (("import", "没有.txt"), 3),
        (("calendar", "export", "/没有的文件夹/年.ics"), 4),
    ],
)  # fmt: skip
def test_exit_codes_of_an_empty_workspace(cli: Cli, words: tuple[str, ...], code: int) -> None:
    """Lists are fine when empty; what is not found, misused or refused says so in Chinese on standard error."""
    said = cli(*words)
    assert said.code == code
    if code:
        assert said.out == ""
        assert any("\u4e00" <= char <= "\u9fff" for char in said.err)
    else:
        assert said.err == ""


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("空.txt", b"", 3),
        ("乱.txt", bytes(range(256)) * 40, 3),
        ("无计划.txt", "今年以来，我镇做了许多工作，取得了良好成效。\n特此报告。\n".encode(), 1),
    ],
)
def test_what_cannot_be_imported_leaves_nothing(cli: Cli, tmp_path: Path, name: str, content: bytes, code: int) -> None:
    """A bad file ends with its exit code, a Chinese message that names it, and an unchanged workspace."""
    file = tmp_path / name
    file.write_bytes(content)
    said = cli("import", str(file))
    assert (said.code, said.out) == (code, "")
    assert name in said.err
    assert cli("review", "--all", "--json").json == []


def test_a_file_far_too_large_is_refused_unread(cli: Cli, tmp_path: Path) -> None:
    """200 MB are refused by their size."""
    file = tmp_path / "大.txt"
    with file.open("wb") as sparse:
        sparse.truncate(200 * 1024 * 1024)
    said = cli("import", str(file))
    assert said.code == 3
    assert "64 MB" in said.err


def test_options_stand_anywhere_and_have_variables(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Workspace, day and person may come from the environment; an option beats its variable."""
    assert cli("add", "例会", "--due", "2022-03-10").code == 0
    monkeypatch.setenv("PLANRUNNER_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.setenv("PLANRUNNER_TODAY", "2022-03-11")
    monkeypatch.setenv("PLANRUNNER_USER", "李")
    assert run(["today", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["light"] == "red"
    assert run(["today", "--today=2022-03-10", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["light"] == "yellow"
    assert run(["start", "T1"]) == 0
    capsys.readouterr()
    assert run(["show", "T1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["history"][-1]["who"] == "李"


def test_a_one_person_office_reviews_itself_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --one-person the same person may close; the page says 自审."""
    place = ["--workspace", str(tmp_path / "小"), "--today", "2022-03-01", "--as", "李"]
    assert run([*place, "init", "--office", "清源镇", "--region", "370305", "--one-person"]) == 0
    assert run([*place, "add", "例会", "--due", "2022-03-01"]) == 0
    assert run([*place, "submit", "T1", "--reason", "口头布置"]) == 0
    assert run([*place, "close", "T1"]) == 0
    capsys.readouterr()
    assert run([*place, "show", "T1"]) == 0
    assert "自审" in capsys.readouterr().out


def test_what_accepting_would_make_is_shown_first(cli: Cli, report: Path) -> None:
    """`accept --dry-run` lists tasks with their days and writes nothing; accepting makes just those."""
    assert cli("import", str(report)).code == 0
    shown = cli("accept", "--all", "--dry-run", "--json").json
    assert cli("list", "--json").json == []
    assert "什么也没有改" in cli("accept", "P1", "--dry-run").out
    assert cli("accept", "--all").code == 0
    made = cli("list", "--json").json
    assert sorted((one["title"], one["planned"] or "", one["due"] or "") for one in made) == sorted(
        (one["title"], one["planned"] or "", one["due"] or "") for one in shown
    )
