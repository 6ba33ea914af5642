"""What is typed is handed out piece by piece: a key waits until the one before has done all it does.

Textual gives every key to the widget that has the focus when it arrives. A key that opens a form is answered only
after it has gone up from the list to the app; what is typed in the same instant would still go to the list.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import App
    from textual.dom import DOMNode
    from textual.events import Event
    from textual.screen import Screen


class Turns:
    """Keys and pasted texts of an app, in the order they came."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._waiting: deque[tuple[Event, Callable[[Event], Awaitable[None]]]] = deque()
        self._screen: Screen[object] | None = None
        """The screen on which the last one was typed, None while nothing is under way."""

    async def take(self, event: Event, give: Callable[[Event], Awaitable[None]]) -> None:
        """Hand out what was typed with `give`, now or when all before it is done."""
        if self._screen is not None:
            self._waiting.append((event, give))
            return
        app = self._app
        self._screen = app.screen
        way = (app.focused or app.screen).ancestors_with_self
        await give(event)
        await self._follow(way)

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
        if self._waiting:
            await self.take(*self._waiting.popleft())
