"""One rule from its TOML table (design.md §9), checked key by key."""

from dataclasses import replace
from datetime import date
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from planrunner.domain.reminder_rules import parse_offset
from planrunner.domain.rules import Basis, Rule, RuleSchedule, Step
from planrunner.domain.tables import Table
from planrunner.domain.yeardays import YearDay, parse_year_day
from planrunner.wording import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from planrunner.domain.schedule import Period

_KEYS = (
    "id", "title", "category", "calls", "unless", "last_year", "genre", "schedule", "place", "dated_by", "people",
    "basis", "effective", "office", "evidence", "metrics", "remind", "shares", "steps", "say", "source", "notes", "verified",
)  # fmt: skip

_LISTS = ("calls", "unless", "last_year", "genre", "office", "evidence", "metrics", "shares")

_SCHEDULE_KEYS: dict[str, tuple[str, ...]] = {
    "fixed": ("date",),
    "window": ("from", "to", "target", "settled_by"),
    "deadline": ("by", "before", "target"),
    "count": ("n", "per", "slots"),
    "trigger": ("event", "days", "unit", "extend"),
    "continuous": ("checkpoints",),
    "discretionary": (),
}


def parse_rule(table: Table, pack: str, base: Rule | None = None, *, besides: tuple[str, ...] = ()) -> Rule:
    """Return the rule a table describes; with a `base` the rule that it changes, key by key.

    `besides` are keys of the table that its reader has use for. Raises RulePackError naming file, table and key.
    """
    table.only(*_KEYS, *besides)
    readers: dict[str, tuple[str, Callable[[], object]]] = {
        "id": ("id", lambda: table.text("id")),
        "title": ("title", lambda: table.text("title")),
        "category": ("category", lambda: table.one_of("category", *CATEGORIES)),
        "schedule": ("schedule", lambda: _schedule(table.table("schedule"))),
        "place": ("place", lambda: table.one_of("place", "stay", "back", "inside")),
        "dated_by": ("dated_by", lambda: table.one_of("dated_by", "statute", "notice", "custom", default="custom")),
        "people": ("people", lambda: table.one_of("people", "", "cadres", "party", "villagers", default="")),
        "basis": ("basis", lambda: parse_basis(table)),
        "remind": ("remind", lambda: _remind(table)),
        "steps": ("steps", lambda: _steps(table)),
        "verified": ("verified", lambda: table.flag("verified")),
        **{key: (key, partial(table.texts, key)) for key in _LISTS},
        **{key: (key, partial(table.text, key, "")) for key in ("say", "source", "notes")},
        "effective_from": ("effective", lambda: _effective(table)[0]),
        "effective_until": ("effective", lambda: _effective(table)[1]),
    }
    values = {name: read() for name, (key, read) in readers.items() if base is None or table.has(key)}
    rule = Rule(pack=pack, **values) if base is None else replace(base, pack=pack, **values)  # type: ignore[arg-type]  # read by kind above
    if rule.verified and not any(one.verified for one in rule.basis):
        raise table.fail("verified", "没有一条已核实的依据，不能写 true")
    return rule


def parse_basis(table: Table) -> tuple[Basis, ...]:
    """Return the `basis` list of a rule or of a drop."""
    found = []
    for one in table.tables("basis"):
        one.only("title", "article", "url", "verified", "from", "until")
        words = one.text("title"), one.text("article", ""), one.text("url", "")
        found.append(Basis(*words, one.flag("verified"), one.day("from"), one.day("until")))
    return tuple(found)


def _effective(table: Table) -> tuple[date | None, date | None]:
    if not table.has("effective"):
        return None, None
    effective = table.table("effective")
    effective.only("from", "until")
    begins, ends = effective.day("from"), effective.day("until")
    if begins and ends and begins > ends:
        raise effective.fail("until", "早于 from")
    return begins, ends


def _remind(table: Table) -> tuple[str, ...]:
    for words in table.texts("remind"):
        try:
            parse_offset(words)
        except ValueError as error:
            raise table.fail("remind", f"“{words}”应写作 -15w（提前15个工作日）、+1w、-3d 或 0") from error
    return table.texts("remind")


def _steps(table: Table) -> tuple[Step, ...]:
    found = []
    for one in table.tables("steps"):
        one.only("title", "before")
        found.append(Step(one.text("title"), one.number("before")))
    if any(first.before <= then.before for first, then in pairwise(found)):
        raise table.fail("steps", "应按先后排列，before 逐步变小")
    return tuple(found)


def _schedule(table: Table) -> RuleSchedule:
    kind = table.one_of("kind", *_SCHEDULE_KEYS)
    table.only("kind", *_SCHEDULE_KEYS[kind])

    def day(key: str) -> YearDay:
        return _day(table, key, table.text(key))

    def days(key: str) -> tuple[YearDay, ...]:
        return tuple(_day(table, key, words) for words in table.texts(key))

    target = day("target") if table.has("target") else None
    match kind:
        case "fixed":
            return RuleSchedule("fixed", start=day("date"))
        case "window":
            return RuleSchedule(
                "window", start=day("from"), end=day("to"), target=target, settled_by=table.text("settled_by", "")
            )
        case "deadline":
            if table.has("by") == table.has("before"):
                raise table.fail("by", "by（当日及以前）与 before（早于当日）应写其一")
            strict = table.has("before")
            return RuleSchedule("deadline", end=day("before" if strict else "by"), strict=strict, target=target)
        case "count":
            n, slots = table.number("n"), days("slots")
            per = cast("Period", table.one_of("per", "year", "halfyear", "quarter", "month", default="year"))
            if slots and len(slots) != n * {"year": 1, "halfyear": 2, "quarter": 4, "month": 12}[per]:
                raise table.fail("slots", "应每次一个日子")
            return RuleSchedule("count", n=n, per=per, slots=slots)
        case "trigger":
            unit = table.one_of("unit", "workday", "day", "month", default="workday")
            event, count = table.text("event"), table.number("days")
            extend = table.number("extend") if table.has("extend") else 0
            return RuleSchedule("trigger", event=event, days=count, unit=unit, extend=extend)  # type: ignore[arg-type]  # checked above
        case "continuous":
            return RuleSchedule("continuous", checkpoints=days("checkpoints"))
    return RuleSchedule("discretionary")


def _day(table: Table, key: str, words: str) -> YearDay:
    try:
        return parse_year_day(words)
    except ValueError as error:
        raise table.fail(key, f"“{words}”应写作 12-04、02-last、09-w3+6 或 除夕-7") from error
