"""The safety net: what of a plan names a day, a count or a share and stands in no measure."""

from collections.abc import Callable

import pytest
from tests.unit.extract.conftest import REPORT

from planrunner.extract.model import Extraction

Understand = Callable[[str], Extraction]


def unread(understand: Understand, body: str) -> list[str]:
    """Return the clauses that the safety net holds of a plan with this body."""
    text = REPORT.format(plan=f"三、下一步工作计划\n{body}")
    found = understand(text)
    assert all(text[one.start : one.end] == one.quote for one in found.unread)
    assert found.measures
    return [one.clean for one in found.unread]


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (
            "（一）工作目标。矛盾纠纷化解率达到95%，信访量下降10%。\n（二）编印手册。",
            ["矛盾纠纷化解率达到95%", "信访量下降10%"],
        ),
        ("（一）抓好全年不少于6次的走访。制定走访计划。", ["抓好全年不少于6次的走访"]),
        ("（一）5月集中宣传月活动。\n1.印发方案。\n2.布置展板。", ["5月集中宣传月活动"]),
    ],
)
def test_days_and_numbers_of_titles_and_aims_are_kept(understand: Understand, body: str, kept: list[str]) -> None:
    """What a title or an aim promises is told, be it no deed."""
    assert unread(understand, body) == kept


@pytest.mark.parametrize(
    "body",
    [
        "（一）加强普法宣传。编印法律手册。",
        "2023年，我镇将做好以下几项工作。\n（一）编印法律手册。",
        "（一）巩固去年5月评查的成果。完善检查台账，6月底前公布结果。",
        "（一）编印法律手册\n（二）举办讲座4期\n柳溪镇司法所\n2023年1月10日",
        "（一）以2021年3月出台的办法为依据。完善检查台账。",
    ],
)
def test_what_promises_nothing_is_not_kept(understand: Understand, body: str) -> None:
    """Titles without a day, the year itself, what was done, and what a measure holds already are left out."""
    assert unread(understand, body) == []
