"""Where the plan of a paper is found, by its heading or by how it opens, and that no plan is invented."""

from collections.abc import Callable

import pytest
from tests.unit.extract.conftest import REPORT

from planrunner.extract.model import Extraction

Understand = Callable[[str], Extraction]
BODY = (
    "（一）加强普法宣传。组织开展民法典宣讲，每季度举办一次法治讲座。完善普法责任清单。\n"
    "（二）规范行政执法。制定执法计划，开展案卷评查。"
)
HEADINGS = [
    "三、下一步工作计划",
    "四、下步工作打算",
    "三、2023年工作思路",
    "三、2023年度法治政府建设工作重点",
    "三、明年工作计划",
    "四、今后努力方向",
    "三、存在的不足和下一步打算",
    "第三部分 2023年工作安排",
    "（三）改进措施",
    "3、下一步工作计划",
    "五、推进依法行政的主要安排",
    "四、工作打算",
    "下一步工作安排",
    "2023年工作计划",
    "二〇二三年工作计划",
    "四、下一步工作重点：",
]
OPENINGS = [
    "2023年，我镇将紧紧围绕中心工作，重点抓好以下方面。一是加强普法宣传。二是完善执法制度。",
    "下一步，我镇将组织开展执法培训，完善责任清单。",
    "在今后的工作中，我镇将加强普法宣传，完善执法制度。",
    "接下来，我镇将加强普法宣传，完善执法制度。",
    "新的一年，我们将加强普法宣传，完善执法制度。",
    "2023年是深化改革的关键一年，我镇将加强普法宣传，完善执法制度。",
    "针对以上问题，2023年我镇将抓好以下工作：（一）加强普法宣传，开展宣讲。（二）完善执法制度，制定清单。",
    "我镇下一步将加强普法宣传，完善执法制度。",
]


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("joint", ["\n", ""])
def test_a_plan_is_found_by_its_heading(understand: Understand, heading: str, joint: str) -> None:
    """The usual titles are found, with the body on the next line or run into the title."""
    text = REPORT.format(plan=heading + joint + BODY)
    found = understand(text)
    assert found.section is not None
    assert found.section.start == text.index(heading + joint + "（一）")
    assert found.section.heading == heading.replace(" ", "")
    assert found.section.end == len(text.rstrip())
    assert (found.report_year, found.plan_year) == (2022, 2023)


@pytest.mark.parametrize("opening", OPENINGS)
@pytest.mark.parametrize("joint", ["\n", ""])
def test_a_plan_is_found_by_how_it_opens(understand: Understand, opening: str, joint: str) -> None:
    """A plan without a title begins where the text turns to the year ahead."""
    text = REPORT.format(plan=opening).replace("还不强。\n", "还不强。" + joint)
    found = understand(text)
    assert found.section is not None
    assert abs(found.section.start - text.index(opening)) <= 1
    assert found.plan_year == 2023
    assert len(found.measures) >= 2


@pytest.mark.parametrize(
    "text",
    [
        REPORT.format(plan="三、亮点工作\n建成法治公园一处，获评县级示范。"),
        REPORT.format(
            plan="三、亮点工作\n推动条例列入2023年县政府重点工作计划，下一步，将为通过考试的人员申办证件。\n四、主要成绩\n群众满意。"
        ),
        REPORT.format(plan="三、亮点工作\n（一）开展评查。下一步，将继续完善台账，组织复查。\n（二）建成公园一处。"),
        "首页\n政务公开\n下一步\n搜索\n年度工作计划及总结\n联系我们\n",
    ],
)
def test_a_paper_without_a_plan_has_none(understand: Understand, text: str) -> None:
    """Words of planning in what is told of the past, or in a page's furniture, are no plan."""
    found = understand(text)
    assert found.section is None
    assert found.plan_year is None
    assert found.measures == ()


@pytest.mark.parametrize(
    "title",
    [
        "柳溪镇2023年度普法工作计划",
        "关于印发《柳溪镇2023年法治政府建设工作要点》的通知",
        "柳溪镇2023年普法责任清单",
        "关于做好2023年法治宣传教育工作的通知",
    ],
)
def test_a_paper_that_is_a_plan_is_one_from_first_to_last(understand: Understand, title: str) -> None:
    """Where the title names a plan the whole paper is the section; what is only aimed at is no measure."""
    aims = "为落实上级要求，制定本文。\n一、工作目标\n提高全民法治素养。\n"
    text = f"{title}\n{aims}二、主要任务\n（一）组织中心组学法4次，完善学法制度。\n"
    found = understand(text)
    assert found.section is not None
    assert (found.section.start, found.section.end) == (0, len(text.rstrip()))
    assert [measure.clean for measure in found.measures] == ["组织中心组学法4次", "完善学法制度"]
    assert found.plan_year == 2023


def test_the_plan_ends_where_the_paper_looks_back_again(understand: Understand) -> None:
    """A chapter about problems after the plan is not part of it."""
    text = REPORT.format(plan=f"三、下一步工作计划\n{BODY}\n四、存在的困难和不足\n经费有限，人手较少。")
    found = understand(text)
    assert found.section is not None
    assert found.section.end <= text.index("四、存在的困难")


def test_closing_words_are_context_and_no_measure(understand: Understand) -> None:
    """Signature, date and site furniture give no measures."""
    text = REPORT.format(plan=f"三、下一步工作计划\n{BODY}\n特此报告。")
    found = understand(text)
    assert all(measure.end <= text.index("特此报告") for measure in found.measures)


def test_a_report_to_a_congress_plans_its_own_year(understand: Understand) -> None:
    """政府工作报告 of a year plans that year, and 今年 means it."""
    past = "2023年柳溪县政府工作报告\n各位代表：\n一、过去一年工作回顾\n经济平稳，民生改善。\n"
    text = f"{past}二、今年主要工作\n（一）抓产业。建设园区三个，引进企业十家。\n"
    found = understand(text)
    assert found.plan_year == 2023
    assert found.section is not None
    assert found.section.start == text.index("二、今年")


@pytest.mark.parametrize(
    ("heading", "items"),
    [
        ("三、2023年工作计划", ["（一）编印法律手册", "（二）3月底前开展案卷评查", "（三）举办讲座4期"]),
        ("三、下一步工作打算", ["1.编印法律手册", "2.3月底前开展案卷评查", "3.举办讲座4期"]),
    ],
)
def test_a_list_without_stops_is_a_plan(understand: Understand, heading: str, items: list[str]) -> None:
    """Numbered lines that end in no stop are the plan's items; lines without numbers under a title are a page's menu."""
    found = understand(REPORT.format(plan="\n".join([heading, *items])))
    assert found.section is not None
    assert found.section.heading == heading
    assert [measure.clean for measure in found.measures][:3] == ["编印法律手册", "3月底前开展案卷评查", "举办讲座4期"]
    menu = understand(REPORT.format(plan=f"{heading}\n政务公开\n通知公告\n网站地图"))
    assert menu.section is None
