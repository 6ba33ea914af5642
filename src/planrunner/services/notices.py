"""Notices: outside facts that fix the days of movable rules (宪法宣传周, 网络安全宣传周 …) for one year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.domain.rules import RuleNotice
from planrunner.errors import NothingFoundError, UsageError
from planrunner.services.packs import load_rules
from planrunner.services.replanning import Move, replan
from planrunner.services.rereading import known_notices
from planrunner.store import plan_sources

if TYPE_CHECKING:
    from datetime import date

    from planrunner.services.desk import Desk
    from planrunner.store.plan_sources import NoticeRow

LONGEST = 62
"""Days of the longest window a notice names; a longer one is a slip of the pen."""


def add_notice(desk: Desk, rule_id: str, first: date, last: date, number: str = "", *, apply: bool) -> list[Move]:
    """Enter a notice (again: it replaces the one before) and return what moves; without `apply` nothing is kept.

    Raises NothingFoundError for a rule that does not exist, UsageError for one that no notice moves and for days that
    are out of order or of another year.
    """
    from sqlmodel import select

    from planrunner.store.tables import Notice

    rule = load_rules(desk.folder, desk.office().region).get(rule_id)
    if rule is None:
        raise NothingFoundError(f"没有 {rule_id} 这条规则。可用的：{_movable(desk)}。")
    if rule.schedule.kind != "window":
        raise UsageError(f"“{rule.title}”的日期不随通知变动，没有改动。随通知变动的：{_movable(desk)}。")
    if not first <= last or (last - first).days > LONGEST:
        raise UsageError(f"通知的日期 {first} 至 {last} 不对：后一天不早于前一天，相隔不超过 {LONGEST} 天。没有改动。")
    year = first.year
    fresh = RuleNotice(rule_id, year, first, last, number.strip())
    others = tuple(one for one in known_notices(desk) if (one.rule, one.year) != (rule_id, year))
    with desk.store.change(who=desk.who, action="notice", at=desk.now(), reason=f"{rule.title} {number}".strip()) as tx:
        row = tx.session.exec(select(Notice).where(Notice.rule == rule_id, Notice.plan_year == year)).first()
        row = row or Notice(rule=rule_id, plan_year=year, first_day=first, last_day=last)
        row.first_day, row.last_day, row.number = first, last, number.strip()
        tx.session.add(row)
        moves = replan(desk, tx, {year}, desk.calendar(), (*others, fresh))
        if not apply:
            tx.discard()
    return moves


def list_notices(desk: Desk) -> list[NoticeRow]:
    """Return the notices entered."""
    with desk.store.reader() as reader:
        return plan_sources.notices(reader)


def rule_titles(desk: Desk) -> dict[str, str]:
    """Return the titles of all rules by id."""
    return {rule.id: rule.title for rule in load_rules(desk.folder, desk.office().region).rules}


def _movable(desk: Desk) -> str:
    rules = load_rules(desk.folder, desk.office().region).rules
    return "、".join(f"{rule.id}（{rule.title}）" for rule in rules if rule.schedule.settled_by == "notice")
