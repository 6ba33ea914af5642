"""The tasks an action is about, with the versions the person saw: whoever changed them meanwhile is noticed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planrunner.services import ids

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planrunner.services.desk import Desk
    from planrunner.store.queries import TaskRow


@dataclass(slots=True)
class Choice:
    """One or several tasks. `versions` goes to the services for optimistic locking."""

    tasks: list[TaskRow]

    @property
    def names(self) -> list[str]:
        """Ids as people read them: T12."""
        return [ids.show(ids.TASK, task.id) for task in self.tasks]

    @property
    def versions(self) -> dict[str, int]:
        """Id → version seen."""
        return {ids.show(ids.TASK, task.id): task.version for task in self.tasks}

    @property
    def title(self) -> str:
        """The task's title, or how many there are."""
        if len(self.tasks) == 1:
            return self.tasks[0].title
        return f"{len(self.tasks)} 项任务"

    def read_again(self, desk: Desk) -> None:
        """Take the tasks as they are now, after a conflict was shown."""
        from planrunner.services.agenda import task_page

        self.tasks = [task_page(desk, name).task for name in self.names]


def choice_of(tasks: Sequence[TaskRow]) -> Choice | None:
    """Return the choice of these tasks, None for none."""
    return Choice(list(tasks)) if tasks else None
