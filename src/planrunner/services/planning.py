"""Reviewing proposals: accept, edit, merge, reject. Accepted ones become obligations and tasks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from planrunner.domain.schedule import schedule_from_json
from planrunner.errors import NotAllowedError, NothingFoundError, UsageError
from planrunner.services import ids
from planrunner.services.preparing import make_steps
from planrunner.store import queries
from planrunner.wording import CATEGORIES, PROPOSAL_STATUSES, key_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from planrunner.services.desk import Desk
    from planrunner.store.changes import Change
    from planrunner.store.tables import Proposal

QUARTERS = "一二三四"


def list_proposals(desk: Desk, *, every: bool = False) -> list[queries.ProposalRow]:
    """Return the proposals that wait for a person (pending ones, and accepted ones that a corrected paper changes)."""
    where = "" if every else "status = 'pending' OR (status = 'accepted' AND \"update\" IS NOT NULL)"
    with desk.store.reader() as reader:
        return queries.proposals(reader, where)


def proposal_to_json(row: queries.ProposalRow) -> dict[str, Any]:
    """Return the object of `review --json` (cli.md)."""
    return {
        "id": ids.show(ids.PROPOSAL, row.id),
        "title": row.title,
        "category": row.category,
        "status": row.status,
        "schedule": row.schedule,
        "dates": [item["planned"] for item in row.occurrences if item["planned"]],
        "date_source": row.date_source,
        "reason": row.reason,
        "confidence": row.confidence,
        "basis": row.basis,
        "measures": row.measures,
        "last_year": row.last_year,
        "continues": row.continues,
    }


def accept(desk: Desk, proposal_ids: Sequence[str]) -> list[str]:
    """Accept proposals; return the ids of the tasks made. An accepted one with a waiting update takes the update.

    Raises NothingFoundError for an unknown id, NotAllowedError for one already decided; then nothing is written.
    """
    with desk.store.change(who=desk.who, action="accept", at=desk.now()) as tx:
        return _accept(desk, tx, proposal_ids)


class Preview(NamedTuple):
    """A task that accepting would make."""

    title: str
    planned: date | None
    due: date | None


def preview(desk: Desk, proposal_ids: Sequence[str]) -> list[Preview]:
    """Return the tasks that accepting these proposals would make, and write nothing. Raises as `accept`."""
    from planrunner.store.tables import Task

    with desk.store.change(who=desk.who, action="accept", at=desk.now()) as tx:
        made = [tx.session.get_one(Task, ids.read(ids.TASK, one)) for one in _accept(desk, tx, proposal_ids)]
        found = [Preview(task.title, task.planned, task.due) for task in made]
        tx.discard()
    return found


def _accept(desk: Desk, tx: Change, proposal_ids: Sequence[str]) -> list[str]:
    tasks: list[str] = []
    for text in proposal_ids:
        row = _proposal(tx, text)
        if row.status == "accepted" and row.update is not None:
            _apply_update(tx, row)
        elif row.status == "pending":
            tasks += _adopt(tx, row, desk.now())
        else:
            raise NotAllowedError(_decided(text, row))
    return tasks


def accept_all(desk: Desk) -> list[str]:
    """Accept every pending proposal; return the ids of the tasks made."""
    return accept(desk, waiting(desk))


def waiting(desk: Desk) -> list[str]:
    """Return the ids of all proposals that wait for a person."""
    return [ids.show(ids.PROPOSAL, row.id) for row in list_proposals(desk)]


def reject(desk: Desk, proposal_ids: Sequence[str], reason: str) -> None:
    """Reject pending proposals, with a reason that is kept. Raises as `accept` does; UsageError without a reason."""
    if not reason.strip():
        raise UsageError("否决建议要写明理由，例如：--reason 今年由区里统一组织")
    with desk.store.change(who=desk.who, action="reject", at=desk.now(), reason=reason) as tx:
        for text in proposal_ids:
            row = pending_proposal(tx, text)
            row.status, row.decision_reason = "rejected", reason


def merge(desk: Desk, keep: str, other: str) -> None:
    """Merge a pending proposal into another: the first keeps its dates and gets the second's citations."""
    with desk.store.change(who=desk.who, action="merge", at=desk.now()) as tx:
        into, gone = pending_proposal(tx, keep), pending_proposal(tx, other)
        if into.id == gone.id:
            raise UsageError("要合并的是两条不同的建议。")
        for name in ("measures", "last_year", "basis"):
            mine, theirs = getattr(into, name), getattr(gone, name)
            setattr(into, name, [*mine, *(item for item in theirs if item not in mine)])
        into.edited = True
        gone.status, gone.merged_into = "merged", into.id


def edit_proposal(desk: Desk, proposal_id: str, fields: dict[str, str]) -> None:
    """Change a pending proposal: title, owner, category, target, or dates (ISO days, separated by commas).

    Dates given by a person have source `manual`. Raises UsageError naming the field that cannot be understood.
    """
    with desk.store.change(who=desk.who, action="edit", at=desk.now()) as tx:
        row = pending_proposal(tx, proposal_id)
        for name, value in fields.items():
            _edit_field(row, name, value.strip())
        row.edited = True


def _edit_field(row: Proposal, name: str, value: str) -> None:
    match name:
        case "title":
            if not value:
                raise UsageError("事项名称不能为空。")
            row.title = value
        case "owner":
            row.owner = value
        case "category":
            row.category = key_of(value, CATEGORIES, "类别") or row.category
        case "target":
            if not value.isdigit() or not 0 < int(value) < 1000:
                raise UsageError("目标次数应是 1 到 999 的整数。")
            row.target = int(value)
        case "dates" | "date":
            _edit_dates(row, value)
        case _:
            raise UsageError(f"建议没有 {name} 这一项。可改：title、owner、category、target、dates。")


def _edit_dates(row: Proposal, value: str) -> None:
    days = sorted({read_day(part, row.plan_year) for part in value.replace("，", ",").split(",") if part.strip()})
    if not days:
        row.schedule, row.occurrences = {"kind": "discretionary", "ask_on": []}, [_occurrence(1, None)]
        row.date_source, row.reason = "manual", "人工改为待定"
        return
    first: dict[str, Any] = {"kind": "fixed", "date": days[0].isoformat()}
    row.schedule = first if len(days) == 1 else {"kind": "count", "n": len(days), "per": "year"}
    row.occurrences = [_occurrence(number, day) for number, day in enumerate(days, 1)]
    row.target = len(days) if len(days) > 1 else row.target
    row.date_source, row.reason = "manual", f"人工改定：{'、'.join(day.isoformat() for day in days)}"


def _occurrence(number: int, day: date | None) -> dict[str, Any]:
    iso = day.isoformat() if day else None
    return {
        "number": number, "rule_date": iso, "planned": iso, "due": iso, "window": None, "spans": False,
        "tentative": False, "note": "人工改定", "same_as": "", "steps": [],
    }  # fmt: skip


def read_day(text: str, year: int) -> date:
    """Read a day a person typed: 2027-04-15, 4-15, 4月15日, 4.15. Raises UsageError for what is no day of 2000-2099."""
    import re

    found = re.fullmatch(r"\s*(?:(\d{4})\s*[-/.年])?\s*(\d{1,2})\s*[-/.月·]\s*(\d{1,2})\s*日?\s*", text)
    try:
        day = date(int(found[1] or year), int(found[2]), int(found[3])) if found else None
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2099:
        raise UsageError(f"看不懂日期“{text.strip()}”。请写成 2027-04-15 或 4月15日，年份在 2000—2099 之间。")
    return day


def _proposal(tx: Change, text: str) -> Proposal:
    from planrunner.store.tables import Proposal

    row = tx.session.get(Proposal, ids.read(ids.PROPOSAL, text))
    if row is None:
        raise NothingFoundError(f"没有编号为 {text} 的建议。可用 planrunner review 查看现有的。")
    return row


def pending_proposal(tx: Change, text: str) -> Proposal:
    """Load a proposal for a change. Raises NothingFoundError, or NotAllowedError where it is decided."""
    row = _proposal(tx, text)
    if row.status != "pending":
        raise NotAllowedError(_decided(text, row))
    return row


def _decided(text: str, row: Proposal) -> str:
    return f"建议 {text}“{row.title}”{PROPOSAL_STATUSES[row.status]}，不能再处理。需要的话先撤销（planrunner undo）。"


def _adopt(tx: Change, row: Proposal, at: datetime) -> list[str]:
    """Make the obligation and its tasks; return the task ids."""
    from planrunner.store.tables import Obligation, Task, TaskObligation

    row.status = "accepted"
    schedule_from_json(row.schedule)  # a malformed schedule must not become an obligation
    obligation = Obligation(proposal_id=row.id, **{name: getattr(row, name) for name in SHARED})
    tx.session.add(obligation)
    tx.session.flush()
    assert obligation.id is not None
    made = []
    for item in row.occurrences:
        if _same_meeting(tx, row, item, obligation.id):
            continue
        task = Task(
            plan_year=row.plan_year,
            key=f"{row.key}#{item['number']}",
            title=task_title(row.title, item, row.occurrences),
            category=row.category,
            number=item["number"],
            owner=row.owner,
            date_source=row.date_source,
            reason=row.reason,
            created_at=at,
            updated_at=at,
            **task_dates(item),
        )
        tx.session.add(task)
        tx.session.flush()
        assert task.id is not None
        tx.session.add(TaskObligation(task_id=task.id, obligation_id=obligation.id))
        made.append(ids.show(ids.TASK, task.id))
        made += [ids.show(ids.TASK, step) for step in make_steps(tx, task, item.get("steps", []))]
    tx.session.flush()
    return made


def _same_meeting(tx: Change, row: Proposal, item: dict[str, Any], obligation: int) -> bool:
    """Let the task of the other obligation that is the same meeting count for this one too; False where there is none."""
    from sqlmodel import select

    from planrunner.store.tables import Task, TaskObligation

    if not item.get("same_as"):
        return False
    found = select(Task).where(Task.plan_year == row.plan_year, Task.key == item["same_as"])
    task = tx.session.exec(found.where(Task.status.in_(("planned", "started")))).first()  # type: ignore[attr-defined]  # a column
    if task is None:
        return False
    assert task.id is not None
    tx.session.add(TaskObligation(task_id=task.id, obligation_id=obligation))
    return True


SHARED = (
    "plan_year", "key", "title", "category", "schedule", "date_source", "reason", "rule", "basis", "measures",
    "last_year", "continues", "owner", "target", "evidence", "metrics",
)  # fmt: skip
"""What an obligation takes over from the proposal it was accepted from."""


def task_dates(item: dict[str, Any]) -> dict[str, Any]:
    """Return a task's date fields from a stored occurrence."""

    def day(value: str | None) -> date | None:
        return date.fromisoformat(value) if value else None

    window = item["window"] or (None, None)
    return {
        "rule_date": day(item["rule_date"]),
        "planned": day(item["planned"]),
        "due": day(item["due"]),
        "window_from": day(window[0]),
        "window_to": day(window[1]),
        "spans": item["spans"],
        "tentative": item["tentative"],
        "note": item["note"],
    }


def task_title(title: str, item: dict[str, Any], every: list[dict[str, Any]]) -> str:
    """Return a task's title: the obligation's, told apart by half-year, quarter, month or turn where there are several."""
    if len(every) == 1:
        return title
    months = {int(other["planned"][5:7]) for other in every if other["planned"]}
    if len(every) == 2 and len(months) == 2 and min(months) <= 6 < max(months) and item["planned"]:
        return f"{title}（{'上' if int(item['planned'][5:7]) <= 6 else '下'}半年）"
    quarters = {(month - 1) // 3 for month in months}
    if item["planned"] and len(quarters) == len(every):
        return f"{title}（{QUARTERS[(int(item['planned'][5:7]) - 1) // 3]}季度）"
    if item["planned"] and len(months) == len(every):
        return f"{title}（{int(item['planned'][5:7])}月）"
    return f"{title}（第{item['number']}次）"


def _apply_update(tx: Change, row: Proposal) -> None:
    """Take a corrected paper's wording and dates into an accepted proposal, its obligation and untouched tasks."""
    from sqlmodel import select

    from planrunner.store.tables import Obligation, Task, TaskObligation

    assert row.update is not None
    for name, value in row.update.items():
        setattr(row, name, value)
    row.update = None
    obligation = tx.session.exec(select(Obligation).where(Obligation.proposal_id == row.id)).one()
    for name in SHARED:
        setattr(obligation, name, getattr(row, name))
    assert obligation.id is not None
    tasks = tx.session.exec(
        select(Task)
        .join(TaskObligation, Task.id == TaskObligation.task_id)  # type: ignore[arg-type]  # columns, not values
        .where(TaskObligation.obligation_id == obligation.id)
    ).all()
    by_number = {task.number: task for task in tasks if task.key.startswith(f"{row.key}#")}
    for item in row.occurrences:
        task = by_number.get(item["number"])
        if task is not None and task.status == "planned" and not task.edited:
            task.title = task_title(row.title, item, row.occurrences)
            task.date_source, task.reason = row.date_source, row.reason
            for name, value in task_dates(item).items():
                setattr(task, name, value)
