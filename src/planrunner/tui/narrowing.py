"""What people type to find tasks: 负责人:张 状态:逾期 类别:普法 本周 4月 fxyl 防汛, in any order, all of it must hold."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING, get_args

from planrunner.domain.lights import Light
from planrunner.errors import UsageError
from planrunner.services.agenda import month_of, week_of
from planrunner.services.initials import initials_of
from planrunner.services.planning import read_day
from planrunner.services.task_index import State, Wanted
from planrunner.wording import CATEGORIES, LIGHT_MEANINGS, LIGHTS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping

KEYS = {
    "负责人": "owner", "负责": "owner", "人": "owner", "状态": "state", "灯": "state", "类别": "category", "类": "category",
    "日期": "day", "时间": "day",
}  # fmt: skip
ALSO = {"closed": ("已办", "办结", "完成"), "planned": ("未办",), "started": ("未办", "在办")}
"""Words for states besides their own."""
EVERY_LIGHT: tuple[Light, ...] = get_args(Light)
DAYS = {"前天": -2, "昨天": -1, "今天": 0, "明天": 1, "后天": 2}
MONTH = re.compile(r"(?:(\d{4})年)?(\d{1,2})月份?")


def read_wanted(text: str, today: date) -> Wanted:
    """Return what a typed text looks for. A key without a value yet is passed over.

    Raises UsageError for a state, category or day that does not exist, naming those that do.
    """
    found: dict[str, list[str]] = {"word": [], "owner": [], "state": [], "category": [], "day": []}
    for typed in text.lower().split():
        word, sign, value = typed.replace("：", ":").partition(":")
        plain = unicodedata.normalize("NFKC", typed)
        if sign and word in KEYS:
            found[KEYS[word]] += [value] if value else []
        elif days_of(plain, today):
            found["day"].append(plain)
        else:
            found["word"].append(plain if plain.isascii() else typed)
    return Wanted(
        tuple(found["word"]),
        tuple(found["owner"]),
        tuple(_state(value) for value in found["state"]),
        tuple(_categories(value) for value in found["category"]),
        tuple(_days(value, today) for value in found["day"]),
    )


def days_of(text: str, today: date) -> tuple[date, date] | None:
    """Return the days that a word means: 今天, 本周, 下月, 4月, 4月15日, 2027-04-15; None for any other word."""
    if text in DAYS:
        day = today + timedelta(days=DAYS[text])
        return day, day
    if text[-1:] in "周月" and text[:-1] in ("上", "本", "这", "下"):
        step = {"上": -1, "下": 1}.get(text[0], 0)
        return week_of(today + timedelta(weeks=step)) if text.endswith("周") else _month(today, step)
    if text == "今年":
        return date(today.year, 1, 1), date(today.year, 12, 31)
    month = MONTH.fullmatch(text)
    if month is not None and 1 <= int(month[2]) <= 12 and 2000 <= int(month[1] or today.year) <= 2099:
        return month_of(date(int(month[1] or today.year), int(month[2]), 1))
    try:
        day = read_day(text, today.year)
    except UsageError:
        return None
    return day, day


def _month(today: date, step: int) -> tuple[date, date]:
    first, last = month_of(today)
    return (
        month_of(last + timedelta(days=1))
        if step > 0
        else month_of(first - timedelta(days=1))
        if step
        else (first, last)
    )


def _state(value: str) -> State:
    statuses = frozenset(
        key for key, word in STATUSES.items() if value in word or any(value in other for other in ALSO.get(key, ()))
    )
    lights = frozenset(light for light in EVERY_LIGHT if value in LIGHT_MEANINGS[light] or value == LIGHTS[light])
    if not statuses and not lights:
        words = dict.fromkeys([*STATUSES.values(), *LIGHT_MEANINGS.values()])
        raise UsageError(f"没有“{value}”这个状态。可用：{'、'.join(words)}。")
    return State(statuses, lights)


def _categories(value: str) -> frozenset[str]:
    found = frozenset(_named(CATEGORIES, value))
    if not found:
        raise UsageError(f"没有“{value}”这个类别。可用：{'、'.join(CATEGORIES.values())}。")
    return found


def _named(words: Mapping[str, str], value: str) -> list[str]:
    """Return the keys whose word holds a value, or whose initials do where it is letters."""
    letters = initials_of(list(words.values())) if value.isascii() else [""] * len(words)
    return [key for (key, word), short in zip(words.items(), letters, strict=True) if value in word or value in short]


def _days(value: str, today: date) -> tuple[date, date]:
    found = days_of(unicodedata.normalize("NFKC", value), today)
    if found is None:
        raise UsageError(f"看不懂日期“{value}”。可写：今天、本周、下周、本月、4月、4月15日。")
    return found
