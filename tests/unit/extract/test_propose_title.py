"""Task names made from the words of a measure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planrunner.extract.propose_title import LONGEST, title_of


@pytest.mark.parametrize(
    ("clean", "title"),
    [
        ("进一步完善服务体系", "完善服务体系"),
        ("切实加强队伍建设", "加强队伍建设"),
        ("将年度自查表报送县里李某", "报送年度自查表"),
        ("做好新闻报道稿件的统计工作", "做好新闻报道稿件的统计工作"),
        ("全面公开", "全面公开"),
    ],
)
def test_titles(clean: str, title: str) -> None:
    """Opening adverbs go, the object of a report comes after its verb, the recipient is left out."""
    assert title_of(clean) == title


def test_dates_are_left_out() -> None:
    """The date of a measure stands in its schedule, not in its name."""
    assert title_of("于9月30日前完成整改", [(1, 7)]) == "完成整改"


@pytest.mark.parametrize(
    ("clean", "time", "title"),
    [
        ("从5月1日起推行电子台账", "5月1日", "推行电子台账"),
        ("代表意见于8月底前逐条答复", "8月底前", "代表意见逐条答复"),
        ("结果在10月15日之前告知各村", "10月15日", "结果告知各村"),
        ("对2021年度考核扣分项开展整改", "2021年度", "对2021年度考核扣分项开展整改"),
        ("2023年组织普法巡讲", "2023年", "组织普法巡讲"),
        ("11月5日前报送自查总结", "11月5日前", "报送自查总结"),
        ("11月5日前上报县里王某", "11月5日前", "上报"),
        ("4、10月集中清查印章", "10月", "集中清查印章"),
        ("二季度各开展一次回访", "二季度", "开展一次回访"),
    ],
)
def test_a_date_goes_with_the_words_that_bind_it(clean: str, time: str, title: str) -> None:
    """What is left reads as a phrase; a year that says which one is meant stays, and so does what is handed in."""
    at = clean.index(time)
    assert title_of(clean, [(at, at + len(time))]) == title


@pytest.mark.parametrize(
    ("clean", "about", "title"),
    [
        ("报县司法局", "二季度完成普法台账整理", "报县司法局（普法台账）"),
        ("并在村务公开栏公布", "6月底前修订村规民约", "在村务公开栏公布（村规民约）"),
        ("年底评估一次", "自5月起试行预约调解", "年底评估一次（预约调解）"),
        ("公布案件评查结果", "组织案卷评查", "公布案件评查结果"),
    ],
)
def test_a_clause_that_is_only_a_verb_is_told_with_its_object(clean: str, about: str, title: str) -> None:
    """The object is what the clause before it is about; a clause with an object of its own needs none."""
    assert title_of(clean, (), about) == title


def test_quotes_stay_in_pairs() -> None:
    """A name in quotes at the head of a clause keeps both of them."""
    assert title_of("“五一”前清理占道摊点") == "“五一”前清理占道摊点"


def test_long_clauses_are_cut_where_it_reads() -> None:
    """A long clause keeps its last part, where the verb and its object stand."""
    clean = "通过座谈会、问卷、走访、热线、网站留言和代表建议等多种多样的形式广泛听取各方面的意见，完善政策解读制度"
    assert title_of(clean) == "完善政策解读制度"


@given(st.text(alphabet="完善制度进一步，、。（）“”做好报送至县", min_size=1, max_size=120))
def test_never_too_long(clean: str) -> None:
    """No words make a title longer than forty characters."""
    assert len(title_of(clean)) <= LONGEST
