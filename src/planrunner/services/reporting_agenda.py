"""一周工作安排 and 本月工作安排: what is due, late and done in some days, on a page to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.domain.status import OPEN
from planrunner.reports.paper import Block, Heading, Paper, Table, chinese_day, paragraph
from planrunner.services import agenda, ids
from planrunner.services.reporting_facts import load_phrases
from planrunner.services.reporting_state import short_day
from planrunner.wording import LIGHT_MEANINGS, LIGHTS, STATUSES, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from planrunner.services.desk import Desk
    from planrunner.store.queries import TaskRow


def week_paper(desk: Desk, day: date) -> Paper:
    """Return the arrangement of the week that holds a day, Monday to Sunday."""
    first, last = agenda.week_of(day)
    return _paper(desk, "week", first, last, f"{short_day(first, first.year)}—{short_day(last, first.year)}")


def month_paper(desk: Desk, day: date) -> Paper:
    """Return the arrangement of the month that holds a day."""
    first, last = agenda.month_of(day)
    return _paper(desk, "month", first, last, f"{first.year}年{first.month}月")


def _paper(desk: Desk, which: str, first: date, last: date, days: str) -> Paper:
    phrases, today, yellow = load_phrases(desk.folder), desk.today(), agenda.yellow_day(desk)
    office = desk.office().name
    tasks = agenda.between(desk, first, last)
    still = [task for task in tasks if task.status in OPEN]
    late = [task for task in still if agenda.is_late(task, today)]
    coming = [task for task in still if task not in late]
    done = [task for task in tasks if task.status == "closed"]
    none = paragraph(phrases.text("texts.agenda_none"))
    counts = {
        "today": chinese_day(today),
        "due": str(len(still) + len(done)),
        "finished": str(len(done)),
        "late": str(len(late)),
    }
    lights = {
        task.id: LIGHTS[light] + LIGHT_MEANINGS[light]
        for task in still
        for light in (agenda.light_of(task, today, yellow),)
    }
    blocks: list[Block] = [
        paragraph(phrases.text("texts.agenda_counts", **counts)),
        Heading(1, "一、工作安排"),
        _open_table(coming, lights, first) if coming else none,
        Heading(1, "二、逾期未办"),
        _open_table(late, lights, first) if late else none,
        Heading(1, "三、已完成"),
        _done_table(done, first) if done else none,
    ]
    return Paper(phrases.text(f"titles.{which}", office=office, days=days), tuple(blocks))


def _open_table(tasks: Sequence[TaskRow], lights: dict[int, str], first: date) -> Table:
    rows = tuple(
        (
            _when(task, first),
            f"{task.title}（{ids.show(ids.TASK, task.id)}）",
            task.owner or "未定",
            short_day(task.due, first.year) if task.due else "待定",
            f"{STATUSES[task.status]}\n{lights[task.id]}",
        )
        for task in sorted(tasks, key=lambda one: (one.planned or one.due or first, one.id))
    )
    return Table(("日期", "工作任务", "责任单位（人）", "时限", "状态"), rows, (5, 12, 5, 4, 4))


def _when(task: TaskRow, first: date) -> str:
    if task.spans and task.window_from and task.window_to:
        return f"{short_day(task.window_from, first.year)}—{short_day(task.window_to, first.year)}"
    day = task.planned or task.due
    return f"{short_day(day, first.year)}\n（周{WEEKDAYS[day.weekday()]}）" if day else "待定"


def _done_table(tasks: Sequence[TaskRow], first: date) -> Table:
    rows = tuple(
        (
            short_day(task.done_on, first.year) if task.done_on else "",
            f"{task.title}（{ids.show(ids.TASK, task.id)}）",
            task.owner or "未定",
            f"{task.evidence}件" if task.evidence else "无佐证",
        )
        for task in tasks
    )
    return Table(("完成日期", "工作任务", "责任单位（人）", "佐证"), rows, (5, 14, 6, 4))
