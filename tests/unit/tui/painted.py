"""A screen as text that can be reviewed: what stands on it, and below it the colours, row by row with a legend."""

from __future__ import annotations

from itertools import groupby
from string import ascii_letters, digits
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import get_character_cell_size
from tests.unit.tui.stage import settle
from textual.widgets import Input

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.pilot import Pilot

NAMES = ascii_letters + digits
"""A style's name on a page, in the order in which they come."""


class Painted(NamedTuple):
    """Lines of a screen, and of each the style of every cell, as rich writes styles."""

    lines: list[str]
    styles: list[list[str]]


def painted(pilot: Pilot[None]) -> Painted:
    """Return what the compositor draws."""
    lines, styles = [], []
    for strip in pilot.app.screen._compositor.render_strips():
        lines.append("".join(segment.text for segment in strip))
        cells: list[str] = []
        for segment in strip:
            width = sum(get_character_cell_size(char) for char in segment.text)
            cells += [str(segment.style or "")] * width
        styles.append(cells)
    return Painted(lines, styles)


async def still(pilot: Pilot[None], theme: str) -> Painted:
    """Return the screen in a theme, with no cursor that blinks."""
    pilot.app.theme = theme
    for line in pilot.app.screen.query(Input):
        line.cursor_blink = False
    await settle(pilot)
    return painted(pilot)


def written(dark: Painted, light: Painted) -> str:
    """Return the text form: the lines, runs of styles (rows that are alike share one line), the legend of both themes."""
    named: dict[tuple[str, str], str] = {}
    rows = []
    for pair in zip(dark.styles, light.styles, strict=True):
        cells = list(zip(*pair, strict=True))
        for cell in cells:
            named.setdefault(cell, NAMES[len(named)])
        rows.append(" ".join(f"{named[cell]}{len([*run])}" for cell, run in groupby(cells)))
    legend = [f"{name}  {both[0]}  |  {both[1]}" for both, name in named.items()]
    text = [line.rstrip() for line in dark.lines]
    return "\n".join([*text, "==== rows: style and cells", *_alike(rows), "==== style: dark  |  light", *legend]) + "\n"


def _alike(rows: Sequence[str]) -> list[str]:
    found, number = [], 1
    for row, same in groupby(rows):
        last = number + len([*same]) - 1
        found.append(f"{number}  {row}" if last == number else f"{number}-{last}  {row}")
        number = last + 1
    return found
