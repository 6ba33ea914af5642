"""From what a report says to what a clerk would plan: each proposal with its dates, its reason and where it comes from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from planrunner.domain.packs import RuleBook
from planrunner.domain.placement import PERIODS_PER_YEAR, show
from planrunner.domain.rules import People, Place, RuleNotice
from planrunner.domain.schedule import Continuous, Count, Fixed, Occurrence, Schedule
from planrunner.domain.spread import Load, spread
from planrunner.domain.workdays import WorkCalendar
from planrunner.extract.model import Extraction, Measure
from planrunner.extract.proposal import Proposal
from planrunner.extract.propose_match import Match, match_rules
from planrunner.extract.propose_place import Dated, date_measure, date_rule, text_dates
from planrunner.extract.propose_title import title_of

_SLOGAN = re.compile(r"^(?:坚持|自觉|牢固|树立|树牢|增强.*意识|提高.*认识|以.{2,12}为)")
_STAGGER = 8
_REACH = timedelta(days=21)
_PEOPLE: dict[str, People] = {"study": "cadres", "training": "cadres"}


@dataclass(frozen=True, slots=True)
class _Draft:
    """A proposal on its way, with what spreading must know."""

    proposal: Proposal
    place: Place
    people: People


def propose(
    extraction: Extraction,
    book: RuleBook,
    calendar: WorkCalendar,
    year: int,
    corrections: Sequence[RuleNotice] = (),
) -> tuple[Proposal, ...]:
    """Return the obligations that a good clerk would draw up from a report for plan `year`, in the order of the plan.

    A rule is proposed where a measure, a thing done or the kind of paper calls for it; a measure that no rule serves
    yields a proposal of its own, or none where it is no action (see `uncovered`). `corrections` are notices that
    settle movable rules for a year. The same input always gives the same proposals; keys do not depend on dates.
    """
    notices = {one.rule: one for one in corrections if one.year == year}
    matches = match_rules(extraction, book.effective(year))
    staying = {i for match in matches if match.rule.place == "stay" for i in match.measures}
    text = {
        i: text_dates(measure, _place_of(measure), year, calendar, observances=i not in staying)
        for i, measure in enumerate(extraction.measures)
    }
    primary = _primary(matches, text)
    drafts: list[_Draft] = []
    for order, match in enumerate(matches):
        from_text = next((text[i][0] for i in match.measures if primary.get(i) == match.rule.id), None)
        notice = notices.get(match.rule.id)
        dated = from_text or date_rule(match.rule, match.done, year, calendar, notice, order % _STAGGER)
        drafts.append(_Draft(_of_rule(match, dated, extraction), dated.place, match.rule.people))
    served = {i for match in matches for i in match.measures}
    stagger = 0
    for i, measure in enumerate(extraction.measures):
        if text[i] and i not in primary:
            drafts += [
                _Draft(_of_measure(i, measure, dated, number), dated.place, "")
                for number, dated in enumerate(text[i], 1)
            ]
        elif i not in served and not _SLOGAN.match(measure.clean):
            dated = date_measure(measure, year, calendar, stagger % _STAGGER)
            people = _PEOPLE.get(measure.category, "") if dated.place == "inside" else ""
            drafts.append(_Draft(_of_measure(i, measure, dated), dated.place, people))
            stagger += 1
    return _without_repeats(_spread(drafts, calendar))


def uncovered(extraction: Extraction, proposals: Sequence[Proposal]) -> tuple[int, ...]:
    """Return the indexes of the measures that no proposal cites."""
    cited = {i for proposal in proposals for i in proposal.measures}
    return tuple(i for i in range(len(extraction.measures)) if i not in cited)


def _place_of(measure: Measure) -> Place:
    return "inside" if measure.category in ("study", "training") else "back"


def _primary(matches: Sequence[Match], text: dict[int, tuple[Dated, ...]]) -> dict[int, str]:
    """Return for each measure with one date the rule that the date is about: the one its words name most fully.

    A public day keeps its own date, so its rule is never meant.
    """
    best: dict[int, tuple[int, str]] = {}
    for match in matches:
        if match.rule.place == "stay":
            continue
        for i, strength in zip(match.measures, match.strengths, strict=True):
            if len(text[i]) == 1 and (i not in best or strength > best[i][0]):
                best[i] = (strength, match.rule.id)
    return {i: rule for i, (_, rule) in best.items()}


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
        target=_target(dated.placed.schedule),
        evidence=rule.evidence,
        metrics=rule.metrics,
    )


def _of_measure(index: int, measure: Measure, dated: Dated, number: int = 1) -> Proposal:
    title = title_of(measure.clean, [(time.start_char, time.end_char) for time in measure.times])
    return Proposal(
        key=f"measure:{measure.key}" + (f"#{number}" if number > 1 else ""),
        title=title,
        category=measure.category,
        schedule=dated.placed.schedule,
        occurrences=dated.placed.occurrences,
        date_source=dated.source,
        reason=dated.reason,
        confidence=dated.confidence,
        rule=None,
        basis=(),
        measures=(index,),
        last_year=(),
        owner=measure.owner,
        target=_target(dated.placed.schedule),
        evidence=(),
        metrics=(),
    )


def _target(schedule: Schedule) -> int | None:
    return schedule.n * PERIODS_PER_YEAR[schedule.per] if isinstance(schedule, Count) else None


def _spread(drafts: Sequence[_Draft], calendar: WorkCalendar) -> list[Proposal]:
    """Move what may move so that neither people nor days are overloaded, and say so."""
    places = [
        (i, j, _load(draft, one))
        for i, draft in enumerate(drafts)
        for j, one in enumerate(draft.proposal.occurrences)
        if one.planned
    ]
    days = spread([load for _, _, load in places], calendar)
    moved: dict[int, dict[int, date]] = {}
    for (i, j, load), day in zip(places, days, strict=True):
        if day != load.planned:
            moved.setdefault(i, {})[j] = day
    return [
        _move(draft.proposal, moved[i], calendar) if i in moved else draft.proposal for i, draft in enumerate(drafts)
    ]


def _load(draft: _Draft, one: Occurrence) -> Load:
    planned = one.planned
    if planned is None:
        raise ValueError(draft.proposal.key)
    still = draft.place == "stay" or (
        draft.proposal.date_source == "text" and isinstance(draft.proposal.schedule, Fixed)
    )
    if still:
        return Load(planned, planned, planned, draft.people)
    if draft.place == "back":
        return Load(planned, max(planned - _REACH, date(planned.year, 1, 1)), planned, draft.people)
    low, high = one.window or (planned - _REACH, planned + _REACH)
    low = max(low, planned - _REACH)
    high = min(high, planned + _REACH, one.due or high)
    return Load(planned, min(low, planned), max(high, planned), draft.people)


def _move(proposal: Proposal, days: dict[int, date], calendar: WorkCalendar) -> Proposal:
    found = list(proposal.occurrences)
    words = []
    for j, day in days.items():
        one = found[j]
        words.append(f"{show(one.planned or day)}改在{show(day)}")
        tentative = one.tentative or calendar.is_provisional(day)
        found[j] = replace(one, planned=day, due=max(one.due or day, day), tentative=tentative)
    schedule = proposal.schedule
    if isinstance(schedule, Fixed):
        schedule = Fixed(found[0].planned or schedule.date)
    elif isinstance(schedule, Continuous):
        schedule = Continuous(tuple(one.planned for one in found if one.planned))
    reason = f"{proposal.reason}；错开同期工作：{'、'.join(words)}"
    return replace(proposal, schedule=schedule, occurrences=tuple(found), reason=reason)


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
