"""From what a report says to what a clerk would plan: each proposal with its dates, its reason and where it comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from planrunner.domain.cadence import from_words
from planrunner.domain.packs import RuleBook
from planrunner.domain.rules import People, Place, Rule, RuleNotice
from planrunner.domain.workdays import WorkCalendar
from planrunner.extract.model import Done, Extraction, Measure
from planrunner.extract.proposal import Proposal
from planrunner.extract.propose_match import Match, match_rules
from planrunner.extract.propose_own import again, groups, of_measures, target_of
from planrunner.extract.propose_place import Dated, date_measure, date_rule, text_dates, with_market_days
from planrunner.extract.propose_share import share_meetings
from planrunner.extract.propose_spread import Draft, spread_drafts
from planrunner.extract.propose_steps import with_steps
from planrunner.extract.propose_text import settle
from planrunner.extract.propose_versions import date_versions
from planrunner.wording import TENTATIVE

_STAGGER = 8
_PEOPLE: dict[str, People] = {"study": "cadres", "training": "cadres"}


def propose(
    extraction: Extraction,
    book: RuleBook,
    calendar: WorkCalendar,
    year: int,
    corrections: Sequence[RuleNotice] = (),
    market: frozenset[int] = frozenset(),
    usual: Mapping[str, tuple[date, ...]] = MappingProxyType({}),
) -> tuple[Proposal, ...]:
    """Return the obligations that a good clerk would draw up from a report for plan `year`, in the order of the plan.

    A rule is proposed where a measure, a thing done or the kind of paper calls for it; a measure that no rule
    serves yields a proposal of its own, or none where it is no action (see `uncovered`). `corrections` are notices
    that settle movable rules for a year; `market` are the last digits of the lunar days on which the town has its
    market, named beside public days as further occasions; `usual` are the days on which the office did the same
    work last year, by key, and stand for custom where the paper itself names no day. A paper without a plan section
    proposes nothing. The same input always gives the same proposals; keys do not depend on dates.
    """
    if extraction.section is None:
        return ()
    notices = {one.rule: one for one in corrections if one.year == year}
    matches = match_rules(extraction, book.effective(year))
    staying = {i for match in matches if match.rule.place == "stay" for i in match.measures}
    text = {
        i: text_dates(measure, _place_of(measure), year, calendar, observances=i not in staying)
        for i, measure in enumerate(extraction.measures)
    }
    own: dict[str, Dated] = {}
    for order, match in enumerate(matches):

        def date_one(rule: Rule, done: Sequence[Done] = match.done, stagger: int = order % _STAGGER) -> Dated:
            known = usual.get(f"rule:{rule.id}", ())
            return date_rule(rule, done, year, calendar, notices.get(rule.id), stagger, known)

        own[match.rule.id] = with_market_days(date_versions(match.rule, year, date_one), match.rule, market)
    matches = tuple(match for match in matches if own[match.rule.id].placed.occurrences)
    settled = settle(matches, own, text)
    drafts: list[Draft] = []
    for match in settled.matches:
        dated = settled.dated.get(match.rule.id) or own[match.rule.id]
        place = match.rule.place if match.rule.place == "stay" else dated.place
        drafts.append(Draft(_of_rule(match, dated, extraction), place, match.rule.people))
    for i, found in text.items():
        drafts += [
            Draft(of_measures(extraction, (i,), dated, k + 1), dated.place, "")
            for k, dated in enumerate(found)
            if (i, k) not in settled.spoken
        ]
    matches = settled.matches
    served = _served(matches, extraction)
    for order, group in enumerate(groups(extraction, [i for i in text if not text[i] and i not in served])):
        measure = extraction.measures[group[0]]
        dated = date_measure(measure, year, calendar, order % _STAGGER)
        people = _PEOPLE.get(measure.category, "") if dated.place == "inside" else ""
        drafts.append(Draft(of_measures(extraction, group, dated), dated.place, people))
    cited = {one for match in matches for one in match.done}
    drafts += again([one for one in extraction.done if one not in cited], year, calendar)
    shares = {match.rule.id: match.rule.shares for match in matches}
    steps = {match.rule.id: match.rule.steps for match in matches if match.rule.steps}
    proposals = _without_repeats(
        [
            with_steps(one, steps[one.rule], calendar) if one.rule in steps else one
            for one in share_meetings(spread_drafts(drafts, calendar), shares)
        ]
    )
    proposals = tuple(_why_tentative(one, calendar, year) for one in proposals)
    return tuple(sorted(proposals, key=lambda one: min(one.measures, default=len(text))))


def uncovered(extraction: Extraction, proposals: Sequence[Proposal]) -> tuple[int, ...]:
    """Return the indexes of the measures that no proposal cites."""
    cited = {i for proposal in proposals for i in proposal.measures}
    return tuple(i for i in range(len(extraction.measures)) if i not in cited)


def _place_of(measure: Measure) -> Place:
    return "inside" if measure.category in ("study", "training") else "back"


def _served(matches: Sequence[Match], extraction: Extraction) -> set[int]:
    """Return the measures that need no proposal of their own because a rule serves them.

    A measure that asks for a document (建立…制度) is served only by a rule that has a deadline for one.
    """
    return {
        i
        for match in matches
        for i in match.measures
        if match.rule.schedule.kind == "deadline"
        or from_words(extraction.measures[i].clean).schedule.kind != "deadline"
    }


def _of_rule(match: Match, dated: Dated, extraction: Extraction) -> Proposal:
    rule = match.rule
    owners = [extraction.measures[i].owner for i in match.measures if extraction.measures[i].owner]
    return Proposal(
        key=f"rule:{rule.id}",
        title=rule.title,
        category=rule.category,
        schedule=dated.placed.schedule,
        occurrences=dated.placed.occurrences,
        date_source=dated.source,
        reason=dated.reason,
        confidence=dated.confidence,
        rule=rule.id,
        basis=rule.basis,
        measures=match.measures,
        last_year=(*match.done, *match.told),
        owner=owners[0] if owners else next(iter(rule.office), ""),
        target=target_of(dated.placed.schedule),
        evidence=rule.evidence,
        metrics=rule.metrics,
    )


def _why_tentative(proposal: Proposal, calendar: WorkCalendar, year: int) -> Proposal:
    """Say that days are tentative for want of the year's holiday notice, where nothing else has said why they are."""
    unsure = any(one.tentative for one in proposal.occurrences) and not calendar.is_published(year)
    if not unsure or TENTATIVE in proposal.reason:
        return proposal
    return replace(proposal, reason=f"{proposal.reason}；{year}年放假安排还没有公布，日期{TENTATIVE}")


def _without_repeats(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Join proposals that have the same title and days: one thing, cited by all the measures that ask for it."""
    found: dict[tuple[object, ...], Proposal] = {}
    for one in proposals:
        key = (one.title, tuple(occurrence.planned for occurrence in one.occurrences))
        first = found.get(key)
        if first is None:
            found[key] = one
        else:
            measures = tuple(sorted({*first.measures, *one.measures}))
            found[key] = replace(first, measures=measures)
    return tuple(found.values())
