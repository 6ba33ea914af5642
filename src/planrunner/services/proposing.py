"""Laying fresh proposals over the stored ones: new, changed, unchanged, withdrawn. A person's edits are never undone."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from planrunner.domain.schedule import schedule_to_json
from planrunner.services.date_words import in_words
from planrunner.services.learning import as_last_year

if TYPE_CHECKING:
    from planrunner.domain.schedule import Occurrence
    from planrunner.extract.model import Extraction
    from planrunner.extract.proposal import Proposal
    from planrunner.store.changes import Change
    from planrunner.store.tables import Obligation
    from planrunner.store.tables import Proposal as ProposalRow

GONE = "文件更正后不再提出"


@dataclass
class Diff:
    """What an import changes, proposal by proposal; titles (of new ones with their days) for people, counts for programs."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    unchanged: int = 0
    continued: int = 0

    def lines(self) -> list[str]:
        """Return the diff as Chinese lines: + new, ~ changed, - withdrawn."""
        return [
            *(f"+ 新增 {title}" for title in self.new),
            *(f"~ 变更 {title}" for title in self.changed),
            *(f"- 撤回 {title}" for title in self.withdrawn),
        ]


def merge_proposals(
    tx: Change, proposals: tuple[Proposal, ...], extraction: Extraction, document: int, year: int, *, replaces: bool
) -> Diff:
    """Write what is new or changed among the proposals of `year`; `replaces` says that a corrected paper came in."""
    from sqlmodel import select

    from planrunner.store.tables import Proposal as ProposalRow

    stored = {row.key: row for row in tx.session.exec(select(ProposalRow).where(ProposalRow.plan_year == year)).all()}
    lineage = lineage_of(tx, year)
    diff = Diff()
    for proposal in proposals:
        before = lineage.get(proposal.key)
        content = content_of(proposal, extraction, document, before)
        if before is not None:
            diff.continued += 1
        row = stored.pop(proposal.key, None)
        if row is None:
            continues = {"obligation": f"O{before.id}", "year": before.plan_year} if before is not None else None
            reading = fingerprint(content)
            fresh = ProposalRow(plan_year=year, key=proposal.key, continues=continues, reading=reading, **content)
            tx.session.add(fresh)
            diff.new.append(f"{proposal.title}：{in_words(proposal.occurrences)}")
        elif _update(tx, row, content, f"D{document}"):
            diff.changed.append(proposal.title)
        else:
            diff.unchanged += 1
    if replaces:
        for row in stored.values():
            _withdraw(row, diff)
    tx.session.flush()
    return diff


def lineage_of(tx: Change, year: int) -> dict[str, Obligation]:
    """Return the newest obligation of earlier years for each key."""
    from sqlmodel import select

    from planrunner.store.tables import Obligation

    earlier = select(Obligation).where(Obligation.plan_year < year).order_by(Obligation.plan_year)  # type: ignore[arg-type]  # a column, not its value
    return {row.key: row for row in tx.session.exec(earlier).all()}


def _update(tx: Change, row: ProposalRow, content: dict[str, Any], document: str) -> bool:
    """Bring a stored proposal up to date; tell whether something that a person reads has changed.

    The first paper that asked for it, or its correction, says what it is; another paper of the year adds its citations
    and changes nothing else.
    """
    cited = list(dict.fromkeys(item["document"] for item in row.measures))
    replaced = {document, *(one for one in cited if _superseded(tx, one))}
    others = [item for item in row.measures if item["document"] not in replaced]
    if cited and cited[0] not in replaced:
        measures = [*others, *content["measures"]]
        added = measures != row.measures
        if added:
            _cite(tx, row, measures, _united(row.last_year, content["last_year"]))
        return added
    print_now = fingerprint(content)
    differs = row.reading != print_now
    told = _united(content["last_year"], row.last_year) if others else content["last_year"]
    if row.status == "pending" and not row.edited:
        for name, value in (content | {"measures": [*content["measures"], *others], "last_year": told}).items():
            setattr(row, name, value)
    else:
        # Citations follow the corrected text; all else waits until a person accepts it.
        if differs or document not in cited:
            _cite(tx, row, [*content["measures"], *others], told)
        if differs and row.status in ("pending", "accepted"):
            row.update = content
    row.reading = print_now
    return differs


def _cite(tx: Change, row: ProposalRow, measures: list[dict[str, Any]], last_year: list[dict[str, Any]]) -> None:
    """Let a proposal, and the obligation it became, quote what the papers say now."""
    from sqlmodel import select

    from planrunner.store.tables import Obligation

    obligation = tx.session.exec(select(Obligation).where(Obligation.proposal_id == row.id)).first()
    for holder in (row, obligation):
        if holder is not None:
            holder.measures, holder.last_year = measures, last_year


def _superseded(tx: Change, document: str) -> bool:
    """Tell whether a document (D1) has been replaced by a corrected paper."""
    from planrunner.store.tables import Document

    found = tx.session.get(Document, int(document[1:]))
    return found is not None and found.superseded_by is not None


def _withdraw(row: ProposalRow, diff: Diff) -> None:
    if row.status != "pending" or row.edited:
        return
    row.status, row.decision_reason = "rejected", GONE
    diff.withdrawn.append(row.title)


def _united(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*old, *(item for item in new if item not in old)]


def fingerprint(content: dict[str, Any]) -> str:
    """Return the SHA-256 of what a person reads of a proposal: all but where in the text its quotes stand."""
    quotes = {name: [item["quote"] for item in content[name]] for name in ("measures", "last_year")}
    text = json.dumps(content | quotes, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(
    proposal: Proposal, extraction: Extraction, document: int, before: Obligation | None = None
) -> dict[str, Any]:
    """Return a proposal's fields as the table keeps them; `before` is the same work of an earlier year."""
    content = {
        "title": proposal.title,
        "category": proposal.category,
        "schedule": schedule_to_json(proposal.schedule),
        "occurrences": [occurrence_to_json(item) for item in proposal.occurrences],
        "date_source": proposal.date_source,
        "reason": proposal.reason,
        "confidence": proposal.confidence,
        "rule": proposal.rule,
        "basis": [
            {"rule": proposal.rule, "title": item.title, "article": item.article, "verified": item.verified}
            | {
                name: day.isoformat()
                for name, day in (("from", item.effective_from), ("until", item.effective_until))
                if day
            }
            for item in proposal.basis
        ],
        "measures": [
            {"document": f"D{document}", "start": measure.start, "end": measure.end, "quote": measure.quote}
            for measure in (extraction.measures[index] for index in proposal.measures)
        ],
        "last_year": [
            {"date": item.date or None, "start": item.start, "end": item.end, "quote": item.quote}
            for item in proposal.last_year
        ],
        "owner": proposal.owner,
        "target": proposal.target,
        "evidence": list(proposal.evidence),
        "metrics": list(proposal.metrics),
    }
    return as_last_year(before, content) if before is not None else content


def occurrence_to_json(occurrence: Occurrence) -> dict[str, Any]:
    """Return an occurrence as the table keeps it, dates as ISO text."""
    window = occurrence.window
    return {
        "number": occurrence.number,
        "rule_date": occurrence.rule_date.isoformat() if occurrence.rule_date else None,
        "planned": occurrence.planned.isoformat() if occurrence.planned else None,
        "due": occurrence.due.isoformat() if occurrence.due else None,
        "window": [window[0].isoformat(), window[1].isoformat()] if window else None,
        "spans": occurrence.spans,
        "tentative": occurrence.tentative,
        "note": occurrence.note,
        "same_as": occurrence.same_as,
        "steps": [
            {"title": step.title, "before": step.before, "day": step.day.isoformat()} for step in occurrence.steps
        ],
    }
