"""Which numbers begin an item, and which only look like it."""

import pytest

from planrunner.extract.outline import find_marks
from planrunner.extract.reading import rejoin


def labels(text: str) -> list[str]:
    """Return the labels of the numbers found in a text."""
    return [mark.label for mark in find_marks(rejoin(text))]


def test_all_levels_are_found_with_their_rank() -> None:
    """The usual forms of numbers are found, each deeper than the one it stands under."""
    text = "第一部分 总则\n一、工作\n（一）学习。\n1、加强。\n（1）制定。\n①印发。一是宣传。二是培训。"
    marks = find_marks(rejoin(text))
    assert [mark.label for mark in marks] == ["一", "一", "一", "1", "1", "①", "一是", "二是"]
    assert [mark.rank for mark in marks] == [0, 1, 2, 3, 4, 5, 6, 6]


@pytest.mark.parametrize(
    "text",
    [
        "统筹推进一、二、三产业融合发展。",
        "依照条例第二十条第（一）项办理。",
        "增长12.4个百分点，达到3.5亿元。",
        "统一是前提，唯一是标准。",
        "组织3、4月份集中活动。",
        "落实第一、第二责任人。",
    ],
)
def test_numbers_in_phrases_begin_nothing(text: str) -> None:
    """A number in the middle of a phrase is no item."""
    assert labels(text) == []


def test_a_title_that_begins_with_aims_has_its_number() -> None:
    """（二）目标任务 is an item; （二）目 of a statute is none."""
    assert labels("（一）总体要求。\n（二）目标任务。\n（三）目录清单。\n依照第三条第（二）目办理。") == [
        "一",
        "二",
        "三",
    ]


def test_numbers_run_on_in_one_line_papers() -> None:
    """Where a paper is one line, a number counts without a stop before it as its series goes on."""
    assert labels("三、下一步工作（一）加强学习。组织培训。（二）规范执法。要求如下1.评查案卷。2.公示结果。") == [
        "三",
        "一",
        "二",
        "1",
        "2",
    ]


def test_mixed_words_of_one_series_are_one_series() -> None:
    """一是 … 二要 … 三是 is one series; a 二要 without a first is none."""
    assert labels("一是抓学习。二要抓宣传，三是抓执法。") == ["一是", "二要", "三是"]
    assert labels("我们要做到二要诚信。") == []


@pytest.mark.parametrize(
    "text",
    [
        "1、2月底前修订章程。\n2、5月底前公布清单。\n3、按季通报。",
        "（一）抓培训。\n1.4月举办讲座。\n2.9月、10月各走访一次。\n3．11月上旬考试。",
        "1、公布清单。\n2、2023年2月底前印发要点。\n3、12月4日前后开展宣传。",
        "（一）抓培训。\n1.印发要点。\n2.举办讲座。\n（一）抓普法。\n3.3月、8月各走访一次。",
    ],
)
def test_a_number_before_a_date_opens_an_item_where_the_series_goes_on(text: str) -> None:
    """The number of an item is told from the month after it by the items before and after."""
    assert [label for label in labels(text) if label != "一"] == ["1", "2", "3"]


def test_chinese_numbers_before_chinese_months() -> None:
    """二、三月底前… is the second item and not two months; 三、四月 that continues nothing is two."""
    assert labels("一、一月印发要点。\n二、三月底前公布清单。\n三、按季通报。") == ["一", "二", "三"]
    assert labels("三、四月集中走访两轮。\n制定计划。") == []


@pytest.mark.parametrize(
    "text",
    [
        "3、4月集中走访两轮。\n制定计划。",
        "5.20世界计量日开展宣传。\n6.26禁毒日组织活动。",
        "1、印发要点。\n6、7月排查隐患。",
    ],
)
def test_a_row_of_months_that_continues_nothing_is_no_number(text: str) -> None:
    """Months in a row and days written with a dot begin no item, be they at the start of a paragraph."""
    assert not {"3", "5", "6"} & set(labels(text))
