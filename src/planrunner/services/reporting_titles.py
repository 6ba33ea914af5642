"""What the year's papers are called and who signs them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planrunner.reports.sentences import Phrases
    from planrunner.services.reporting_facts import Facts

LINE_CELLS = 40
"""A title of more half-width columns than this does not fit on one line of 22-point characters (156 mm)."""
_REPORT = re.compile(r"报告|总结")


def theme_of(facts: Facts, phrases: Phrases) -> str:
    """Return the theme of the line of work, "" where the paper that was read is about something else."""
    told = facts.source_title + facts.source_heading
    named = not facts.source_title or any(word in told for word in phrases.theme_words)
    return phrases.texts["words.theme"] if named else ""


def draft_title(facts: Facts, phrases: Phrases) -> str:
    """Return the title of the next report: last year's with this year in it, or the usual one."""
    earlier = facts.source_title
    if facts.source_year and str(facts.source_year) in earlier and _REPORT.search(earlier):
        return earlier.replace(str(facts.source_year), str(facts.year))
    return title_of("draft", facts, phrases)


def title_of(which: str, facts: Facts, phrases: Phrases) -> str:
    """Return a usual title on one line, or broken where plans/sentences breaks it when one line is too short."""
    slots = {"year": str(facts.year), "period": facts.period, "office": facts.office}
    title = phrases.text(f"titles.{which}", theme=theme_of(facts, phrases), **slots)
    cells = sum(1 if char.isascii() else 2 for char in title)
    return title if cells > LINE_CELLS else title.replace("\n", "")


def signature(office: str, phrases: Phrases) -> str:
    """Return who signs: the people's government for a township, else the office as it is called."""
    return phrases.text("titles.signature", office=office) if office.endswith(phrases.government) else office
