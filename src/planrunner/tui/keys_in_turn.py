"""What is typed is handed out piece by piece: a key waits until the one before has done all it does.

Textual gives every key to the widget that has the focus when it arrives. A key that opens a form is answered only
after it has gone up from the list to the app; what is typed in the same instant would still go to the list.

A key that is about what a page lists waits for a page that does not show yet what the person has done (`awaiting`): on
rows that are not there it would do nothing, on rows of before something else than was meant.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from textual.events import Key
from textual.widgets import Input

from planrunner.tui.actions import REGISTRY, every_key

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import App
    from textual.dom import DOMNode
    from textual.events import Event
    from textual.screen import Screen


AT_ONCE = frozenset(key for place in ("app", "page", "panes") for act in REGISTRY[place] for key in every_key(act))
"""Keys that are about no row: they open a page, leave one, or end the program."""
ABOUT_ROWS = frozenset({"enter", *(f"f{number}" for number in range(2, 10))})
"""Keys that do not go into an input which has the focus."""


class Turns:
    """Keys and pasted texts of an app, in the order they came."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._waiting: deque[tuple[Event, Callable[[Event], Awaitable[None]]]] = deque()
        self._screen: Screen[object] | None = None
        """The screen on which the last one was typed, None while nothing is under way."""

    async def take(self, event: Event, give: Callable[[Event], Awaitable[None]]) -> None:
        """Hand out what was typed with `give`, now or when all before it is done."""
        self._waiting.append((event, give))
        await self._next()

    def go_on(self) -> None:
        """Hand out what waits for a page, which shows now what it waited for."""
        if self._waiting:
            self._app.call_later(self._next)

    async def _next(self) -> None:
        app = self._app
        if self._screen is not None or not self._waiting or self._must_wait(self._waiting[0][0]):
            return
        event, give = self._waiting.popleft()
        self._screen = app.screen
        way = (app.focused or app.screen).ancestors_with_self
        await give(event)
        await self._follow(way)

    def _must_wait(self, event: Event) -> bool:
        """Tell whether what was typed is about rows that the page in front does not show yet."""
        if not getattr(self._app.screen, "awaiting", False):
            return False
        if not isinstance(event, Key):
            return not isinstance(self._app.focused, Input)
        if isinstance(self._app.focused, Input):
            return event.key in ABOUT_ROWS
        return event.key not in AT_ONCE

    async def _follow(self, way: list[DOMNode]) -> None:
        """Go the way that what was typed goes, from a widget up to the app: behind it in the queue of each."""
        for at, node in enumerate(way):
            if node.call_later(self._follow, way[at + 1 :]):
                return
        if self._app.screen is not self._screen:  # it opened or closed a page: that one must be ready
            self._screen = self._app.screen
            await self._follow(self._screen.ancestors_with_self)
            return
        self._screen = None
        await self._next()
