"""The page of an obligation: its tasks, why it is in the plan, and what became of it in other years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.cli.lists import WIDTH
from planrunner.cli.text import wrap
from planrunner.services import agenda, ids
from planrunner.services.lineage import obligation_page
from planrunner.wording import STATUSES, UNDATED, basis_text, reason_text

if TYPE_CHECKING:
    from planrunner.cli.session import Session


def show_obligation(session: Session, text: str) -> int:
    """Print an obligation. Raises NothingFoundError for one there is not."""
    page = obligation_page(session.desk, text)
    row = page.row
    if session.options.json:
        session.give(
            {"id": ids.show(ids.OBLIGATION, row.id), "title": row.title, "year": row.plan_year, "category": row.category,
             "owner": row.owner, "target": row.target, "done": row.done, "date_source": row.date_source,
             "reason": row.reason, "basis": row.basis, "measures": row.measures, "continues": row.continues,
             "tasks": agenda.tasks_to_json(session.desk, page.tasks),
             "lineage": [one.to_json() for one in page.lineage]}
        )  # fmt: skip
        return 0
    lines = [
        f"来由：{reason_text(row.date_source, row.reason)}",
        *([f"负责：{row.owner}"] if row.owner else []),
        *(f"原文：“{item['quote']}”" for item in row.measures),
        *(f"依据：{basis_text(item)}" for item in row.basis),
        *(f"历年：{one.words()}" for one in page.lineage),
    ]
    session.say(
        f"{ids.show(ids.OBLIGATION, row.id)} {row.title}（{row.plan_year} 年，完成 {row.done}/{row.target or row.tasks}）"
    )
    for line in lines:
        for part in wrap(line, WIDTH):
            session.say(part)
    for task in page.tasks:
        session.say(f"  {ids.show(ids.TASK, task.id)} {task.planned or UNDATED} {STATUSES[task.status]} {task.title}")
    return 0
