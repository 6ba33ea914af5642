"""What is understood of a document: section, measures, times, things done. All spans are source-text offsets."""

from dataclasses import dataclass
from typing import Literal

TimeKind = Literal["date", "range", "deadline", "recur", "count", "vague"]
Role = Literal["measure", "heading", "context"]


@dataclass(frozen=True, slots=True)
class Time:
    """A Chinese time expression and what it means; the fields are those of `when --json` (corpus/score.py).

    `start`/`end` are ISO dates, both inclusive; `freq` and `interval` describe a recurrence; `n`, `op` a count.
    `start_char`/`end_char` index the text that was looked at.
    """

    start_char: int
    end_char: int
    kind: TimeKind
    start: str | None = None
    end: str | None = None
    freq: str | None = None
    interval: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    nth: int | None = None
    n: int | None = None
    op: str | None = None
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The plan section `[start, end)`, its heading (empty when it opens without one) and why it was chosen."""

    start: int
    end: int
    heading: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a measure stands in the original: paragraph from 0, page from 1, offset within the paragraph."""

    paragraph: int
    page: int | None
    offset: int
    synthetic_prefix: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many of what a measure asks for: `value` of `unit`, compared by >=, <=, = or ~; the span indexes `clean`."""

    start_char: int
    end_char: int
    value: float
    unit: str
    comparator: str


@dataclass(frozen=True, slots=True)
class Measure:
    """The smallest clause of the plan section that a clerk could tick off.

    `quote` is `text[start:end]` of the source, `clean` the same words in the cleaned reading. `key` is stable over
    re-imports: it comes from the normalised words (and a counter where the same words stand twice).
    `second_category` is the next best guess. `times` index `clean`. `about` is the clause before it in its sentence.
    """

    start: int
    end: int
    quote: str
    clean: str
    key: str
    category: str
    second_category: str
    path: tuple[str, ...]
    owner: str
    times: tuple[Time, ...]
    place: Place
    about: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A dated thing done, told in the body: what a report says about last year.

    `date` is ISO; `start`/`end`/`quote` the clause in the source; `clean` the same words in the cleaned reading.
    Several dates that share one clause give one `Done` each, with the same span.
    """

    date: str
    start: int
    end: int
    quote: str
    clean: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of the report's own words that is no measure, by its span in the source."""

    start: int
    end: int
    quote: str
    clean: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that is understood of one document. `section` is None for a paper without a plan.

    `statements` are the sentences outside the plan section, for rules that continue undated work of last year;
    `unread` are clauses inside it that name a day, a count or a share and stand in no measure.
    """

    title: str
    issuer: str
    report_year: int | None
    plan_year: int | None
    section: Section | None
    measures: tuple[Measure, ...]
    done: tuple[Done, ...]
    statements: tuple[Statement, ...]
    partition: tuple[tuple[int, int, Role], ...]
    unread: tuple[Statement, ...] = ()
