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
