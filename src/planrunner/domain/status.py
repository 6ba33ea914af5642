"""The states of a task and the moves between them (design.md §3): the one who did the work does not close it."""

from datetime import date
from typing import Literal, get_args

Status = Literal["planned", "started", "submitted", "closed", "carried", "dropped"]
Action = Literal["start", "submit", "close", "return", "reopen", "carry", "drop"]

STATUSES: tuple[Status, ...] = get_args(Status)
OPEN: frozenset[Status] = frozenset(("planned", "started", "submitted"))
"""States in which something is still owed."""

MOVES: dict[Action, tuple[frozenset[Status], Status]] = {
    "start": (frozenset(("planned",)), "started"),
    "submit": (frozenset(("planned", "started")), "submitted"),
    "close": (frozenset(("submitted",)), "closed"),
    "return": (frozenset(("submitted",)), "started"),
    "reopen": (frozenset(("closed", "carried", "dropped")), "started"),
    "carry": (OPEN, "carried"),
    "drop": (OPEN, "dropped"),
}
"""What may be done: action → the states it may start from, and the state it leads to."""

NEEDS_REASON: frozenset[Action] = frozenset(("return", "reopen", "carry", "drop"))
"""Actions that a person must explain."""


def after(status: Status, action: Action) -> Status | None:
    """Return the state that `action` leads to, None where it is not allowed in `status`."""
    allowed, result = MOVES[action]
    return result if status in allowed else None


def actions(status: Status) -> tuple[Action, ...]:
    """Return the actions allowed in `status`, in the order a task usually meets them."""
    return tuple(action for action, (allowed, _) in MOVES.items() if status in allowed)


def is_overdue(due: date | None, status: Status, today: date) -> bool:
    """Tell whether a task is late: still open with its last day in time behind it. The due day itself is in time."""
    return due is not None and status in OPEN and today > due
