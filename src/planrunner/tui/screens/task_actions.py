"""What can be done with tasks, wherever they are listed: each action opens its form or does it at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from planrunner.tui.actions import REGISTRY, every_key
from planrunner.tui.choice import Choice
from planrunner.tui.refusals import FOR_SUBMITTED, NEEDS_TASK, SINGLE, fits, why_not
from planrunner.tui.screens.base import Page
from planrunner.wording import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events

    from planrunner.domain.status import Action
    from planrunner.services.expecting import Awaited, Event
    from planrunner.store.queries import TaskRow

BY_KEY = {key: act for act in REGISTRY["task"] for key in every_key(act)}
"""Key → the action on tasks that it calls."""


class TaskActions(Page):
    """A page with tasks on it. Subclasses say which are chosen."""

    def chosen(self) -> Sequence[TaskRow]:
        """Return the tasks that an action is about."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what fits none of the chosen tasks and grey out what fits some: the footer tells the truth."""
        if action not in NEEDS_TASK:
            return super().check_action(action, parameters)
        tasks = self.chosen()
        if not tasks and action in FOR_SUBMITTED:
            return False
        if not tasks or (action in SINGLE and len(tasks) > 1):
            return None
        fitting = sum(fits(action, task.status) for task in tasks)
        return True if fitting == len(tasks) else None if fitting else False

    def on_key(self, event: events.Key) -> None:
        """Say why, where a key of an action on tasks can do nothing now and nothing else takes it (an input may)."""
        act = BY_KEY.get(event.key)
        if act is None:
            return
        bound = self.active_bindings.get(event.key)
        if (bound is None or bound.node is self) and self.refuse(act.action, act.title):
            event.stop()

    def refuse(self, action: str, word: str) -> bool:
        """Tell whether an action cannot be done now, and say why."""
        why = why_not(action, word, self.chosen())
        if why:
            self.planner.hint(why)
        return bool(why)

    def action_submit(self) -> None:
        """Report the chosen tasks as done."""
        from planrunner.tui.screens.submit_form import SubmitForm

        self.app.push_screen(SubmitForm(Choice(list(self.chosen()))))

    def action_start(self) -> None:
        """Mark the chosen tasks as begun."""
        self._at_once("start")

    def action_close(self) -> None:
        """Sign the chosen tasks off."""
        self._at_once("close")

    def action_return_task(self) -> None:
        """Send the chosen tasks back."""
        self._with_reason("return", "哪里要补、怎么补")

    def action_drop(self) -> None:
        """Mark the chosen tasks as not applicable."""
        self._with_reason("drop", "为什么不用办")

    def action_carry(self) -> None:
        """Carry the chosen tasks over to next year."""
        self._with_reason("carry", "为什么今年办不了")

    def action_reopen(self) -> None:
        """Open the chosen tasks again."""
        self._with_reason("reopen", "为什么要重新办")

    def action_reschedule(self) -> None:
        """Move the task to another day."""
        from planrunner.tui.screens.task_forms import RescheduleForm

        self.app.push_screen(RescheduleForm(Choice(list(self.chosen()))))

    def action_settle(self) -> None:
        """Enter what the task's date waits for: the day of an event, or the days that a notice names."""
        from planrunner.services.expecting import expected

        choice, desk = Choice(list(self.chosen())), self.desk
        self.ask(lambda: expected(desk, choice.names[0]), partial(self._settle, choice), group="settle")

    def _settle(self, choice: Choice, waits: Event | Awaited | None) -> None:
        from planrunner.services.expecting import Event
        from planrunner.tui.screens.settling_forms import EventForm, NoticeForm

        if waits is None:
            self.planner.hint("这项任务的日期不等通知，也不等外部事件；改期按 F4。")
        else:
            self.app.push_screen(EventForm(choice, waits) if isinstance(waits, Event) else NoticeForm(waits))

    def action_edit(self) -> None:
        """Change the task's title, owner or category."""
        from planrunner.tui.screens.task_forms import EditForm

        self.app.push_screen(EditForm(Choice(list(self.chosen()))))

    def action_evidence(self) -> None:
        """Attach evidence to the task."""
        from planrunner.tui.screens.task_forms import EvidenceForm

        self.app.push_screen(EvidenceForm(Choice(list(self.chosen()))))

    def action_note(self) -> None:
        """Write a line of progress."""
        from planrunner.tui.screens.task_forms import NoteForm

        self.app.push_screen(NoteForm(Choice(list(self.chosen()))))

    def action_add(self) -> None:
        """Add a task of one's own."""
        from planrunner.tui.screens.task_forms import AddForm

        self.app.push_screen(AddForm(self.day_for_new()))

    def day_for_new(self) -> str:
        """Return the day that a new task starts out with; none on most pages."""
        return ""

    def open_task(self, task: TaskRow) -> None:
        """Open a task's page."""
        from planrunner.tui.screens.task import TaskScreen

        self.app.push_screen(TaskScreen(task))

    def _at_once(self, move: Action) -> None:
        choice = Choice(list(self.chosen()))

        job = partial(_service(move), self.desk, choice.names, versions=choice.versions)
        self.tell(job, lambda _: f"已{ACTIONS[move]}：{choice.title}（^z 撤销）")

    def _with_reason(self, move: Action, hint: str) -> None:
        from planrunner.tui.screens.task_forms import ReasonForm

        self.app.push_screen(ReasonForm(Choice(list(self.chosen())), ACTIONS[move], hint, _service(move)))


def _service(move: Action) -> Callable[..., None]:
    """Return what makes a move. Imported when it is made, so that the first paint does not wait for it."""
    from planrunner.services import tracking

    services: dict[Action, Callable[..., None]] = {
        "start": tracking.start,
        "close": tracking.close,
        "return": tracking.return_,
        "drop": tracking.drop,
        "carry": tracking.carry,
        "reopen": tracking.reopen,
    }
    return services[move]
