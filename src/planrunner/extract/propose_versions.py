"""Rules that changed during the year: each occurrence goes by the version in force on its day."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain

from planrunner.domain.placement import Placed
from planrunner.domain.rules import Rule
from planrunner.domain.schedule import Continuous, Count, Occurrence, Schedule
from planrunner.extract.propose_place import Dated
from planrunner.wording import month_day

_RECURRING = ("count", "continuous")


def date_versions(rule: Rule, year: int, date_one: Callable[[Rule], Dated]) -> Dated:
    """Date a rule by all its versions of `year`; `date_one` dates one version as if it held the whole year.

    What recurs takes from each version the occurrences in its time; what is done once goes by the first version whose
    day lies in its time. A rule without a day in its time has no occurrences, but where one version follows another
    (the old day came too late, the new one too early) the newest's day stands, to be confirmed.
    """
    versions = (*rule.earlier, rule)
    if len(versions) == 1 and not _changes_in(rule, year):
        return date_one(rule)
    dated = [date_one(one) for one in versions]
    in_time = [_in_time(version, one) for version, one in zip(versions, dated, strict=True)]
    newest = dated[-1]
    if any(one.planned is None for one in newest.placed.occurrences):
        return newest
    if any(version.schedule.kind in _RECURRING for version in versions):
        return _joined(versions, dated, in_time)
    for version, one, kept in zip(versions, dated, in_time, strict=True):
        if kept:
            return replace(one, reason=one.reason + _until(version, rule))
    if len(versions) == 1:
        return replace(newest, placed=replace(newest.placed, occurrences=()))
    unsure = tuple(replace(one, tentative=True) for one in newest.placed.occurrences)
    reason = f"{newest.reason}；年中新旧规定交替，请确认日期"
    return replace(newest, placed=replace(newest.placed, occurrences=unsure), reason=reason, confidence="low")


def _changes_in(rule: Rule, year: int) -> bool:
    return any(day is not None and day.year == year for day in (rule.effective_from, rule.effective_until))


def _in_time(rule: Rule, dated: Dated) -> tuple[Occurrence, ...]:
    return tuple(one for one in dated.placed.occurrences if one.rule_date and rule.effective_on(one.rule_date))


def _until(version: Rule, newest: Rule) -> str:
    changed = newest.effective_from
    return f"；{month_day(changed)}起另有新规定" if version is not newest and changed else ""


def _joined(versions: Sequence[Rule], dated: Sequence[Dated], in_time: Sequence[tuple[Occurrence, ...]]) -> Dated:
    occurrences = tuple(replace(one, number=n) for n, one in enumerate(chain.from_iterable(in_time), 1))
    told: list[str] = []
    for version, one, kept in zip(versions, dated, in_time, strict=True):
        days = "、".join(month_day(item.planned) for item in kept if item.planned) or "不再安排"
        begins = version.effective_from
        told.append(f"{month_day(begins)}起按新规定：{days}" if begins and told else f"{one.reason}；其中：{days}")
    schedule: Schedule = Count(max(len(occurrences), 1), "year")
    if all(version.schedule.kind == "continuous" for version in versions):
        schedule = Continuous(tuple(one.planned for one in occurrences if one.planned))
    reason = "；".join(told) if len(versions) > 1 else dated[-1].reason
    return replace(dated[-1], placed=Placed(schedule, occurrences, reason), reason=reason)
