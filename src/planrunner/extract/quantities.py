"""Quantities of a measure: how many of what, and whether that is a floor, a ceiling or just so (不少于4次, 100%, 3000亩以上)."""

import re
from collections.abc import Iterator

from planrunner.extract.model import Quantity

_UNITS = (
    "场次|人次|户次|批次|轮次|学时|课时|小时|分钟|工作日|公里|平方米|平方公里"
    "|[次场期轮批堂节个名人户件份条部篇册块处所家项起宗亩元米吨台辆套村镇街天日周月年]"
)
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_FLOOR = r"不少于|不低于|不得少于|不得低于|至少|最少|达到?|超过|突破"
_CEILING = r"不超过|不多于|不高于|不得超过|控制在|最多|低于"
_QUANTITY = re.compile(
    rf"(?:(?P<before>{_CEILING}|{_FLOOR})[^\d，。；、：]{{0,6}}?)?(?P<number>{_NUMBER})\s*(?P<big>[万亿])?\s*(?P<unit>[%％‰]|{_UNITS})"
    r"(?P<after>及?以上|以下|以内|之内|左右)?"
)
_NO_QUANTITY = re.compile(
    r"《[^《》]*》|[〔\[]\d{4}[〕\]]\d*号?|\d{4}年|\d{1,2}月(?:\d{1,2}日)?|第\d+[次届期条款项批章]"
    r"|\d+[·.]\d+(?!\d*[%％万亿亩元])"
)
_BIG = {"万": 10_000, "亿": 100_000_000}


def find_quantities(clean: str) -> tuple[Quantity, ...]:
    """Return the quantities of a clause in order; dates, titles and document numbers are none."""
    return tuple(_found(clean))


def _found(clean: str) -> Iterator[Quantity]:
    masked = [span.span() for span in _NO_QUANTITY.finditer(clean)]
    for found in _QUANTITY.finditer(clean):
        start, end = found.span("number")
        if any(first < end and start < last for first, last in masked):
            continue
        value = float(found["number"].replace(",", "")) * _BIG.get(found["big"] or "", 1)
        begins = found.start("before") if found["before"] else start
        yield Quantity(begins, found.end(), value, found["unit"].replace("％", "%"), _comparator(found))


def _comparator(found: re.Match[str]) -> str:
    before, after = found["before"] or "", found["after"] or ""
    if after.endswith("以上") or (before and re.fullmatch(_FLOOR, before)):
        return ">="
    if after in ("以下", "以内", "之内") or before:
        return "<="
    return "~" if after == "左右" else "="
