"""Colours of component classes for lines that are drawn by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style

if TYPE_CHECKING:
    from textual.widget import Widget


def tint(widget: Widget, name: str) -> Style:
    """Return the colour and weight of a component class without its background.

    A partial style of Textual's leaves transparency out: muted text would come out brighter than the rest.
    """
    found = widget.get_component_rich_style(name)
    return Style(color=found.color, bold=found.bold)
