"""Moving proposals that may move, so that neither people nor days are overloaded, and saying so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from planrunner.domain.rules import People, Place
from planrunner.domain.schedule import Continuous, Fixed, Occurrence
from planrunner.domain.spread import Load, spread
from planrunner.domain.workdays import WorkCalendar
from planrunner.extract.proposal import Proposal
from planrunner.wording import month_day

_REACH = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal on its way, with what spreading must know."""

    proposal: Proposal
    place: Place
    people: People


def spread_drafts(drafts: Sequence[Draft], calendar: WorkCalendar) -> list[Proposal]:
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


def _load(draft: Draft, one: Occurrence) -> Load:
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
        words.append(f"{month_day(one.planned or day)}改在{month_day(day)}")
        tentative = one.tentative or calendar.is_provisional(day)
        found[j] = replace(one, planned=day, due=max(one.due or day, day), tentative=tentative)
    schedule = proposal.schedule
    if isinstance(schedule, Fixed):
        schedule = Fixed(found[0].planned or schedule.date)
    elif isinstance(schedule, Continuous):
        schedule = Continuous(tuple(one.planned for one in found if one.planned))
    reason = f"{proposal.reason}；错开同期工作：{'、'.join(words)}"
    return replace(proposal, schedule=schedule, occurrences=tuple(found), reason=reason)
