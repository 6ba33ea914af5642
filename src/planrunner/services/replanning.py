"""When the world changes (a holiday notice, a movable week): what would move, and moving it in one change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from planrunner.services import ids
from planrunner.services.lateness import stamp_overdue
from planrunner.services.planning import task_dates
from planrunner.services.preparing import move_steps, steps_of
from planrunner.services.proposing import content_of, fingerprint, lineage_of
from planrunner.services.rereading import proposed_anew

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from planrunner.domain.rules import RuleNotice
    from planrunner.domain.workdays import WorkCalendar
    from planrunner.services.desk import Desk
    from planrunner.store.changes import Change
    from planrunner.store.tables import Proposal as ProposalRow
    from planrunner.store.tables import Task

DATES = ("planned", "due", "window_from", "window_to", "tentative")


class Move(NamedTuple):
    """A task or a proposal whose days change; `id` is T12 or P3, the days are (planned or first, due or last)."""

    id: str
    title: str
    before: tuple[date | None, date | None]
    after: tuple[date | None, date | None]
    settled: bool
    """Whether it was tentative and is so no longer."""
    spans: bool = False
    """Whether the days are those of a period (a publicity week), not a day and its last day in time."""

    def to_json(self) -> dict[str, Any]:
        """Return the move as `notice add --json` prints it."""
        days = {name: [day.isoformat() if day else None for day in getattr(self, name)] for name in ("before", "after")}
        return {"id": self.id, "title": self.title, **days, "settled": self.settled}


def replan(
    desk: Desk, tx: Change, years: set[int], calendar: WorkCalendar, notices: Sequence[RuleNotice]
) -> list[Move]:
    """Date every untouched open task and pending proposal of these plan years anew; return what moved.

    A task that is started keeps its record but may move; what a person dated, submitted or closed stays where it is.
    """
    from sqlmodel import select

    from planrunner.store.tables import Document
    from planrunner.store.tables import Proposal as ProposalRow

    moves: list[Move] = []
    done: set[str] = set()
    papers = tx.session.exec(
        select(Document).where(Document.plan_year.in_(years), Document.superseded_by == None)  # type: ignore[attr-defined]  # noqa: E711 - SQL
    ).all()
    for paper in papers:
        extraction, proposals = proposed_anew(desk, tx, paper, calendar, notices)
        lineage = lineage_of(tx, paper.plan_year)
        for proposal in proposals:
            known = select(ProposalRow).where(ProposalRow.plan_year == paper.plan_year, ProposalRow.key == proposal.key)
            row = tx.session.exec(known).first()
            if row is None or f"{paper.plan_year} {proposal.key}" in done:
                continue
            done.add(f"{paper.plan_year} {proposal.key}")
            assert paper.id is not None
            content = content_of(proposal, extraction, paper.id, lineage.get(proposal.key))
            if row.status == "pending" and not row.edited:
                moves += _redate_proposal(row, content)
            elif row.status == "accepted" and row.date_source != "manual":
                moves += _redate_tasks(tx, row, content, calendar, desk.today())
    return moves


def _redate_proposal(row: ProposalRow, content: dict[str, Any]) -> list[Move]:
    """Put the days of a fresh reading into a proposal that waits; say how they moved."""
    before = row.occurrences
    if before == content["occurrences"]:
        return []
    for name in ("schedule", "occurrences", "date_source", "reason", "confidence", "target"):
        setattr(row, name, content[name])
    row.reading = fingerprint(content)
    assert row.id is not None
    return [
        Move(
            ids.show(ids.PROPOSAL, row.id),
            row.title,
            _ends(old),
            _ends(new),
            bool(old["tentative"] and not new["tentative"]),
            bool(new["spans"]),
        )
        for old, new in zip(before, row.occurrences, strict=False)
        if _ends(old) != _ends(new) or old["tentative"] != new["tentative"]
    ]


def _ends(item: dict[str, Any]) -> tuple[date | None, date | None]:
    dates = task_dates(item)
    if dates["spans"]:
        return dates["window_from"], dates["window_to"]
    return dates["planned"], dates["due"]


def _redate_tasks(
    tx: Change, row: ProposalRow, content: dict[str, Any], calendar: WorkCalendar, today: date
) -> list[Move]:
    from sqlmodel import select

    from planrunner.store.tables import Obligation, Task

    moves = []
    fresh = {item["number"]: item for item in content["occurrences"]}
    open_tasks = select(Task).where(
        Task.plan_year == row.plan_year,
        Task.key.in_([f"{row.key}#{number}" for number in fresh]),  # type: ignore[attr-defined]  # a column, not its value
        Task.status.in_(("planned", "started")),  # type: ignore[attr-defined]  # a column, not its value
    )
    for task in tx.session.exec(open_tasks).all():
        if task.date_source == "manual":
            continue
        item = fresh[task.number]
        dates = task_dates(item)
        if any(getattr(task, name) != dates[name] for name in DATES):
            assert task.id is not None
            before, settled = _task_ends(task), task.tentative and not dates["tentative"]
            stamp_overdue(task, today)
            for name, value in dates.items():
                setattr(task, name, value)
            task.date_source, task.reason = content["date_source"], content["reason"]
            moves.append(Move(ids.show(ids.TASK, task.id), task.title, before, _ends(item), settled, task.spans))
        moves += _moved_steps(tx, task, calendar, today)
    if moves:
        for holder in (row, tx.session.exec(select(Obligation).where(Obligation.proposal_id == row.id)).one()):
            for name in ("schedule", "date_source", "reason"):
                setattr(holder, name, content[name])
        row.occurrences, row.reading = content["occurrences"], fingerprint(content)
    return moves


def _moved_steps(tx: Change, task: Task, calendar: WorkCalendar, today: date) -> list[Move]:
    before = {step.id: _task_ends(step) for step in steps_of(tx, task)}
    return [
        Move(ids.show(ids.TASK, step.id), step.title, before[step.id], _task_ends(step), settled=False)
        for step in move_steps(tx, task, calendar, today)
        if step.id is not None
    ]


def _task_ends(task: Task) -> tuple[date | None, date | None]:
    return (task.window_from, task.window_to) if task.spans else (task.planned, task.due)
