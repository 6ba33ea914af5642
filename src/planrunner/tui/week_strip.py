"""The chosen week as seven columns: each day with the titles of its tasks. Pure functions from days to lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from planrunner.tui.cells import fit
from planrunner.wording import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from planrunner.services.calendar_view import DayView, MonthView

TITLES = 4
"""Lines of titles; where a day has more tasks the last line says how many."""
FREE = {"holiday": "休", "makeup": "班", "work": "", "rest": ""}


def week_strip(view: MonthView, chosen: date, width: int) -> list[Content]:
    """Return the lines of the week that holds a day, all of one width in cells; none where the month has not that day."""
    at = next((n for n, one in enumerate(view.days) if one.day == chosen), None)
    if at is None:
        return []
    days = view.days[at - at % 7 : at - at % 7 + 7]
    column = width // 7
    lines = [Content("").join(_head(one, chosen, column) for one in days)]
    cells = [_titles(one) for one in days]
    return [*lines, *(Content("".join(fit(titles[n], column - 1) + " " for titles in cells)) for n in range(TITLES))]


def _head(one: DayView, chosen: date, column: int) -> Content:
    mark = "预" if one.provisional else FREE[one.kind]
    text = f"{one.day:%m-%d} {WEEKDAYS[one.day.weekday()]} {mark}".rstrip()
    shown = f"[{text}]" if one.day == chosen else f" {text} "
    return Content.styled(fit(shown, column), "bold $text-accent" if one.day == chosen else "bold")


def _titles(one: DayView) -> Sequence[str]:
    names = [task.title for task in one.tasks]
    if len(names) > TITLES:
        names = [*names[: TITLES - 1], f"还有 {len(names) - TITLES + 1} 项"]
    return [f" {name}" for name in names] + [""] * (TITLES - len(names))
