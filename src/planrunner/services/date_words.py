"""A proposal's days in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.wording import TENTATIVE, UNDATED, month_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planrunner.domain.schedule import Occurrence

SHOWN = 4


def in_words(occurrences: Sequence[Occurrence]) -> str:
    """Return when something is proposed: 3月20日、6月20日（暂定）, the first few and how many; 待定 without a day."""
    dated = [one for one in occurrences if one.planned is not None]
    if not dated:
        return UNDATED
    words = "、".join(_one(one) for one in dated[:SHOWN])
    return f"{words}等 {len(dated)} 次" if len(dated) > SHOWN else words


def _one(occurrence: Occurrence) -> str:
    first, last = occurrence.planned, None
    if occurrence.spans and occurrence.window:
        first, last = occurrence.window
    text = "—".join(month_day(day) for day in (first, last) if day is not None)
    return f"{text}（{TENTATIVE}）" if occurrence.tentative else text
