"""The rules that hold for this office, and why an obligation stands where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planrunner.errors import NothingFoundError
from planrunner.services import agenda, ids
from planrunner.services.packs import load_rules
from planrunner.store import queries

if TYPE_CHECKING:
    from planrunner.domain.packs import RuleBook
    from planrunner.domain.rules import Rule
    from planrunner.services.desk import Desk
    from planrunner.store.queries import ObligationRow, TaskRow


@dataclass(frozen=True, slots=True)
class Explained:
    """An obligation with the rule behind it and its tasks; either may be missing, not both."""

    obligation: ObligationRow | None
    rule: Rule | None
    tasks: list[TaskRow]

    def to_json(self) -> dict[str, Any]:
        """Return the object of `rules explain --json`."""
        row = self.obligation
        return {
            "obligation": row and {
                "id": ids.show(ids.OBLIGATION, row.id), "title": row.title, "schedule": row.schedule,
                "date_source": row.date_source, "reason": row.reason, "basis": row.basis, "measures": row.measures,
                "last_year": row.last_year,
            },
            "rule": self.rule and rule_to_json(self.rule),
            "tasks": [
                {
                    "id": ids.show(ids.TASK, task.id), "title": task.title, "note": task.note,
                    **{name: day.isoformat() if day else None for name, day in (
                        ("rule_date", task.rule_date), ("planned", task.planned), ("due", task.due))},
                }
                for task in self.tasks
            ],
        }  # fmt: skip


def rule_book(desk: Desk) -> RuleBook:
    """Return the rules of this office's region with its own over them; BadInputError names a mistake by file and key."""
    return load_rules(desk.folder, desk.office().region)


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """Return a rule as `rules show --json` prints it."""
    return {
        "id": rule.id, "pack": rule.pack, "title": rule.title, "category": rule.category, "kind": rule.schedule.kind,
        "dated_by": rule.dated_by, "verified": rule.verified, "notes": rule.notes,
        "from": rule.effective_from.isoformat() if rule.effective_from else None,
        "until": rule.effective_until.isoformat() if rule.effective_until else None,
        "basis": [
            {"title": one.title, "article": one.article, "url": one.url, "verified": one.verified} for one in rule.basis
        ],
        "earlier": [rule_to_json(one) for one in rule.earlier],
    }  # fmt: skip


def explain(desk: Desk, text: str) -> list[Explained]:
    """Return why obligations stand where they stand, for an obligation (O5), a task (T12) or a rule's id.

    Raises NothingFoundError for what is none of them.
    """
    book, plain = rule_book(desk), text.strip()
    rule = book.get(plain)
    where, params = _which(desk, plain, rule)
    with desk.store.reader() as reader:
        rows = queries.obligations(reader, where, params)
        tasks_of: dict[int, list[int]] = {}
        for task, obligation in queries.links(reader):
            tasks_of.setdefault(obligation, []).append(task)
        found = [
            Explained(
                row,
                book.get(row.rule) if row.rule else None,
                queries.tasks_by_ids(reader, tasks_of[row.id]) if row.id in tasks_of else [],
            )
            for row in rows
        ]
    if found:
        return found
    if rule is not None:
        return [Explained(None, rule, [])]
    raise NothingFoundError(f"没有 {text} 可解释。请写事项 O5、任务 T12，或 planrunner rules show 里的规则编号。")


def _which(desk: Desk, text: str, rule: Rule | None) -> tuple[str, list[str | int | float | None]]:
    """Return the SQL condition on obligations that a text names."""
    if rule is not None:
        return "o.rule = ?", [rule.id]
    if text[:1] in "TtＴｔ" and text:
        served = [row.id for row in agenda.task_page(desk, text).obligations]
        return (f"o.id IN {queries.marks(served)}", [*served]) if served else ("1 = 0", [])
    return "o.id = ?", [ids.read(ids.OBLIGATION, text)]
