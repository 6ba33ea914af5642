"""Pace of a counted obligation (不少于N次): k of n, and whether that is behind what the calendar asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Pace:
    """`done` of `target`; `expected` is how many the days gone by ask for."""

    done: int
    target: int
    expected: int

    @property
    def behind(self) -> bool:
        """Tell whether fewer are done than the calendar asks for."""
        return self.done < self.expected

    @property
    def reached(self) -> bool:
        """Tell whether the floor is reached; more than `target` is allowed."""
        return self.done >= self.target


def pace(done: int, target: int, dues: Sequence[date], today: date) -> Pace:
    """Return the pace on `today`.

    `dues` are the last days in time of the planned occurrences; each one that is past asks for one more done, never
    for more than `target`.
    """
    expected = min(target, sum(due < today for due in dues))
    return Pace(done, target, expected)
