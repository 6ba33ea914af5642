"""Closed years: a change that touches their tasks, obligations, evidence or numbers is refused, whoever asks for it.

The one place where this is held: `store.changes` asks here before a change is written, an undo and a dry run included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlmodel import select

from planrunner.errors import NotAllowedError
from planrunner.store.tables import Task, TaskEvidence, YearClose

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlmodel import Session

Item = tuple[str, int, dict[str, Any] | None, dict[str, Any] | None]
OF_A_YEAR = frozenset({"document", "obligation", "task"})
OF_A_TASK = frozenset({"extension", "metric", "task_evidence", "task_note", "task_obligation", "task_step"})
OF_EVIDENCE = {"evidence": "id", "evidence_version": "replaces_id"}
PART = 500
"""Numbers in one IN list."""


class _Touched(NamedTuple):
    """The years that a change is about, as far as its rows say so themselves, and the tasks and evidence it is about."""

    years: set[int]
    tasks: set[int]
    evidence: set[int]


def refuse_closed(session: Session, items: Sequence[Item]) -> None:
    """Raise NotAllowedError where a change touches a year that stays closed.

    A change that closes the year or opens it again is free to touch it. Evidence is held while every task it serves is
    of a closed year: a piece that is used again in an open one is reviewed there.
    """
    closed = {row.plan_year: row for row in session.exec(select(YearClose)).all()}
    for table, _, before, after in items:
        if table == "year_close":
            closed.pop(int(((before or after) or {})["plan_year"]), None)
    if not closed:
        return
    touched = _touched(items)
    years = (
        touched.years | set(_years_of(session, touched.tasks).values()) | _years_of_evidence(session, touched, closed)
    )
    held = sorted(years & closed.keys())
    if held:
        raise NotAllowedError(closed_words(closed[held[0]]))


def closed_words(row: YearClose) -> str:
    """Return why nothing of a year can be changed, and what to do."""
    year = row.plan_year
    return (
        f"{year} 年已经结账（{row.closed_by}，数据截至 {row.cut_off}），它的任务、事项、佐证和数字不能再改，没有写入任何内容。"
        f"确实要改的，先重新开账：planrunner close-year --year {year} --reopen --reason 理由（终端界面按 8）"
    )


def _touched(items: Iterable[Item]) -> _Touched:
    found = _Touched(set(), set(), set())
    for table, number, before, after in items:
        for image in (before, after):
            if image is None:
                continue
            if table in OF_A_YEAR:
                found.years.add(image["plan_year"])
            elif table in OF_A_TASK:
                found.tasks.add(image["task_id"])
            elif table in OF_EVIDENCE:
                found.evidence.add(image[OF_EVIDENCE[table]] or number)
    return found


def _years_of(session: Session, tasks: Iterable[int]) -> dict[int, int]:
    """Return the plan year of each task that is there."""
    found: dict[int, int] = {}
    numbers = sorted(tasks)
    for at in range(0, len(numbers), PART):
        part = numbers[at : at + PART]
        rows = session.exec(select(Task.id, Task.plan_year).where(Task.id.in_(part))).all()  # type: ignore[union-attr]  # a column, not its value
        found |= {number: year for number, year in rows if number is not None}
    return found


def _years_of_evidence(session: Session, touched: _Touched, closed: dict[int, YearClose]) -> set[int]:
    serves: dict[int, set[int]] = {}
    numbers = sorted(touched.evidence)
    for at in range(0, len(numbers), PART):
        part = numbers[at : at + PART]
        links = select(TaskEvidence.evidence_id, TaskEvidence.task_id).where(TaskEvidence.evidence_id.in_(part))  # type: ignore[attr-defined]  # a column, not its value
        for piece, task in session.exec(links).all():
            serves.setdefault(piece, set()).add(task)
    years = _years_of(session, {task for those in serves.values() for task in those})
    held: set[int] = set()
    for those in serves.values():
        mine = {years[task] for task in those}
        if mine <= closed.keys():
            held |= mine
    return held
