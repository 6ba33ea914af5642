"""The base of the pages whose tasks stand in one table: 今日, 日历 and 查找."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from planrunner.tui.screens.task_actions import TaskActions
from planrunner.tui.widgets.line_list import LineList
from planrunner.tui.widgets.task_table import TaskTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planrunner.store.queries import TaskRow


class TablePage(TaskActions):
    """Subclasses lay out a TaskTable; its cursor and marks say which tasks the actions are about."""

    def chosen(self) -> Sequence[TaskRow]:
        """Return the marked tasks, or the one under the cursor."""
        found: list[TaskRow] = self.query_one(TaskTable).chosen if self.is_mounted else []
        return found

    @on(LineList.Moved)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(LineList.Opened)
    def _opened(self) -> None:
        task = self.query_one(TaskTable).current
        if task is not None:
            self.open_task(task)
