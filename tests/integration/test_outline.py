"""The draft under a district's headings: their order, what is known under them, what is missing to be filled, nothing lost."""

import re
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from tests.integration.workplace import Workplace

from planrunner.documents.txt import read_txt
from planrunner.errors import BadInputError
from planrunner.extract.analyse import analyse
from planrunner.reports.markdown import to_markdown
from planrunner.reports.paper import Paper, Paragraph
from planrunner.services import intake, planning, reporting, tracking
from planrunner.services.packs import load_words
from planrunner.services.reporting_outline import KEPT, keep, kept_outline, outline_of
from planrunner.services.sample import sample_report
from planrunner.store import queries
from planrunner.store.step_reads import NO_STEP

YEAR = 2027
END = date(YEAR, 12, 20)
OUTLINE = """关于报送2027年度法治政府建设工作报告的提纲
一、党政主要负责人履行第一责任人职责情况（写听取汇报、述法和带头学法）
二、2027年度主要举措和成效
（一）加强学习培训
（二）严格规范行政执法
（三）深化普法宣传
（四）数字法治建设。写平台使用和数据归集。
三、存在的不足和原因
（一）主要不足
（二）原因分析
四、意见建议
五、2028年度主要工作安排
六、其他需要报告的情况
"""


@pytest.fixture
def desk_place(sqlite_place: Workplace, tmp_path: Path) -> Workplace:
    """Return a workplace with the sample's plan: every third task signed off, one carried over."""
    file = tmp_path / "report.txt"
    file.write_text(sample_report(YEAR - 1), encoding="utf-8")
    desk = sqlite_place.desk(today=date(YEAR, 1, 4))
    intake.import_report(desk, file)
    planning.accept_all(desk)
    with desk.store.reader() as reader:
        rows = queries.tasks(reader, NO_STEP)
    done = [f"T{row.id}" for row in rows[::3]]
    tracking.submit(sqlite_place.desk(today=END), done, done_on=date(YEAR, 10, 10), reason="无")
    tracking.close(sqlite_place.desk("审核", END), done)
    tracking.carry(sqlite_place.desk(today=END), [f"T{rows[1].id}"], "上级通知未到")
    return sqlite_place


def written(place: Workplace, tmp_path: Path, outline: str) -> Paper:
    """Return the draft under the headings of a text."""
    file = tmp_path / "提纲.txt"
    file.write_text(outline, encoding="utf-8")
    desk = place.desk(today=END)
    return reporting.draft(desk, YEAR, outline_of(desk.folder, file, YEAR))


def told(paper: Paper) -> set[str]:
    """Return the sentences that rest on something."""
    paragraphs = (block for block in paper.blocks if isinstance(block, Paragraph))
    return {one.text for block in paragraphs for one in block.sentences if one.cites}


def headings(paper: Paper, level: int) -> list[str]:
    """Return the headings of a level."""
    return re.findall(rf"^{'#' * (level + 1)} (.+)$", to_markdown(paper), re.MULTILINE)


def between(text: str, first: str, last: str) -> str:
    """Return what stands between two headings."""
    return text[text.index(first) : text.index(last)]


def measures(place: Workplace, paper: Paper) -> list[str]:
    """Return the measures that reading the paper back finds."""
    found = analyse(read_txt(to_markdown(paper, "endnotes").encode(), "稿.md"), load_words(place.folder))
    return [one.quote for one in found.measures]


def test_parts_stand_in_the_districts_order_and_nothing_is_lost(desk_place: Workplace, tmp_path: Path) -> None:
    """Headings as the district wrote them; every sentence of the usual draft is there; the plan is read back the same."""
    usual = reporting.draft(desk_place.desk(today=END), YEAR)
    paper = written(desk_place, tmp_path, OUTLINE)
    assert headings(paper, 1) == [
        "一、党政主要负责人履行第一责任人职责情况", "二、2027年度主要举措和成效", "三、存在的不足和原因", "四、意见建议",
        "五、2028年度主要工作安排", "六、其他需要报告的情况",
    ]  # fmt: skip
    assert told(paper) == told(usual)
    assert len(told(paper)) > 15
    assert measures(desk_place, paper) == measures(desk_place, usual)
    text = to_markdown(paper)
    assert between(text, "### （三）深化普法宣传", "### （四）").count("10月10日") >= 2
    digital = between(text, "### （四）数字法治建设", "### （五）")
    assert "（待填：提纲要求写“数字法治建设”" in digital
    assert "提纲的说明：写平台使用和数据归集。" in digital
    assert "原因是上级通知未到" in between(text, "### （二）原因分析", "## 四、")
    assert "原因是" not in between(text, "### （一）主要不足", "### （二）原因分析")
    assert "（待填：提纲要求写“意见建议”" in between(text, "## 四、", "## 五、")


def test_what_the_outline_forgets_is_added(desk_place: Workplace, tmp_path: Path) -> None:
    """Without headings for the plan, the shortcomings and the leaders none of their sentences is lost."""
    usual = reporting.draft(desk_place.desk(today=END), YEAR)
    paper = written(desk_place, tmp_path, "一、工作开展情况\n二、其他需要说明的情况\n")
    assert [head[2:] for head in headings(paper, 1)] == [
        "工作开展情况", "存在的不足和原因", "2028年法治政府建设工作安排", "其他需要说明的情况",
    ]  # fmt: skip
    assert told(paper) >= {one for one in told(usual) if not one.startswith("计划内没有")}
    assert measures(desk_place, paper) == measures(desk_place, usual)


@pytest.mark.parametrize(
    "outline",
    [
        "一、主要成效\n二、存在问题及下一步工作打算\n（一）加强普法\n（二）加强执法监督\n（三）加强组织领导\n",
        "（一）2027年工作总结\n（二）问题和不足\n（三）明年工作思路\n",
        "1.主要做法\n2.存在问题\n3.下一步安排\n",
        "工作成效\n存在问题\n下一步工作安排\n",
    ],
    ids=["joined", "second level alone", "digits", "no numbers"],
)
def test_the_plan_is_read_back_under_other_headings(desk_place: Workplace, tmp_path: Path, outline: str) -> None:
    """However the district numbers and joins its parts, the same measures are found."""
    usual = reporting.draft(desk_place.desk(today=END), YEAR)
    paper = written(desk_place, tmp_path, outline)
    assert reporting.plan_is_read(desk_place.desk(), paper)
    assert sorted(measures(desk_place, paper)) == sorted(measures(desk_place, usual))


def test_gaps_in_the_plan_are_no_measures(desk_place: Workplace, tmp_path: Path) -> None:
    """Headings that nothing is planned under are left to be filled, with what the district says of them; import asks for none."""
    usual = reporting.draft(desk_place.desk(today=END), YEAR)
    outline = (
        "一、主要举措和成效\n二、存在的不足\n三、2028年度工作安排\n（一）数字平台应用（推进平台建设，每季度通报一次）\n"
        "（二）区域协作\n四、2029年工作打算\n（一）开展数据归集。推进平台建设，6月底前完成（区里统一部署）。\n"
    )
    paper = written(desk_place, tmp_path, outline)
    plan = to_markdown(paper).partition("## 三、")[2]
    assert plan.count("（待填") >= 3
    assert "推进平台建设" in plan
    found = measures(desk_place, paper)
    assert sorted(found) == sorted(measures(desk_place, usual))
    assert len(found) > 15


def test_an_outline_in_word_is_kept_for_the_years_to_come(desk_place: Workplace, tmp_path: Path) -> None:
    """What is kept is used without asking, with the year moved on; a file without headings and a spoilt one are told."""
    paper = Document()
    for line in OUTLINE.splitlines():
        paper.add_paragraph(line)
    paper.save(str(tmp_path / "提纲.docx"))
    desk = desk_place.desk(today=END)
    outline = outline_of(desk.folder, tmp_path / "提纲.docx", YEAR)
    assert keep(desk.folder, outline, YEAR) == desk.folder / KEPT
    assert kept_outline(desk.folder, YEAR) == outline
    later = kept_outline(desk.folder, YEAR + 1) or ()
    assert [part.title for part in later if "plan" in part.means] == ["2029年度主要工作安排"]
    assert headings(reporting.draft(desk, YEAR), 1)[3] == "四、意见建议"
    load_words(desk.folder)  # the kept file stands among the word lists and spoils none of them
    (desk.folder / KEPT).write_text('[[outline.part]]\nmeans = ["done"]\n', encoding="utf-8")
    with pytest.raises(BadInputError, match="提纲"):
        reporting.draft(desk, YEAR)
    (tmp_path / "空.txt").write_text("请各镇按时报送报告。逾期不报的通报批评。\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="没有认出提纲的标题"):
        outline_of(desk.folder, tmp_path / "空.txt", YEAR)
