"""Dates of the text and the rules they are about: a day the paper writes is told once, by the rule that has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from planrunner.domain.rules import Rule
from planrunner.domain.schedule import Trigger
from planrunner.extract.propose_match import Match
from planrunner.extract.propose_place import Dated

_WAITING = ("trigger", "discretionary")
"""Rules that wait for something outside the plan: no day of the plan is theirs."""
_OFTEN = 4
"""Occurrences a year from which one day of the text is not the whole of a rule."""
Texts = Mapping[int, tuple[Dated, ...]]
"""The dates that the words of each measure give, by the measure's index."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Rules with the dates the text gives them, and which dates `(measure, number from 0)` are spoken for."""

    matches: tuple[Match, ...]
    dated: Mapping[str, Dated]
    spoken: frozenset[tuple[int, int]]


def settle(matches: Sequence[Match], own: Mapping[str, Dated], texts: Texts) -> Settled:
    """Give each date of the text to the rule it is about.

    A rule for meetings or papers takes the one date of the measure that names it most fully. A public day, week or
    month takes a date that lies in its own span, the narrowest span first, and is not called at all by a measure whose
    dates lie elsewhere. `own` has the dates of the rules by themselves.
    """
    dated: dict[str, Dated] = {}
    spoken: set[tuple[int, int]] = set()
    public = [match for match in matches if match.rule.place == "stay"]
    for i, found in texts.items():
        for k, text in enumerate(found):
            span = _span(text)
            rule = _public_rule(i, span, public, own) if span else None
            if rule is None and len(found) == 1:
                rule = _fullest(i, matches, text, own)
            if rule is not None and rule not in dated:
                dated[rule] = text
                spoken.add((i, k))
    kept = [_without_elsewhere(match, own, texts) if match.rule.place == "stay" else match for match in matches]
    return Settled(
        tuple(match for match in kept if match.measures or match.done or match.told), dated, frozenset(spoken)
    )


def _span(dated: Dated) -> tuple[date, date] | None:
    """Return the first and last day a dated thing covers, None where it has several days or none."""
    if len(dated.placed.occurrences) != 1:
        return None
    (one,) = dated.placed.occurrences
    if one.planned is None:
        return None
    return one.window or (one.planned, one.planned)


def _public_rule(i: int, span: tuple[date, date], public: Sequence[Match], own: Mapping[str, Dated]) -> str | None:
    best: tuple[int, str] | None = None
    for match in public:
        days = _span(own[match.rule.id])
        if i in match.measures and days and days[0] <= span[0] and span[1] <= days[1]:
            width = (days[1] - days[0]).days
            if best is None or width < best[0]:
                best = (width, match.rule.id)
    return best[1] if best else None


def _fullest(i: int, matches: Sequence[Match], text: Dated, own: Mapping[str, Dated]) -> str | None:
    """Return the rule that measure `i` names most fully, of those that can take the date of the text."""
    best: tuple[int, str] | None = None
    for match in matches:
        if match.rule.place == "stay" or i not in match.measures or not _may_take(match.rule, text, own[match.rule.id]):
            continue
        strength = match.strengths[match.measures.index(i)]
        if best is None or strength > best[0]:
            best = (strength, match.rule.id)
    return best[1] if best else None


def _may_take(rule: Rule, text: Dated, own: Dated) -> bool:
    """Tell whether the date of the text may be that of a rule.

    A term that waits for an event goes to rules that wait for one. One day is not all of what is done each quarter or
    month. A day behind the last one that the law allows is another thing's: the law stands.
    """
    if isinstance(text.placed.schedule, Trigger):
        return rule.schedule.kind == "trigger"
    if rule.schedule.kind in _WAITING:
        return False
    if len(text.placed.occurrences) == 1 and len(own.placed.occurrences) >= _OFTEN:
        return False
    if rule.schedule.kind == "deadline" and rule.dated_by == "statute":
        last, legal = _last_day(text), _last_day(own)
        return last is None or legal is None or last <= legal
    return True


def _last_day(dated: Dated) -> date | None:
    return max((one.due for one in dated.placed.occurrences if one.due), default=None)


def _without_elsewhere(match: Match, own: Mapping[str, Dated], texts: Texts) -> Match:
    days = _span(own[match.rule.id])
    if days is None:
        return match

    def elsewhere(i: int) -> bool:
        spans = [_span(text) for text in texts[i]]
        return bool(spans) and not any(span and span[0] <= days[1] and days[0] <= span[1] for span in spans)

    kept = [n for n, i in enumerate(match.measures) if not elsewhere(i)]
    return replace(
        match,
        measures=tuple(match.measures[n] for n in kept),
        strengths=tuple(match.strengths[n] for n in kept),
    )
