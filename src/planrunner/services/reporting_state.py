"""How a task came out, and numbers in words: shared by the summary and the draft."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from planrunner.services import agenda, ids
from planrunner.wording import NO_EVIDENCE, STATUSES, month_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from planrunner.reports.sentences import Phrases
    from planrunner.services.reporting_facts import Facts
    from planrunner.store.queries import EvidenceRow, ObligationRow, TaskRow

Outcome = Literal["done", "late", "open", "carried", "dropped"]
NUMBERS = "一二三四五六七八九十"
OUTCOMES: dict[Outcome, str] = {
    "done": "按期完成",
    "late": "逾期完成",
    "open": "未完成",
    "carried": "转下年",
    "dropped": "不适用",
}


def finished_late(task: TaskRow) -> bool:
    """Tell whether a task was done after its last day in time, or after it had already been late once.

    The day the work was done decides, not the day it was reported; a task that was late and got a later date stays late.
    """
    if task.done_on is None:
        return task.overdue_since is not None
    after_due = task.due is not None and task.done_on > task.due
    return after_due or (task.overdue_since is not None and task.done_on >= task.overdue_since)


def outcome(task: TaskRow) -> Outcome:
    """Return how a task came out; every task has exactly one outcome."""
    match task.status:
        case "closed":
            return "late" if finished_late(task) else "done"
        case "carried":
            return "carried"
        case "dropped":
            return "dropped"
        case _:
            return "open"


def tally(tasks: Iterable[TaskRow]) -> Counter[Outcome]:
    """Count outcomes. 应办 is the sum of all but 不适用."""
    return Counter(outcome(task) for task in tasks)


def untriggered(facts: Facts) -> set[int]:
    """Return the undated tasks that nobody began because nothing was recorded that asks for them: no lawsuit, no application.

    They wait for an event, or law or a notice asks for them case by case; work whose day is one's own choice is none.
    """
    waiting = {
        task
        for number, row in facts.obligations.items()
        if _waits(row, facts)
        for task in facts.tasks_of.get(number, ())
    }
    undated = (facts.tasks[number] for number in waiting)
    return {task.id for task in undated if task.status == "planned" and task.due is None and task.planned is None}


def _waits(row: ObligationRow, facts: Facts) -> bool:
    kind = row.schedule["kind"]
    rule = facts.rules.get(row.rule) if row.rule else None
    return kind == "trigger" or (
        kind == "discretionary" and rule is not None and rule.dated_by in ("statute", "notice")
    )


def owed(counts: Counter[Outcome]) -> int:
    """Return 应办: everything but what was found not to apply."""
    return sum(counts.values()) - counts["dropped"]


def percent(part: int, whole: int) -> str:
    """Return a share with one decimal and without the sign, "" for a share of nothing."""
    return f"{100 * part / whole:.1f}" if whole else ""


def short_day(day: date, year: int) -> str:
    """Return a day without its year where it lies in `year` (4月15日, 2028年1月5日)."""
    text = month_day(day)
    return text if day.year == year else f"{day.year}年{text}"


def state_in_words(task: TaskRow, today: date) -> str:
    """Return what became of a task: day and manner of completion, or where it stands."""
    result = outcome(task)
    if result in ("done", "late"):
        day = f"{short_day(task.done_on, task.plan_year)}" if task.done_on else ""
        notes = [word for word, holds in (("逾期", result == "late"), ("自审", task.self_reviewed)) if holds]
        return f"{day}完成" + (f"（{'、'.join(notes)}）" if notes else "")
    late = agenda.is_late(task, today)
    return STATUSES[task.status] + ("（逾期）" if late or (result == "open" and task.overdue_since) else "")


def accepted(facts: Facts, task: int) -> tuple[EvidenceRow, ...]:
    """Return the evidence of a task that a reviewer accepted."""
    return tuple(piece for piece in facts.evidence.get(task, ()) if piece.status == "accepted")


def without_evidence(facts: Facts, task: TaskRow) -> bool:
    """Tell whether a finished task has no accepted evidence; the papers then say 无佐证."""
    return task.status == "closed" and not accepted(facts, task.id)


def metric_sums(metrics: Iterable[Mapping[str, float]], phrases: Phrases) -> dict[str, str]:
    """Return the numbers of several tasks in words: counts added up, rates and averages one beside the other."""
    values: dict[str, list[float]] = {}
    for one in metrics:
        for name, value in one.items():
            values.setdefault(name, []).append(value)
    return {
        name: "、".join(number(value) for value in dict.fromkeys(those))
        if any(word in name for word in phrases.not_summed)
        else number(sum(those))
        for name, those in values.items()
    }


def number(value: float) -> str:
    """Return a number without needless decimals: 120, 95.5."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def task_ids(tasks: Iterable[int]) -> tuple[str, ...]:
    """Return the ids of tasks as people see them."""
    return tuple(ids.show(ids.TASK, task) for task in tasks)


def grounds(facts: Facts, tasks: Iterable[TaskRow], phrases: Phrases) -> tuple[str, ...]:
    """Return what a sentence on finished tasks rests on: each task with its accepted evidence and its recorded numbers."""
    found = []
    for task in tasks:
        pieces = [ids.show(ids.EVIDENCE, piece.id) for piece in accepted(facts, task.id)]
        parts = [f"佐证 {'、'.join(pieces)}" if pieces else _bare(task)]
        parts += [f"{name} {value}" for name, value in metric_sums([facts.metrics.get(task.id, {})], phrases).items()]
        found.append(f"{ids.show(ids.TASK, task.id)}（{'，'.join(parts)}）")
    return tuple(found)


def _bare(task: TaskRow) -> str:
    return f"{NO_EVIDENCE}：{task.no_evidence_reason}" if task.no_evidence_reason else "佐证未认可"


def numeral(value: int) -> str:
    """Return a number from 1 to 99 as papers number their chapters: 十二."""
    tens, units = divmod(value, 10)
    high = "" if tens == 0 else "十" if tens == 1 else f"{NUMBERS[tens - 1]}十"
    return high + (NUMBERS[units - 1] if units else "")
