"""Categories learnt from corrections."""

from hypothesis import given
from hypothesis import strategies as st

from planrunner.extract.nearest import Example, Examples

LEARNT = Examples((Example("开展村级合同专项清理", "dispute"), Example("组织夜间普法电影放映", "training")))


def test_a_clause_like_a_corrected_one_goes_where_it_went() -> None:
    """Small changes of wording do not matter; a clause of other words is left to the keywords."""
    assert LEARNT.nearest("开展村级合同专项清理") == "dispute"
    assert LEARNT.nearest("继续开展村级合同的专项清理工作") == "dispute"
    assert LEARNT.nearest("组织开展夜间普法电影放映活动") == "training"
    assert LEARNT.nearest("健全政府法律顾问制度") is None
    assert Examples().nearest("开展村级合同专项清理") is None


def test_the_later_of_two_corrections_of_one_clause_counts() -> None:
    """A person who changes their mind is followed."""
    assert Examples((Example("清理台账", "other"), Example("清理台账", "service"))).nearest("清理台账") == "service"


@given(st.text(), st.text())
def test_any_text_may_be_asked(clause: str, other: str) -> None:
    """Asking never fails, and what is asked is nearest to itself."""
    assert Examples((Example(clause, "a"), Example(other, "b"))).nearest(other) in {"a", "b", None}
