"""All work on the database happens in threads; what comes back is a message to the app.

A PlanrunnerError comes back too, for the screen to show. Any other exception is a bug and ends the app (see `app.run`).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from textual.message import Message
from textual.worker import get_current_worker

from planrunner.errors import PlanrunnerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen

    from planrunner.services.desk import Desk
    from planrunner.tui.app import PlanrunnerApp

S = TypeVar("S")
T = TypeVar("T")


class Answer(Message):
    """What a thread brought for a screen; `show` takes it in on the app's own thread."""

    def __init__(self, screen: Screen[Any], show: Callable[[], None]) -> None:
        super().__init__()
        self.screen = screen
        self.show = show


def app_of(screen: Screen[S]) -> PlanrunnerApp:
    """Return the app of a screen as what it is."""
    return cast("PlanrunnerApp", screen.app)


def desk_of(screen: Screen[S]) -> Desk:
    """Return the desk that the app was opened with."""
    return app_of(screen).desk


def ask(
    screen: Screen[S],
    job: Callable[[], T],
    show: Callable[[T], None],
    refuse: Callable[[PlanrunnerError], None] | None = None,
    group: str = "read",
) -> None:
    """Read in a thread and hand the result to `show`, a PlanrunnerError to `refuse` or else the app's messages.

    A newer question of the same screen and group replaces an older one.
    """
    _run(screen, job, show, refuse or app_of(screen).show_error, group)


def tell(
    screen: Screen[S],
    job: Callable[[], T],
    show: Callable[[T], None],
    refuse: Callable[[PlanrunnerError], None],
) -> None:
    """Write in a thread, one write after the other, and hand the result to `show`, a PlanrunnerError to `refuse`."""
    lock = app_of(screen).writing

    def in_turn() -> T:
        with lock:
            return job()

    _run(screen, in_turn, show, refuse, "write")


def _run(
    screen: Screen[S],
    job: Callable[[], T],
    show: Callable[[T], None],
    refuse: Callable[[PlanrunnerError], None],
    group: str,
) -> None:
    app = app_of(screen)

    def work() -> None:
        worker = get_current_worker()
        try:
            value = job()
        except PlanrunnerError as error:
            answer = Answer(screen, partial(refuse, error))
        else:
            answer = Answer(screen, partial(show, value))
        if not worker.is_cancelled:
            app.post_message(answer)

    screen.run_worker(work, thread=True, exclusive=group != "write", group=group)
