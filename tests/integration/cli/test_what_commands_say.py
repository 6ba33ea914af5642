"""What the commands say to people: Chinese words taken, titles named, dates with their weekday, pages aligned."""

import errno
import json
import re
from pathlib import Path

import pytest
from tests.integration.cli.said import Cli

from planrunner.cli.main import run
from planrunner.cli.text import cells
from planrunner.errors import system_reason


def test_filters_and_fields_take_chinese_words(cli: Cli) -> None:
    """Category, light and status are taken by their Chinese word as by their key, days as people write them."""
    cli("add", "例会", "--due", "3月2日", "--category", "学法")
    cli("add", "宣讲", "--due", "4月20日")
    assert cli("edit", "T2", "类别=普法宣传", "负责人=王主任").code == 0
    for words, titles in (
        (("--category", "学法"), ["例会"]), (("--category", "publicity"), ["宣讲"]), (("--light", "黄"), ["例会"]),
        (("--light", "正常"), ["宣讲"]), (("--status", "未启动"), ["例会", "宣讲"]), (("--from", "4月1日"), ["宣讲"]),
        (("--to", "2022-04-01"), ["例会"]), (("--owner", "王"), ["宣讲"]),
    ):  # fmt: skip
        assert [task["title"] for task in cli("list", *words, "--json").json] == titles, words
    refused = cli("list", "--category", "做饭")
    assert refused.code == 2
    assert "学法（study）、培训（training）" in refused.err
    assert "、、" not in refused.err
    assert cli("edit", "T1", "category=做饭").code == 2


def test_confirmations_name_tasks(cli: Cli, report: Path) -> None:
    """What was done is told with ids and titles, of many the first three; accepting all tells the run of ids."""
    cli("import", str(report))
    said = cli("accept", "--all").out
    assert re.search(r"生成 \d+ 个任务：T1—T\d+。\n下一步：", said)
    assert re.fullmatch(
        r"已提交 T1“.+”、T2“.+”、T3“.+”等 4 项，等待审核销号。\n",
        cli("submit", "T1", "T2", "T3", "T4", "--reason", "无").out,
    )
    assert re.fullmatch(r"T1“.+”已销号。\n", cli("close", "T1", who="审核").out)


def test_a_day_off_is_told(cli: Cli) -> None:
    """A task moved onto a Sunday or a holiday goes there, with a warning, the weekday and the deadline."""
    cli("add", "例会", "--due", "2022-06-10")
    said = cli("reschedule", "T1", "6-19", "--due", "6月30日", "--reason", "会议冲突")
    assert "6月19日是周日" in said.err
    assert said.out == "T1“例会”改到 2022-06-19（周日），时限 2022-06-30（周四）。\n"
    assert "10月3日放假" in cli("reschedule", "T1", "10月3日", "--reason", "再改").err
    assert cli("reschedule", "T1", "10月9日", "--reason", "调休上班").err == ""


def test_an_import_tells_days_and_a_foreign_paper(bare: Cli, report: Path) -> None:
    """New proposals stand with their days; the paper of another office is told, one's own is not."""
    bare("init", "--office", "凤凰镇", "--region", "370305")
    said = bare("import", str(report), "--dry-run")
    assert "这份文件是清源镇的，工作区是凤凰镇" in said.err
    assert re.search(r"\+ 新增 宪法宣传周：12月1日—12月7日", said.out)
    assert re.search(r"\+ 新增 .+：待定\n", said.out)


def test_a_table_cuts_no_day(cli: Cli) -> None:
    """The light stands in its column, 暂定 behind the day, and no line is wider than the terminal."""
    cli("add", "一件名称很长很长很长很长很长很长很长很长很长很长很长的事", "--due", "2022-03-10")
    out = cli("list").out
    assert re.search(r"^T1 +临近 +03-10 周四 ", out, re.MULTILINE)
    assert max(cells(line) for line in out.splitlines()) < 80


def test_help_is_aligned_by_cells(capsys: pytest.CaptureFixture[str]) -> None:
    """Explanations begin in one column of the terminal, and a usage line breaks between its parts."""
    assert run(["submit", "--help"]) == 0
    out = capsys.readouterr().out
    shown = [line for line in out.splitlines() if line.startswith("  ") and not line.startswith("   ")]
    starts = {cells(found[0]) for line in shown if (found := re.match(r"  \S+(?: \S+)?  +(?=\S)", line))}
    assert len(starts) == 1
    assert all(cells(line) < 80 for line in out.splitlines())
    assert "[--number 文号]" in out


def test_when_speaks_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    """A phrase of time is told in words; for programs the JSON is as it was."""
    for phrase, words in (
        ("每季度", "每3个月重复"), ("7月底前", "截止 2027-07-31"), ("每年12月4日", "每1年重复，12月4日"),
        ("每半年至少2次", "每半年不少于 2 次"), ("适时", "没有确切时间"), ("每周五", "每1周重复，周五"),
    ):  # fmt: skip
        assert run(["when", phrase, "--year", "2027"]) == 0
        assert capsys.readouterr().out == f"{phrase}：{words}\n"
    run(["when", "每季度", "--year", "2027", "--json"])
    found = {"start_char": 0, "end_char": 3, "kind": "recur", "freq": "month", "interval": 3}
    assert json.loads(capsys.readouterr().out) == {"times": [found]}


def test_without_a_workspace_that_is_what_is_told(bare: Cli, tmp_path: Path) -> None:
    """Evidence for a task of no workspace: the missing workspace is told, not a missing folder."""
    picture = tmp_path / "照片.jpg"
    picture.write_bytes(b"a picture")
    said = bare("submit", "T1", "--evidence", str(picture))
    assert said.code == 4
    assert "还没有工作区" in said.err
    assert bare("evidence", "add", "T1", "没有.jpg").code == 4
    assert not (tmp_path / "workspace").exists()


def test_the_system_speaks_chinese(cli: Cli, tmp_path: Path) -> None:
    """What the operating system refuses is told in Chinese; what is not known is told as it says it."""
    assert "没有这个文件或文件夹" in cli("calendar", "export", str(tmp_path / "没有" / "年.ics")).err
    assert system_reason(OSError(errno.ENOSPC, "No space left on device")) == "磁盘已满"
    assert system_reason(OSError(errno.ESRCH, "No such process")) == "No such process"
    assert system_reason(OSError("strange")) == "strange"


def test_demo_gives_json_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`demo --json` prints one object with the workspace, its files and the week's tasks."""
    assert run(["demo", str(tmp_path / "示例"), "--today", "2022-02-14", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"workspace", "files", "week"}
    assert all(Path(file).is_file() for file in found["files"])
    assert found["week"]
