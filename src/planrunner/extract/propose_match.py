"""Which rules a report calls for: by the words of its measures, by what it says was done, by the kind of paper it is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planrunner.domain.rules import Rule
from planrunner.extract.model import Done, Extraction, Statement

_DOTS = str.maketrans({"．": "·", ".": "·", "•": "·", "・": "·"})
_QUOTES = re.compile("[“”‘’\"'《》]")
_GENRE_MENTIONS = 3
_NOT_DONE = re.compile("有待|不足|不够|不强|薄弱|短板|仍需|还需|亟待|当前位置")
"""Sentences about what is missing, and site furniture, tell of nothing done."""
_Calls = tuple[tuple[int, tuple[str, ...]], ...]
"""Calling words: their length and the parts that must all be there."""


@dataclass(frozen=True, slots=True)
class Match:
    """A rule and what of the report calls for it.

    `strengths` tells for each measure how many characters of calling words it holds; `done` has dates, `told` none.
    """

    rule: Rule
    measures: tuple[int, ...]
    strengths: tuple[int, ...]
    done: tuple[Done, ...]
    told: tuple[Done, ...]


def match_rules(extraction: Extraction, rules: Iterable[Rule]) -> tuple[Match, ...]:
    """Return the rules that the report calls for, in the order of the book.

    A rule is called by a measure with one of its `calls` (and none of its `unless`), by a dated or undated thing done
    with one of its `last_year` words, or by a paper whose kind is one of its `genre` words.
    """
    measures = [_plain(measure.clean) for measure in extraction.measures]
    done = [(_plain(one.clean), one) for one in extraction.done]
    told = [(_plain(one.clean), one) for one in extraction.statements if not _NOT_DONE.search(one.clean)]
    title = _title_statement(extraction)
    genre = _genre(extraction, [words for words, _ in told])
    planned, body = "\n".join(measures), "\n".join(words for words, _ in (*done, *told))
    found = []
    for rule in rules:
        calls, unless = _present(rule.calls, planned), _present(rule.unless, planned)
        strengths = [0 if _any(words, unless) else _strength(words, calls) for words in measures] if calls else []
        by_measure = tuple(i for i, strength in enumerate(strengths) if strength)
        again, unless = _present(rule.last_year, body), _present(rule.unless, body)
        by_done = tuple(one for words, one in done if _any(words, again) and not _any(words, unless))
        by_told = tuple(_as_done(one) for words, one in told if _any(words, again) and not _any(words, unless))
        by_told = tuple(one for one in by_told if not any(_overlaps(one, dated) for dated in by_done))
        if title is not None and _any(genre, _present(rule.genre, genre)):
            by_told = (_as_done(title), *by_told)
        if by_measure or by_done or by_told:
            found.append(Match(rule, by_measure, tuple(strengths[i] for i in by_measure), by_done, by_told[:5]))
    return tuple(found)


def _plain(clean: str) -> str:
    return _QUOTES.sub("", clean).translate(_DOTS)


def _present(wanted: Iterable[str], text: str) -> _Calls:
    """Return the words that can hold at all in a text of which all clauses are parts, split at their "+"."""
    split = ((len(words), tuple(words.split("+"))) for words in wanted)
    return tuple((length, parts) for length, parts in split if all(part in text for part in parts))


def _any(words: str, wanted: _Calls) -> bool:
    return any(all(part in words for part in parts) for _, parts in wanted)


def _strength(words: str, calls: _Calls) -> int:
    return max((length for length, parts in calls if all(part in words for part in parts)), default=0)


def _as_done(statement: Statement) -> Done:
    return Done("", statement.start, statement.end, statement.quote, statement.clean)


def _overlaps(one: Done, other: Done) -> bool:
    return one.start < other.end and other.start < one.end


def _title_statement(extraction: Extraction) -> Statement | None:
    """Return the statement that is the title, or else the first one: where the paper says what it is."""
    title = _plain(extraction.title)
    named = (one for one in extraction.statements if title and title in _plain(one.clean))
    return next(named, extraction.statements[0] if extraction.statements else None)


def _genre(extraction: Extraction, told: Sequence[str]) -> str:
    """Return the words that say what kind of paper this is: its title, its plan's heading, a theme it keeps naming."""
    heading = extraction.section.heading if extraction.section else ""
    words = [_plain(extraction.title), _plain(heading)]
    theme = "法治政府建设"
    if sum(one.count(theme) for one in told) >= _GENRE_MENTIONS:
        words.append(theme)
    return " ".join(words)
