"""Closing a plan year (年终结账), and opening it again: each one transaction with one history record.

Nothing is forced: evidence and numbers that are missing are told, never demanded. But of every task that is still open
somebody says what becomes of it and why.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planrunner.domain.status import OPEN
from planrunner.errors import NotAllowedError, NothingFoundError, UsageError
from planrunner.services import ids
from planrunner.services.carrying import carry_on
from planrunner.services.closing_state import (
    DECISIONS,
    STEP_ENDS,
    WHYS,
    Decided,
    Standing,
    closed_standing,
    cut_off_of,
    stands,
    undecided_proposals,
)
from planrunner.services.lateness import stamp_overdue
from planrunner.services.reporting_facts import gather
from planrunner.services.tracking import move_all, task_row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from planrunner.services.desk import Desk
    from planrunner.services.reporting_facts import Facts
    from planrunner.services.tracking import Versions
    from planrunner.store.changes import Change
    from planrunner.store.tables import Task

SHOWN = 8
"""Tasks named in a refusal."""


def close_year(
    desk: Desk,
    year: int,
    decided: Mapping[str, Decided],
    *,
    rest: Decided | None = None,
    cut_off: date | None = None,
    versions: Versions | None = None,
    apply: bool,
) -> Standing:
    """Close a year and return how it stands then; without `apply` nothing is kept, and tasks may be left undecided.

    `decided` says by id what becomes of open tasks, `rest` of all others; `versions` are those that the person saw.
    Raises NothingFoundError for a year or a task that is not there, UsageError for a decision without a reason, of a
    task of another year or an impossible cut-off, NotAllowedError where the year is closed, has not begun or a task
    is undecided or not open, ConflictError where one was changed meanwhile.
    """
    with desk.store.change(who=desk.who, action="close-year", at=desk.now(), reason=f"{year} 年") as tx:
        if not apply:
            tx.discard()
        tx.session.connection()  # takes the writers' turn: nobody changes anything between reading and deciding
        facts = gather(desk, year)
        if apply:
            _refuse_closing(desk, facts)
        _refuse_empty(*decided.values(), *([rest] if rest else []))
        rows = {ids.read(ids.TASK, text): _open_task(tx, text, year, versions) for text in decided}
        chosen = {ids.read(ids.TASK, text): one for text, one in decided.items()}
        for number, task in facts.tasks.items():
            fate = STEP_ENDS if number in facts.steps else rest
            if fate is not None and task.status in OPEN and number not in chosen:
                chosen[number] = fate
                rows[number] = task_row(tx, ids.show(ids.TASK, number))
        last = facts.today if facts.closed else cut_off_of(facts, cut_off)
        found = stands(facts, undecided_proposals(desk, year), last, chosen)
        if apply and found.undecided:
            raise NotAllowedError(_undecided_words(found))
        if facts.closed:
            return found
        for number, row in sorted(rows.items(), key=lambda one: one[0] not in facts.steps):
            _decide(tx, row, chosen[number], desk.today())
        carried = carry_on(desk, tx, [row for number, row in rows.items() if chosen[number].decision == "carry"])
        if not apply:
            return replace(found, carried=tuple(replace(one, proposal="") for one in carried))
        _write(desk, tx, found)
        return closed_standing(found, carried)


def reopen_year(desk: Desk, year: int, reason: str) -> None:
    """Open a closed year again, saying why; what became of its tasks stays until it is changed task by task.

    Raises UsageError without a reason, NothingFoundError where the year is not closed.
    """
    from sqlmodel import select

    from planrunner.store.tables import YearClose

    if not reason.strip():
        raise UsageError("重新开账要写明理由，例如：--reason 补录12月的培训")
    with desk.store.change(
        who=desk.who, action="open-year", at=desk.now(), reason=f"{year} 年：{reason.strip()}"
    ) as tx:
        row = tx.session.exec(select(YearClose).where(YearClose.plan_year == year)).first()
        if row is None:
            raise NothingFoundError(f"{year} 年没有结账，不用重新开账。没有改动。")
        tx.session.delete(row)


def year_to_close(desk: Desk) -> int:
    """Return the year that is closed where none is named: the oldest open one that has begun, else this year."""
    with desk.store.reader() as reader:
        rows = reader.rows(
            "SELECT MIN(plan_year) FROM task WHERE plan_year <= ? AND plan_year NOT IN (SELECT plan_year FROM year_close)",
            (desk.today().year,),
        )
    return int(rows[0][0] or desk.today().year)


def _open_task(tx: Change, text: str, year: int, versions: Versions | None) -> Task:
    row = task_row(tx, text, versions)
    if row.plan_year != year:
        raise UsageError(f"任务 {text}“{row.title}”是 {row.plan_year} 年的，不是 {year} 年的。没有结账。")
    if row.status not in OPEN:
        raise NotAllowedError(f"任务 {text}“{row.title}”已经了结，不用再定去向。没有结账。")
    return row


def _refuse_empty(*every: Decided) -> None:
    for one in every:
        if not one.reason.strip():
            raise UsageError(f"定为{DECISIONS[one.decision]}的要写明理由，例如：--reason 上级通知未到。没有结账。")


def _refuse_closing(desk: Desk, facts: Facts) -> None:
    if facts.closed:
        raise NotAllowedError(
            f"{facts.year} 年已经结过账（数据截至 {facts.today}）。没有改动。"
            f"要改的先重新开账：planrunner close-year --year {facts.year} --reopen --reason 理由"
        )
    if desk.today().year < facts.year:
        raise NotAllowedError(f"{facts.year} 年还没有开始，不能结账。没有改动。")


def _undecided_words(found: Standing) -> str:
    named = "、".join(f"{one.task}“{one.title}”（{WHYS[one.why]}）" for one in found.undecided[:SHOWN])
    more = f"等 {len(found.undecided)} 项" if len(found.undecided) > SHOWN else ""
    return (
        f"{found.year} 年还有 {len(found.undecided)} 项没有办结，也没有说明去向：{named}{more}。没有结账，没有写入任何内容。\n"
        "请逐项写明：--carry 编号（转下年）、--drop 编号（不适用）、--unfinished 编号（记为未完成），各带 --reason 理由；"
        "余下的一次定：--carry-rest、--unfinished-rest。"
    )


def _decide(tx: Change, row: Task, one: Decided, today: date) -> None:
    if one.decision == "unfinished":
        stamp_overdue(row, today)
        row.status_reason = one.reason.strip()
    else:
        move_all(tx, [row], one.decision, one.reason.strip(), today)


def _write(desk: Desk, tx: Change, found: Standing) -> None:
    from planrunner.store.tables import YearClose

    tx.session.add(
        YearClose(
            plan_year=found.year, cut_off=found.cut_off, closed_at=desk.now(), closed_by=desk.who, totals=found.totals
        )
    )
    tx.session.flush()
