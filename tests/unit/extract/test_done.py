"""What a report tells of the year gone by: dated things done, each with its clause."""

from collections.abc import Callable

import pytest

from planrunner.extract.model import Extraction

Understand = Callable[[str], Extraction]
PAPER = "柳溪镇2022年法治工作总结\n一、工作情况\n{body}\n二、下一步工作打算\n（一）办好法治夜校。\n"


def told(understand: Understand, body: str) -> list[tuple[str, str]]:
    """Return date and words of the things done that a body tells of."""
    return [(done.date, done.clean) for done in understand(PAPER.format(body=body)).done]


def test_each_date_with_a_deed_is_a_thing_done(understand: Understand) -> None:
    """A date and what happened on it make one thing; several dates of a clause make one each."""
    body = "我镇分别于3月2日、9月6日举办讲座。5月9日，召开调解员培训会；6月26日，开展禁毒宣传。"
    assert [date for date, _ in told(understand, body)] == ["2022-03-02", "2022-09-06", "2022-05-09", "2022-06-26"]


def test_a_date_said_twice_in_a_clause_is_one_thing(understand: Understand) -> None:
    """12月4日 and 12.4 of one clause are the same day's work."""
    assert told(understand, "12月4日，我镇开展12.4宪法日宣传活动。") == [
        ("2022-12-04", "12月4日，我镇开展12.4宪法日宣传活动")
    ]


def test_two_deeds_of_a_sentence_are_cut_at_the_second_date(understand: Understand) -> None:
    """A sentence that tells of two days gives each its own words, the number of the item left out."""
    assert told(understand, "1、3月2日举办讲座，9月6日组织考试。") == [
        ("2022-03-02", "3月2日举办讲座"),
        ("2022-09-06", "9月6日组织考试"),
    ]


def test_other_years_law_dates_and_the_plan_are_nothing_done(understand: Understand) -> None:
    """A date of another year, of a law's entry into force, or in the plan itself is not told as done."""
    body = "2021年5月1日开展过检查。条例自2022年7月15日起施行，我镇组织学习。"
    assert told(understand, body) == []
    found = understand(PAPER.format(body="一切顺利。").replace("办好法治夜校", "4月15日组织宣传"))
    assert found.done == ()


def test_sentences_outside_the_plan_are_kept_for_undated_work(understand: Understand) -> None:
    """Every sentence of the body is a statement with its place; none of the plan is."""
    found = understand(PAPER.format(body="全年组织村干部学法考试。根据通知开展培训。"))
    assert "全年组织村干部学法考试" in [statement.clean for statement in found.statements]
    assert all("法治夜校" not in statement.clean for statement in found.statements)


@pytest.mark.parametrize(
    "body",
    [
        "一切顺利。\n（二）存在的问题和不足\n3·15消费维权宣传组织不力，6月26日原定的禁毒演练没有开展。",
        "一切顺利。\n存在的不足\n“11·9消防日宣传”开展迟缓。\n12月4日的活动组织不够。",
        "宣传扎实。存在的不足：“6·26禁毒宣传周”组织得不够充分。",
        "4月15日的宣传活动组织不够，11月9日的演练未能开展。",
        "宣传工作扎实，编排的情景剧《12·4的故事》组织演出多场，“4·15安全课堂”开展顺利。",
    ],
)
def test_problems_and_names_tell_of_no_day(understand: Understand, body: str) -> None:
    """A day in the part about problems, or inside the name of something, is not one on which work was done."""
    assert told(understand, body) == []


@pytest.mark.parametrize(
    ("body", "days"),
    [
        ("12月9日，组织开展4·15国家安全教育日补课宣传。", ["12-09"]),
        ("“12·4”国家宪法日，开展宣誓活动。", ["12-04"]),
        ("“4·15全民国家安全教育日”期间组织宣讲。", ["04-15"]),
        ("3月8日举办讲座，6·26国际禁毒日开展宣传。", ["03-08", "06-26"]),
        ("（二）问题整改情况\n5月20日召开整改会议。", ["05-20"]),
        ("（二）存在问题\n人手不足。\n（三）特色做法\n5月20日组织巡讲。", ["05-20"]),
    ],
)
def test_public_days_are_days_where_they_say_when(understand: Understand, body: str, days: list[str]) -> None:
    """A day that is written out is the day; a public day tells when only where it stands as the time of its clause."""
    assert [day for day, _ in told(understand, body)] == [f"2022-{day}" for day in days]
