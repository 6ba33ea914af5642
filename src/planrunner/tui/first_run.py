"""The terminal UI where there is no workspace yet: it begins with the welcome, and nothing else works before it is made."""

from __future__ import annotations

from planrunner.tui.actions import REGISTRY
from planrunner.tui.app import PlanrunnerApp

NEEDS_WORKSPACE = frozenset(act.action.partition("(")[0] for act in REGISTRY["app"]) - {"quit", "help"}


class FirstRunApp(PlanrunnerApp):
    """Begins without a workspace; before there is one, nothing else can be done."""

    DEFAULT_MODE = "welcome"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep the views and what works on them out of the welcome."""
        if len(self.screen_stack) == 1 and self.current_mode == self.DEFAULT_MODE and action in NEEDS_WORKSPACE:
            return False
        return super().check_action(action, parameters)
