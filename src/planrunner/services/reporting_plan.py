"""The draft's part on next year: written so that reading it again yields the same obligations (the closed loop).

An obligation born of a measure is asked for again in that measure's own words, one born of a rule by words that call
the rule. What stood in the paper's chapters stands there again; the rest follows under headings of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planrunner.reports.paper import Block, Heading, Paragraph, Sentence, paragraph
from planrunner.reports.sentences import asked
from planrunner.services import ids
from planrunner.services.reporting_state import numeral, outcome

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from planrunner.domain.rules import Rule
    from planrunner.reports.sentences import Phrases
    from planrunner.services.reporting_facts import Facts, SourceMeasure
    from planrunner.store.queries import ObligationRow

_ASIDE = re.compile(r"（[^（）]*）$")


@dataclass(frozen=True, slots=True)
class PlanChapter:
    """A chapter of next year's arrangements: its title, and its items without number and full stop."""

    title: str
    items: tuple[str, ...]


def plan_opening(facts: Facts, phrases: Phrases) -> Paragraph:
    """Return the introduction of next year's arrangements, with what is carried over."""
    return Paragraph(tuple(_opening(facts, phrases)))


def plan_chapters(facts: Facts, phrases: Phrases) -> list[PlanChapter]:
    """Return next year's arrangements by chapter: those of the paper, then what rules and people added."""
    alive = {number: row for number, row in facts.obligations.items() if _continues(facts, number)}
    written: set[int] = set()
    chapters = []
    for title, measures in _chapters(facts, phrases):
        served = {one for measure in measures for one in measure.obligations if one in alive}
        if served:
            chapters.append(PlanChapter(title, tuple(_items(measures, alive, facts.year))))
            written |= served
    rest = [row for number, row in alive.items() if number not in written]
    for heading, rows in (
        ("plan_rules", [row for row in rest if row.rule is not None]),
        ("plan_own", [row for row in rest if row.rule is None]),
    ):
        items = [_words_for(row, facts, phrases, alive.values()) for row in rows]
        if heading == "plan_own":
            items += [phrases.text("texts.rule_sentence", name=name) for name in _own_carried(facts)]
        if items:
            chapters.append(PlanChapter(phrases.texts[f"texts.{heading}"], tuple(items)))
    return chapters


def chapter_blocks(number: int, title: str, items: Iterable[str]) -> Iterator[Block]:
    """Yield a heading and its items, each one numbered sentence.

    A title with a comma ends with a full stop, and items bear no citations: so a title is read again as a title, and
    a measure as its own words with nothing added to them.
    """
    yield Heading(2, f"（{numeral(number)}）{title}{'。' if '，' in title else ''}")
    for at, item in enumerate(items, 1):
        yield paragraph(f"{at}.{item}。")


def _items(measures: Sequence[SourceMeasure], alive: Container[int], year: int) -> list[str]:
    """Return measures in their own words, those that were read as one thing in one sentence again."""
    items: list[str] = []
    open_before = False
    for measure in measures:
        living = any(one in alive for one in measure.obligations)
        if living:
            words = next_years(measure.words, year)
            if measure.joined and open_before:
                items[-1] += f"，{words}"
            else:
                items.append(words)
        open_before = living
    return items


def next_years(words: str, year: int) -> str:
    """Return a measure's words for the year after: the year itself is moved on where the words name it."""
    return words.replace(f"{year}年", f"{year + 1}年")


def _opening(facts: Facts, phrases: Phrases) -> Iterator[Sentence]:
    yield Sentence(phrases.text("texts.plan_opening", next=str(facts.year + 1), office=facts.office))
    for task in facts.tasks.values():
        if outcome(task) == "carried" and task.status_reason:
            text = phrases.text(
                "texts.plan_carried", name=task.title, year=str(facts.year), reason=task.status_reason.rstrip("。")
            )
            yield Sentence(f"{text}。", (ids.show(ids.TASK, task.id),))


def _continues(facts: Facts, obligation: int) -> bool:
    """Tell whether an obligation goes on next year: all but those whose every task was found not to apply."""
    tasks = facts.tasks_of.get(obligation, ())
    return not tasks or any(facts.tasks[task].status != "dropped" for task in tasks)


def _chapters(facts: Facts, phrases: Phrases) -> Iterator[tuple[str, list[SourceMeasure]]]:
    """Yield the chapters of the paper; measures of chapters without a fit title are put under headings by category."""
    untitled: dict[str, list[SourceMeasure]] = {}
    for chapter in facts.chapters:
        if chapter.title:
            yield chapter.title, list(chapter.measures)
            continue
        heading = ""
        for measure in chapter.measures:
            served = [facts.obligations[number] for number in measure.obligations]
            if not (measure.joined and heading):
                heading = _heading(served[0].category if served else "other", phrases)
            untitled.setdefault(heading, []).append(measure)
    yield from untitled.items()


def _heading(category: str, phrases: Phrases) -> str:
    return next((one.heading for one in phrases.chapters if category in one.categories), phrases.chapters[-1].heading)


def _own_carried(facts: Facts) -> Iterator[str]:
    """Yield the titles of carried tasks that serve no obligation: nothing else would bring them back."""
    for number in facts.of_own:
        if outcome(facts.tasks[number]) == "carried":
            yield facts.tasks[number].title


def _words_for(row: ObligationRow, facts: Facts, phrases: Phrases, alive: Iterable[ObligationRow]) -> str:
    """Return the words that ask for an obligation which no measure of a current paper asks for.

    For a rule, of all ways to say it the one that calls it and the fewest rules that are not in the plan anyway.
    """
    quoted = [item["quote"] for item in row.measures]
    if row.rule is None:
        return next_years("".join(quoted[0].split()), facts.year) if quoted else row.title
    short = phrases.text("texts.rule_sentence", name=_ASIDE.sub("", row.title))
    rule = facts.rules.get(row.rule)
    if rule is None:
        return short
    planned = {other.rule for other in alive}
    names = dict.fromkeys((_ASIDE.sub("", row.title), row.title))
    named = [way for name in names for way in asked(phrases, row.category, name, row.id)]
    ways = named + [phrases.text("texts.rule_called", words="".join(call.split("+"))) for call in rule.calls]
    calling = [way for way in ways if calls(rule, way)]
    others = [one for one in facts.rules.values() if one.effective_in(facts.year + 1) and one.id not in planned]

    def cost(way: str) -> tuple[int, int]:
        unlike = named.index(way) if way in named else len(row.title) + 2 - len(set(way) & set(row.title))
        return sum(calls(one, way) for one in others), unlike

    return min(calling, key=cost, default=short)


def calls(rule: Rule, words: str) -> bool:
    """Tell whether a measure in these words calls for a rule (domain.rules.Rule: "甲+乙" wants both words)."""

    def held(wanted: Iterable[str]) -> bool:
        return any(all(part in words for part in one.split("+")) for one in wanted)

    return held(rule.calls) and not held(rule.unless)
