"""The last line of every page: the main keys, from the registry, as far as they can be used right now.

One widget that draws one line. Textual's own Footer mounts a widget for every key whenever a binding changes, which
takes longer than all the rest of the first paint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from planrunner.tui.actions import on_screen, shown

if TYPE_CHECKING:
    from textual.screen import Screen


class KeyBar(Static):
    """Keys and titles; what cannot be done now is dim. A click does what the key does."""

    def __init__(self, kind: str) -> None:
        super().__init__(id="keys")
        self._kind = kind

    def on_mount(self) -> None:
        """Follow what can be done on this screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self._follow(self.screen)

    def _follow(self, screen: Screen[object]) -> None:
        if screen is not self.screen:
            return
        active = screen.active_bindings
        parts = []
        for act in on_screen(self._kind):
            found = active.get(act.keys[0])
            if not act.footer or found is None:
                continue
            key, title = (
                Content.styled(f" {shown(act.keys[0])}", "bold $footer-key-foreground"),
                Content(f" {act.title} "),
            )
            part = (key + title).stylize(f"@click=app.simulate_key('{act.keys[0]}')")
            parts.append(part if found.enabled else Content.styled(part.plain, "dim"))
        self.update(Content("").join(parts))
