"""The page 计划: measure › obligation › task with progress. Nothing of the report's section is left out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from planrunner.domain.pace import Pace
from planrunner.services import ids
from planrunner.store import plan_reads, queries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from planrunner.services.desk import Desk
    from planrunner.store.queries import ObligationRow, TaskRow


@dataclass(frozen=True, slots=True)
class Branch:
    """An obligation with its progress; `pace` where the plan names a number of times."""

    row: ObligationRow
    pace: Pace | None

    @property
    def wanted(self) -> int:
        """How many the obligation asks for: its target, else its tasks."""
        return self.row.target or self.row.tasks

    @property
    def complete(self) -> bool:
        """Tell whether all it asks for is closed."""
        return 0 < self.wanted <= self.row.done


@dataclass(frozen=True, slots=True)
class MeasureNode:
    """A measure of a report with the obligations that cite it; `pending` counts proposals that still wait."""

    document: str
    start: int
    end: int
    quote: str
    branches: list[Branch] = field(default_factory=list)
    pending: int = 0

    @property
    def done(self) -> int:
        """How much of what its obligations ask for is closed; more than asked for counts as all."""
        return sum(min(branch.row.done, branch.wanted) for branch in self.branches)

    @property
    def wanted(self) -> int:
        """How much its obligations ask for."""
        return sum(branch.wanted for branch in self.branches)


@dataclass(frozen=True, slots=True)
class PlanTree:
    """One plan year: the report's measures in their order, obligations no measure calls for, tasks of one's own."""

    year: int
    years: list[int]
    measures: list[MeasureNode]
    loose: list[Branch]
    own: list[TaskRow]


def shown_year(years: list[int], today: date) -> int:
    """Return the plan year a page opens with: this one or, where there is nothing for it, the newest of `years`."""
    return today.year if today.year in years or not years else years[-1]


def pace_of(row: ObligationRow, past: Mapping[int, int]) -> Pace | None:
    """Return how an obligation with a target keeps pace; `past` counts the days gone by (`past_of_counted`)."""
    return Pace(row.done, row.target, min(row.target, past.get(row.id, 0))) if row.target else None


def plan_tree(desk: Desk, year: int | None = None) -> PlanTree:
    """Return the plan of a year, by default this year's or else the newest one there is."""
    today = desk.today()
    with desk.store.reader() as reader:
        every = plan_reads.years(reader)
        shown = year or shown_year(every, today)
        nodes = {
            (ids.show(ids.DOCUMENT, document.id), start): MeasureNode(
                ids.show(ids.DOCUMENT, document.id), start, end, quote
            )
            for document in queries.documents(reader)
            if document.plan_year == shown and document.superseded_by is None
            for start, end, quote, _, _ in queries.measures(reader, document.id)
        }
        waiting = plan_reads.pending_of_year(reader, shown)
        rows = plan_reads.obligations_of_year(reader, shown)
        past = plan_reads.past_of_counted(reader, shown, today)
        own = plan_reads.tasks_of_no_obligation(reader, shown)
    loose = []
    for row in rows:
        branch = Branch(row, pace_of(row, past))
        cited = [nodes[key] for key in _keys(row.measures) if key in nodes]
        for node in cited:
            node.branches.append(branch)
        if not cited:
            loose.append(branch)
    counts: dict[tuple[str, int], int] = {}
    for proposal in waiting:
        for key in _keys(proposal.measures):
            counts[key] = counts.get(key, 0) + 1
    measures = [
        MeasureNode(node.document, node.start, node.end, node.quote, node.branches, counts.get(key, 0))
        for key, node in nodes.items()
    ]
    return PlanTree(shown, every, measures, loose, own)


def has_tasks(desk: Desk) -> bool:
    """Tell whether there is a task of any year and status."""
    with desk.store.reader() as reader:
        return plan_reads.any_task(reader)


def tasks_of(desk: Desk, obligation: int) -> list[TaskRow]:
    """Return the tasks that serve an obligation and those that prepare them, by planned day."""
    with desk.store.reader() as reader:
        return plan_reads.with_steps(reader, obligation)


def _keys(measures: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Return (document, start) of cited measures, each once."""
    return list(dict.fromkeys((str(item["document"]), int(item["start"])) for item in measures))
