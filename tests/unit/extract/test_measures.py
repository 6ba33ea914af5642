"""What of a plan becomes a measure, what does not, and that nothing of the section is lost."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.extract.conftest import PLANS, REPORT

from planrunner.documents.txt import read_txt
from planrunner.extract.analyse import analyse
from planrunner.extract.model import Extraction
from planrunner.extract.words import Words

Understand = Callable[[str], Extraction]


def cut(understand: Understand, body: str) -> list[str]:
    """Return the measures of a plan with this body."""
    found = understand(REPORT.format(plan=f"三、下一步工作计划\n{body}"))
    return [measure.clean for measure in found.measures]


def test_actions_of_a_sentence_are_split_and_purposes_left_out(understand: Understand) -> None:
    """Each verb with its object is a measure; what it is for is not."""
    body = "（一）抓好学习培训。制定学法计划，组织旁听庭审，从而提高依法办事能力，让干部知法守法。"
    assert cut(understand, body) == ["制定学法计划", "组织旁听庭审"]


def test_the_title_of_an_item_is_no_measure_but_a_lone_sentence_is(understand: Understand) -> None:
    """A title that the text spells out is left out; an item of one sentence is its own deed."""
    assert cut(understand, "（一）加强普法宣传。编印法律手册。\n（二）规范执法行为。") == [
        "编印法律手册",
        "规范执法行为",
    ]


def test_how_a_thing_is_done_stays_with_it(understand: Understand) -> None:
    """Means belong to the deed that follows; a ground does not."""
    body = "（一）按照上级要求，利用村广播等形式，开展法治宣传。"
    assert cut(understand, body) == ["利用村广播等形式，开展法治宣传"]


@pytest.mark.parametrize(
    ("body", "measures"),
    [
        ("2024年6月底前，完成文件清理，并公布结果。", ["2024年6月底前，完成文件清理", "公布结果"]),
        ("在12月宪法宣传周期间，组织宣传活动2场以上。", ["在12月宪法宣传周期间，组织宣传活动2场以上"]),
        ("深入村组开展送法活动，全年不少于12场。", ["深入村组开展送法活动，全年不少于12场"]),
        ("坚持会前学法制度，每季度至少学习一次。", ["坚持会前学法制度，每季度至少学习一次"]),
        ("完善顾问制度，法律顾问每月下村不少于2次。", ["完善顾问制度，法律顾问每月下村不少于2次"]),
        ("加强考勤，全年组织夜校活动不少于4次。", ["加强考勤", "全年组织夜校活动不少于4次"]),
        ("规范用章，每周推送一期案例。", ["规范用章", "每周推送一期案例"]),
        ("落实审查制度，合同签订前必须经顾问审查。", ["落实审查制度", "合同签订前必须经顾问审查"]),
        ("利用村广播每周播放法律知识。", ["利用村广播每周播放法律知识"]),
        ("结合农闲时节集中开展土地纠纷排查。", ["结合农闲时节集中开展土地纠纷排查"]),
        ("对征地补偿等重大事项，一律开展风险评估。", ["对征地补偿等重大事项，一律开展风险评估"]),
    ],
)
def test_when_and_how_often_stay_with_the_deed(understand: Understand, body: str, measures: list[str]) -> None:
    """A clause of time or number alone is part of what it is said of; one with a deed of its own stands by itself."""
    assert cut(understand, f"（一）办好这件事情。{body}\n（二）规范执法行为。") == [*measures, "规范执法行为"]


def test_who_leads_is_the_owner_and_who_helps_is_not_a_deed(understand: Understand) -> None:
    """由…牵头，…配合 names people; the deed follows."""
    found = understand(
        REPORT.format(plan="三、下一步工作计划\n（一）抓好监督。由镇司法所牵头，执法队配合，开展案卷评查。")
    )
    assert [(one.clean, one.owner) for one in found.measures] == [("开展案卷评查", "镇司法所")]


def test_a_slogan_before_the_deeds_of_an_item_is_its_title(understand: Understand) -> None:
    """一是突出重点，抓规范促执法。 names what follows."""
    assert cut(understand, "一是突出重点，抓规范促执法。完善检查台账。二是抓住关键，强队伍。组织业务轮训。") == [
        "完善检查台账",
        "组织业务轮训",
    ]


def test_dashes_and_bullets_open_items(understand: Understand) -> None:
    """—— and ● at the head of a line do what a number does."""
    body = "——抓创建。完成自查自评。\n——抓环境。开展收费检查1次。\n●抓基层。更新宣传栏8块。"
    assert cut(understand, body) == ["完成自查自评", "开展收费检查1次", "更新宣传栏8块"]


def test_the_fifth_chapter_is_not_the_plan(understand: Understand) -> None:
    """四、其他需要报告的事项 ends the plan section."""
    text = REPORT.format(
        plan="三、下一步工作计划\n（一）编印手册。\n四、其他需要报告的事项\n办公地点已迁至新址，欢迎监督。"
    )
    found = understand(text)
    assert found.section is not None
    assert text[found.section.start : found.section.end].rstrip().endswith("编印手册。")


def test_rows_parted_by_tabs_stay_rows(understand: Understand) -> None:
    """A table pasted as text is read row by row, and its title is no deed."""
    rows = "序号\t任务\t单位\t时限\n1\t举办知识竞赛\t组织办\t12月4日前\n2\t开展巡回宣讲8场\t司法所\t5月\n"
    found = understand(f"柳溪镇2024年普法工作任务分解表\n{rows}")
    assert [one.clean for one in found.measures] == ["举办知识竞赛｜组织办｜12月4日前", "开展巡回宣讲8场｜司法所｜5月"]
    assert [one.owner for one in found.measures] == ["组织办", "司法所"]


def test_connectives_and_subjects_stand_outside_the_measure(understand: Understand) -> None:
    """同时, 并 and the subject with its 要 are cut off; the subject becomes the owner."""
    found = understand(
        REPORT.format(plan="三、下一步工作计划\n（一）各村民委员会要公开村务，同时建立意见箱，并公布处理结果。")
    )
    assert [measure.clean for measure in found.measures] == ["公开村务", "建立意见箱", "公布处理结果"]
    assert {measure.owner for measure in found.measures} == {"各村民委员会"}


def test_a_note_names_the_owner(understand: Understand) -> None:
    """（责任单位：…）is the owner of its item and no measure."""
    found = understand(
        REPORT.format(
            plan="三、下一步工作计划\n（一）完善责任清单，开展案卷评查。（责任单位：司法所、执法队）\n（二）印发手册。"
        )
    )
    assert [(measure.clean, measure.owner) for measure in found.measures] == [
        ("完善责任清单", "司法所、执法队"),
        ("开展案卷评查", "司法所、执法队"),
        ("印发手册", ""),
    ]


def test_the_path_names_the_numbers_that_lead_to_a_measure(understand: Understand) -> None:
    """四/（二）/1 read as ("四", "二", "1"); a paragraph after 二是 is not under it."""
    body = "（一）学习。一是组织讲座。二是开展考试。\n（二）执法。1、评查案卷。2、公示结果。"
    found = understand(REPORT.format(plan=f"三、下一步工作计划\n{body}"))
    assert [measure.path for measure in found.measures] == [
        ("三", "一", "一是"),
        ("三", "一", "二是"),
        ("三", "二", "1"),
        ("三", "二", "2"),
    ]


def test_verbs_joined_by_a_comma_of_lists_are_split(understand: Understand) -> None:
    """制定方案、召开会议 are two deeds; 细化、实化 and lists of nouns are one."""
    assert cut(understand, "（一）完善责任清单、开展案卷评查。") == ["完善责任清单", "开展案卷评查"]
    assert cut(understand, "（一）公开决策、执行、管理、服务信息。") == ["公开决策、执行、管理、服务信息"]


def test_a_table_row_is_one_measure_with_its_date_and_owner(understand: Understand) -> None:
    """The deed's cell and the cell that says by when are one measure; the head of the table is none."""
    rows = (
        "序号\t工作任务\t责任单位\t完成时限\n1\t开展学法考试\t司法所\t6月底前\n2\t组织执法案卷评查\t执法中队\t第三季度"
    )
    found = understand(REPORT.format(plan=f"三、下一步工作计划\n{rows}"))
    assert [(measure.owner, [time.end for time in measure.times]) for measure in found.measures] == [
        ("司法所", ["2023-06-30"]),
        ("执法中队", ["2023-09-30"]),
    ]


def test_quotes_are_the_source_itself_and_keys_survive_its_layout(words: Words) -> None:
    """A wrapped copy gives the same keys in the same order, though its quotes hold the wraps."""
    plain = REPORT.format(
        plan="三、下一步工作计划\n（一）完善全镇各站所学法用法责任清单，每季度组织机关干部参加网上学法考试，建立学法档案。"
    )
    wrapped = plain.replace("机关干部参加", "机关干部\n\n参加")
    one, two = (analyse(read_txt(text.encode(), "x"), words) for text in (plain, wrapped))
    assert [measure.key for measure in one.measures] == [measure.key for measure in two.measures]
    for text, found in ((plain, one), (wrapped, two)):
        assert all(text[measure.start : measure.end] == measure.quote for measure in found.measures)
    assert "\n" in two.measures[1].quote


def test_the_same_words_twice_get_two_keys(understand: Understand) -> None:
    """A clause that stands again is another measure with another key."""
    found = understand(REPORT.format(plan="三、下一步工作计划\n（一）开展案卷评查。\n（二）开展案卷评查。"))
    assert len({measure.key for measure in found.measures}) == 2


def test_the_sample_report_is_read_as_a_clerk_would(understand: Understand) -> None:
    """Of the shipped sample every deed is found, dated as its words say, in its category."""
    sample = (PLANS / "sample" / "report.txt").read_text(encoding="utf-8")
    found = understand(sample.replace("{{report_year}}", "2025").replace("{{plan_year}}", "2026"))
    assert (found.report_year, found.plan_year, found.issuer) == (2025, 2026, "清源镇")
    told = {measure.clean: measure for measure in found.measures}
    assert told["把普法课堂搬到偏远自然村"].category == "publicity"
    assert told["全年组织送法下乡活动不少于4次"].times[0].n == 4
    assert {done.date for done in found.done} >= {"2025-03-18", "2025-09-22", "2025-04-15", "2025-12-04"}


CLAUSES = st.lists(
    st.sampled_from(
        [
            "完善责任清单",
            "提高工作效率",
            "通过发放手册等形式",
            "开展“送法”活动",
            "",
            "按照要求",
            "（责任单位：司法所）",
            "1、",
            "一是",
            "二要",
            "\n",
            "。",
            "；",
            " ",
        ]
    ),
    max_size=30,
)


@given(CLAUSES)
def test_every_character_of_the_section_has_exactly_one_role(words: Words, clauses: list[str]) -> None:
    """The partition covers the section without gap or overlap, and each measure is a part of its own."""
    text = REPORT.format(plan="三、下一步工作计划\n（一）开展检查。" + "，".join(clauses))
    found = analyse(read_txt(text.encode(), "x"), words)
    assert found.section is not None
    edges = [found.section.start]
    for start, end, _ in found.partition:
        assert start == edges[-1] < end
        edges.append(end)
    assert edges[-1] == found.section.end
    parts = {(start, end) for start, end, role in found.partition if role == "measure"}
    assert parts == {(measure.start, measure.end) for measure in found.measures}


@pytest.mark.parametrize("copies", [1, 30])
def test_a_long_report_loses_nothing(understand: Understand, copies: int) -> None:
    """The number of measures grows with the plan."""
    body = "\n".join(f"{number}、完善第{number}类清单，开展第{number}类检查。" for number in range(1, copies + 1))
    assert len(cut(understand, body)) == 2 * copies


@pytest.mark.parametrize(
    ("body", "measures"),
    [
        (
            "各站所10月底前完成自查，自查结果于11月5日前交镇司法所。",
            ["各站所10月底前完成自查", "自查结果于11月5日前交镇司法所"],
        ),
        ("推行预约办事，群众来信在次月上旬全部答复。", ["推行预约办事", "群众来信在次月上旬全部答复"]),
        ("试行轮值制度，至三季度末小结一次。", ["试行轮值制度", "至三季度末小结一次"]),
        ("推进台账电子化，确保9月底前各村全覆盖。", ["推进台账电子化，确保9月底前各村全覆盖"]),
        ("组织网上答题，确保参与率达到90%。", ["组织网上答题，确保参与率达到90%"]),
        ("举办讲座6期，其中上半年3期。", ["举办讲座6期，其中上半年3期"]),
        ("坚持每月20日领导坐班，当场答复群众。", ["坚持每月20日领导坐班"]),
        ("春节后两周内，对合同进行一次核对。", ["春节后两周内，对合同进行一次核对"]),
        ("开展考评两次，上半年、下半年各一次。", ["开展考评两次，上半年、下半年各一次"]),
        ("规范案件办理，群众满意率98%以上。", ["规范案件办理，群众满意率98%以上"]),
        ("印发普法手册，从而提高全民法治意识。", ["印发普法手册"]),
        ("完善值班制度，此项内容去年10月已写入章程。", ["完善值班制度"]),
    ],
)
def test_a_clause_with_a_day_or_a_share_is_kept_after_a_comma(
    understand: Understand, body: str, measures: list[str]
) -> None:
    """With a subject of its own it is a measure, as an aim it belongs to its deed; plain aims and the past are left out."""
    assert cut(understand, f"（一）办好这件事情。{body}\n（二）规范执法行为。") == [*measures, "规范执法行为"]


def test_a_title_that_says_by_when_is_a_deed(understand: Understand) -> None:
    """The first sentence of an item is no title where it has a deadline."""
    body = "（一）8月底前建成调解中心。完善轮值制度。\n（二）加强培训。组织业务轮训。"
    assert cut(understand, body) == ["8月底前建成调解中心", "完善轮值制度", "组织业务轮训"]
