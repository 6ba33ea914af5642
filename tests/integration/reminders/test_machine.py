"""Reminders under any order of events: people work, time passes, channels fail, programs die."""

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tests.integration.reminders.office import desk_at, rows, wall
from tests.integration.workplace import Workplace

from planrunner.services import reminding, tracking, workspace
from planrunner.services.delivering import LEASE, DeliveryError, Letter
from planrunner.services.desk import Desk
from planrunner.store.target import Target


class Killed(BaseException):
    """Stands for the end of a program between sending and acknowledging: nothing after it runs."""


class Reminding(RuleBasedStateMachine):
    """One office in spring 2022; the list of letters that arrived is the judge, outside the database."""

    made: Path

    def __init__(self) -> None:
        super().__init__()
        folder = Path(tempfile.mkdtemp(prefix="planrunner-machine-"))
        shutil.copyfile(self.made, folder / "planrunner.db")
        self.place = Workplace(folder, Target(file=folder / "planrunner.db"))
        self.now = wall(3, 1)
        self.arrived: list[Letter] = []
        self.unsettled: set[str] = set()
        self.open: set[str] = set()
        self.waiting: set[str] = set()
        self.up = True

    def desk(self) -> Desk:
        """Return a desk at the machine's present moment."""
        return desk_at(self.place, self.now)

    @rule(ahead=st.integers(-5, 25))
    def add(self, ahead: int) -> None:
        """Let a person add a task."""
        self.now += timedelta(seconds=1)
        self.open.add(tracking.add(self.desk(), "任务", due=self.now.date() + timedelta(days=ahead)))

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def submit(self, data: st.DataObject) -> None:
        """Let a person report a task as done."""
        task = data.draw(st.sampled_from(sorted(self.open)))
        tracking.submit(self.desk(), [task], reason="口头完成")
        self.open.discard(task)
        self.waiting.add(task)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def return_(self, data: st.DataObject) -> None:
        """Let a reviewer send a task back."""
        task = data.draw(st.sampled_from(sorted(self.waiting)))
        tracking.return_(self.desk(), [task], "缺材料")
        self.waiting.discard(task)
        self.open.add(task)

    @precondition(lambda self: self.open)
    @rule(data=st.data(), ahead=st.integers(0, 20))
    def reschedule(self, data: st.DataObject, ahead: int) -> None:
        """Let a person move a task."""
        task = data.draw(st.sampled_from(sorted(self.open)))
        tracking.reschedule(self.desk(), task, self.now.date() + timedelta(days=ahead), "会期有变")

    @rule(hours=st.integers(1, 80))
    def wait(self, hours: int) -> None:
        """Let time pass with no program running."""
        self.now += timedelta(hours=hours)

    @rule()
    def switch(self) -> None:
        """Take the channel down, or bring it back."""
        self.up = not self.up

    @rule()
    def work(self) -> None:
        """Let a program do one round; no letter it sends speaks of what is done."""
        before = len(self.arrived)
        reminding.run_once(self.desk(), self.take)
        for letter in self.arrived[before:]:
            if letter.key.startswith("task:") and letter.key not in self.unsettled:
                assert f"T{letter.key.split('/')[0].removeprefix('task:')}" in self.open
            self.unsettled.discard(letter.key)

    @rule()
    def work_and_die(self) -> None:
        """Let a program die right after its first letter left; its lease runs out."""

        def last(letter: Letter) -> None:
            self.take(letter)
            self.unsettled.add(letter.key)
            raise Killed

        try:
            reminding.run_once(self.desk(), last)
        except Killed:
            self.now += LEASE

    def take(self, letter: Letter) -> None:
        """Take a letter, unless the channel is down."""
        if not self.up:
            raise DeliveryError("连不上")
        self.arrived.append(letter)

    @invariant()
    def nothing_twice(self) -> None:
        """Check that a key comes again only where a program died before acknowledging, and with the same Message-ID."""
        seen: dict[str, str] = {}
        settled: set[str] = set()
        for letter in self.arrived:
            assert seen.setdefault(letter.key, letter.message_id) == letter.message_id
        for row in rows(self.desk(), "sent"):
            assert row.key not in settled
            settled.add(row.key)
        assert settled <= set(seen)
        assert set(seen) - settled <= self.unsettled | {row.key for row in rows(self.desk(), "leased")}

    @invariant()
    def digests_on_working_days(self) -> None:
        """At most one digest a day, on working days alone."""
        days = [row.occurrence for row in rows(self.desk()) if row.rule == "digest"]
        assert len(days) == len(set(days))
        assert all(self.desk().calendar().is_workday(date.fromisoformat(day)) for day in days)

    def teardown(self) -> None:
        """Bring the channel back: nothing that is due stays behind, the history is sound."""
        self.up = True
        self.now += timedelta(days=3)
        for _ in range(3):
            reminding.run_once(self.desk(), self.take)
            self.now += LEASE
        assert not [row for row in rows(self.desk(), "pending", "leased") if row.due_at <= self.now - 3 * LEASE]
        assert workspace.verify(self.desk()).problems == []
        self.place.close()
        shutil.rmtree(self.place.folder)


@pytest.mark.parametrize("examples", [8, pytest.param(300, marks=pytest.mark.soak)])
def test_no_order_of_events_loses_or_doubles_a_reminder(made_file: Path, examples: int) -> None:
    """In any order of work, waiting, failing channels and dying programs: nothing lost, nothing doubled, nothing stale."""
    Reminding.made = made_file
    chosen = settings(max_examples=examples, stateful_step_count=20, deadline=None, phases=(Phase.generate,))
    run_state_machine_as_test(Reminding, settings=chosen)
