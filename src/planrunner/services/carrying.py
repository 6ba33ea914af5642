"""Work carried into the next year: a proposal there at once, with where it comes from and why it was not done.

The proposal has the key of the obligation it continues, so that the next report, when it comes, is recognised and
doubles nothing. A carried task that served no obligation gets the key that the draft's own sentence for it is read with.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from planrunner.domain.placement import place_schedule
from planrunner.domain.schedule import Deadline, Trigger, schedule_from_json, schedule_to_json
from planrunner.errors import NotAllowedError
from planrunner.services import ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from planrunner.services.desk import Desk
    from planrunner.store.changes import Change
    from planrunner.store.tables import Obligation, Proposal, Task

QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))
TAKEN_BACK = "结转的任务重新打开了"
MARK = "去年未完成："
"""Begins the reason of everything that was carried; see `unfinished_words`."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A carried task and the proposal (P3) of the next year that goes on with it; the first of several."""

    task: str
    title: str
    reason: str
    proposal: str


def carry_on(desk: Desk, tx: Change, tasks: Sequence[Task]) -> list[Carried]:
    """See that each carried task goes on in the year after its own; tell where.

    What the next year's report has asked for already is told why it comes again. Raises NotAllowedError where that
    year is closed.
    """
    from planrunner.store.tables import Obligation

    tx.session.flush()
    _refuse_closed(tx, {task.plan_year + 1 for task in tasks})
    proposals: dict[int, Proposal] = {}
    carried = []
    served_by = {task.key: _served(tx, task) for task in tasks}
    for task in tasks:
        served = served_by[task.key]
        for number in served:
            if number not in proposals:
                whose = {one.owner for one in tasks if number in served_by[one.key]}
                obligation = tx.session.get_one(Obligation, number)
                proposals[number] = _of_obligation(desk, tx, obligation, whose.pop() if len(whose) == 1 else "")
        first = proposals[served[0]] if served else _own(desk, tx, task)
        shown, proposal = ids.show(ids.TASK, task.id), ids.show(ids.PROPOSAL, first.id)
        carried.append(Carried(shown, task.title, task.status_reason, proposal))
    return carried


def take_back(desk: Desk, tx: Change, tasks: Sequence[Task]) -> None:
    """Withdraw what carried tasks, opened again, had put into the next year and nobody has decided or changed since."""
    from planrunner.store.tables import Obligation

    tx.session.flush()
    for task in tasks:
        still = unfinished(tx, task.plan_year)
        keys = [tx.session.get_one(Obligation, number).key for number in _served(tx, task)]
        for key in keys or [own_key(desk, task.title)]:
            row = _known(tx, task.plan_year + 1, key)
            if row is None or row.status != "pending" or row.edited or not why_again(row.reason):
                continue
            if key in still or row.reading:
                row.reason = with_why(still.get(key, ""), bare(row.reason))
            else:
                row.status, row.decision_reason = "rejected", TAKEN_BACK


def unfinished(tx: Change, year: int) -> dict[str, str]:
    """Return why the obligations of a plan year that were carried over are not done, by key."""
    from sqlmodel import select

    from planrunner.store.tables import Obligation, Task, TaskObligation

    rows = tx.session.exec(
        select(Obligation.key, Task.status_reason)
        .join(TaskObligation, TaskObligation.obligation_id == Obligation.id)  # type: ignore[arg-type]  # columns
        .join(Task, Task.id == TaskObligation.task_id)  # type: ignore[arg-type]  # columns
        .where(Obligation.plan_year == year, Task.status == "carried")
        .order_by(Task.id)  # type: ignore[arg-type]  # a column, not its value
    ).all()
    found: dict[str, list[str]] = defaultdict(list)
    for key, reason in rows:
        found[key].append(reason)
    return {key: unfinished_words(reasons) for key, reasons in found.items()}


def unfinished_words(reasons: Iterable[str]) -> str:
    """Return in words why work comes again: 去年未完成：上级通知未到（共2次）."""
    every = [reason.strip().rstrip("。；").replace("；", "，") for reason in reasons]
    times = f"（共{len(every)}次）" if len(every) > 1 else ""
    return f"{MARK}{'、'.join(dict.fromkeys(one for one in every if one)) or '未填原因'}{times}"


def with_why(why: str, reason: str) -> str:
    """Return the reason of a proposal with why it was not done the year before in front."""
    return "；".join(part for part in (why, reason) if part)


def why_again(reason: str) -> str:
    """Return the part of a reason that `with_why` put in front, "" for work that was not carried."""
    return reason.partition("；")[0] if reason.startswith(MARK) else ""


def bare(reason: str) -> str:
    """Return a reason without the part that `with_why` put in front."""
    return reason.partition("；")[2] if reason.startswith(MARK) else reason


def _served(tx: Change, task: Task) -> list[int]:
    from sqlmodel import select

    from planrunner.store.tables import TaskObligation

    links = select(TaskObligation.obligation_id).where(TaskObligation.task_id == task.id).order_by(TaskObligation.id)  # type: ignore[arg-type]  # a column, not its value
    return list(tx.session.exec(links).all())


def _refuse_closed(tx: Change, years: set[int]) -> None:
    from sqlmodel import select

    from planrunner.store.tables import YearClose

    for year in tx.session.exec(select(YearClose.plan_year)).all():
        if year in years:
            raise NotAllowedError(
                f"{year} 年已经结账，不能再转入任务。没有改动。请先重新开账，或标为不适用、留作未完成。"
            )


def _of_obligation(desk: Desk, tx: Change, obligation: Obligation, owner: str) -> Proposal:
    """Propose an obligation's work again; `owner` is who has the carried tasks, "" where they are several people's."""
    year = obligation.plan_year + 1
    why = unfinished(tx, obligation.plan_year)[obligation.key]
    continues = {"obligation": ids.show(ids.OBLIGATION, obligation.id), "year": obligation.plan_year}
    known = _known(tx, year, obligation.key)
    if known is not None:
        return _go_on(tx, known, why, continues)
    shared = {
        name: getattr(obligation, name) for name in ("title", "category", "rule", "basis", "evidence", "metrics", "key")
    }
    shared["owner"] = owner or obligation.owner
    return _new(tx, year, shared | _placed(desk, obligation.schedule, year, why) | {"continues": continues})


def _own(desk: Desk, tx: Change, task: Task) -> Proposal:
    """Propose a task of nobody's plan again. The key is the one that the draft's sentence for it will be read with."""
    year, why = task.plan_year + 1, unfinished_words([task.status_reason])
    key = own_key(desk, task.title)
    known = _known(tx, year, key)
    if known is not None:
        return _go_on(tx, known, why, None)
    shared: dict[str, Any] = {
        "title": task.title, "category": task.category, "rule": None, "basis": [], "owner": task.owner, "evidence": [],
        "metrics": [], "key": key, "continues": None,
    }  # fmt: skip
    return _new(tx, year, shared | _placed(desk, None, year, why))


def own_key(desk: Desk, title: str) -> str:
    """Return the key of the measure that asks for a carried task of one's own in the draft of the next report."""
    from planrunner.extract.keys import measure_keys
    from planrunner.services.reporting_facts import load_phrases

    sentence = load_phrases(desk.folder).text("texts.rule_sentence", name=title)
    return f"measure:{measure_keys([sentence])[0]}"


def _known(tx: Change, year: int, key: str) -> Proposal | None:
    """Return the proposal of a key, or the one it was merged into."""
    from sqlmodel import select

    from planrunner.store.tables import Proposal

    found = tx.session.exec(select(Proposal).where(Proposal.plan_year == year, Proposal.key == key)).first()
    while found is not None and found.merged_into is not None:
        found = tx.session.get_one(Proposal, found.merged_into)
    return found


def _go_on(tx: Change, row: Proposal, why: str, continues: dict[str, Any] | None) -> Proposal:
    """Tell a proposal that is there, and the obligation it became, that it also has last year's work to do."""
    from sqlmodel import select

    from planrunner.store.tables import Obligation

    if row.status == "rejected":  # whoever carries work over has decided that it is to be done after all
        row.status, row.decision_reason = "pending", ""
    obligation = tx.session.exec(select(Obligation).where(Obligation.proposal_id == row.id)).first()
    for holder in (row, obligation):
        if holder is not None:
            holder.reason, holder.continues = with_why(why, bare(holder.reason)), holder.continues or continues
    return row


def _new(tx: Change, year: int, fields: Mapping[str, Any]) -> Proposal:
    from planrunner.store.tables import Proposal

    row = Proposal(plan_year=year, confidence="low", measures=[], last_year=[], target=None, reading="", **fields)
    tx.session.add(row)
    tx.session.flush()
    return row


def _placed(desk: Desk, schedule: Mapping[str, Any] | None, year: int, why: str) -> dict[str, Any]:
    """Return when carried work stands: by the end of the first quarter that is still to come, whatever it was before.

    What waits for an event goes on waiting for it.
    """
    from planrunner.services.proposing import occurrence_to_json

    waits = schedule_from_json(dict(schedule)) if schedule else None
    if isinstance(waits, Trigger):
        placed, source = place_schedule(waits, "back", year, desk.calendar()), "none"
    else:
        placed, source = place_schedule(Deadline(_by(year, desk.today())), "back", year, desk.calendar()), "custom"
    return {
        "schedule": schedule_to_json(placed.schedule),
        "occurrences": [occurrence_to_json(one) for one in placed.occurrences],
        "date_source": source,
        "reason": with_why(why, f"结转的先排在季度末，{placed.note}，请核对" if source == "custom" else placed.note),
    }


def _by(year: int, today: date) -> date:
    ends = [date(year, month, day) for month, day in QUARTER_ENDS]
    return next((day for day in ends if day > today), ends[-1])
