"""Proposals that no rule makes: for measures of the plan, and for dated things done last year that recur."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import date

from planrunner.domain.cadence import from_words
from planrunner.domain.placement import PERIODS_PER_YEAR, place_again
from planrunner.domain.schedule import Count, Schedule
from planrunner.domain.workdays import WorkCalendar
from planrunner.extract.model import Done, Extraction, Measure
from planrunner.extract.proposal import Proposal
from planrunner.extract.propose_place import Dated, told_days
from planrunner.extract.propose_spread import Draft
from planrunner.extract.propose_title import LONGEST, title_of

_SLOGAN = re.compile(r"^(?:坚持|自觉|牢固|树立|树牢|增强.*意识|提高.*认识|以.{2,20}为|按照|予以|给予)")
_WORDS = re.compile("[\u4e00-\u9fff]{4}")
"""Anything shorter is a scrap of the page, not something to do."""

_NEAR = 3
_RECURS = re.compile(
    r"(?:召开|举办|举行|组织|开展|进行)(?P<what>[^，。；]{0,30}?"
    r"(?:培训会?班?|讲座|宣传[^，。；]{0,4}|宣讲[^，。；]{0,4}|考试|演练|评查|检查|学习会?|述职[^，。；]{0,4}|竞赛|咨询[^，。；]{0,4}))$"
)
_ONCE = re.compile("第[一二三四五六七八九十]+届|首次|首届|揭牌|启动仪式|调研|来访|荣获|成立")
_CATEGORIES = {
    "宣传": "publicity", "宣讲": "publicity", "咨询": "publicity", "培训": "training", "讲座": "training",
    "学习": "study", "考试": "study", "评查": "enforcement", "检查": "oversight", "述职": "oversight",
}  # fmt: skip


def groups(extraction: Extraction, indexes: Iterable[int]) -> list[tuple[int, ...]]:
    """Return measures without a rule or a date of their own, joined where one sentence says them together.

    Neighbours of one sentence and one category that ask for the same kind of schedule are one thing to do, as long as
    their names fit into one title. Slogans are left out.
    """
    found: list[list[int]] = []
    for i in indexes:
        measure = extraction.measures[i]
        title = _title(measure)
        if _SLOGAN.match(title) or not _WORDS.search(title):
            continue
        if found and _together(extraction, found[-1], i):
            found[-1].append(i)
        else:
            found.append([i])
    return [tuple(group) for group in found]


def of_measures(extraction: Extraction, group: Sequence[int], dated: Dated, number: int = 1) -> Proposal:
    """Return the proposal of one measure or of several said together; `number` counts the dates of one measure."""
    measures = [extraction.measures[i] for i in group]
    first = measures[0]
    return Proposal(
        key=f"measure:{first.key}" + (f"#{number}" if number > 1 else ""),
        title="、".join(_title(measure) for measure in measures),
        category=first.category,
        schedule=dated.placed.schedule,
        occurrences=dated.placed.occurrences,
        date_source=dated.source,
        reason=dated.reason,
        confidence=dated.confidence,
        rule=None,
        basis=(),
        measures=tuple(group),
        last_year=(),
        owner=next((measure.owner for measure in measures if measure.owner), ""),
        target=target_of(dated.placed.schedule),
        evidence=(),
        metrics=(),
    )


def again(done: Iterable[Done], year: int, calendar: WorkCalendar) -> list[Draft]:
    """Return proposals for dated things done last year that no rule continues and that are done every year.

    Only what names a training, an event, an examination or the like recurs; openings, visits and firsts do not.
    """
    found: dict[str, list[Done]] = {}
    for one in done:
        recurs = _RECURS.search(one.clean.strip("。，； "))
        if recurs and not _ONCE.search(one.clean):
            found.setdefault(title_of(recurs.group()), []).append(one)
    return [_again(title, told, year, calendar) for title, told in found.items()]


def target_of(schedule: Schedule) -> int | None:
    """Return how often in the year a counted schedule asks for, None for any other."""
    return schedule.n * PERIODS_PER_YEAR[schedule.per] if isinstance(schedule, Count) else None


def _again(title: str, told: list[Done], year: int, calendar: WorkCalendar) -> Draft:
    category = next((category for word, category in _CATEGORIES.items() if word in title), "other")
    stays = category == "publicity"
    days = sorted({date.fromisoformat(one.date) for one in told})
    placed = place_again(days, "stay" if stays else "inside", year, calendar)
    proposal = Proposal(
        key="done:" + hashlib.sha256(title.encode()).hexdigest()[:16],
        title=title,
        category=category,
        schedule=placed.schedule,
        occurrences=placed.occurrences,
        date_source="last_year",
        reason=f"{told_days(days, year)}做过，今年是否再做请确认：{placed.note}",
        confidence="low",
        rule=None,
        basis=(),
        measures=(),
        last_year=tuple(told),
        owner="",
        target=None,
        evidence=(),
        metrics=(),
    )
    return Draft(proposal, "stay", "") if stays else Draft(proposal, "inside", "cadres")


def _title(measure: Measure) -> str:
    dates = [
        (time.start_char, time.end_char)
        for time in measure.times
        if time.kind in ("date", "deadline", "range")
        and re.search(r"\d\s*[年月日]", measure.clean[time.start_char : time.end_char])
    ]
    return title_of(measure.clean, dates, measure.about)


def _together(extraction: Extraction, group: Sequence[int], i: int) -> bool:
    last, measure = extraction.measures[group[-1]], extraction.measures[i]
    titles = [_title(extraction.measures[j]) for j in (*group, i)]
    return (
        group[-1] == i - 1
        and measure.path == last.path
        and measure.category == last.category
        and measure.start - last.end <= _NEAR
        and "。" not in extraction.measures[i].quote
        and from_words(measure.clean) == from_words(last.clean)
        and sum(map(len, titles)) + len(titles) - 1 <= LONGEST
    )
