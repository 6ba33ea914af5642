"""Where the dates of a proposal come from, in order: the measure's words, a notice, statute, last year, custom, nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from planrunner.domain.cadence import TimeWords, from_words, place_row, place_time, trigger_in
from planrunner.domain.lunar import market_days
from planrunner.domain.placement import Placed, place_again, place_count, place_rule
from planrunner.domain.rules import Place, Rule, RuleNotice
from planrunner.domain.schedule import Confidence, Count, DateSource, Fixed, Occurrence
from planrunner.domain.workdays import WorkCalendar
from planrunner.domain.yeardays import in_year
from planrunner.extract.model import Done, Measure, Time
from planrunner.wording import month_day

_MANY = 12
_NEAR_MARKET = timedelta(days=10)
"""A market with two digits is held every five days; one of a single digit every ten."""
_DIGIT = re.compile(r"\d")
_OBSERVANCE = re.compile(r"\d[·.]\d|[^\d\s第一二三四五六七八九十][日周月]$")


@dataclass(frozen=True, slots=True)
class Dated:
    """A placed schedule with its source, its reason in one Chinese line, and how sure it is."""

    placed: Placed
    source: DateSource
    reason: str
    confidence: Confidence
    place: Place


def text_dates(
    measure: Measure, place: Place, year: int, calendar: WorkCalendar, *, observances: bool
) -> tuple[Dated, ...]:
    """Place every time expression that dates a measure, in its order; a trigger counts as one.

    Several days are several dates; of several looser words the first counts. Days joined by 、 before one 前 are
    deadlines all of them. Names of public days and weeks (宪法日, 12·4) are left out
    where `observances` is false: then a rule knows their dates better than the words do.
    """
    found: list[Dated] = []
    exact: list[Dated] = []
    for words, ambiguous in _times(measure):
        if not observances and words.kind in ("date", "range") and _OBSERVANCE.search(words.words):
            continue
        placed = place_time(_before_the_feast(words, place, calendar), place, year, calendar)
        if placed is not None:
            found.append(_text_dated(placed, place, tentative=ambiguous))
            if words.kind in ("date", "deadline") and _DIGIT.search(words.words):
                exact.append(found[-1])
    row = [] if exact else _row(measure)
    in_each = place_row(row, place, year, calendar) if row else None
    if in_each is not None:
        return (_text_dated(in_each, place, tentative=False),)
    found = exact or found[:1]
    trigger = None if found else trigger_in(measure.clean, calendar, year)
    return (_text_dated(trigger, place, tentative=False),) if trigger else tuple(found)


def _before_the_feast(words: TimeWords, place: Place, calendar: WorkCalendar) -> TimeWords:
    """Return a festival that is a day off, named for work and not for a public day (利用春节…), as a deadline before it."""
    if place == "stay" or words.kind != "date" or words.start is None or _DIGIT.search(words.words):
        return words
    if not calendar.is_holiday(words.start):
        return words
    return replace(words, kind="deadline", start=None, end=words.start - timedelta(days=1))


def date_rule(
    rule: Rule,
    done: Sequence[Done],
    year: int,
    calendar: WorkCalendar,
    notice: RuleNotice | None,
    stagger: int,
    usual: Sequence[date] = (),
) -> Dated:
    """Date a rule that no measure dates by its own words.

    What was done last year on which day stands before the rule's own custom: as the paper says (`done`) or, where it
    names no day, as the office recorded it (`usual`).
    """
    kept = rule.schedule.kind in ("count", "window") and rule.dated_by == "custom" and notice is None
    days = sorted({date.fromisoformat(one.date) for one in done if one.date})[:_MANY] if kept else []
    if days:
        return _as_last_year(rule, days, year, calendar, "做过")
    if kept and usual:
        return _as_last_year(rule, sorted(usual)[:_MANY], year, calendar, "的安排（本单位台账）")
    placed = place_rule(rule.schedule, rule.place, year, calendar, people=rule.people, stagger=stagger, notice=notice)
    undated = all(one.planned is None for one in placed.occurrences)
    source: DateSource = "none" if undated else "notice" if notice else rule.dated_by
    return Dated(placed, source, _reason(rule, placed, source), _confidence(rule, source), rule.place)


def with_market_days(dated: Dated, rule: Rule, market: frozenset[int]) -> Dated:
    """Name the market days around a public day that may also be held there (集日); the day itself does not move."""
    schedule = dated.placed.schedule
    if not market or "集日" not in rule.notes or not isinstance(schedule, Fixed):
        return dated
    days = list(market_days(market, schedule.date - _NEAR_MARKET, schedule.date + _NEAR_MARKET))
    before = [day for day in days if day < schedule.date][-1:]
    after = [day for day in days if day > schedule.date][:1]
    near = "、".join(map(month_day, [*before, *after]))
    on_the_day = "当日逢集；" if schedule.date in days else ""
    return replace(dated, reason=f"{dated.reason}；{on_the_day}附近的集日：{near}")


def date_measure(measure: Measure, year: int, calendar: WorkCalendar, stagger: int) -> Dated:
    """Date a measure that no rule serves and whose words hold no time."""
    habit = from_words(measure.clean)
    placed = place_rule(habit.schedule, habit.place, year, calendar, stagger=stagger)
    source: DateSource = "none" if habit.schedule.kind == "discretionary" else "custom"
    return Dated(placed, source, f"{habit.why}；{placed.note}", "low", habit.place)


def _text_dated(placed: Placed, place: Place, *, tentative: bool) -> Dated:
    if tentative:
        placed = replace(placed, occurrences=tuple(replace(one, tentative=True) for one in placed.occurrences))
    return Dated(placed, "text", placed.note, "medium" if tentative else "high", place)


def _row(measure: Measure) -> list[TimeWords]:
    """Return the months or quarters that a measure begins its times with, told in a row (6月、11月各一次), else none."""
    row = [time for time in measure.times if time.kind == "range"]
    row = row[:1] + [
        time
        for before, time in pairwise(row)
        if measure.clean[before.end_char : time.start_char] in ("、", "和", "及", "与")
    ]
    if len(row) < 2 or row != list(measure.times[: len(row)]):
        return []
    return [words for words, _ in _times(measure)[: len(row)]]


def _times(measure: Measure) -> list[tuple[TimeWords, bool]]:
    times: list[Time] = list(measure.times)
    for i in range(len(times) - 2, -1, -1):
        between = measure.clean[times[i].end_char : times[i + 1].start_char]
        if times[i].kind == "date" and times[i + 1].kind == "deadline" and between in ("、", "和", "及", "，"):
            times[i] = replace(times[i], kind="deadline", end=times[i].start)
    last = len(times) - 1
    found = []
    for i, time in enumerate(times):
        words = measure.clean[time.start_char : time.end_char]
        joined = i < last and time.kind == times[i + 1].kind == "deadline" and not words.endswith("前")
        plain = TimeWords(
            words + "前" if joined else words,
            time.kind,
            date.fromisoformat(time.start) if time.start else None,
            date.fromisoformat(time.end) if time.end else None,
            time.freq or "",
            time.interval or 1,
            time.month,
            time.day,
            time.n,
        )
        found.append((plain, time.ambiguous))
    return found


def told_days(days: Sequence[date], year: int) -> str:
    """Name the days on which a thing was done, seen from plan `year`: 去年4月27日、11月8日, or the year by its number."""
    when = "去年" if days[0].year == year - 1 else f"{days[0].year}年"
    return when + "、".join(map(month_day, days))


def _as_last_year(rule: Rule, days: Sequence[date], year: int, calendar: WorkCalendar, told: str) -> Dated:
    if rule.schedule.kind == "count":
        count = Count(rule.schedule.n, rule.schedule.per)
        placed = place_count(count, year, calendar, slots=rule.schedule.slots, people=rule.people, last_year=days)
        if rule.schedule.n == 1 and len(days) == 1:
            placed = replace(placed, schedule=Fixed(placed.occurrences[0].planned or days[0]))
    else:
        placed = place_again(days, rule.place, year, calendar, rule.people)
        placed = replace(
            placed, occurrences=tuple(_in_time_until(one, rule, year, calendar) for one in placed.occurrences)
        )
    reason = f"{told_days(days, year)}{told}，沿用同期，请确认：{placed.note}"
    return Dated(placed, "last_year", _with_notes(rule, reason), "medium", rule.place)


def _in_time_until(one: Occurrence, rule: Rule, year: int, calendar: WorkCalendar) -> Occurrence:
    """Return an occurrence that is in time for as long as its rule's own window is open."""
    end = calendar.previous_workday(in_year(rule.schedule.end, year)) if rule.schedule.end else None
    return replace(one, due=end) if end and one.due and end > one.due else one


def _reason(rule: Rule, placed: Placed, source: DateSource) -> str:
    """Say what the date rests on: law only where the law has the date, else custom with the law it serves."""
    ground = rule.basis[0] if rule.basis else None
    if source == "notice" or ground is None:
        return _with_notes(rule, placed.note)
    if rule.dated_by == "statute":
        words = f"依据《{ground.title}》{ground.article}" + ("" if ground.verified else "（待核实）")
    else:
        custom = next((one.title for one in rule.basis if one.title.startswith("惯例")), "")
        words = custom or f"惯例（参照《{ground.title}》）"
    return _with_notes(rule, f"{words}：{placed.note}")


def _with_notes(rule: Rule, reason: str) -> str:
    parts = [reason, rule.notes, "" if rule.verified else "依据待核实"]
    return "；".join(part for part in parts if part)


def _confidence(rule: Rule, source: DateSource) -> Confidence:
    if not rule.verified:
        return "low"
    return "high" if source == "statute" else "medium"
