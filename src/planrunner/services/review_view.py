"""The page 审核: proposals with the report's own text beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planrunner.services import ids, planning
from planrunner.store import queries

if TYPE_CHECKING:
    from planrunner.services.desk import Desk
    from planrunner.store.queries import ProposalRow

Quote = tuple[str, str, str]
"""What stands before, at and after a span of a report."""


@dataclass(frozen=True, slots=True)
class Source:
    """A report's text, as the offsets of citations index it."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ReviewView:
    """Everything the page needs. `sources` is by document id (D1)."""

    proposals: list[ProposalRow]
    sources: dict[str, Source]


def review_view(desk: Desk) -> ReviewView:
    """Return what waits for a person, and the texts it cites."""
    proposals = planning.list_proposals(desk)
    with desk.store.reader() as reader:
        sources = {
            ids.show(ids.DOCUMENT, row.id): Source(row.title, queries.document_text(reader, row.id))
            for row in queries.documents(reader)
            if row.superseded_by is None or any(_cites(proposal, row.id) for proposal in proposals)
        }
    return ReviewView(proposals, sources)


def quoted_text(desk: Desk, document: str, start: int, end: int, around: int) -> Quote:
    """Return what stands before, at and after a span of a report, `around` characters on either side.

    Raises NothingFoundError for an id that is none; the parts are empty for an unknown document.
    """
    with desk.store.reader() as reader:
        text = queries.document_text(reader, ids.read(ids.DOCUMENT, document))
    return text[max(start - around, 0) : start], text[start:end], text[end : end + around]


def _cites(proposal: ProposalRow, document: int) -> bool:
    return any(item["document"] == ids.show(ids.DOCUMENT, document) for item in proposal.measures)
