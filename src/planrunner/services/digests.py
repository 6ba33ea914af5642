"""The words of reminders: one task, the day's digest, several in one. Plain text; subjects are one line."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from planrunner.domain.status import OPEN
from planrunner.locations import default_workspace
from planrunner.services import agenda, ids
from planrunner.store import year_reads
from planrunner.wording import LIGHT_MEANINGS, OVERDUE, STATUSES, TENTATIVE, WEEKDAYS, month_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from planrunner.services.desk import Desk
    from planrunner.store.outbox import RemindedTask
    from planrunner.store.queries import TaskRow

Words = tuple[str, str] | None
"""Subject and body, or None where there is nothing to say."""
NOTHING = "今天没有要提醒的事项"
LOOK_AHEAD = 5
"""Working days that the digest looks ahead."""
LONGEST_LIST = 20
"""Lines of one part of the digest; the rest is counted."""


def in_words(day: date) -> str:
    """Return a day as people write it, for example 4月30日（周五）."""
    return f"{month_day(day)}（周{WEEKDAYS[day.weekday()]}）"


def program(desk: Desk) -> str:
    """Return the words that start the program on this desk's data; "" for a database, whose address is not for mails."""
    if desk.store.target.is_postgres:
        return ""
    folder = desk.folder.absolute()
    if folder == default_workspace().absolute():
        return "planrunner"
    return f'planrunner --workspace "{folder}"' if " " in str(folder) else f"planrunner --workspace {folder}"


def reminder(task_id: str, task: RemindedTask, offset: str, program: str) -> tuple[str, str]:
    """Return subject and body of one task's reminder.

    `offset` is as `domain.reminder_rules` reads it; `program` starts the program ("": no commands are named).
    """
    title = " ".join(task.title.split())
    if offset.startswith("+"):
        when = f"{OVERDUE}，时限是{in_words(task.due)}"
    elif task.start is not None:
        when = f"{in_words(task.start)}开始"
    else:
        when = f"{in_words(task.due)}到期"
    lines = [
        f"{task_id} {title}",
        f"时限：{task.due.year}年{in_words(task.due)}" + (f"，{TENTATIVE}" if task.tentative else ""),
    ]
    if task.start is not None:
        lines.insert(1, f"开始：{task.start.year}年{in_words(task.start)}")
    if task.owner:
        lines.append(f"负责：{task.owner}")
    if program:
        lines += ["", f"查看：{program} show {task_id}", f"办完后：{program} submit {task_id}"]
    return f"{task_id} {title}：{when}", "\n".join(lines)


def escalated(task_id: str, task: RemindedTask, after: int, level: str, program: str) -> tuple[str, str]:
    """Return subject and body that tell a leader of a task which is `after` working days late."""
    _, body = reminder(task_id, task, "+1w", program)
    title = " ".join(task.title.split())
    return f"{task_id} {title}：{OVERDUE}{after}个工作日，报{level}", body


def daily(desk: Desk) -> Words:
    """Return subject and body of today's digest: late, today, the next working days, waiting for sign-off.

    What is late comes first. None where all of it is empty.
    """
    today = desk.today()
    groups = agenda.groups(desk)
    taken = {task.id for part in (groups.late, groups.today, groups.waiting) for task in part}
    horizon = desk.calendar().add_workdays(today, LOOK_AHEAD)
    coming = _still_to_do(desk, today + timedelta(days=1), horizon, taken)
    parts = (
        (LIGHT_MEANINGS["red"], groups.late),
        ("今天", groups.today),
        (f"{LOOK_AHEAD}个工作日内", coming),
        (STATUSES["submitted"], groups.waiting),
    )
    said = [(name, tasks) for name, tasks in parts if tasks]
    if not said:
        return None
    subject = f"{in_words(today)}工作提醒：" + "，".join(f"{name}{len(tasks)}项" for name, tasks in said)
    return subject, "\n\n".join(_part(name, tasks, today, program(desk)) for name, tasks in said)


def _still_to_do(desk: Desk, first: date, last: date, besides: set[int]) -> list[TaskRow]:
    """Return the open tasks of these days; what is left of a closed year is asked for no more."""
    with desk.store.reader() as reader:
        closed = year_reads.closed_years(reader)
    return [
        task
        for task in agenda.between(desk, first, last)
        if task.status in OPEN and task.plan_year not in closed and task.id not in besides
    ]


def weekly(desk: Desk) -> Words:
    """Return subject and body of the week's digest for leaders: late, this week, waiting for sign-off, done last week.

    None where all of it is empty.
    """
    today = desk.today()
    monday, sunday = agenda.week_of(today)
    groups = agenda.groups(desk)
    taken = {task.id for part in (groups.late, groups.waiting) for task in part}
    week = _still_to_do(desk, today, sunday, taken)
    done = agenda.done_between(desk, monday - timedelta(days=7), monday - timedelta(days=1))
    parts = (
        (LIGHT_MEANINGS["red"], groups.late), ("本周", week), (STATUSES["submitted"], groups.waiting), ("上周办完", done),
    )  # fmt: skip
    said = [(name, tasks) for name, tasks in parts if tasks]
    if not said:
        return None
    counted = "，".join(f"{name}{len(tasks)}项" for name, tasks in said)
    span = f"{month_day(monday)}—{month_day(sunday)}"
    return f"一周工作（{span}）：{counted}", "\n\n".join(
        _part(name, tasks, today, program(desk)) for name, tasks in said
    )


def _part(name: str, tasks: Sequence[TaskRow], today: date, program: str) -> str:
    lines = [f"{name}（{len(tasks)}项）", *(_line(task, today) for task in tasks[:LONGEST_LIST])]
    if len(tasks) > LONGEST_LIST:
        lines.append(f"· 还有{len(tasks) - LONGEST_LIST}项" + (f"，用 {program} today 查看" if program else ""))
    return "\n".join(lines)


def _line(task: TaskRow, today: date) -> str:
    """Return one task's line: the day it stands on, its last day in time where that is another, and its owner."""
    late = task.due is not None and task.due < today
    day = task.due if late or task.planned is None else task.planned
    words = [f"· {ids.show(ids.TASK, task.id)}", in_words(day) if day else "", " ".join(task.title.split())]
    if task.due is not None and task.due != day:
        words[-1] += f"（时限{month_day(task.due)}）"
    return " ".join(word for word in words if word) + (f"　{task.owner}" if task.owner else "")


def together(digests: Sequence[str], subjects: Sequence[str]) -> tuple[str, str]:
    """Return subject and body of one message that carries digests (bodies) and reminders (subjects)."""
    listed = "\n".join([f"提醒（{len(subjects)}条）", *(f"· {subject}" for subject in subjects)])
    subject = f"{len(subjects)}条提醒"
    return (f"今日汇总和{subject}" if digests else subject), "\n\n".join([*digests, listed])


def fingerprint(keys: Iterable[str]) -> str:
    """Return a short name for a set of keys, whatever their order."""
    return hashlib.sha256(repr(sorted(keys)).encode()).hexdigest()[:16]
