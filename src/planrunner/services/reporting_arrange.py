"""The draft's material under headings, ours or the district's: in their order, nothing lost, gaps left to be filled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planrunner.reports.paper import Block, Heading, Paragraph, Sentence, paragraph
from planrunner.services.reporting_outline import Part, Section
from planrunner.services.reporting_plan import PlanChapter, chapter_blocks
from planrunner.services.reporting_state import numeral

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from planrunner.reports.sentences import Phrases
    from planrunner.services.reporting_outline import Outline

LEDGER = "台账“分类汇总”"
"""What sentences that only count rest on."""
WHY = "原因"
"""A heading with this word tells why; so does a sentence."""
NEEDED = ("done", "problems", "plan")
"""Parts that are written even where the district's outline has no heading for them."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A sentence on finished work, and the category of that work."""

    category: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Material:
    """All that a draft has to say, before it is put under headings."""

    totals: tuple[Paragraph, ...]
    done: tuple[Deed, ...]
    problems: tuple[Sentence, ...]
    leaders: tuple[Deed, ...]
    plan_opening: Paragraph
    plan: tuple[PlanChapter, ...]


def arrange(material: Material, outline: Outline, phrases: Phrases, slots: Mapping[str, str]) -> Iterator[Block]:
    """Yield the parts of an outline with what belongs under them; parts that a report cannot do without are added."""
    missing = [name for name in NEEDED if not any(name in part.means for part in outline)]
    last = [part for part in outline[-1:] if part.means == ("other",)] if missing else []
    added = [Part(phrases.text(f"parts.{name}", **slots), (name,)) for name in missing]
    seen: set[str] = set()
    for number, part in enumerate([*outline[: len(outline) - len(last)], *added, *last], 1):
        yield Heading(1, f"{numeral(number)}、{part.title}")
        fresh = [name for name in part.means if name not in seen]
        seen |= set(fresh)
        yield from _Writer(material, phrases, slots).part(part, fresh)


class _Writer:
    """Writes one part."""

    def __init__(self, material: Material, phrases: Phrases, slots: Mapping[str, str]) -> None:
        self._material = material
        self._phrases = phrases
        self._slots = slots

    def part(self, part: Part, means: Sequence[str]) -> Iterator[Block]:
        """Yield what belongs under a part; `means` leaves out what an earlier part has told already."""
        if not means:
            yield from self._to_fill(part)
        for name in means:
            sections = part.sections if name == means[-1] else ()
            yield from getattr(self, f"_{name}")(sections)

    def _to_fill(self, part: Part) -> Iterator[Block]:
        if not part.sections:
            yield self._fill(part.title, part.hint)
        for number, section in enumerate(part.sections, 1):
            yield _heading(number, section.title)
            yield self._fill(section.title, section.hint)

    def _fill(self, what: str, hint: str) -> Paragraph:
        said = self._phrases.text("texts.outline_hint", hint=hint.rstrip("。")) if hint else ""
        return paragraph(self._phrases.text("texts.outline_fill", what=what, hint=said))

    def _done(self, sections: Sequence[Section]) -> Iterator[Block]:
        yield from self._material.totals
        yield from self._deeds(self._material.done, sections)

    def _leaders(self, sections: Sequence[Section]) -> Iterator[Block]:
        deeds = self._material.leaders
        if not deeds:
            yield paragraph(self._phrases.text("texts.no_leader_work"), LEDGER)
        elif not sections:
            yield Paragraph(tuple(deed.sentence for deed in deeds))
        if sections:
            yield from self._deeds(deeds, sections)

    def _deeds(self, deeds: Sequence[Deed], sections: Sequence[Section]) -> Iterator[Block]:
        """Yield deeds under the sections that speak of their category; what none speaks of under headings of our own."""
        left = list(deeds)
        number = 0
        for number, section in enumerate(sections, 1):
            mine = [deed for deed in left if _home(deed.category, sections) is section]
            left = [deed for deed in left if deed not in mine]
            yield _heading(number, section.title)
            yield Paragraph(tuple(deed.sentence for deed in mine)) if mine else self._fill(section.title, section.hint)
        for chapter in self._phrases.chapters:
            told = tuple(deed.sentence for deed in left if deed.category in chapter.categories)
            if told:
                number += 1
                yield _heading(number, chapter.heading)
                yield Paragraph(told)

    def _problems(self, sections: Sequence[Section]) -> Iterator[Block]:
        sentences = self._material.problems
        if not sentences:
            yield paragraph(self._phrases.text("texts.no_problems", **self._slots), LEDGER)
        elif not sections:
            yield Paragraph(sentences)
        why = next((one for one in sections if WHY in one.title), None)
        what = next((one for one in sections if one is not why), None)
        for number, section in enumerate(sections, 1):
            told = tuple(
                one for one in sentences if section is (why if why and (what is None or WHY in one.text) else what)
            )
            yield _heading(number, section.title)
            yield Paragraph(told) if told else self._fill(section.title, section.hint)

    def _plan(self, sections: Sequence[Section]) -> Iterator[Block]:
        yield self._material.plan_opening
        left = list(self._material.plan)
        number = 0
        for number, section in enumerate(sections, 1):
            mine = [one for one in left if _home_of_chapter(one, sections) is section]
            left = [one for one in left if one not in mine]
            items = [item for one in mine for item in one.items]
            if items:
                yield from chapter_blocks(number, section.title, items)
            else:
                yield _heading(number, section.title)
                yield paragraph(self._phrases.text("texts.outline_fill_plan"))
        for number, one in enumerate(left, number + 1):  # noqa: B020 - goes on counting
            yield from chapter_blocks(number, one.title, one.items)

    def _other(self, sections: Sequence[Section]) -> Iterator[Block]:
        if not sections:
            yield paragraph(self._phrases.text("texts.other"))
        for number, section in enumerate(sections, 1):
            yield _heading(number, section.title)
            yield self._fill(section.title, section.hint)


def _heading(number: int, title: str) -> Heading:
    return Heading(2, f"（{numeral(number)}）{title}")


def _home(category: str, sections: Iterable[Section]) -> Section | None:
    """Return the section that speaks of a category before all else, or among other things; None where none does."""
    named = [section for section in sections if category in section.categories]
    return min(named, key=lambda section: section.categories.index(category), default=None)


def _home_of_chapter(chapter: PlanChapter, sections: Sequence[Section]) -> Section | None:
    """Return the section that shares most of its heading's words, two by two, with a chapter's title."""
    pairs = _pairs(chapter.title)
    best = max(sections, key=lambda section: len(pairs & _pairs(section.title)), default=None)
    return best if best is not None and len(pairs & _pairs(best.title)) >= 2 else None


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)} - {"工作", "加强", "推进", "进一", "一步", "法治"}
