"""The same work through the years: what became of an obligation in the years before and after (2022 → 2023 → 2024)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from planrunner.errors import NothingFoundError
from planrunner.services import ids
from planrunner.services.reporting_state import OUTCOMES, outcome
from planrunner.store import plan_reads, queries, year_reads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planrunner.services.desk import Desk
    from planrunner.store.queries import ObligationRow, TaskRow
    from planrunner.store.reader import Reader


class Generation(NamedTuple):
    """One year of the work: how many tasks came out how (a key of OUTCOMES), and why those were not done that were not."""

    year: int
    obligation: str
    title: str
    outcomes: dict[str, int]
    reasons: tuple[str, ...]

    def words(self) -> str:
        """Return the year on a line: 2022年 O3：按期完成3项，转下年1项（上级通知未到）."""
        counts = "，".join(f"{word}{self.outcomes[key]}项" for key, word in OUTCOMES.items() if self.outcomes.get(key))
        why = f"（{'；'.join(self.reasons)}）" if self.reasons else ""
        return f"{self.year}年 {self.obligation}：{counts or '没有任务'}{why}"

    def to_json(self) -> dict[str, Any]:
        """Return the year as `show --json` prints it."""
        return self._asdict() | {"reasons": list(self.reasons)}


class ObligationPage(NamedTuple):
    """An obligation with its tasks and its other years, oldest first."""

    row: ObligationRow
    tasks: list[TaskRow]
    lineage: list[Generation]


def generations(reader: Reader, obligations: Sequence[int]) -> list[Generation]:
    """Return the other years of some obligations, oldest first."""
    wanted = sorted({number for one in obligations for number in year_reads.akin(reader, one)} - {*obligations})
    rows = queries.obligations(reader, f"o.id IN {queries.marks(wanted)}", wanted) if wanted else []
    return [_generation(reader, row) for row in sorted(rows, key=lambda row: (row.plan_year, row.id))]


def obligation_page(desk: Desk, text: str) -> ObligationPage:
    """Return an obligation (O3) with its tasks and its other years. Raises NothingFoundError for one there is not."""
    number = ids.read(ids.OBLIGATION, text)
    with desk.store.reader() as reader:
        rows = queries.obligations(reader, "o.id = ?", (number,))
        if not rows:
            raise NothingFoundError(f"没有编号为 {text} 的事项。事项的编号在 planrunner show 任务编号 里。")
        tasks = plan_reads.tasks_of_obligation(reader, number)
        return ObligationPage(rows[0], tasks, generations(reader, [number]))


def _generation(reader: Reader, row: ObligationRow) -> Generation:
    counts: dict[str, int] = {}
    reasons: list[str] = []
    for task in plan_reads.tasks_of_obligation(reader, row.id):
        result = outcome(task)
        counts[result] = counts.get(result, 0) + 1
        if result not in ("done", "late") and task.status_reason:
            reasons.append(task.status_reason)
    shown = ids.show(ids.OBLIGATION, row.id)
    return Generation(row.plan_year, shown, row.title, counts, tuple(dict.fromkeys(reasons)))
