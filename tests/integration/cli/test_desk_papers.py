"""report summary of a part of a year, and the papers of the desk: week, month, meeting, urge."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from tests.integration.cli.said import Cli

from planrunner.documents.reader import read_document
from planrunner.errors import UsageError
from planrunner.services.reporting_period import named_period, period_between


@pytest.fixture
def office(cli: Cli) -> Cli:
    """Return a workspace on 2022-03-01 with work done, late, due this week and due in autumn."""
    for title, due, owner in (
        ("年初部署会", "2022-01-20", "党政办"), ("合同清理", "2022-02-10", "司法所"),
        ("召开法治建设推进会", "2022-03-04", "党政办"), ("国庆前检查", "2022-09-28", ""), ("台账整理", "2022-01-10", ""),
    ):  # fmt: skip
        cli("add", title, "--due", due, *(("--owner", owner) if owner else ()))
    assert cli("submit", "T1", "--date", "2022-01-18", "--reason", "无", "--metric", "场次=2").code == 0
    assert cli("close", "T1", who="审核").code == 0
    return cli


def text(cli: Cli, tmp_path: Path, *words: str) -> str:
    """Write a report as Markdown and as docx; return the Markdown."""
    for suffix in (".md", ".docx"):
        said = cli("report", *words, "-o", str(tmp_path / f"文{suffix}"))
        assert said.code == 0, said.err
    assert read_document(tmp_path / "文.docx").text
    return (tmp_path / "文.md").read_text(encoding="utf-8")


def test_a_quarter_and_a_half_year(office: Cli, tmp_path: Path) -> None:
    """What fell due or was done in it counts, what it found late too; the sum holds, the title names it."""
    quarter = text(office, tmp_path, "summary", "--year", "2022", "--period", "一季度")
    assert quarter.startswith("2022年一季度清源镇")
    assert "2022年一季度应办任务4项，按期完成1项，逾期完成0项，未完成3项，转下年0项，四项合计4项" in quarter
    assert "场次" in quarter
    assert "国庆前检查" not in quarter
    second = text(office, tmp_path, "summary", "--period", "下半年")
    assert "应办任务4项" in second  # one due in it, three found late
    assert "年初部署会" not in second
    assert "场次" not in second


def test_a_range_of_days(office: Cli, tmp_path: Path) -> None:
    """From one day to another, either end may be left to the year."""
    assert "2022年1月15日至1月31日应办任务2项" in text(office, tmp_path, "summary", "--from", "1-15", "--to", "1-31")
    assert "2022年1月1日至12月31日应办任务5项" in text(office, tmp_path, "summary", "--to", "2022-12-31")
    assert office("report", "summary", "--from", "5-1", "--to", "4-1", "-o", "x.md").code == 2
    assert office("report", "summary", "--period", "一季度", "--to", "4-1", "-o", "x.md").code == 2
    assert office("report", "summary", "--period", "春天", "-o", "x.md").code == 2
    assert office("report", "summary", "--year", "2021", "--period", "一季度", "-o", "x.md").code == 1


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("上半年", (1, 1), (6, 30)), ("下半年", (7, 1), (12, 31)), ("一季度", (1, 1), (3, 31)), ("第四季度", (10, 1), (12, 31)),
        ("Q2", (4, 1), (6, 30)), ("3季度", (7, 1), (9, 30)), ("2月", (2, 1), (2, 29)), ("12月份", (12, 1), (12, 31)),
    ],
)  # fmt: skip
def test_names_of_periods(words: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    """Halves, quarters and months as people write them."""
    found = named_period(words, 2028)
    assert (found.first, found.last) == (date(2028, *first), date(2028, *last))


def test_a_range_needs_order() -> None:
    """The last day does not come before the first."""
    with pytest.raises(UsageError):
        period_between(date(2022, 5, 2), date(2022, 5, 1), 2022)


def test_the_week_and_the_month(office: Cli, tmp_path: Path) -> None:
    """What is due, what is late and what was done, each in its table."""
    week = text(office, tmp_path, "week")
    assert week.startswith("清源镇一周工作安排（2月28日—3月6日）")
    assert "截至2022年3月1日，本期应办3项，已完成0项，逾期未办2项。" in week
    assert week.index("召开法治建设推进会") < week.index("二、逾期未办") < week.index("合同清理")
    january = text(office, tmp_path, "month", "--date", "1-5")
    assert january.startswith("清源镇2022年1月工作安排")
    assert january.index("三、已完成") < january.index("年初部署会")
    assert "没有。" in january
    assert office("report", "week", "--date", "某天", "-o", "x.md").code == 2


def test_the_notice_of_a_meeting(office: Cli, tmp_path: Path) -> None:
    """Title, day with its weekday, and blanks for what nobody recorded."""
    notice = text(office, tmp_path, "meeting", "T3")
    assert notice.startswith("清源镇关于召开法治建设推进会的通知")
    assert "定于2022年3月4日（星期五）召开法治建设推进会。" in notice
    assert "2022年3月4日（星期五）" in notice
    assert "党政办及有关人员（待填）。" in notice
    assert office("report", "meeting", "-o", "x.md").code == 2
    assert office("report", "meeting", "T99", "-o", "x.md").code == 1
    assert office("report", "week", "T3", "-o", "x.md").code == 2


def test_the_sheet_that_urges(office: Cli, tmp_path: Path) -> None:
    """By owner, graded by lateness, with five working days to answer; of one owner; nothing late is said."""
    office("note", "T2", "合同正在收集")
    sheet = text(office, tmp_path, "urge")
    assert "于2022年3月8日前书面反馈" in sheet
    assert "| T2 | 合同清理 | 2月10日 | 19天 | 黄色 | 未启动；合同正在收集 |" in sheet
    assert "| T5 | 台账整理 | 1月10日 | 50天 | 红色 | 未启动；未报 |" in sheet
    assert "尚未明确责任单位（1项）" in sheet
    assert "召开法治建设推进会" not in sheet
    assert "台账整理" not in text(office, tmp_path, "urge", "--owner", "司法所")
    said = office("report", "urge", "--owner", "财政所", "-o", str(tmp_path / "x.md"))
    assert (said.code, "没有逾期" in said.err) == (1, True)


def test_the_draft_tells_what_it_leaves_untold(cli: Cli, report: Path, tmp_path: Path) -> None:
    """Measures without finished work are listed; one that is done is listed no more."""
    cli("import", str(report))
    cli("accept", "--all")
    file = str(tmp_path / "初稿.md")
    before = cli("report", "draft", "--year", "2022", "-o", file, "--json").json["untold"]
    task = next(one for one in cli("list", "--json").json if one["measures"])
    quote = task["measures"][0]["quote"]
    assert quote in before
    assert cli("submit", task["id"], "--date", "2022-02-20", "--reason", "无").code == 0
    assert cli("close", task["id"], who="审核").code == 0
    said = cli("report", "draft", "--year", "2022", "-o", file)
    assert quote in (tmp_path / "初稿.md").read_text(encoding="utf-8")
    after = cli("report", "draft", "--year", "2022", "-o", file, "--json").json["untold"]
    assert quote not in after
    assert f"{len(after)} 条举措" in said.out
    assert set(after) < set(before)


def test_the_ledger_has_a_chart_of_its_totals(office: Cli, tmp_path: Path) -> None:
    """A native chart over the totals by category, without the line of sums; a year of one category has one bar."""
    assert office("report", "ledger", "--year", "2022", "-o", str(tmp_path / "台账.xlsx")).code == 0
    with zipfile.ZipFile(tmp_path / "台账.xlsx") as book:
        (name,) = [part for part in book.namelist() if part.startswith("xl/charts/chart")]
        chart = book.read(name).decode()
    assert chart.count("<c:ser>") == 5
    assert "$B$3</c:f>" in chart
    assert "$B$4" not in chart
    assert "各类别完成情况（项）" in chart
