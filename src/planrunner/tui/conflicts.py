"""Mine and theirs: what differs between a form and the tasks as someone else left them meanwhile. Pure functions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from planrunner.wording import CATEGORIES, STATUSES, UNDATED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planrunner.store.queries import TaskRow

ASPECTS = {"title": "名称", "owner": "负责人", "category": "类别", "planned": "计划", "due": "时限", "status": "状态"}
UNTOUCHED = "没有动"


class Difference(NamedTuple):
    """One thing that others changed: `field` is the form's field for it, "" for none, `value` what it would hold."""

    label: str
    mine: str
    theirs: str
    field: str = ""
    value: str = ""


class Conflict(NamedTuple):
    """What the screen of a conflict shows: who changed it, and what differs."""

    who: str
    differences: list[Difference]


def differences(
    before: Sequence[TaskRow], after: Sequence[TaskRow], fields: Mapping[str, str], typed: Mapping[str, str]
) -> list[Difference]:
    """Return what others changed, beside what was typed in its place.

    `fields` names the form's field for a column of the task; `typed` has the fields that the person changed.
    """
    found = []
    for old, new in zip(before, after, strict=True):
        head = f"T{new.id} " if len(after) > 1 else ""
        for column, label in ASPECTS.items():
            was, stands = getattr(old, column), getattr(new, column)
            field = fields.get(column, "")
            mine = typed.get(field)
            if was == stands:
                continue
            shown = UNTOUCHED if mine is None else _word(column, mine)
            found.append(Difference(head + label, shown, _word(column, stands), field, _value(stands)))
    return found


def _value(value: object) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _word(column: str, value: object) -> str:
    text = _value(value)
    words = {"category": CATEGORIES, "status": STATUSES}.get(column, {})
    return words.get(text, text) or (UNDATED if column in ("planned", "due") else "（空）")
