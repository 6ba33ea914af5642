"""Everything that can go wrong in a way a person should read: one class per kind, each with its exit code.

A message says in Chinese what happened, what was kept and what to do next. Nothing else is caught broadly: an
exception that is none of these is a bug and ends with exit code 70 and a log file.
"""

from typing import ClassVar


class PlanrunnerError(Exception):
    """Base of every error whose message may be shown to a person."""

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NothingFoundError(PlanrunnerError):
    """What was asked for does not exist: an unknown id, a search without a hit, a paper without a plan."""

    exit_code = 1


class UsageError(PlanrunnerError):
    """The command or a value given to it cannot be understood."""

    exit_code = 2


class BadInputError(PlanrunnerError):
    """A file handed in cannot be read: empty, damaged, too large, of an unknown kind."""

    exit_code = 3


class NotAllowedError(PlanrunnerError):
    """The action is not permitted: wrong person, wrong state, a reason or evidence is missing."""

    exit_code = 4


class ConflictError(PlanrunnerError):
    """Someone else changed the same thing meanwhile, or the data is busy; nothing was written."""

    exit_code = 5


class DamagedDataError(PlanrunnerError):
    """The workspace's data is damaged or is not a planrunner workspace."""

    exit_code = 6
