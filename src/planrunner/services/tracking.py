"""The life of a task: each function is one intention of a person, one transaction, one history record."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from planrunner.domain.status import MOVES, NEEDS_REASON, Action, after
from planrunner.errors import ConflictError, NotAllowedError, NothingFoundError, UsageError
from planrunner.services import ids
from planrunner.services.lateness import stamp_overdue, status_of
from planrunner.services.preparing import end_steps, is_step, move_steps
from planrunner.wording import CATEGORIES, STATUSES, key_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from planrunner.services.desk import Desk
    from planrunner.services.evidence import NewEvidence
    from planrunner.store.changes import Change
    from planrunner.store.tables import Task

WORDS: dict[Action, str] = {
    "start": "启动",
    "submit": "提交",
    "close": "销号",
    "return": "退回",
    "reopen": "重新打开",
    "carry": "转下年",
    "drop": "标为不适用",
}
assert set(WORDS) == set(get_args(Action))

Versions = dict[str, int]
"""Task id → version that the person saw; a task changed since then raises ConflictError."""


def start(desk: Desk, tasks: Sequence[str], versions: Versions | None = None) -> None:
    """Mark tasks as begun."""
    _move(desk, tasks, "start", "", versions)


def return_(desk: Desk, tasks: Sequence[str], reason: str, versions: Versions | None = None) -> None:
    """Send submitted tasks back to whoever did them, saying why."""
    _move(desk, tasks, "return", reason, versions)


def reopen(desk: Desk, tasks: Sequence[str], reason: str, versions: Versions | None = None) -> None:
    """Open again what was closed, carried or dropped, saying why."""
    _move(desk, tasks, "reopen", reason, versions)


def carry(desk: Desk, tasks: Sequence[str], reason: str, versions: Versions | None = None) -> None:
    """Carry open tasks over to next year, saying why."""
    _move(desk, tasks, "carry", reason, versions)


def drop(desk: Desk, tasks: Sequence[str], reason: str, versions: Versions | None = None) -> None:
    """Mark open tasks as not applicable, saying why."""
    _move(desk, tasks, "drop", reason, versions)


def submit(
    desk: Desk,
    tasks: Sequence[str],
    *,
    done_on: date | None = None,
    reason: str = "",
    note: str = "",
    evidence: Sequence[NewEvidence] = (),
    metrics: Mapping[str, float] | None = None,
    versions: Versions | None = None,
) -> None:
    """Report tasks as done, with evidence and numbers in the same step (all of it or nothing).

    `done_on` is the day the work was done, by default today. Without any evidence, now or before, a `reason` is
    wanted (NotAllowedError); lights, summary and ledger then say 无佐证. With evidence, a reason stands in the
    history only. A day after today raises UsageError.
    """
    from planrunner.services.evidence import attach, set_metrics, store_files

    today = desk.today()
    if done_on is not None and done_on > today:
        raise UsageError(f"完成日期 {done_on} 在今天之后。请填实际完成的那一天。")
    stored = store_files(desk, evidence)
    with desk.store.change(who=desk.who, action="submit", at=desk.now(), reason=reason) as tx:
        for text in tasks:
            row = task_row(tx, text, versions)
            _to(row, "submit", done_on or today, text)
            attach(tx, desk, row, stored)
            set_metrics(tx, row, metrics or {})
            if note:
                _add_note(tx, desk, row, note)
            proved = _has_evidence(tx, row)
            if not proved and not reason.strip() and not is_step(tx, row):
                raise NotAllowedError(
                    f"任务 {text}“{row.title}”还没有佐证。请附上一件（文件、链接、文号或说明都可以），"
                    "确实没有的写明理由：--reason …。这次没有写入任何内容。"
                )
            row.no_evidence_reason = "" if proved else reason
            row.submitted_by = desk.who
            row.done_on = done_on or today
            row.status_reason = ""  # a reason given here is about evidence, never about being unfinished


def close(desk: Desk, tasks: Sequence[str], versions: Versions | None = None) -> None:
    """Sign submitted tasks off (销号). Evidence still waiting is accepted with it.

    Raises NotAllowedError where the same person submitted, unless the office is one-person; the history then says 自审.
    """
    from planrunner.services.evidence import accept_waiting

    one_person = desk.office().sign_off == "one-person"
    today, now = desk.today(), desk.now()
    with desk.store.change(who=desk.who, action="close", at=now) as tx:
        for text in tasks:
            row = task_row(tx, text, versions)
            _to(row, "close", row.done_on or today, text)
            own = row.submitted_by == desk.who
            if own and not one_person:
                raise NotAllowedError(
                    f"任务 {text}“{row.title}”是你自己提交的，要由另一个人销号。没有改动任何内容。"
                    "（单位只有一个人办理时，可在建工作区时用 --one-person。）"
                )
            row.self_reviewed = own
            row.closed_by, row.closed_at = desk.who, now
            accept_waiting(tx, desk, row)
        for text in tasks:
            end_steps(tx, task_row(tx, text), today)


def reschedule(
    desk: Desk,
    task: str,
    day: date,
    reason: str,
    *,
    due: date | None = None,
    versions: Versions | None = None,
) -> None:
    """Move an open task to another day, saying why. The rule's own day is kept; lateness once true is kept too.

    `due` is the last day in time afterwards: by default the later of the old one and the new day where the task had
    a deadline of its own, else the new day. Raises UsageError without a reason or for a due day before `day`.
    """
    if not reason.strip():
        raise UsageError("改期要写明理由，例如：--reason 与区里会议冲突")
    if due is not None and due < day:
        raise UsageError(f"时限 {due} 早于计划日期 {day}。")
    with desk.store.change(who=desk.who, action="reschedule", at=desk.now(), reason=reason) as tx:
        row = task_row(tx, task, versions)
        if row.status not in ("planned", "started"):
            raise NotAllowedError(f"任务 {task}“{row.title}”{STATUSES[row.status]}，不能改期。")
        stamp_overdue(row, desk.today())
        span = (row.window_to - row.window_from) if row.spans and row.window_from and row.window_to else None
        if due is None:
            had_later = row.due is not None and row.planned is not None and row.due > row.planned and span is None
            due = max(day, row.due) if had_later and row.due else day
        if span is not None:
            row.window_from, row.window_to = day, day + span
            due = max(due, day + span)
        elif row.window_from and row.window_to and not row.window_from <= day <= row.window_to:
            row.window_from = row.window_to = None
        row.planned, row.due = day, due
        row.tentative, row.edited = False, True
        row.date_source, row.note = "manual", f"改期：{reason}"
        move_steps(tx, row, desk.calendar(), desk.today())


def assign(desk: Desk, tasks: Sequence[str], owner: str, versions: Versions | None = None) -> None:
    """Give tasks to an owner (a person or a post); an empty name takes it back."""
    with desk.store.change(who=desk.who, action="assign", at=desk.now(), reason=owner) as tx:
        for text in tasks:
            row = task_row(tx, text, versions)
            row.owner, row.edited = owner.strip(), True


def edit_task(desk: Desk, task: str, fields: Mapping[str, str], versions: Versions | None = None) -> None:
    """Change a task's title, owner or category. Raises UsageError naming the field that cannot be understood."""
    with desk.store.change(who=desk.who, action="edit", at=desk.now()) as tx:
        row = task_row(tx, task, versions)
        for name, value in fields.items():
            if name not in ("title", "owner", "category"):
                raise UsageError(f"任务没有 {name} 这一项可改。可改：title、owner、category；日期用 reschedule。")
            if name == "title" and not value.strip():
                raise UsageError("任务名称不能为空。")
            known = (key_of(value, CATEGORIES, "类别") or row.category) if name == "category" else value.strip()
            setattr(row, name, known)
        row.edited = True


def note(desk: Desk, task: str, text: str) -> None:
    """Write a line of progress on a task."""
    if not text.strip():
        raise UsageError("进展内容不能为空。")
    with desk.store.change(who=desk.who, action="note", at=desk.now()) as tx:
        _add_note(tx, desk, task_row(tx, task), text.strip())


def add(
    desk: Desk, title: str, *, due: date | None, planned: date | None = None, owner: str = "", category: str = "other"
) -> str:
    """Add a task of one's own and return its id. Without a day it stands undated."""
    with desk.store.change(who=desk.who, action="add", at=desk.now()) as tx:
        row = new_task(desk, title, due=due, planned=planned, owner=owner, category=category)
        tx.session.add(row)
        tx.session.flush()
        return ids.show(ids.TASK, row.id)


def new_task(
    desk: Desk, title: str, *, due: date | None, planned: date | None = None, owner: str = "", category: str = "other"
) -> Task:
    """Return a task of one's own that is not stored yet. Raises UsageError for what no task can be."""
    from planrunner.store.tables import Task

    if not title.strip():
        raise UsageError("任务名称不能为空。")
    category = key_of(category, CATEGORIES, "类别") or "other"
    day, last = planned or due, due or planned
    if day is not None and last is not None and last < day:
        raise UsageError(f"时限 {last} 早于计划日期 {day}。")
    now = desk.now()
    return Task(
        plan_year=day.year if day else desk.today().year,
        key=f"own:{now.timestamp():.6f}:{title.strip()}",
        title=title.strip(),
        category=category,
        rule_date=day,
        planned=day,
        due=last,
        owner=owner.strip(),
        date_source="manual" if day else "none",
        reason="自行添加" if day else "自行添加，日期待定",
        created_at=now,
        updated_at=now,
    )


def task_row(tx: Change, text: str, versions: Versions | None = None) -> Task:
    """Load a task for a change. Raises NothingFoundError, or ConflictError where it is not the version seen."""
    from planrunner.store.tables import Task

    row = tx.session.get(Task, ids.read(ids.TASK, text))
    if row is None:
        raise NothingFoundError(f"没有编号为 {text} 的任务。可用 planrunner list 查看现有的。")
    seen = (versions or {}).get(text)
    if seen is not None and seen != row.version:
        raise ConflictError(
            f"任务 {text}“{row.title}”刚被别人改过（现在是：{STATUSES[row.status]}，计划 {row.planned or '待定'}，"
            f"负责人 {row.owner or '未定'}）。你的改动没有写入，请看过后再做一次。"
        )
    return row


def _move(desk: Desk, tasks: Sequence[str], action: Action, reason: str, versions: Versions | None) -> None:
    if action in NEEDS_REASON and not reason.strip():
        raise UsageError(f"{WORDS[action]}要写明理由，例如：--reason …")
    with desk.store.change(who=desk.who, action=action, at=desk.now(), reason=reason) as tx:
        over: set[int] = set()
        for text in tasks:
            row = task_row(tx, text, versions)
            if row.id in over:
                continue
            _to(row, action, desk.today(), text)
            row.status_reason = reason
            if action in ("carry", "drop"):
                over |= end_steps(tx, row, desk.today())
            if action == "reopen":
                row.closed_by = row.closed_at = row.submitted_by = row.done_on = None
                row.self_reviewed, row.no_evidence_reason = False, ""


def _to(row: Task, action: Action, day: date, text: str) -> None:
    """Move a task on, or refuse; `day` is the one it is late by: today or, of work that is done, the day it was done."""
    status = after(status_of(row), action)
    if status is None:
        allowed = "、".join(STATUSES[item] for item in STATUSES if item in MOVES[action][0])
        raise NotAllowedError(
            f"任务 {text}“{row.title}”现在是{STATUSES[row.status]}，不能{WORDS[action]}（只有{allowed}的可以）。没有改动。"
        )
    stamp_overdue(row, day)
    row.status = status


def _has_evidence(tx: Change, row: Task) -> bool:
    from sqlmodel import select

    from planrunner.store.tables import TaskEvidence

    tx.session.flush()
    return tx.session.exec(select(TaskEvidence.id).where(TaskEvidence.task_id == row.id)).first() is not None


def _add_note(tx: Change, desk: Desk, row: Task, text: str) -> None:
    from planrunner.store.tables import TaskNote

    assert row.id is not None
    tx.session.add(TaskNote(task_id=row.id, at=desk.now(), who=desk.who, text=text))
