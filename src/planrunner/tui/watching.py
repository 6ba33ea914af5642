"""What others change, and midnight, show by themselves: the data's version is looked at every second, in a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from planrunner.errors import PlanrunnerError

if TYPE_CHECKING:
    from datetime import date

    from planrunner.services.desk import Desk

SECONDS = 1.0
"""Between two looks: with the reading that follows, a change is on the screen within two seconds."""


class Stand(NamedTuple):
    """What decides all that is shown: the newest record of the history, and the day it is."""

    record: int
    day: date


def stand_of(desk: Desk) -> Stand:
    """Return how the data stands now."""
    from planrunner.store import queries  # in the thread, behind the first paint

    with desk.store.reader() as reader:
        return Stand(queries.last_change(reader), desk.today())


def stand_if_readable(desk: Desk) -> Stand | None:
    """Return how the data stands now, None where it cannot be read: the next reading of a page says why."""
    try:
        return stand_of(desk)
    except PlanrunnerError:
        return None
