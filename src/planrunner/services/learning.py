"""What the office has taught: corrected categories, who did what last year under which category, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planrunner.extract.nearest import Example, Examples
from planrunner.services import ids
from planrunner.store import plan_sources, queries

if TYPE_CHECKING:
    from datetime import date

    from planrunner.store.reader import Reader
    from planrunner.store.tables import Obligation


def corrected_categories(reader: Reader, besides: set[int]) -> Examples:
    """Return the clauses to which a person gave another category than they were read with.

    `besides` are documents whose own corrections stay theirs: reading a paper again must change nothing in it.
    """
    read_as = {(one.document, one.start): one for one in plan_sources.measure_categories(reader)}
    found = []
    for row in queries.proposals(reader, "edited AND rule IS NULL AND status IN ('pending', 'accepted')"):
        cited = [(ids.read(ids.DOCUMENT, item["document"]), item["start"]) for item in row.measures]
        for document, start in cited:
            measure = read_as.get((document, start))
            if document not in besides and measure is not None and measure.category != row.category:
                found.append(Example(measure.clean, row.category))
    return Examples(found)


def usual_days(reader: Reader, year: int) -> dict[str, tuple[date, ...]]:
    """Return, by key, the days on which obligations of the year before were met, or to which a person had moved them."""
    found: dict[str, list[date]] = {}
    for key, day in plan_sources.days_of_year(reader, year - 1):
        found.setdefault(key, []).append(day)
    return {key: tuple(sorted(set(days))) for key, days in found.items()}


def as_last_year(before: Obligation, content: dict[str, Any]) -> dict[str, Any]:
    """Return a fresh proposal's fields with the owner and the category that this very work had when last accepted."""
    return content | {"owner": before.owner or content["owner"], "category": before.category}
