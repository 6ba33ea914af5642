"""Why an action cannot be done with the chosen tasks: a key that seems dead teaches nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.domain.status import MOVES, OPEN
from planrunner.wording import ACTIONS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planrunner.domain.status import Action
    from planrunner.store.queries import TaskRow

MOVE_OF: dict[str, Action] = {
    "submit": "submit",
    "start": "start",
    "close": "close",
    "return_task": "return",
    "drop": "drop",
    "carry": "carry",
    "reopen": "reopen",
}
"""Action of the registry → the move between states that it makes."""

SINGLE = frozenset({"reschedule", "settle", "edit", "evidence", "note"})
"""Actions on one task: with several marked they wait."""

NEEDS_TASK = SINGLE | MOVE_OF.keys()
FOR_SUBMITTED = frozenset({"close", "return_task"})
"""What a reviewer does; out of the footer where nothing waits for one."""
MOVABLE = frozenset({"planned", "started"})
"""States in which a task's day may still change."""


def fits(action: str, status: str) -> bool:
    """Tell whether an action can be done with a task in a state."""
    if action == "reschedule":
        return status in MOVABLE
    return action not in MOVE_OF or status in MOVES[MOVE_OF[action]][0]


def why_not(action: str, word: str, tasks: Sequence[TaskRow]) -> str:
    """Return why `action`, called `word` on the screen, cannot be done with these tasks; "" where it can."""
    if action not in NEEDS_TASK:
        return ""
    if not tasks:
        return f"先把光标移到一项任务上，再{word}。"
    if action in SINGLE and len(tasks) > 1:
        return f"标记了 {len(tasks)} 项，{word}一次只能对一项：先按 Esc 取消标记。"
    wrong = next((task for task in tasks if not fits(action, task.status)), None)
    if wrong is None:
        return ""
    head = f"T{wrong.id} " if len(tasks) > 1 else ""
    return head + _reason(action, word, wrong.status)


def _reason(action: str, word: str, status: str) -> str:
    if action in FOR_SUBMITTED and status in MOVABLE:
        return f"还没有提交，不能{word}。先按 F5 报完成。"
    if action == "reopen":
        return f"{STATUSES[status]}，还没有结束，不用重新打开。"
    if status == "started":
        return "已经在进行中了。"
    verb = ACTIONS[MOVE_OF[action]] if action in MOVE_OF else word
    if status in OPEN:
        return f"已经提交，在等审核，不能再{verb}。要改的，先由审核的人退回（^t）。"
    if action in MOVE_OF and MOVES[MOVE_OF[action]][1] == status:
        return f"已经是“{STATUSES[status]}”了。"
    return f"任务是“{STATUSES[status]}”，不能{verb}。要重新办，按 ^e 重新打开。"
