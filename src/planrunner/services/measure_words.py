"""Measures in their cleaned words, as lists show them; the quote stays what citations and the review page show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.services import ids
from planrunner.store import plan_sources

if TYPE_CHECKING:
    from planrunner.services.desk import Desk


def measure_words(desk: Desk) -> dict[tuple[str, int], str]:
    """Return the cleaned words of every measure by (document id, start), as citations name it."""
    with desk.store.reader() as reader:
        return {
            (ids.show(ids.DOCUMENT, row.document), row.start): row.clean
            for row in plan_sources.measure_categories(reader)
        }
