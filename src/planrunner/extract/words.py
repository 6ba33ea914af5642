"""The words a report is read by, parsed from `plans/words/reading.toml` (data, because they differ by place and year)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from planrunner.wording import CATEGORIES


@dataclass(frozen=True, slots=True)
class Headings:
    """Words of headings and titles, each group as one pattern."""

    forward: re.Pattern[str]
    planning: re.Pattern[str]
    looking_back: re.Pattern[str]
    problems: re.Pattern[str]
    long_term: re.Pattern[str]
    plan_papers: re.Pattern[str]
    report_papers: re.Pattern[str]
    aims: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Clauses:
    """Words of clauses: `action`, `purpose`, `means` and `ground` match at the start, `hope` the whole clause.

    `strong` verbs take an object and can stand alone after 、; `verb` matches any verb anywhere.
    """

    action: re.Pattern[str]
    strong: re.Pattern[str]
    adverb: re.Pattern[str]
    verb: re.Pattern[str]
    purpose: re.Pattern[str]
    hope: re.Pattern[str]
    means: re.Pattern[str]
    ground: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Words:
    """All words of reading. `categories` pairs each category key with the pattern of its words."""

    headings: Headings
    clauses: Clauses
    categories: tuple[tuple[str, re.Pattern[str]], ...]


def parse_words(mapping: Mapping[str, object]) -> Words:
    """Return the words of a TOML mapping with the tables `headings`, `clauses` and `category.<key>`.

    Raises ValueError naming the table and key where one is missing or not a list of words, and for an unknown category.
    """
    headings, clauses, categories = (_table(mapping, name) for name in ("headings", "clauses", "category"))
    for key in categories:
        if key not in CATEGORIES:
            raise ValueError(f"category.{key}")
    adverbs = f"(?:{_any(clauses, 'clauses', 'adverbs')})*"
    verbs = _any(clauses, "clauses", "verbs")
    raising, results = _any(clauses, "clauses", "raising"), _any(clauses, "clauses", "results")
    return Words(
        headings=Headings(
            **{name: re.compile(_any(headings, "headings", name)) for name in Headings.__dataclass_fields__}
        ),
        clauses=Clauses(
            action=re.compile(f"{adverbs}(?:{verbs})"),
            strong=re.compile(f"{adverbs}(?:{_any(clauses, 'clauses', 'strong')})"),
            adverb=re.compile(_any(clauses, "clauses", "adverbs")),
            verb=re.compile(verbs),
            purpose=re.compile(_any(clauses, "clauses", "purpose")),
            hope=re.compile(f"{adverbs}(?:{raising}).*(?:{results})"),
            means=re.compile(_any(clauses, "clauses", "means")),
            ground=re.compile(_any(clauses, "clauses", "ground")),
        ),
        categories=tuple(
            (key, re.compile(_any(_table(categories, key), f"category.{key}", "words"))) for key in categories
        ),
    )


def _table(mapping: Mapping[str, object], name: str) -> Mapping[str, object]:
    """Return a table of the mapping; ValueError names it where it is missing or no table."""
    found = mapping.get(name)
    if not isinstance(found, Mapping) or not found:
        raise ValueError(name)
    return found


def _any(table: Mapping[str, object], name: str, key: str) -> str:
    """Return a pattern matching any word of a list, longest first; ValueError names table and key."""
    found = table.get(key)
    if not isinstance(found, list) or not found or not all(isinstance(word, str) and word for word in found):
        raise ValueError(f"{name}.{key}")
    return "|".join(re.escape(word) for word in sorted(found, key=len, reverse=True))
