"""The page 统计: what is done of a plan year by month and category, what is late or behind, evidence and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planrunner.services.plan_tree import pace_of, shown_year
from planrunner.store import plan_reads, statistics_reads
from planrunner.wording import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from typing import TypeVar

    from planrunner.domain.pace import Pace
    from planrunner.services.desk import Desk
    from planrunner.store.statistics_reads import CountRow, MetricRow

    K = TypeVar("K", int, str)

OTHER_YEAR, UNDATED = 13, 14
"""Stand in `Statistics.months` for tasks whose day lies in another year, and for those without one."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Tasks: `due` in all, `done` closed ones, `late` still open after their last day, `done_late` closed after it."""

    due: int = 0
    done: int = 0
    late: int = 0
    done_late: int = 0
    carried: int = 0

    def plus(self, row: CountRow) -> Tally:
        """Return the tally with more tasks."""
        return Tally(
            self.due + row.tasks,
            self.done + (row.tasks if row.status == "closed" else 0),
            self.late + row.late,
            self.done_late + row.done_late,
            self.carried + (row.tasks if row.status == "carried" else 0),
        )


@dataclass(frozen=True, slots=True)
class Curves:
    """Sums by the end of each month of the plan year: `due` for all twelve, `done` until the month of today."""

    due: tuple[int, ...]
    done: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """A counted obligation that is behind what the days gone by ask for."""

    number: int
    title: str
    owner: str
    pace: Pace


@dataclass(frozen=True, slots=True)
class Statistics:
    """One plan year. `months` by number; `categories` by key, in the order of the words."""

    year: int
    years: list[int]
    today: date
    total: Tally
    pace: Curves
    months: dict[int, Tally]
    categories: dict[str, Tally]
    behind: list[Behind]
    evidence: int
    evidenced: int
    metrics: list[MetricRow]


def statistics(desk: Desk, year: int | None = None) -> Statistics:
    """Return the figures of a plan year, by default this year's or else the newest one there is."""
    today = desk.today()
    with desk.store.reader() as reader:
        every = plan_reads.years(reader)
        shown = year or shown_year(every, today)
        rows = statistics_reads.counts(reader, shown, today)
        obligations = plan_reads.obligations_of_year(reader, shown)
        past = plan_reads.past_of_counted(reader, shown, today)
        pieces, evidenced = statistics_reads.evidence(reader, shown)
        metrics = statistics_reads.metrics(reader, shown)
        done = statistics_reads.done_days(reader, shown)
    paced = [
        Behind(one.id, one.title, one.owner, pace) for one in obligations if (pace := pace_of(one, past)) is not None
    ]
    total = Tally()
    for row in rows:
        total = total.plus(row)
    months = _by(rows, lambda row: _month(row.day, shown))
    by_category = _by(rows, lambda row: row.category)
    in_order = [*CATEGORIES, *(key for key in by_category if key not in CATEGORIES)]
    return Statistics(
        shown,
        every,
        today,
        total,
        Curves(
            _summed([(row.day, row.tasks) for row in rows if row.day], shown, 12),
            _summed(done, shown, 12 if today.year > shown else today.month if today.year == shown else 0),
        ),
        {month: months[month] for month in sorted(months)},
        {key: by_category[key] for key in in_order if key in by_category},
        [one for one in paced if one.pace.behind],
        pieces,
        evidenced,
        metrics,
    )


def _summed(counts: Sequence[tuple[date, int]], year: int, months: int) -> tuple[int, ...]:
    """Return how many there are by the end of each of the first months of a year, those before the year with them."""
    return tuple(
        sum(number for day, number in counts if (day.year, day.month) <= (year, month))
        for month in range(1, months + 1)
    )


def _month(day: date | None, year: int) -> int:
    if day is None:
        return UNDATED
    return day.month if day.year == year else OTHER_YEAR


def _by(rows: list[CountRow], key: Callable[[CountRow], K]) -> dict[K, Tally]:
    found: dict[K, Tally] = {}
    for row in rows:
        found[key(row)] = found.get(key(row), Tally()).plus(row)
    return found
