"""close-year and handover on the command line: exit codes, what goes to which output, and files."""

from pathlib import Path

import pytest
from tests.integration.cli.said import Cli

from planrunner.documents.reader import read_document

KEYS = {
    "year", "closed", "cut_off", "totals", "open", "missing_numbers", "missing_evidence", "undecided_proposals", "short",
    "carried", "files",
}  # fmt: skip


@pytest.fixture
def year(cli: Cli, report: Path) -> Cli:
    """Return the command line at the end of a year of which two tasks are done."""
    cli("import", str(report))
    cli("accept", "--all")

    def call(*words: str, who: str = "经办", today: str = "2022-12-20") -> object:
        return cli(*words, who=who, today=today)

    call("submit", "T1", "T2", "--reason", "口头布置")
    call("close", "T1", "T2", who="审核")
    return call  # type: ignore[return-value]  # the same call on another day


def test_undecided_tasks_are_refused_by_name(year: Cli) -> None:
    """Exit 4, the words on standard error, nothing on standard output, nothing written."""
    said = year("close-year", "--year", "2022", "--json")
    assert (said.code, said.out) == (4, "")
    assert "T3" in said.err
    assert "--carry" in said.err
    assert year("close-year", "--year", "2022", "--dry-run", "--json").json["closed"] is False


def test_a_dry_run_tells_all_and_a_script_can_close_by_it(year: Cli, tmp_path: Path) -> None:
    """Every open task is listed with null for what is undecided; with all decided the year closes and the files are there."""
    seen = year("close-year", "--dry-run", "--json").json
    assert set(seen) == KEYS
    assert seen["year"] == 2022
    assert {one["decision"] for one in seen["open"]} == {None}
    names = [one["task"] for one in seen["open"]]
    words = ["--carry", f"{names[0]},{names[1]}", "--drop", names[2], "--unfinished-rest"]
    reasons = ["--reason", "上级未布置", "--reason", "撤并", "--reason", "人手不足"]
    done = year("close-year", "--year", "2022", *words, *reasons, "--out", str(tmp_path / "结账"), "--json")
    assert done.code == 0, done.err
    found = done.json
    assert set(found) == KEYS
    assert found["closed"] is True
    decided = {one["task"]: (one["decision"], one["reason"]) for one in found["open"]}
    assert decided[names[0]] == ("carry", "上级未布置")
    assert decided[names[2]] == ("drop", "撤并")
    assert decided[names[3]] == ("unfinished", "人手不足")
    assert [one["task"] for one in found["carried"]] == names[:2]
    assert all(one["proposal"].startswith("P") for one in found["carried"])
    assert found["totals"]["owed"] == sum(found["totals"][name] for name in ("done", "late", "open", "carried"))
    assert [Path(file).suffix for file in found["files"]] == [".docx", ".xlsx", ".zip", ".docx"]
    summary = read_document(Path(found["files"][0])).text
    totals = found["totals"]
    assert f"应办任务{totals['owed']}项" in summary
    assert f"转下年{totals['carried']}项" in summary
    assert "数据截至2022年12月20日" in summary


def test_a_closed_year_refuses_and_says_how_to_open_it(year: Cli) -> None:
    """Exit 4 for a change; opening wants a reason (2) and a closed year (1); afterwards the change goes through."""
    assert year("close-year", "--carry-rest", "--reason", "未布置").code == 0
    said = year("note", "T1", "补一句", today="2023-01-06")
    assert said.code == 4
    assert "--reopen" in said.err
    assert year("close-year", "--year", "2022", "--reopen").code == 2
    assert year("close-year", "--year", "2022", "--reopen", "--reason", "补录").code == 0
    assert year("note", "T1", "补一句", today="2023-01-06").code == 0
    assert year("close-year", "--year", "2022", "--reopen", "--reason", "补录").code == 1
    assert year("close-year", "--year", "2019", "--dry-run").code == 1


@pytest.mark.parametrize(
    "words",
    [
        ["--carry", "T3"],
        ["--carry", "T3", "--drop", "T3", "--reason", "甲"],
        ["--carry-rest", "--drop-rest", "--reason", "甲"],
        ["--reason", "甲", "--reason", "乙", "--carry-rest"],
        ["--carry-rest", "--reason", "甲", "--papers", "论文"],
        ["--carry-rest", "--reason", "甲", "--cut-off", "2021-12-20"],
        ["--carry-rest", "--reason", "甲", "--cut-off", "2022-12-21"],
    ],
)
def test_wrong_use(year: Cli, words: list[str]) -> None:
    """Exit 2 and an open year."""
    said = year("close-year", "--year", "2022", *words)
    assert (said.code, said.out) == (2, "")
    assert year("close-year", "--year", "2022", "--dry-run", "--json").json["closed"] is False


def test_a_paper_that_cannot_be_written_is_named(year: Cli, tmp_path: Path) -> None:
    """The year is closed, the other papers are there, and the message says which is missing and how to write it."""
    out = tmp_path / "结账"
    (out / "2022年台账.xlsx").mkdir(parents=True)
    said = year(
        "close-year", "--carry-rest", "--reason", "未布置", "--out", str(out), "--papers", "总结，台账", "--json"
    )
    assert said.code == 4
    assert "planrunner report ledger --year 2022 -o" in said.err
    assert said.json["closed"] is True
    assert [Path(file).name for file in said.json["files"]] == ["2022年完成情况总结.docx"]
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    year("close-year", "--year", "2022", "--reopen", "--reason", "补录")
    assert year("close-year", "--carry-rest", "--reason", "未布置", "--out", str(blocked)).code == 4
    assert year("close-year", "--dry-run", "--json").json["closed"] is False


def test_a_notice_leaves_a_closed_year_alone(year: Cli) -> None:
    """Nothing moves, the notice is kept, and the person is told."""
    year("close-year", "--carry-rest", "--reason", "未布置")
    said = year("notice", "add", "constitution-week", "--from", "2022-12-02", "--to", "2022-12-08", "--apply")
    assert said.code == 0
    assert "2022 年已经结账" in said.err
    assert "没有任务的日期因此变动" in said.out


def test_handing_over(year: Cli) -> None:
    """Previewed, done, told in JSON; nobody's work is exit 1, one name twice exit 2."""
    year("assign", "T5", "T6", "--owner", "张三")
    seen = year("handover", "张三", "李四", "--dry-run", "--json").json
    assert (seen["applied"], [one["id"] for one in seen["tasks"]]) == (False, ["T5", "T6"])
    assert "已交给李四" in year("handover", "张三", "李四", "--reason", "调离").out
    assert {row["owner"] for row in year("list", "--owner", "李四", "--json").json} == {"李四"}
    assert year("handover", "张三", "李四").code == 1
    assert year("handover", "张三", "张三").code == 2


def test_an_obligation_has_a_page(year: Cli) -> None:
    """Its tasks and its other years; an unknown one is exit 1."""
    year("close-year", "--carry-rest", "--reason", "未布置")
    year("accept", "--all", today="2023-01-06")
    made = year("show", "O1", "--json").json
    assert made["tasks"]
    later = year("list", "--from", "2023-01-01", "--to", "2023-12-31", "--json").json[0]["obligations"][0]["id"]
    assert year("show", later, "--json").json["lineage"][0]["year"] == 2022
    assert "历年：2022年" in year("show", later).out
    assert year("show", "O999").code == 1
