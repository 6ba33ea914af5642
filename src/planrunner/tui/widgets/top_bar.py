"""The first line of every page: the three modes, the office and the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from planrunner.wording import WEEKDAYS

if TYPE_CHECKING:
    from datetime import date

MODES = (("today", "1 今日"), ("plan", "2 计划"), ("review", "3 审核"))


class TopBar(Static):
    """Shows where one is; the modes can be clicked."""

    def __init__(self, mode: str = "", title: str = "") -> None:
        self._mode = mode
        self._title = title
        self._tail = ""
        super().__init__(self._line(), id="top")

    def tell(self, office: str, today: date) -> None:
        """Show the office and the day on the right."""
        self._tail = f"{office}  {today:%Y-%m-%d} 周{WEEKDAYS[today.weekday()]}"
        self.update(self._line())

    def _line(self) -> Content:
        parts = []
        for mode, word in MODES:
            here = mode == self._mode
            text = f"[{word}]" if here else f" {word} "
            style = "bold reverse" if here else ""
            parts.append(Content.styled(text, style).stylize(f"@click=app.show_mode('{mode}')"))
        if self._title:
            parts.append(Content(f"  {self._title}"))
        parts.append(Content(f"  {self._tail}"))
        return Content("").join(parts)
