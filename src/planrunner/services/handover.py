"""Handing work over (交接): what one person still has to do becomes another's, in one change with one record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planrunner.domain.status import OPEN
from planrunner.errors import NothingFoundError, UsageError
from planrunner.services import ids
from planrunner.services.closing_state import closed_among
from planrunner.store import feed_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planrunner.services.desk import Desk
    from planrunner.store.changes import Change

Named = tuple[str, str]
"""An id and a title."""


@dataclass(frozen=True, slots=True)
class Handover:
    """What goes from one person to another; `feeds` and `recipients` are told about and left as they are."""

    leaving: str
    taking: str
    tasks: list[Named]
    obligations: list[Named]
    proposals: list[Named]
    feeds: list[Named]
    recipients: list[str]
    snoozed: int

    def to_json(self) -> dict[str, Any]:
        """Return the object of `handover --json`."""
        named = {
            name: [{"id": number, "title": title} for number, title in getattr(self, name)]
            for name in ("tasks", "obligations", "proposals", "feeds")
        }
        return {
            "from": self.leaving,
            "to": self.taking,
            **named,
            "recipients": self.recipients,
            "snoozed": self.snoozed,
        }

    def advice(self) -> list[str]:
        """Return what a person still has to look after, in Chinese."""
        lines = [
            f"订阅 {number}“{title}”只放{self.leaving}的任务，今后是空的。停用：planrunner feed revoke {number}；"
            f"给{self.taking}另建：planrunner feed create --name {self.taking} --owner {self.taking}"
            for number, title in self.feeds
        ]
        if self.recipients:
            lines.append(
                f"提醒发给：{'、'.join(self.recipients)}。其中有{self.leaving}的，请在 planrunner.toml 里换掉；"
                "换掉以后，还没发出的提醒不再发给他。"
            )
        if self.snoozed:
            lines.append(f"有 {self.snoozed} 项推迟了提醒，推迟到的日期没有改。")
        return lines


def hand_over(
    desk: Desk, leaving: str, taking: str, *, year: int | None = None, reason: str = "", apply: bool
) -> Handover:
    """Give what a person still has to do to another, of one plan year or of all; without `apply` nothing is kept.

    Open tasks, the year's obligations and proposals that wait change owner; what is finished, and everything of a
    closed year, keeps its own. Raises UsageError for a missing name or one and the same, NothingFoundError where the
    person has nothing.
    """
    leaving, taking = leaving.strip(), taking.strip()
    if not leaving or not taking or leaving == taking:
        raise UsageError("请写出交的人和接的人，两个不同的名字，例如：planrunner handover 张三 李四")
    why = f"{leaving} → {taking}" + (f"：{reason.strip()}" if reason.strip() else "")
    with desk.store.change(who=desk.who, action="handover", at=desk.now(), reason=why) as tx:
        if not apply:
            tx.discard()
        tasks, obligations, proposals = _move(desk, tx, leaving, taking, year)
        if not (tasks or obligations or proposals):
            raise NothingFoundError(_nobody(desk, leaving, year))
        with desk.store.reader() as reader:
            feeds = [
                (ids.show(ids.FEED, row.id), row.name)
                for row in feed_rows.feeds(reader)
                if row.owner == leaving and row.revoked_at is None
            ]
            until = reader.rows("SELECT task_id FROM snooze WHERE until > ?", (desk.today().isoformat(),))
        moved = {ids.read(ids.TASK, number) for number, _ in tasks}
        snoozed = sum(int(number) in moved for (number,) in until)
        return Handover(leaving, taking, tasks, obligations, proposals, feeds, _recipients(desk), snoozed)


def _move(
    desk: Desk, tx: Change, leaving: str, taking: str, year: int | None
) -> tuple[list[Named], list[Named], list[Named]]:
    from sqlmodel import select

    from planrunner.store.tables import Obligation, Proposal, Task

    tasks = select(Task).where(Task.owner == leaving, Task.status.in_(OPEN))  # type: ignore[attr-defined]  # a column, not its value
    waiting = select(Proposal).where(Proposal.owner == leaving, Proposal.status == "pending")
    rows: tuple[Sequence[Task | Obligation | Proposal], ...] = (
        tx.session.exec(tasks.order_by(Task.id)).all(),  # type: ignore[arg-type]  # a column, not its value
        tx.session.exec(select(Obligation).where(Obligation.owner == leaving).order_by(Obligation.id)).all(),  # type: ignore[arg-type]  # as above
        tx.session.exec(waiting.order_by(Proposal.id)).all(),  # type: ignore[arg-type]  # as above
    )
    closed = closed_among(desk, {row.plan_year for those in rows for row in those})
    found: tuple[list[Named], list[Named], list[Named]] = ([], [], [])
    for kind, those, told in zip((ids.TASK, ids.OBLIGATION, ids.PROPOSAL), rows, found, strict=True):
        for row in those:
            if row.plan_year in closed or (year is not None and row.plan_year != year):
                continue
            row.owner = taking
            if isinstance(row, Proposal):
                row.edited = True  # reading the report again must not bring the old owner back
            told.append((ids.show(kind, row.id), row.title))
    return found


def _nobody(desk: Desk, leaving: str, year: int | None) -> str:
    with desk.store.reader() as reader:
        rows = reader.rows("SELECT DISTINCT owner FROM task WHERE owner <> '' ORDER BY owner LIMIT 8")
    known = f"现有的负责人：{'、'.join(str(row[0]) for row in rows)}。" if rows else "现在的任务都没有负责人。"
    return f"{f'{year} 年' if year else ''}没有要从“{leaving}”交出的未办结任务、事项或建议，没有改动。{known}"


def _recipients(desk: Desk) -> list[str]:
    """Return the addresses of people that the settings send reminders to; groups and folders are nobody's."""
    from planrunner.services.recipients import everybody

    return sorted(recipient for channel, recipient in everybody(desk.config) if channel == "mail")
