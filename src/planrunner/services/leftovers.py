"""What the report says that no proposal took up: shown, so that nothing is passed over in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from planrunner.services import ids
from planrunner.store import queries

if TYPE_CHECKING:
    from planrunner.services.desk import Desk


class Leftover(NamedTuple):
    """A measure that no proposal cites; the offsets index the text of `document` (D1)."""

    document: str
    start: int
    end: int
    quote: str


def leftovers(desk: Desk) -> list[Leftover]:
    """Return the measures of the newest plan year's reports that no proposal cites, whatever became of it."""
    with desk.store.reader() as reader:
        papers = [paper for paper in queries.documents(reader) if paper.superseded_by is None]
        newest = max((paper.plan_year for paper in papers), default=0)
        cited = {(item["document"], item["start"]) for row in queries.proposals(reader) for item in row.measures}
        return [
            Leftover(name, start, end, quote)
            for paper in papers
            if paper.plan_year == newest
            for name in (ids.show(ids.DOCUMENT, paper.id),)
            for start, end, quote, _, _ in queries.measures(reader, paper.id)
            if (name, start) not in cited
        ]
