"""How many of what a clause asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planrunner.extract.quantities import find_quantities


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("开展宣讲不少于4次", [(4, "次", ">=")]), ("建成高标准农田3000亩以上", [(3000, "亩", ">=")]),
        ("持证率达到100%", [(100, "%", ">=")]), ("每村培养不少于5名、发放手册2万份", [(5, "名", ">="), (20000, "份", "=")]),
        ("办理时限控制在3个工作日以内", [(3, "个", "<=")]), ("投入资金1,200.5万元左右", [(12_005_000, "元", "~")]),
        ("2022年6月30日前完成《方案（2021—2025年）》", []), ("按照〔2022〕8号文件开展12·4宣传", []),
        ("覆盖率不低于95％", [(95, "%", ">=")]),
    ],
)  # fmt: skip
def test_quantities_with_unit_and_comparator(text: str, told: list[tuple[float, str, str]]) -> None:
    """Value, unit and comparator are those of the words; dates, titles and document numbers are no quantities."""
    assert [(one.value, one.unit, one.comparator) for one in find_quantities(text)] == told


@given(st.text(alphabet="不少于至以上下内1234567890,.%万次名亩《》〔〕年月日第，。"))
def test_spans_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    """Whatever the text, spans are in order and hold their number."""
    at = 0
    for one in find_quantities(text):
        assert at <= one.start_char < one.end_char <= len(text)
        at = one.end_char
