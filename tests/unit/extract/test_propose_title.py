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


def test_long_clauses_are_cut_where_it_reads() -> None:
    """A long clause keeps its last part, where the verb and its object stand."""
    clean = "通过座谈会、问卷、走访、热线、网站留言和代表建议等多种多样的形式广泛听取各方面的意见，完善政策解读制度"
    assert title_of(clean) == "完善政策解读制度"


@given(st.text(alphabet="完善制度进一步，、。（）“”做好报送至县", min_size=1, max_size=120))
def test_never_too_long(clean: str) -> None:
    """No words make a title longer than forty characters."""
    assert len(title_of(clean)) <= LONGEST
