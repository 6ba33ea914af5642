"""What a phrase of time was understood as, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.wording import WEEKDAYS

if TYPE_CHECKING:
    from planrunner.extract.model import Time

UNITS = {
    "day": "天",
    "week": "周",
    "month": "个月",
    "quarter": "个季度",
    "halfyear": "个半年",
    "year": "年",
    "lunar_month": "个农历月",
}
PER = {"day": "每天", "week": "每周", "month": "每月", "quarter": "每季度", "halfyear": "每半年", "year": "每年"}


def time_in_words(time: Time) -> str:
    """Return the meaning of a time expression: 每3个月重复, 截止 2027-07-31, 每年不少于 4 次."""
    match time.kind:
        case "date":
            words = _span(time)
        case "range":
            words = f"{_span(time)} 之间"
        case "deadline":
            words = f"截止 {time.end}"
        case "recur":
            words = _recurrence(time)
        case "count":
            per = PER.get(time.freq or "", "")
            words = f"{per}{'不少于' if time.op == '>=' else ''} {time.n} 次".strip()
        case _:
            words = "没有确切时间"
    return f"{words}（说得不确切，按通常的理解）" if time.ambiguous else words


def _span(time: Time) -> str:
    return f"{time.start}" if time.start == time.end else f"{time.start} 至 {time.end}"


def _recurrence(time: Time) -> str:
    """Return how often and on which day: 每1年重复，12月4日."""
    every = f"每{time.interval or 1}{UNITS[time.freq or 'year']}重复"
    month = f"{time.month}月" if time.month else ""
    day = f"{time.day}日" if time.day and time.day > 0 else "最后一天" if time.day else ""
    turn = f"第{time.nth}个" if time.nth and time.nth > 0 else "最后一个" if time.nth else ""
    weekday = f"{turn}周{WEEKDAYS[time.weekday - 1]}" if time.weekday else ""
    on = month + day + weekday
    return f"{every}，{on}" if on else every
