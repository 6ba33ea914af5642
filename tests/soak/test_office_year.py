"""A year played by a random office: whatever people do, in whatever order, the promises of the design hold."""

import os
import shutil
import tempfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from planrunner.domain.status import OPEN
from planrunner.errors import NotAllowedError, PlanrunnerError
from planrunner.services import agenda, closing, events, intake, notices, planning, tracking, undoing, workspace
from planrunner.services.closing_state import Decided, closed_among, standing
from planrunner.services.desk import Desk
from planrunner.services.evidence import NewEvidence
from planrunner.services.sample import sample_report
from planrunner.store import queries
from planrunner.store.database import Store
from planrunner.store.filters import Filters
from planrunner.store.queries import TaskRow
from planrunner.store.target import Target

PEOPLE = ("经办", "审核", "镇长")
WHO = st.sampled_from(PEOPLE)
DAYS = st.dates(date(2022, 1, 4), date(2022, 12, 31))
PICK = st.integers(0, 200)
TURNS = int(os.environ.get("PLANRUNNER_YEARS", "40"))


class Office(RuleBasedStateMachine):
    """One workspace with an accepted plan, three people, and time that only goes forward."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="planrunner-year-"))
        self.store = Store(Target(file=self.folder / "planrunner.db"))
        self.today = date(2022, 1, 4)
        self.late: dict[int, date] = {}
        self.still: list[TaskRow] | None = None
        self.records = 0

    def desk(self, who: str) -> Desk:
        """Return a person's desk on the day it is."""
        return Desk(self.folder, self.store, who, given_today=self.today)

    def tasks(self) -> list[TaskRow]:
        """Return all tasks."""
        return agenda.list_tasks(self.desk("查"), Filters())

    def one(self, pick: int) -> str:
        """Return the id of some task."""
        found = self.tasks()
        return f"T{found[pick % len(found)].id}" if found else "T1"

    @initialize()
    def plan(self) -> None:
        """Import and accept the sample's plan."""
        report = self.folder / "报告.txt"
        report.write_text(sample_report(2021), encoding="utf-8")
        workspace.init(self.desk("经办"), "清源镇", "370305")
        intake.import_report(self.desk("经办"), report)
        planning.accept_all(self.desk("经办"))

    @rule(days=st.integers(0, 40))
    def wait(self, days: int) -> None:
        """Let time pass."""
        self.today = min(self.today + timedelta(days=days), date(2022, 12, 31))

    @rule(pick=PICK, who=WHO)
    def start(self, pick: int, who: str) -> None:
        """Begin a task, or be told that it cannot be begun."""
        with suppress(PlanrunnerError):
            tracking.start(self.desk(who), [self.one(pick)])

    @rule(pick=PICK, who=WHO, proved=st.booleans(), number=st.integers(0, 500))
    def submit(self, pick: int, who: str, proved: bool, number: int) -> None:
        """Report a task as done, with or without evidence."""
        with suppress(PlanrunnerError):
            tracking.submit(
                self.desk(who),
                [self.one(pick)],
                reason="" if proved else "口头布置",
                evidence=[NewEvidence(title="记录", note="已办")] if proved else [],
                metrics={"人次": number},
            )

    @rule(pick=PICK, who=WHO)
    def close(self, pick: int, who: str) -> None:
        """Sign a task off; the one who did it may not."""
        task = self.one(pick)
        with suppress(PlanrunnerError):
            tracking.close(self.desk(who), [task])
            closed = agenda.task_page(self.desk(who), task).task
            assert closed.closed_by == who != closed.submitted_by

    @rule(pick=PICK, who=WHO, action=st.sampled_from(["return_", "reopen", "carry", "drop"]))
    def decide(self, pick: int, who: str, action: str) -> None:
        """Return, reopen, carry over or drop, with a reason."""
        with suppress(PlanrunnerError):
            getattr(tracking, action)(self.desk(who), [self.one(pick)], "有理由")

    @rule(pick=PICK, who=WHO, day=DAYS)
    def move(self, pick: int, who: str, day: date) -> None:
        """Give a task another day."""
        with suppress(PlanrunnerError):
            tracking.reschedule(self.desk(who), self.one(pick), day, "会议冲突")

    @rule(pick=PICK, day=DAYS)
    def happen(self, pick: int, day: date) -> None:
        """Enter what a trigger waits for."""
        with suppress(PlanrunnerError):
            events.record_event(self.desk("经办"), self.one(pick), day)

    @rule(first=st.dates(date(2022, 11, 28), date(2022, 12, 6)), apply=st.booleans())
    def notice(self, first: date, apply: bool) -> None:
        """Enter the notice of the constitution week, or only look at what it would move."""
        notices.add_notice(self.desk("经办"), "constitution-week", first, first + timedelta(days=6), apply=apply)

    @rule(who=WHO, again=st.booleans())
    def take_back(self, who: str, again: bool) -> None:
        """Undo one's last change, or redo it."""
        with suppress(PlanrunnerError):
            (undoing.redo if again else undoing.undo)(self.desk(who))

    @rule(who=WHO, rest=st.sampled_from(["carry", "drop", "unfinished"]))
    def close_year(self, who: str, rest: str) -> None:
        """Close the year, whatever is left."""
        with suppress(PlanrunnerError):
            closing.close_year(self.desk(who), 2022, {}, rest=Decided(rest, "有理由"), apply=True)  # type: ignore[arg-type]  # one of three

    @rule(who=WHO)
    def reopen_year(self, who: str) -> None:
        """Open the year again."""
        with suppress(PlanrunnerError):
            closing.reopen_year(self.desk(who), 2022, "补录")

    @rule()
    def read_again(self) -> None:
        """Read the report twice; the second time changes nothing."""
        with suppress(NotAllowedError):
            intake.import_report(self.desk("经办"), self.folder / "报告.txt")
        if closed_among(self.desk("查"), [2022]):
            return
        done = intake.import_report(self.desk("经办"), self.folder / "报告.txt")
        assert (done.new, done.changed, done.withdrawn) == (0, 0, 0)

    @invariant()
    def promises(self) -> None:
        """Hold the chain whole, lateness on record, done counts equal to what is closed, and a closed year as it was."""
        if not (self.folder / "planrunner.db").exists():
            return
        verdict = workspace.verify(self.desk("查"))
        assert verdict.problems == []
        assert verdict.records >= self.records
        self.records = verdict.records
        tasks = {task.id: task for task in self.tasks()}
        this_year = [task for task in tasks.values() if task.plan_year == 2022]
        closed = bool(closed_among(self.desk("查"), [2022]))
        if closed and self.still is not None:
            assert this_year == self.still
        self.still = this_year if closed else None
        if closed:
            assert standing(self.desk("查"), 2022).undecided == []
            assert not any(task.plan_year == 2022 for group in agenda.groups(self.desk("查")) for task in group)
        for number, since in self.late.items():
            assert number not in tasks or tasks[number].overdue_since == since
        self.late |= {task.id: task.overdue_since for task in tasks.values() if task.overdue_since}
        for task in tasks.values():
            assert task.status in OPEN or task.status in ("closed", "carried", "dropped")
            assert (task.closed_by is None) == (task.status != "closed")
            assert task.planned is None or task.due is None or task.planned <= task.due
        with self.store.reader() as reader:
            links: dict[int, list[int]] = {}
            for task_id, obligation in queries.links(reader):
                links.setdefault(obligation, []).append(task_id)
            for row in queries.obligations(reader):
                mine = [tasks[number] for number in links.get(row.id, [])]
                assert row.done == sum(task.status == "closed" for task in mine)

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.store.close()
        shutil.rmtree(self.folder)


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def play(years: int, steps: int) -> None:
    """Play so many years of so many steps."""
    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=years, stateful_step_count=steps, deadline=None, derandomize=True, suppress_health_check=QUIET
        ),
    )


def test_a_few_years() -> None:
    """A few short years."""
    play(3, 20)


@pytest.mark.soak
def test_many_years() -> None:
    """Many long ones (PLANRUNNER_YEARS)."""
    play(TURNS, 60)
