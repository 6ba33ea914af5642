"""What lists and pages show: today, week, month, list, search, one task. Reads only; imports no ORM."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from planrunner.domain.lights import Light, light_on, yellow_until
from planrunner.domain.status import is_overdue
from planrunner.errors import NothingFoundError, UsageError
from planrunner.services import ids
from planrunner.store import queries
from planrunner.store.filters import Filters, filtered, holding, in_days
from planrunner.store.step_reads import steps_around
from planrunner.wording import CATEGORIES, LIGHTS, STATUSES, key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planrunner.services.desk import Desk
    from planrunner.services.lineage import Generation
    from planrunner.store.queries import EvidenceRow, HistoryRow, NoteRow, ObligationRow, TaskRow
    from planrunner.store.reader import Reader
    from planrunner.store.step_reads import StepRow


class Counted(Protocol):
    """What a task is judged by."""

    @property
    def due(self) -> date | None:
        """Its last day in time."""
        ...

    @property
    def status(self) -> str:
        """The key of its state."""
        ...

    @property
    def done_on(self) -> date | None:
        """The day on which the work was done."""
        ...


class Groups(NamedTuple):
    """The page 今日: late, to be done now, later this week, undated, waiting for my sign-off."""

    late: list[TaskRow]
    today: list[TaskRow]
    week: list[TaskRow]
    undated: list[TaskRow]
    waiting: list[TaskRow]


class TaskPage(NamedTuple):
    """One task with everything that hangs on it; `lineage` are the other years of what it serves."""

    task: TaskRow
    obligations: list[ObligationRow]
    evidence: list[EvidenceRow]
    metrics: dict[str, float]
    notes: list[NoteRow]
    history: list[HistoryRow]
    chain: list[StepRow]
    """The tasks that prepare this one, or the one that it prepares."""
    lineage: list[Generation]


def week_of(day: date) -> tuple[date, date]:
    """Return Monday and Sunday of the week that holds a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the month that holds a day."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def light_of(task: Counted, today: date, yellow: date) -> Light:
    """Return a task's light; `yellow` is the last due day that counts as near (`yellow_day`)."""
    return light_on(task.status, task.due, counted_on(task, today), yellow)  # type: ignore[arg-type]  # the table's CHECK holds the states


def counted_on(task: Counted, today: date) -> date:
    """Return the day on which a task is judged: today, or the day its work was done while it waits for its reviewer."""
    return task.done_on if task.status == "submitted" and task.done_on is not None else today


def yellow_day(desk: Desk) -> date:
    """Return the last due day within ten working days of today."""
    return yellow_until(desk.today(), desk.calendar())


def is_late(task: Counted, today: date) -> bool:
    """Tell whether a task is open with its last day in time behind it; work handed in counts by the day it was done."""
    return is_overdue(task.due, task.status, counted_on(task, today))  # type: ignore[arg-type]  # the table's CHECK holds the states


def overdue_since(task: TaskRow, today: date) -> date | None:
    """Return the day a task became late: as written down, or, while it is open, as the calendar says.

    What was written down before the work was handed in does not count while that was done earlier.
    """
    if task.overdue_since is not None:
        return task.overdue_since if counted_on(task, today) >= task.overdue_since else None
    return task.due + timedelta(days=1) if task.due and is_late(task, today) else None


def today_tasks(desk: Desk) -> list[TaskRow]:
    """Return the open tasks whose day has come: late ones, and those planned or due by today or in their window."""
    today = desk.today()
    with desk.store.reader() as reader:
        return [task for task in queries.open_tasks_until(reader, today) if _has_come(task, today)]


def between(desk: Desk, start: date, end: date) -> list[TaskRow]:
    """Return the tasks of these days (planned, due or in their window), done ones too.

    Where today is one of them, open tasks of earlier days come first: they are still to be done.
    """
    today = desk.today()
    with desk.store.reader() as reader:
        found = in_days(reader, start, end)
        if start <= today <= end:
            known = {task.id for task in found}
            still_open = queries.open_tasks_until(reader, today)
            found = [task for task in still_open if _has_come(task, today) and task.id not in known] + found
    return found


def done_between(desk: Desk, first: date, last: date) -> list[TaskRow]:
    """Return the tasks that were signed off and whose work was done in these days (both inclusive)."""
    with desk.store.reader() as reader:
        days = (first.isoformat(), last.isoformat())
        return queries.tasks(reader, "t.status = 'closed' AND t.done_on BETWEEN ? AND ?", days)


def groups(desk: Desk) -> Groups:
    """Return the page 今日. A task stands in one group only; what waits for sign-off is not listed twice."""
    today = desk.today()
    _, sunday = week_of(today)
    with desk.store.reader() as reader:
        soon = queries.open_tasks_until(reader, sunday)
        no_day = "t.status IN ('planned', 'started') AND t.planned IS NULL AND t.due IS NULL"
        undated = queries.tasks(reader, f"{no_day} AND t.{queries.YEAR_IS_OPEN}")
        waiting = queries.tasks(reader, f"t.status = 'submitted' AND t.{queries.YEAR_IS_OPEN}")
    doing = [task for task in soon if task.status != "submitted"]
    late = [task for task in doing if is_late(task, today)]
    come = [task for task in doing if not is_late(task, today) and _has_come(task, today)]
    rest = [task for task in doing if not _has_come(task, today) and _has_come(task, sunday)]
    return Groups(late, come, rest, undated, waiting)


def list_tasks(desk: Desk, filters: Filters) -> list[TaskRow]:
    """Return the tasks that pass every filter; status, light and category are keys or their Chinese words.

    Raises UsageError for one that does not exist.
    """
    filters = filters._replace(
        status=key_of(filters.status, STATUSES, "状态"),
        light=key_of(filters.light, LIGHTS, "灯"),
        category=key_of(filters.category, CATEGORIES, "类别"),
    )
    with desk.store.reader() as reader:
        return filtered(reader, filters, desk.today(), yellow_day(desk))


def search(desk: Desk, words: str) -> list[TaskRow]:
    """Return the tasks that hold every word in title, owner, reason, their report's quotes or their notes.

    Raises NothingFoundError where nothing matches, UsageError for no word at all.
    """
    terms = words.split()
    if not terms:
        raise UsageError("请写出要找的词，例如：planrunner search 宪法")
    with desk.store.reader() as reader:
        found = holding(reader, terms)
    if not found:
        raise NothingFoundError(f"没有找到含“{words}”的任务。可以换个词，或用 planrunner list 看全部。")
    return found


def task_page(desk: Desk, text: str) -> TaskPage:
    """Return one task with its obligations, evidence, numbers, notes, history and lineage. NothingFoundError for none."""
    from planrunner.services.lineage import generations  # it counts outcomes, which are told apart by what is here

    number = ids.read(ids.TASK, text)
    with desk.store.reader() as reader:
        found = queries.tasks_by_ids(reader, [number])
        if not found:
            raise NothingFoundError(f"没有编号为 {text} 的任务。可用 planrunner list 查看现有的。")
        serves = [obligation for _, obligation in queries.links(reader, [number])]
        obligations = queries.obligations(reader, f"o.id IN {queries.marks(serves)}", serves) if serves else []
        return TaskPage(
            found[0],
            obligations,
            queries.evidence_of(reader, [number]),
            queries.metrics_of(reader, [number]).get(number, {}),
            queries.notes_of(reader, [number]),
            queries.history_of(reader, "task", number),
            steps_around(reader, number),
            generations(reader, serves),
        )


def titles(desk: Desk, tasks: Sequence[str]) -> list[tuple[str, str]]:
    """Return (id, title) of the tasks named, each once, in the order named; what is not there is left out."""
    numbers = list(dict.fromkeys(ids.read(ids.TASK, text) for text in tasks))
    found: dict[int, str] = {}
    with desk.store.reader() as reader:
        for at in range(0, len(numbers), 500):
            found |= {row.id: row.title for row in queries.tasks_by_ids(reader, numbers[at : at + 500])}
    return [(ids.show(ids.TASK, number), found[number]) for number in numbers if number in found]


def tasks_to_json(desk: Desk, tasks: list[TaskRow]) -> list[dict[str, Any]]:
    """Return the array of `list --json` (cli.md)."""
    numbers = [task.id for task in tasks]
    with desk.store.reader() as reader:
        office = desk.office().name
        serves: dict[int, list[int]] = {}
        for task_id, obligation_id in queries.links(reader, None if len(numbers) > 500 else numbers):
            serves.setdefault(task_id, []).append(obligation_id)
        wanted = sorted({one for number in numbers for one in serves.get(number, [])})
        known = {row.id: row for row in _obligations(reader, wanted)}
        metrics: dict[int, dict[str, float]] = {}
        for at in range(0, len(numbers), 500):
            metrics |= queries.metrics_of(reader, numbers[at : at + 500])
    today, yellow = desk.today(), yellow_day(desk)
    return [
        _task_json(
            task, [known[one] for one in serves.get(task.id, [])], metrics.get(task.id, {}), office, today, yellow
        )
        for task in tasks
    ]


def page_to_json(desk: Desk, page: TaskPage) -> dict[str, Any]:
    """Return the object of `show --json`: a task with its history and evidence."""
    (found,) = tasks_to_json(desk, [page.task])
    found["history"] = [
        {"at": row.at.isoformat(), "who": row.who, "action": row.action, "reason": row.reason,
         "before": row.before, "after": row.after}
        for row in page.history
    ]  # fmt: skip
    found["evidence_items"] = [evidence_to_json(row) for row in page.evidence]
    found["before"] = next((ids.show(ids.TASK, row.id) for row in page.chain if row.waits), None)
    found["steps"] = [
        {"id": ids.show(ids.TASK, row.id), "title": row.title, "status": row.status,
         "planned": row.planned.isoformat() if row.planned else None}
        for row in page.chain if not row.waits
    ]  # fmt: skip
    found["lineage"] = [one.to_json() for one in page.lineage]
    found["notes"] = [{"at": row.at.isoformat(), "who": row.who, "text": row.text} for row in page.notes]
    return found


def evidence_to_json(row: EvidenceRow) -> dict[str, Any]:
    """Return one piece of evidence as `evidence list --json` prints it."""
    return {
        "id": ids.show(ids.EVIDENCE, row.id),
        "kind": row.kind,
        "title": row.title,
        "date": row.occurred_on.isoformat(),
        "received_at": row.received_at.isoformat(),
        "added_by": row.added_by,
        "file": row.file_name or None,
        "sha256": row.sha256,
        "size": row.size,
        "url": row.url or None,
        "number": row.number or None,
        "note": row.note or None,
        "status": row.status,
        "reviewed_by": row.reviewed_by,
        "replaces": ids.show(ids.EVIDENCE, row.replaces) if row.replaces else None,
        "replaced_by": ids.show(ids.EVIDENCE, row.replaced_by) if row.replaced_by else None,
    }


def grounds(task: TaskRow, serves: Sequence[ObligationRow]) -> list[dict[str, Any]]:
    """Return what a task rests on: of a law that changed during the year, what was in force on the task's last day."""
    on = task.due.isoformat() if task.due else ""
    return [
        item
        for row in serves
        for item in row.basis
        if not on or (item.get("from") or on) <= on <= (item.get("until") or on)
    ]


def _task_json(
    task: TaskRow,
    serves: list[ObligationRow],
    metrics: dict[str, float],
    office: str,
    today: date,
    yellow: date,
) -> dict[str, Any]:
    def iso(day: date | None) -> str | None:
        return day.isoformat() if day else None

    window = [iso(task.window_from), iso(task.window_to)] if task.window_from else None
    return {
        "id": ids.show(ids.TASK, task.id),
        "title": task.title,
        "category": task.category,
        "status": task.status,
        "light": light_of(task, today, yellow),
        "rule_date": iso(task.rule_date),
        "planned": iso(task.planned),
        "window": window,
        "due": iso(task.due),
        "tentative": task.tentative,
        "owner": task.owner,
        "office": office,
        "obligations": [
            {"id": ids.show(ids.OBLIGATION, row.id), "title": row.title, "target": row.target, "done": row.done}
            for row in serves
        ],
        "measures": [item for row in serves for item in row.measures],
        "basis": grounds(task, serves),
        "date_source": task.date_source,
        "reason": f"{task.reason}；{task.note}" if task.note and task.note not in task.reason else task.reason,
        "evidence": task.evidence,
        "metrics": metrics,
        "overdue_since": iso(overdue_since(task, today)),
        "version": task.version,
    }


def _obligations(reader: Reader, wanted: list[int]) -> list[ObligationRow]:
    found: list[ObligationRow] = []
    for at in range(0, len(wanted), 500):
        part = wanted[at : at + 500]
        found += queries.obligations(reader, f"o.id IN {queries.marks(part)}", part)
    return found


def _has_come(task: TaskRow, today: date) -> bool:
    """Tell whether a task's day is here or behind: the one it is planned on, its last one, or its week's first."""
    first = task.window_from if task.spans else None
    return any(day is not None and day <= today for day in (task.planned, task.due, first))
