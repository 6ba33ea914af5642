"""A proposal: an obligation suggested from measures and/or a rule, with its reason. Made by `extract.propose`."""

from dataclasses import dataclass

from planrunner.domain.rules import Basis
from planrunner.domain.schedule import Confidence, DateSource, Occurrence, Schedule
from planrunner.extract.model import Done


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a person is asked to accept, edit, merge or reject.

    `key` is stable: "rule:" and the rule id, or "measure:" and the measure's key (and "#2" for its second deadline).
    `measures` are indexes into `Extraction.measures`. `last_year` is what the report says was done; a thing told
    without a day has an empty `date`. `reason` is one Chinese line that explains the dates. `target` is the number of
    times in the year that a counted obligation asks for.
    """

    key: str
    title: str
    category: str
    schedule: Schedule
    occurrences: tuple[Occurrence, ...]
    date_source: DateSource
    reason: str
    confidence: Confidence
    rule: str | None
    basis: tuple[Basis, ...]
    measures: tuple[int, ...]
    last_year: tuple[Done, ...]
    owner: str
    target: int | None
    evidence: tuple[str, ...]
    metrics: tuple[str, ...]
