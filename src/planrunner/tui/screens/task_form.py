"""The base of forms about chosen tasks: a draft for each choice, and mine beside theirs after a conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from planrunner.services import agenda
from planrunner.tui.conflicts import Conflict, differences
from planrunner.tui.screens.form import Form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planrunner.services.desk import Desk
    from planrunner.tui.choice import Choice


class TaskForm(Form):
    """A form about chosen tasks; after a conflict it takes them as they are now."""

    columns: ClassVar[Mapping[str, str]] = {}
    """Column of the task → the field that stands for it."""

    def __init__(self, title: str, choice: Choice) -> None:
        super().__init__(f"{title}：{choice.title}")
        self.choice = choice
        self.draft = f"{type(self).__name__} {title} {' '.join(choice.names)}"

    def conflict(self, desk: Desk) -> Conflict | None:
        """Take the tasks as they are now and return what differs."""
        before = self.choice.tasks
        self.choice.read_again(desk)
        found = differences(before, self.choice.tasks, self.columns, self.changed)
        if not found:
            return None
        moved = next(
            name
            for name, old, new in zip(self.choice.names, before, self.choice.tasks, strict=True)
            if old.version != new.version
        )
        return Conflict(agenda.task_page(desk, moved).history[-1].who, found)
