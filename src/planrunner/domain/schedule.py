"""The seven ways an obligation stands in the year, and the dated occurrences that follow from it.

A schedule here is already resolved for one plan year: its dates are real dates. What a rule pack says without a year
is a `domain.rules.RuleSchedule`; `domain.placement` turns one into the other.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Period = Literal["year", "halfyear", "quarter", "month"]
DateSource = Literal["text", "notice", "statute", "last_year", "custom", "manual", "none"]
Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A single day that does not move (4·15, 12·4)."""

    date: date


@dataclass(frozen=True, slots=True)
class Window:
    """A span of days, both inclusive (宪法宣传周)."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Deadline:
    """Done on or before a day."""

    by: date


@dataclass(frozen=True, slots=True)
class Count:
    """At least `n` occurrences in each `per` of the plan year."""

    n: int
    per: Period = "year"


@dataclass(frozen=True, slots=True)
class Trigger:
    """`days` after an event that a person enters; `unit` tells working days from calendar days and months."""

    event: str
    days: int
    unit: Literal["workday", "day", "month"] = "workday"


@dataclass(frozen=True, slots=True)
class Continuous:
    """Work that never ends, looked at on `checkpoints`."""

    checkpoints: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Discretionary:
    """No date until a person sets one; asked about on `ask_on` days."""

    ask_on: tuple[date, ...]


Schedule = Fixed | Window | Deadline | Count | Trigger | Continuous | Discretionary


@dataclass(frozen=True, slots=True)
class PlacedStep:
    """A preparing step with its day, `before` working days ahead of the day the occurrence is planned on."""

    title: str
    before: int
    day: date


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One task-to-be of an obligation.

    `number` counts from 1 within the obligation and year and is part of the task's stable key. `rule_date` is the day
    as the rule says, before any move; `planned` the day it stands on; `due` the last day in time. All three are None
    for an undated occurrence. `spans` is true where the calendar entry covers the whole `window` (publicity weeks and
    months); `tentative` where the day rests on an unpublished notice or a projected day off. `same_as` is the key of the
    task of another obligation that is the same meeting.
    """

    number: int
    rule_date: date | None
    planned: date | None
    due: date | None
    window: tuple[date, date] | None = None
    spans: bool = False
    tentative: bool = False
    note: str = ""
    same_as: str = ""
    steps: tuple[PlacedStep, ...] = ()


def schedule_to_json(schedule: Schedule) -> dict[str, object]:
    """Return the JSON object of `cli.md` (`review --json`), dates as ISO text."""
    match schedule:
        case Fixed(day):
            return {"kind": "fixed", "date": day.isoformat()}
        case Window(start, end):
            return {"kind": "window", "from": start.isoformat(), "to": end.isoformat()}
        case Deadline(by):
            return {"kind": "deadline", "by": by.isoformat()}
        case Count(n, per):
            return {"kind": "count", "n": n, "per": per}
        case Trigger(event, days, unit):
            return {"kind": "trigger", "event": event, "days": days, "unit": unit}
        case Continuous(checkpoints):
            return {"kind": "continuous", "checkpoints": [day.isoformat() for day in checkpoints]}
        case Discretionary(ask_on):
            return {"kind": "discretionary", "ask_on": [day.isoformat() for day in ask_on]}


def schedule_from_json(value: dict[str, object]) -> Schedule:
    """Read what `schedule_to_json` wrote.

    Raises ValueError naming the key for an unknown kind, a missing or a malformed field.
    """

    def text(key: str) -> str:
        found = value.get(key)
        if not isinstance(found, str) or not found:
            raise ValueError(key)
        return found

    def day(key: str) -> date:
        return date.fromisoformat(text(key))

    def days(key: str) -> tuple[date, ...]:
        found = value.get(key)
        if not isinstance(found, list):
            raise ValueError(key)  # noqa: TRY004 - one error class for every malformed schedule
        return tuple(date.fromisoformat(str(item)) for item in found)

    def number(key: str) -> int:
        found = value.get(key)
        if not isinstance(found, int) or isinstance(found, bool) or found < 1:
            raise ValueError(key)
        return found

    match value.get("kind"):
        case "fixed":
            return Fixed(day("date"))
        case "window":
            if day("from") > day("to"):
                raise ValueError("to")
            return Window(day("from"), day("to"))
        case "deadline":
            return Deadline(day("by"))
        case "count":
            per = text("per")
            for known in ("year", "halfyear", "quarter", "month"):
                if per == known:
                    return Count(number("n"), known)
            raise ValueError("per")
        case "trigger":
            unit = text("unit")
            for known_unit in ("workday", "day", "month"):
                if unit == known_unit:
                    return Trigger(text("event"), number("days"), known_unit)
            raise ValueError("unit")
        case "continuous":
            return Continuous(days("checkpoints"))
        case "discretionary":
            return Discretionary(days("ask_on"))
        case _:
            raise ValueError("kind")
