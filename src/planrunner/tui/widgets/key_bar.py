"""The last line of every page: the main keys, from the registry, as far as they can be used right now.

One widget that draws one line. Textual's own Footer mounts a widget for every key whenever a binding changes, which
takes longer than all the rest of the first paint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from planrunner.tui.actions import on_screen, shown
from planrunner.tui.cells import CUT, width_of

if TYPE_CHECKING:
    from textual.binding import ActiveBinding
    from textual.screen import Screen

    from planrunner.tui.actions import Act

ALWAYS = frozenset({"help", "quit"})
"""What stays where there is no room for all: the one lists every key, the other is how to leave."""
MARK = f" {CUT}"


class KeyBar(Static):
    """Keys and titles; what cannot be done now is dim. A click does what the key does."""

    def __init__(self, kind: str) -> None:
        super().__init__(id="keys")
        self._kind = kind

    def on_mount(self) -> None:
        """Follow what can be done on this screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self._follow(self.screen)

    def on_resize(self) -> None:
        """Use the room there is."""
        self._follow(self.screen)

    def _follow(self, screen: Screen[object]) -> None:
        if screen is not self.screen:
            return
        active = screen.active_bindings
        acts = [act for act in on_screen(self._kind) if act.footer and act.keys[0] in active]
        kept, left_out = fitting(acts, self.size.width)
        parts = [_part(act, active[act.keys[0]]) for act in kept]
        if left_out:
            at = next((at for at, act in enumerate(kept) if act.id in ALWAYS), len(kept))
            parts.insert(at, Content(MARK))
        self.update(Content("").join(parts))


def fitting(acts: list[Act], width: int) -> tuple[list[Act], bool]:
    """Return the actions whose keys and titles fit `width` cells, and whether any had to be left out: the last go first."""
    kept = list(acts)
    while kept and sum(width_of(_words(act)) for act in kept) + (len(MARK) if len(kept) < len(acts) else 0) > width:
        going = next((act for act in reversed(kept) if act.id not in ALWAYS), None)
        if going is None:
            break
        kept.remove(going)
    return kept, len(kept) < len(acts)


def _words(act: Act) -> str:
    return f" {shown(act.keys[0])} {act.title} "


def _part(act: Act, found: ActiveBinding) -> Content:
    if not found.enabled:
        return Content.styled(_words(act), "dim")
    key = Content.styled(f" {shown(act.keys[0])}", "bold $footer-key-foreground")
    return (key + Content(f" {act.title} ")).stylize(f"@click=app.simulate_key('{act.keys[0]}')")
