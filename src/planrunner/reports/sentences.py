"""Sentences with slots that only accepted facts may fill (plans/sentences): a sentence whose slot is empty is not written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from planrunner.wording import CATEGORIES

_SLOT = re.compile(r"\{([^{}]+)\}")
FALLBACK = "done"
DEED = "deed"
"""Family of an obligation whose title is a deed itself, because it is a measure's own words."""


@dataclass(frozen=True, slots=True)
class Family:
    """How one kind of work is told: on one day, on several, as work that goes on; then what numbers say of it.

    `partly`, where it is not empty, tells of work of which something is still open. `once_too` and `many_too` say the
    same in other words, so that a chapter does not read like a list.
    """

    once: str
    many: str
    ongoing: str
    partly: str
    extras: tuple[str, ...]
    once_too: tuple[str, ...] = ()
    many_too: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading of the part on work done, and the categories that stand under it."""

    heading: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanWay:
    """How next year's plan asks for work of some categories whose name holds one of some words, any name without words."""

    categories: tuple[str, ...]
    words: tuple[str, ...]
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """All that plans/sentences says. `texts` holds every single sentence by table and key (`texts.late`)."""

    families: Mapping[str, Family]
    chapters: tuple[Chapter, ...]
    plan_ways: tuple[PlanWay, ...]
    texts: Mapping[str, str]
    theme_words: tuple[str, ...]
    activity_after: tuple[str, ...]
    not_summed: tuple[str, ...]
    government: tuple[str, ...]
    leader_rules: tuple[str, ...]
    leader_owners: tuple[str, ...]

    def text(self, which: str, /, **slots: str) -> str:
        """Return a single sentence with its slots filled, "" where one of them is empty."""
        return fill(self.texts[which], slots) or ""


@dataclass(frozen=True, slots=True)
class Told:
    """The facts of one obligation's finished work: name, days in words, how often, document number, its numbers."""

    what: str
    days: str
    times: int
    number: str
    metrics: Mapping[str, str]
    ongoing: bool
    unfinished: bool


def fill(template: str, slots: Mapping[str, str]) -> str | None:
    """Return the template with its slots filled, or None where one of them is missing or empty.

    A slot whose name ends with a question mark may stay empty.
    """
    if any(not name.endswith("?") and not slots.get(name) for name in _SLOT.findall(template)):
        return None
    return _SLOT.sub(lambda found: slots.get(found[1].removesuffix("?"), ""), template)


def tell(phrases: Phrases, family: str, told: Told, turn: int = 0) -> str:
    """Return the sentence that tells of finished work, with its full stop. A number without words of its own comes last.

    `turn` picks among the forms that say the same: one and the same number always gives the same words.
    """
    chosen = phrases.families.get(family) or phrases.families[FALLBACK]
    event = told.what + ("活动" if told.what.endswith(phrases.activity_after) else "")
    slots = dict(told.metrics) | {
        "what": told.what, "event": event, "days": told.days, "number": told.number, "times": str(told.times),
    }  # fmt: skip
    forms = (chosen.once, *chosen.once_too) if told.times == 1 else (chosen.many, *chosen.many_too)
    whole = forms[turn % len(forms)]
    form = chosen.ongoing if told.ongoing else (told.unfinished and chosen.partly) or whole
    clauses = [fill(form, slots), *(fill(extra, slots) for extra in chosen.extras)]
    used = {name for template in (form, *chosen.extras) for name in _SLOT.findall(template)}
    clauses += [
        fill(phrases.texts["words.metric"], {"name": name, "value": value})
        for name, value in told.metrics.items()
        if name not in used
    ]
    return "，".join(clause for clause in clauses if clause) + "。"


def asked(phrases: Phrases, category: str, name: str, turn: int = 0) -> list[str]:
    """Return the ways in which a plan asks for named work, best first; `turn` tells which of the like ones that is."""
    event = name + ("活动" if name.endswith(phrases.activity_after) else "")
    fitting = (
        one.ways
        for one in phrases.plan_ways
        if category in one.categories and (not one.words or any(word in name for word in one.words))
    )
    ways = next(fitting, ())
    first = turn % len(ways) if ways else 0
    filled = (fill(way, {"name": name, "event": event}) for way in (*ways[first:], *ways[:first]))
    return [*(way for way in filled if way), phrases.text("texts.rule_sentence", name=name)]


def parse_phrases(tables: Mapping[str, object]) -> Phrases:
    """Read the tables of plans/sentences. Raises ValueError naming the table and key that is missing or malformed."""
    families = {name: _family(name, table) for name, table in _table(tables, "family").items()}
    for needed in (FALLBACK, DEED):
        if needed not in families:
            raise ValueError(f"family.{needed}")
    chapters = tables.get("chapter")
    if not isinstance(chapters, list) or not chapters:
        raise ValueError("chapter")
    texts: dict[str, str] = {}
    for table in ("words", "titles", "parts", "texts"):
        for key, value in _table(tables, table).items():
            if isinstance(value, str):
                texts[f"{table}.{key}"] = value
    missing = sorted(NEEDED - set(texts))
    if missing:
        raise ValueError(missing[0])
    leaders = _table(tables, "leaders")
    return Phrases(
        families=families,
        chapters=tuple(_chapter(number, one) for number, one in enumerate(chapters, 1)),
        plan_ways=_plan_ways(tables.get("plan_way", [])),
        texts=texts,
        theme_words=_words(_table(tables, "words"), "words", "theme_words"),
        activity_after=_words(_table(tables, "words"), "words", "activity_after"),
        not_summed=_words(_table(tables, "words"), "words", "not_summed"),
        government=_words(_table(tables, "titles"), "titles", "signed_as_government"),
        leader_rules=_words(leaders, "leaders", "rules"),
        leader_owners=_words(leaders, "leaders", "owners"),
    )


NEEDED = frozenset(
    {
        "words.theme", "words.metric", "titles.draft", "titles.summary", "titles.signature",
        *(f"titles.{name}" for name in ("summary_period", "week", "month", "meeting", "urge")),
        *(f"parts.{name}" for name in ("done", "problems", "leaders", "plan", "other")),
        *(
            f"texts.{name}"
            for name in (
                "opening", "totals", "nothing_done", "no_problems", "late", "unfinished_why", "overdue", "pending",
                "unfinished", "submitted", "carried_why", "no_evidence", "no_leader_work", "plan_opening", "plan_carried",
                "plan_rules", "plan_own", "rule_sentence", "rule_called", "other", "outline_fill", "outline_hint",
                "outline_fill_plan",
                "agenda_counts", "agenda_none", "meeting_opening", "meeting_place",
                "meeting_people", "meeting_basis", "meeting_ask", "meeting_keep", "meeting_to", "urge_opening",
                "urge_grades", "urge_answer",
            )
        ),
    }
)  # fmt: skip
"""Sentences that a report cannot do without."""


def _family(name: str, table: object) -> Family:
    if not isinstance(table, Mapping):
        raise ValueError(f"family.{name}")  # noqa: TRY004 - one error class for every mistake in the file
    forms: dict[str, str] = {}
    for key in ("once", "many", "ongoing"):
        value = table.get(key)
        if not isinstance(value, str) or not ("{what}" in value or "{event}" in value):
            raise ValueError(f"family.{name}.{key}")
        forms[key] = value
    partly = table.get("partly", "")
    if not isinstance(partly, str):
        raise ValueError(f"family.{name}.partly")  # noqa: TRY004 - one error class for every mistake in the file
    once_too, many_too = (_other_ways(name, table, key) for key in ("once_too", "many_too"))
    extras = _words(table, f"family.{name}", "extras")
    return Family(**forms, partly=partly, extras=extras, once_too=once_too, many_too=many_too)


def _other_ways(name: str, table: Mapping[str, object], key: str) -> tuple[str, ...]:
    words = _words(table, f"family.{name}", key) if key in table else ()
    if not all("{what}" in word or "{event}" in word for word in words):
        raise ValueError(f"family.{name}.{key}")
    return words


def _chapter(number: int, table: object) -> Chapter:
    if not isinstance(table, Mapping) or not isinstance(table.get("heading"), str):
        raise ValueError(f"chapter {number}.heading")  # noqa: TRY004 - one error class for every mistake in the file
    categories = _words(table, f"chapter {number}", "categories")
    if not set(categories) <= set(CATEGORIES):
        raise ValueError(f"chapter {number}.categories")
    return Chapter(str(table["heading"]), categories)


def _plan_ways(found: object) -> tuple[PlanWay, ...]:
    if not isinstance(found, list):
        raise ValueError("plan_way")  # noqa: TRY004 - one error class for every mistake in the file
    ways = []
    for number, table in enumerate(found, 1):
        where = f"plan_way {number}"
        if not isinstance(table, Mapping):
            raise ValueError(where)  # noqa: TRY004 - as above
        words = _words(table, where, "words") if "words" in table else ()
        one = PlanWay(_words(table, where, "categories"), words, _words(table, where, "ways"))
        if not set(one.categories) <= set(CATEGORIES):
            raise ValueError(f"{where}.categories")
        if not one.ways or not all(set(_SLOT.findall(way)) in ({"name"}, {"event"}) for way in one.ways):
            raise ValueError(f"{where}.ways")
        ways.append(one)
    return tuple(ways)


def _table(tables: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = tables.get(name)
    if not isinstance(found, Mapping):
        raise ValueError(name)  # noqa: TRY004 - one error class for every mistake in the file
    return found


def _words(table: Mapping[str, object], name: str, key: str) -> tuple[str, ...]:
    found = table.get(key)
    if not isinstance(found, list) or not all(isinstance(word, str) and word for word in found):
        raise ValueError(f"{name}.{key}")
    return tuple(found)
