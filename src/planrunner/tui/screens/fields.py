"""The lines of a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planrunner.wording import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form: `hint` turns what stands in it into a remark behind it, `options` makes it a choice.

    With `replace` the first key takes the place of what stands there.
    """

    name: str
    label: str
    value: str = ""
    example: str = ""
    hint: Callable[[str], str] | None = None
    options: Mapping[str, str] | None = None
    replace: bool = False


def category_field(value: str) -> Field:
    """Return the field that chooses a category."""
    return Field("category", "类别", value, options=CATEGORIES)
