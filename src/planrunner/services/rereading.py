"""Understanding a stored report again: the same words, the same keys, today's rules and notices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planrunner.domain.rules import RuleNotice
from planrunner.errors import UsageError
from planrunner.extract.nearest import as_taught
from planrunner.services.learning import corrected_categories, usual_days
from planrunner.services.packs import load_rules, load_words
from planrunner.store import plan_sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planrunner.domain.workdays import WorkCalendar
    from planrunner.extract.model import Extraction
    from planrunner.extract.proposal import Proposal
    from planrunner.services.desk import Desk
    from planrunner.store.changes import Change
    from planrunner.store.tables import Document


def known_notices(desk: Desk) -> tuple[RuleNotice, ...]:
    """Return the notices entered in this workspace."""
    with desk.store.reader() as reader:
        rows = plan_sources.notices(reader)
    return tuple(RuleNotice(row.rule, row.plan_year, row.first_day, row.last_day, row.number) for row in rows)


def market_digits(desk: Desk) -> frozenset[int]:
    """Return the last digits of the lunar days on which the town has its market, as the settings say.

    Raises UsageError for what is no digit.
    """
    digits = desk.config.plan.market_days
    if not all(isinstance(digit, int) and 0 <= digit <= 9 for digit in digits):
        raise UsageError("planrunner.toml 的 [plan] market_days 应是农历日的尾数，例如逢四、九写 [4, 9]。")
    return frozenset(digits)


def with_stored_keys(tx: Change, extraction: Extraction, document: int) -> Extraction:
    """Return an extraction whose measures have the keys they were stored with.

    The words may have been inherited from an earlier wording: the stored keys are the ones proposals know.
    """
    from sqlmodel import select

    from planrunner.store.tables import Measure

    stored = tx.session.exec(select(Measure).where(Measure.document_id == document)).all()
    by_start = {row.start: row.key for row in stored}
    return replace(
        extraction, measures=tuple(replace(m, key=by_start.get(m.start, m.key)) for m in extraction.measures)
    )


def proposed_anew(
    desk: Desk, tx: Change, row: Document, calendar: WorkCalendar, notices: Sequence[RuleNotice]
) -> tuple[Extraction, tuple[Proposal, ...]]:
    """Return what a stored report would propose today."""
    from planrunner.documents.build import restored
    from planrunner.extract.analyse import analyse
    from planrunner.extract.propose import propose

    assert row.id is not None
    extraction = analyse(restored(row.text, row.format), load_words(desk.folder))
    extraction = with_stored_keys(tx, extraction, row.id)
    with desk.store.reader() as reader:
        extraction = as_taught(extraction, corrected_categories(reader, {row.id}))
        usual = usual_days(reader, row.plan_year)
    book = load_rules(desk.folder, desk.office().region)
    return extraction, propose(extraction, book, calendar, row.plan_year, notices, market_digits(desk), usual)
