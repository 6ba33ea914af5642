"""All work on the database happens in threads; what comes back is a message to the app.

A PlanrunnerError comes back too, for the screen to show. Any other exception is a bug and ends the app (see `app.run`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from textual.message import Message
from textual.worker import get_current_worker

from planrunner.errors import PlanrunnerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen

    from planrunner.services.desk import Desk
    from planrunner.tui.app import PlanrunnerApp

T = TypeVar("T")


class Answer(Message):
    """What a thread brought for a screen; `show` takes it in on the app's own thread."""

    def __init__(self, screen: Screen[object], show: Callable[[], None]) -> None:
        super().__init__()
        self.screen = screen
        self.show = show


def app_of(screen: Screen[T]) -> PlanrunnerApp:
    """Return the app of a screen as what it is."""
    return cast("PlanrunnerApp", screen.app)


def desk_of(screen: Screen[T]) -> Desk:
    """Return the desk that the app was opened with."""
    return app_of(screen).desk


def ask(
    screen: Screen[object],
    job: Callable[[], T],
    show: Callable[[T], None],
    refuse: Callable[[PlanrunnerError], None] | None = None,
    group: str = "read",
) -> None:
    """Run `job` in a thread and hand its result to `show`; a newer job of the same screen and group replaces it.

    A PlanrunnerError goes to `refuse`, by default the app's line of messages.
    """
    app = app_of(screen)
    refused = refuse or app.show_error

    def work() -> None:
        worker = get_current_worker()
        try:
            value = job()
        except PlanrunnerError as error:
            kept = error
            answer = Answer(screen, lambda: refused(kept))
        else:
            answer = Answer(screen, lambda: show(value))
        if not worker.is_cancelled:
            app.post_message(answer)

    screen.run_worker(work, thread=True, exclusive=True, group=group)
