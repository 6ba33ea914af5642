"""Splitting a proposal that took several measures for one thing: one proposal for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.errors import UsageError
from planrunner.extract.propose_title import title_of
from planrunner.services import ids
from planrunner.services.planning import pending_proposal
from planrunner.store import plan_sources

if TYPE_CHECKING:
    from planrunner.services.desk import Desk

KEPT = (
    "category",
    "schedule",
    "occurrences",
    "date_source",
    "confidence",
    "basis",
    "owner",
    "target",
    "evidence",
    "metrics",
)
"""What a part has from the whole until a person edits it; the rule stays with the whole."""


def split(desk: Desk, proposal_id: str) -> list[str]:
    """Leave a pending proposal its first measure and make one of its own from each further one; return their ids.

    Each part has the dates of the whole until a person edits them. Raises UsageError where there is nothing to split.
    """
    from planrunner.store.tables import Proposal

    with desk.store.reader() as reader:
        keys = {(one.document, one.start): one for one in plan_sources.measure_categories(reader)}
    with desk.store.change(who=desk.who, action="split", at=desk.now()) as tx:
        whole = pending_proposal(tx, proposal_id)
        if len(whole.measures) < 2:
            raise UsageError(f"建议 {proposal_id}“{whole.title}”只引了一条原文，没有可拆的。")
        first, *others = whole.measures
        made = []
        for item in others:
            measure = keys[ids.read(ids.DOCUMENT, item["document"]), item["start"]]
            part = Proposal(
                plan_year=whole.plan_year, key=f"split:{whole.key}:{measure.key}", title=title_of(measure.clean),
                reason=f"由 {proposal_id.strip()} 拆出，日期沿用，请核对：{whole.reason}", measures=[item], last_year=[],
                edited=True, reading="", **{name: getattr(whole, name) for name in KEPT},
            )  # fmt: skip
            tx.session.add(part)
            tx.session.flush()
            made.append(ids.show(ids.PROPOSAL, part.id))
        whole.measures, whole.edited = [first], True
        return made
