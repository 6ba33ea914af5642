"""A part of a year that a summary tells of: how people name it, and which of the year's facts belong to it."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from planrunner.errors import NothingFoundError, UsageError
from planrunner.services.reporting_state import short_day

if TYPE_CHECKING:
    from planrunner.services.reporting_facts import Facts, SourceChapter
    from planrunner.store.queries import TaskRow

HALVES = {"上半年": (1, 6), "下半年": (7, 12)}
_QUARTER = re.compile(r"(?:第?([一二三四1-4])季度?|[Qq]([1-4]))")
_MONTH = re.compile(r"(1[0-2]|[1-9])月份?")


@dataclass(frozen=True, slots=True)
class Period:
    """A part of a year, both days belonging to it, and its name with the year (2027年上半年)."""

    first: date
    last: date
    name: str


def named_period(text: str, year: int) -> Period:
    """Read 上半年, 下半年, 一季度, 第2季度, Q3, 4月. Raises UsageError for anything else."""
    plain = text.strip()
    if plain in HALVES:
        first, last, name = *HALVES[plain], plain
    elif found := _QUARTER.fullmatch(plain):
        told = found[1] or found[2]
        quarter = "一二三四".find(told) + 1 or int(told)
        first, last, name = 3 * quarter - 2, 3 * quarter, f"{'一二三四'[quarter - 1]}季度"
    elif found := _MONTH.fullmatch(plain):
        first = last = int(found[1])
        name = f"{first}月"
    else:
        raise UsageError(f"看不懂“{plain}”是哪一段时间。可写：上半年、下半年、一季度、二季度、三季度、四季度、4月。")
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]), f"{year}年{name}")


def period_between(first: date | None, last: date | None, year: int) -> Period:
    """Return the days from one to another; the year's own first or last day where one is not given.

    Raises UsageError where the last comes before the first.
    """
    start, end = first or date(year, 1, 1), last or date(year, 12, 31)
    if end < start:
        raise UsageError(f"结束日期 {end} 早于开始日期 {start}。")
    return Period(start, end, f"{year}年{short_day(start, year)}至{short_day(end, year)}")


def within(facts: Facts, period: Period) -> Facts:
    """Return the facts of a part of a year: what fell due in it, what was done in it, and what it found open and late.

    Numbers count where their work was done in it. Raises NothingFoundError where nothing belongs to it.
    """
    tasks = {number: task for number, task in facts.tasks.items() if _belongs(task, period)}
    if not tasks:
        raise NothingFoundError(f"{period.name}没有到期或完成的任务，写不出总结。")
    tasks_of = {
        number: kept
        for number, those in facts.tasks_of.items()
        if (kept := tuple(task for task in those if task in tasks))
    }
    return replace(
        facts,
        period=period.name,
        tasks=tasks,
        tasks_of=tasks_of,
        obligations={number: row for number, row in facts.obligations.items() if number in tasks_of},
        of_own=tuple(number for number in facts.of_own if number in tasks),
        chapters=tuple(chapter for one in facts.chapters if (chapter := _chapter(one, tasks_of)).measures),
        evidence={number: pieces for number, pieces in facts.evidence.items() if number in tasks},
        metrics={number: values for number, values in facts.metrics.items() if _done_in(facts.tasks[number], period)},
    )


def _belongs(task: TaskRow, period: Period) -> bool:
    if _done_in(task, period):
        return True
    if task.due is None or task.due > period.last or (task.done_on is not None and task.done_on < period.first):
        return False
    return task.due >= period.first or task.status not in ("carried", "dropped")


def _done_in(task: TaskRow, period: Period) -> bool:
    return task.done_on is not None and period.first <= task.done_on <= period.last


def _chapter(chapter: SourceChapter, kept: dict[int, tuple[int, ...]]) -> SourceChapter:
    """Return a chapter with the measures that the period has tasks of."""
    measures = (
        replace(measure, obligations=tuple(one for one in measure.obligations if one in kept))
        for measure in chapter.measures
    )
    return replace(chapter, measures=tuple(measure for measure in measures if measure.obligations))
