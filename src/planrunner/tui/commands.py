"""The command palette's source: the registry's actions, found by Chinese title or by pinyin initials."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Provider
from textual.content import Content

from planrunner.services.initials import initials_of
from planrunner.tui.actions import Act, on_screen, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.command import Hits


@cache
def initials(title: str) -> str:
    """Return the pinyin initials of a title: 完成 → wc."""
    return initials_of([title])[0]


class ActionProvider(Provider):
    """Offers what can be done on the screen that the palette was opened from."""

    def _acts(self) -> list[Act]:
        kind: str = getattr(self.screen, "kind", "today")
        nodes = (self.screen.focused, self.screen, self.app)
        return [
            act
            for act in on_screen(kind)
            if act.palette and any(hasattr(node, f"action_{act.action.partition('(')[0]}") for node in nodes)
        ]

    def _run(self, act: Act) -> Callable[[], object]:
        """Return the call of an action on whatever answers to it: the focused widget, the screen or the app."""
        method = f"action_{act.action.partition('(')[0]}"
        owners = (self.screen.focused, self.screen, self.app)
        owner = next(node for node in owners if node is not None and hasattr(node, method))
        refuse: Callable[[str, str], bool] | None = getattr(self.screen, "refuse", None)

        async def run() -> None:
            if refuse is None or not refuse(act.action, act.title):
                await self.app.run_action(act.action, owner)

        return run

    async def discover(self) -> Hits:
        """Yield every action while nothing is typed."""
        for act in self._acts():
            yield DiscoveryHit(f"{act.title}  {shown(act.keys[0])}", self._run(act), act.title, act.help)

    async def search(self, query: str) -> Hits:
        """Yield the actions whose title, help or initials match; one line says so where none does."""
        matcher = self.matcher(query)
        typed = query.strip().lower()
        found = False
        for act in self._acts():
            by_title = matcher.match(act.title)
            letters = initials(act.title)
            by_initials = 0.9 if letters.startswith(typed) else 0.6 if typed in letters else 0.0
            by_help = 0.3 if typed in act.help else 0.0
            score = max(by_title, by_initials, by_help)
            if score > 0:
                found = True
                label = matcher.highlight(act.title) if by_title else act.title
                yield Hit(min(score, 1.0), label, self._run(act), act.title, f"{shown(act.keys[0])}  {act.help}")
        if not found:
            none = f"没有叫“{query}”的操作"
            yield Hit(0.01, Content(none), lambda: None, none, "换个词试试，F1 列出全部按键")
