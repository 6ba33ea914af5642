"""Rules: what recurs in this line of work, when, and on what legal basis. Plain values, parsed from TOML tables."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from planrunner.domain.schedule import Period
from planrunner.domain.yeardays import MonthDay, YearDay

__all__ = ["Basis", "DatedBy", "MonthDay", "People", "Place", "Rule", "RuleNotice", "RuleSchedule", "Step", "YearDay"]

Place = Literal["stay", "back", "inside"]
"""How a date yields to days off: events stay, deadlines go back, meetings move inside their window (design.md §5)."""

DatedBy = Literal["statute", "notice", "custom"]
"""What fixes a rule's dates: law, a notice that comes each year, or what offices usually do."""

People = Literal["", "cadres", "party", "villagers"]
"""Who is called together; meetings of the same people are spread over the weeks. Empty: nobody is."""


def _touches(begins: date | None, ends: date | None, year: int) -> bool:
    return (begins is None or begins <= date(year, 12, 31)) and (ends is None or ends >= date(year, 1, 1))


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal or customary ground. `verified` is false for what domain.md marks [K]; the product then says 待核实.

    A law is a ground only in the years that it is in force.
    """

    title: str
    article: str = ""
    url: str = ""
    verified: bool = False
    effective_from: date | None = None
    effective_until: date | None = None

    def effective_in(self, year: int) -> bool:
        """Tell whether the ground is in force on some day of `year`."""
        return _touches(self.effective_from, self.effective_until, year)


@dataclass(frozen=True, slots=True)
class RuleSchedule:
    """A schedule without a year, as a rule pack writes it.

    Which fields are set depends on `kind`: fixed → `start`; window → `start`, `end`, maybe `target` (the day
    proposed inside it) and `settled_by`; deadline → `end`, `strict` where the law says "before that day", maybe
    `target` (the day it is better done by); count → `n`, `per`, maybe `slots` (one day for each occurrence);
    trigger → `event`, `days`, `unit`, maybe `extend` (by how many units the law lets the term be made longer,
    once); continuous → `checkpoints` (empty: quarter ends); discretionary → nothing.
    """

    kind: Literal["fixed", "window", "deadline", "count", "trigger", "continuous", "discretionary"]
    start: YearDay | None = None
    end: YearDay | None = None
    target: YearDay | None = None
    strict: bool = False
    settled_by: str = ""
    n: int = 1
    per: Period = "year"
    slots: tuple[YearDay, ...] = ()
    event: str = ""
    days: int = 0
    unit: Literal["workday", "day", "month"] = "workday"
    extend: int = 0
    checkpoints: tuple[YearDay, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What prepares a task (起草, 送审): done `before` working days before the day on which the task is planned."""

    title: str
    before: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of a rule pack (design.md §9).

    `calls` are words of a measure that call for the rule, `last_year` words of a thing done that it continues, `genre`
    words of a report's title that call for it; in each of them "甲+乙" wants both words. `unless` are words of a
    measure that keep the rule away. `notes` is one Chinese line for the reader. `shares` are rules whose meetings may
    be the same meeting. `earlier` are the versions of this rule that were in force earlier in the year at hand.
    """

    id: str
    pack: str
    title: str
    category: str
    schedule: RuleSchedule
    place: Place
    calls: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    last_year: tuple[str, ...] = ()
    genre: tuple[str, ...] = ()
    dated_by: DatedBy = "custom"
    people: People = ""
    basis: tuple[Basis, ...] = ()
    effective_from: date | None = None
    effective_until: date | None = None
    office: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    remind: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    say: str = ""
    source: str = ""
    notes: str = ""
    verified: bool = False
    earlier: tuple["Rule", ...] = ()

    def effective_in(self, year: int) -> bool:
        """Tell whether the rule is in force on some day of `year`."""
        return _touches(self.effective_from, self.effective_until, year)

    def effective_on(self, day: date) -> bool:
        """Tell whether the rule is in force on a day."""
        return (self.effective_from or day) <= day <= (self.effective_until or day)


@dataclass(frozen=True, slots=True)
class RuleNotice:
    """An outside fact that fixes a movable rule for one year: the notice's number and its days, both inclusive."""

    rule: str
    year: int
    start: date
    end: date
    number: str = ""
