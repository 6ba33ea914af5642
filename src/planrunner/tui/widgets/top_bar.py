"""The first line of every page: the views, in whose name one acts, the office and the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from planrunner.tui.cells import cut, width_of
from planrunner.tui.views import VIEWS
from planrunner.wording import WEEKDAYS

if TYPE_CHECKING:
    from datetime import date

LEAST = 6
"""Cells below which an office's name says nothing and is left out."""
WIDE = 100
"""From this width on the day has its year."""
LONGEST_NAME = 12


class TopBar(Static):
    """Shows where one is and who; the views can be clicked."""

    def __init__(self, mode: str = "", title: str = "") -> None:
        self._mode = mode
        self._title = title
        self._who = self._office = ""
        self._day: date | None = None
        super().__init__(id="top")

    def on_mount(self) -> None:
        """Draw the views before anything is read."""
        self.update(self._line())

    def on_resize(self) -> None:
        """Use the room there is."""
        self.update(self._line())

    def tell(self, who: str, office: str, today: date) -> None:
        """Show who acts, the office and the day on the right."""
        self._who, self._office, self._day = who, office, today
        self.update(self._line())

    def _line(self) -> Content:
        parts = []
        for mode, word in VIEWS:
            here = mode == self._mode
            text = f"[{word}]" if here else f" {word} "
            style = "bold reverse" if here else ""
            parts.append(Content.styled(text, style).stylize(f"@click=app.show_mode('{mode}')"))
        if self._title:
            parts.append(Content(f" {self._title}"))
        used = sum(width_of(part.plain) for part in parts)
        parts.append(Content(self._tail(self.size.width - used)))
        return Content("").join(parts)

    def _tail(self, room: int) -> str:
        if self._day is None:
            return ""
        form = "%Y-%m-%d" if self.size.width >= WIDE else "%m-%d"
        day = f"  {self._day.strftime(form)} 周{WEEKDAYS[self._day.weekday()]}"
        who = f"  办理人 {cut(self._who, LONGEST_NAME)}"
        left = room - width_of(who) - width_of(day) - 2
        return f"{who}  {cut(self._office, left)}{day}" if left >= LEAST else cut_off(who, day, room)


def cut_off(who: str, day: str, room: int) -> str:
    """Return who and day where both fit, else the one of them that does, else nothing: never a part of a word."""
    return next((said for said in (who + day, who, day) if width_of(said) <= room), "")
