"""How a year stands before it is closed: what is open and why, which numbers and evidence are missing, what is short."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from planrunner.errors import UsageError
from planrunner.services import agenda, ids
from planrunner.services.reporting_facts import gather, without_steps
from planrunner.services.reporting_state import Outcome, outcome, owed, tally, task_ids, without_evidence
from planrunner.store import year_reads

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planrunner.services.carrying import Carried
    from planrunner.services.desk import Desk
    from planrunner.services.reporting_facts import Facts
    from planrunner.store.queries import TaskRow
    from planrunner.store.year_reads import ClosedYear

Decision = Literal["carry", "drop", "unfinished"]
DECISIONS: dict[Decision, str] = {"carry": "转下年", "drop": "不适用", "unfinished": "未完成"}
STATUS_AFTER: dict[Decision, str] = {"carry": "carried", "drop": "dropped"}
WHYS = {"late": "逾期", "submitted": "已提交、待审核", "undated": "日期待定", "ahead": "还没到期"}
LACKS = {"none": "没有佐证", "waiting": "佐证待认可", "returned": "佐证已退回"}
TOTALS: tuple[Outcome, ...] = ("done", "late", "open", "carried", "dropped")


class Decided(NamedTuple):
    """What is to become of an open task, and why."""

    decision: Decision
    reason: str


class OpenTask(NamedTuple):
    """A task that is not finished: `why` is a key of WHYS; `decided` None while nobody has said what becomes of it."""

    task: str
    title: str
    why: str
    version: int
    decided: Decided | None

    def to_json(self) -> dict[str, Any]:
        """Return the task as `close-year --json` prints it."""
        decision, reason = self.decided or (None, "")
        return {"task": self.task, "title": self.title, "why": self.why, "decision": decision, "reason": reason}


class NumbersMissing(NamedTuple):
    """Numbers that an obligation's rule expects, of which none is recorded though work for it is signed off."""

    obligation: str
    title: str
    metrics: tuple[str, ...]
    tasks: tuple[str, ...]


class EvidenceMissing(NamedTuple):
    """A finished task whose evidence is not there or not accepted: `what` is a key of LACKS."""

    task: str
    title: str
    what: str
    reason: str


class Short(NamedTuple):
    """An obligation that was done fewer times than it is to be: `done` of `target`."""

    obligation: str
    title: str
    done: int
    target: int


STEP_ENDS = Decided("drop", "所准备的工作不再办了")
"""What becomes of a preparing step that is still open: it ends with its year, nobody is asked about it."""


@dataclass(frozen=True)
class Standing:
    """A plan year as it stands, or as it was closed; the totals are those of the year-end summary."""

    year: int
    closed: bool
    cut_off: date
    totals: dict[str, int]
    open: tuple[OpenTask, ...]
    missing_numbers: tuple[NumbersMissing, ...]
    missing_evidence: tuple[EvidenceMissing, ...]
    undecided_proposals: int
    short: tuple[Short, ...]
    carried: tuple[Carried, ...] = field(default=())

    @property
    def undecided(self) -> list[OpenTask]:
        """Open tasks of which nobody has said what becomes of them."""
        return [one for one in self.open if one.decided is None]

    def to_json(self) -> dict[str, Any]:
        """Return the object of `close-year --json`, without the files."""
        return {
            "year": self.year,
            "closed": self.closed,
            "cut_off": self.cut_off.isoformat(),
            "totals": self.totals,
            "open": [one.to_json() for one in self.open],
            "missing_numbers": [one._asdict() for one in self.missing_numbers],
            "missing_evidence": [one._asdict() for one in self.missing_evidence],
            "undecided_proposals": self.undecided_proposals,
            "short": [one._asdict() for one in self.short],
            "carried": [
                {"task": one.task, "title": one.title, "reason": one.reason, "proposal": one.proposal or None}
                for one in self.carried
            ],
        }


def standing(
    desk: Desk, year: int, cut_off: date | None = None, decided: Mapping[str, Decided] | None = None
) -> Standing:
    """Return how a year stands with these decisions by task id; those of tasks that are open no more are left out.

    Raises NothingFoundError where the year has no tasks, UsageError for an impossible cut-off.
    """
    facts = gather(desk, year)
    last = facts.today if facts.closed else cut_off_of(facts, cut_off)
    by_number = {ids.read(ids.TASK, text): one for text, one in (decided or {}).items()}
    still = {number: one for number, one in by_number.items() if _is_open(facts, number)}
    return stands(facts, undecided_proposals(desk, year), last, {} if facts.closed else still)


def years_with_tasks(desk: Desk) -> list[int]:
    """Return the plan years that have tasks, oldest first."""
    with desk.store.reader() as reader:
        return [int(row[0]) for row in reader.rows("SELECT DISTINCT plan_year FROM task ORDER BY plan_year")]


def stands(facts: Facts, proposals: int, cut_off: date, decided: Mapping[int, Decided]) -> Standing:
    """Return how a year stands once these tasks are decided."""
    ending = {one for one in facts.steps if _is_open(facts, one) and decided.get(one, STEP_ENDS) == STEP_ENDS}
    tasks = {
        number: _after(task, STEP_ENDS if number in ending else decided.get(number))
        for number, task in facts.tasks.items()
    }
    counts = tally(tasks.values())
    work = without_steps(facts)
    done = Counter(number for number, those in work.tasks_of.items() for one in those if tasks[one].status == "closed")
    return Standing(
        facts.year,
        facts.closed,
        cut_off,
        {"owed": owed(counts), **{name: counts[name] for name in TOTALS}},
        tuple(
            _open(task, facts, decided.get(task.id))
            for task in facts.tasks.values()
            if outcome(task) == "open" and task.id not in ending
        ),
        tuple(_missing_numbers(work)),
        tuple(_missing_evidence(work)),
        proposals,
        tuple(
            Short(ids.show(ids.OBLIGATION, row.id), row.title, done[row.id], row.target)
            for row in facts.obligations.values()
            if row.target and done[row.id] < row.target
        ),
    )


def cut_off_of(facts: Facts, given: date | None) -> date:
    """Return the day that a year's data ends, by default today or the year's last day.

    Raises UsageError for a day to come or of an earlier year, and where finished work lies behind it.
    """
    today = facts.written
    last = max(
        (task.done_on for task in facts.tasks.values() if task.done_on and task.status == "closed"), default=None
    )
    if given is None:
        return max(min(today, date(facts.year, 12, 31)), last or date.min)
    if not date(facts.year, 1, 1) <= given <= today:
        raise UsageError(f"数据截止日 {given} 应在 {facts.year} 年 1 月 1 日到今天（{today}）之间。没有结账。")
    later = [task for task in facts.tasks.values() if task.status == "closed" and task.done_on and task.done_on > given]
    if later:
        named = "、".join(task_ids(task.id for task in later[:5]))
        raise UsageError(
            f"数据截止日 {given} 之后还办结了 {len(later)} 项（{named}），总结会把它们算进去。没有结账。"
            f"请写 --cut-off {last} 或更晚的日子，或者先把这几项重新打开。"
        )
    return given


def closed_among(desk: Desk, years: Iterable[int]) -> dict[int, ClosedYear]:
    """Return those of some years that are closed."""
    with desk.store.reader() as reader:
        closed = year_reads.closed_years(reader)
    return {year: closed[year] for year in sorted(set(years)) if year in closed}


def left_alone(desk: Desk, years: Iterable[int]) -> str:
    """Return what to tell of closed years that a change of dates has left alone, "" where there are none."""
    closed = closed_among(desk, years)
    return f"{'、'.join(map(str, closed))} 年已经结账，它的任务没有改期。" if closed else ""


def undecided_proposals(desk: Desk, year: int) -> int:
    """Return how many proposals of a year wait for a person."""
    with desk.store.reader() as reader:
        sql = """SELECT COUNT(*) FROM proposal WHERE plan_year = ?
                 AND (status = 'pending' OR (status = 'accepted' AND "update" IS NOT NULL))"""
        return int(reader.rows(sql, (year,))[0][0])


def _is_open(facts: Facts, number: int) -> bool:
    return number in facts.tasks and outcome(facts.tasks[number]) == "open"


def _after(task: TaskRow, decided: Decided | None) -> TaskRow:
    return task._replace(status=STATUS_AFTER.get(decided.decision, task.status)) if decided else task


def _open(task: TaskRow, facts: Facts, decided: Decided | None) -> OpenTask:
    if decided is None and facts.closed:
        decided = Decided("unfinished", task.status_reason)
    if task.status == "submitted":
        why = "submitted"
    elif agenda.is_late(task, facts.today):
        why = "late"
    else:
        why = "ahead" if task.due else "undated"
    return OpenTask(ids.show(ids.TASK, task.id), task.title, why, task.version, decided)


def _missing_numbers(facts: Facts) -> Iterable[NumbersMissing]:
    for row in facts.obligations.values():
        those = facts.tasks_of.get(row.id, ())
        done = [number for number in those if facts.tasks[number].status == "closed"]
        known = {name for number in those for name in facts.metrics.get(number, {})}
        missing = tuple(name for name in row.metrics if name not in known)
        if done and missing:
            yield NumbersMissing(ids.show(ids.OBLIGATION, row.id), row.title, missing, task_ids(done))


def _missing_evidence(facts: Facts) -> Iterable[EvidenceMissing]:
    for task in facts.tasks.values():
        states = {piece.status for piece in facts.evidence.get(task.id, ())}
        if "submitted" in states and task.status in ("closed", "submitted"):
            what = "waiting"
        elif without_evidence(facts, task):
            what = "returned" if states else "none"
        else:
            continue
        yield EvidenceMissing(ids.show(ids.TASK, task.id), task.title, what, task.no_evidence_reason)


def closed_standing(one: Standing, carried: Iterable[Carried]) -> Standing:
    """Return a standing as it is once the year is closed."""
    return replace(one, closed=True, carried=tuple(carried))
