"""Undo and redo: two people do, take back and do again what they like; the history only grows and always verifies."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.integration.workplace import TODAY, Workplace

from planrunner.errors import ConflictError, NotAllowedError, NothingFoundError
from planrunner.services import agenda, evidence, tracking, undoing, workspace
from planrunner.store import queries
from planrunner.store.feed_rows import keep_bytes

KEPT = ("version", "sequence", "updated_at", "overdue_since")
"""What an undo never takes back."""


def content(place: Workplace) -> list[dict[str, Any]]:
    """Return every task as it stands, without what an undo keeps."""
    with place.desk().store.reader() as reader:
        rows = queries.tasks(reader)
    return [{name: value for name, value in row._asdict().items() if name not in KEPT} for row in rows]


def test_undo_brings_back_what_was(place: Workplace) -> None:
    """Taking back a submission takes back its evidence and numbers too; doing it again brings all of it back."""
    desk = place.desk()
    tracking.add(desk, "例会", due=date(2022, 3, 10))
    before = content(place)
    tracking.submit(desk, ["T1"], evidence=[evidence.NewEvidence(note="已开会")], metrics={"场次": 1})
    after = content(place)
    assert undoing.undo(desk) == "submit"
    assert content(place) == before
    assert place.sql("SELECT (SELECT COUNT(*) FROM evidence) + (SELECT COUNT(*) FROM metric)") == [(0,)]
    assert undoing.redo(desk) == "submit"
    assert content(place) == after
    assert agenda.task_page(desk, "T1").metrics == {"场次": 1.0}
    assert workspace.verify(desk).problems == []


def test_others_and_calendars_see_an_undo_as_something_new(place: Workplace) -> None:
    """Version and SEQUENCE go on counting through undo and redo, so no screen and no calendar shows a stale day."""
    desk = place.desk()
    tracking.add(desk, "例会", due=date(2022, 3, 10))
    tracking.reschedule(desk, "T1", date(2022, 3, 15), "有会")
    undoing.undo(desk)
    undoing.redo(desk)
    assert place.sql("SELECT version, sequence FROM task") == [(4, 3)]


def test_late_stays_late(place: Workplace) -> None:
    """What was written down as late is late after an undo of the change that wrote it down."""
    desk = place.desk()
    tracking.add(desk, "例会", due=date(2022, 2, 1))
    tracking.reschedule(desk, "T1", date(2022, 3, 15), "推迟")
    undoing.undo(desk)
    ((since,),) = place.sql("SELECT overdue_since FROM task")
    assert str(since) == "2022-02-02"
    assert workspace.verify(desk).problems == []


def test_only_ones_own(place: Workplace) -> None:
    """A person takes back their own last change, not their colleague's, and is told when they have none."""
    tracking.add(place.desk("甲"), "例会", due=None)
    with pytest.raises(NothingFoundError):
        undoing.undo(place.desk("乙"))
    tracking.start(place.desk("乙"), ["T1"])
    tracking.note(place.desk("甲"), "T1", "进展")
    assert undoing.undo(place.desk("乙")) == "start"
    assert undoing.undo(place.desk("甲")) == "note"


def test_what_someone_built_upon_stays(place: Workplace) -> None:
    """A change that someone else has built upon since cannot be taken back under them."""
    tracking.add(place.desk("甲"), "例会", due=None)
    tracking.note(place.desk("乙"), "T1", "进展")
    with pytest.raises(ConflictError):
        undoing.undo(place.desk("甲"))
    assert workspace.verify(place.desk()).problems == []


def test_a_task_that_calendars_have_served_can_be_taken_back(place: Workplace) -> None:
    """Working data of a task, such as its bytes for calendars, does not hold its row when its making is undone."""
    desk = place.desk()
    tracking.add(desk, "例会", due=date(2022, 3, 10))
    keep_bytes(desk.store, "event", [(1, "r1", b"BEGIN:VEVENT")])
    assert undoing.undo(desk) == "add"
    assert place.sql("SELECT (SELECT COUNT(*) FROM task) + (SELECT COUNT(*) FROM event_bytes)") == [(0,)]
    assert undoing.redo(desk) == "add"
    tracking.add(desk, "另一个", due=None)
    assert place.sql("SELECT id FROM task ORDER BY id") == [(1,), (2,)]
    assert workspace.verify(desk).problems == []


people = st.sampled_from(["甲", "乙"])
picks = st.integers(0, 3)
days = st.integers(-20, 20).map(lambda number: TODAY + timedelta(days=number))


class Office(RuleBasedStateMachine):
    """Two people at one workspace. What they try is done or refused with an error for a person; nothing else."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self.desks = {who: place.desk(who) for who in ("甲", "乙")}
        tracking.add(self.desks["甲"], "迟了的", due=TODAY - timedelta(days=9))
        self.records = 2
        self.late: dict[int, str] = {}

    def act(self, action: Any, who: str, *words: Any, **more: Any) -> None:
        """Let someone do something that may be refused."""
        with suppress(NotAllowedError, ConflictError, NothingFoundError):
            action(self.desks[who], *words, **more)

    @rule(who=people, day=days)
    def add(self, who: str, day: date) -> None:
        """Add a task, late or not."""
        self.act(tracking.add, who, "新任务", due=day)

    @rule(who=people, pick=picks)
    def start(self, who: str, pick: int) -> None:
        """Begin a task."""
        self.act(tracking.start, who, [f"T{pick + 1}"])

    @rule(who=people, pick=picks)
    def submit(self, who: str, pick: int) -> None:
        """Report a task as done, with evidence and a number."""
        note = evidence.NewEvidence(note="说明")
        self.act(tracking.submit, who, [f"T{pick + 1}"], evidence=[note], metrics={"场次": pick})

    @rule(who=people, pick=picks)
    def close(self, who: str, pick: int) -> None:
        """Sign a task off."""
        self.act(tracking.close, who, [f"T{pick + 1}"])

    @rule(who=people, pick=picks, day=days)
    def reschedule(self, who: str, pick: int, day: date) -> None:
        """Move a task."""
        self.act(tracking.reschedule, who, f"T{pick + 1}", day, "有会")

    @rule(who=people, pick=picks)
    def drop_and_note(self, who: str, pick: int) -> None:
        """Write a line and mark the task as not applicable."""
        self.act(tracking.note, who, f"T{pick + 1}", "进展")
        self.act(tracking.drop, who, [f"T{pick + 1}"], "不再需要")

    @rule(who=people, times=st.integers(1, 3))
    def undo(self, who: str, times: int) -> None:
        """Take back one or several changes."""
        for _ in range(times):
            self.act(undoing.undo, who)

    @rule(who=people)
    def redo(self, who: str) -> None:
        """Do again what was taken back."""
        self.act(undoing.redo, who)

    @rule(who=people)
    def undo_and_redo_change_nothing(self, who: str) -> None:
        """Find every task as it was after an undo and a redo."""
        before = content(self.place)
        try:
            undoing.undo(self.desks[who])
        except (ConflictError, NothingFoundError):
            return
        undoing.redo(self.desks[who])
        assert content(self.place) == before

    @invariant()
    def the_history_grows_and_verifies(self) -> None:
        """Verify finds nothing, and no record is ever gone."""
        verdict = workspace.verify(self.desks["甲"])
        assert verdict.problems == []
        assert verdict.records >= self.records
        self.records = verdict.records

    @invariant()
    def late_is_never_forgotten(self) -> None:
        """Find every day of lateness that was ever written down, unchanged."""
        rows = dict(self.place.sql("SELECT id, overdue_since FROM task"))
        for task, since in self.late.items():
            assert rows.get(task, since) == since, "a task that was late is late from another day, or not at all"
        self.late |= {task: since for task, since in rows.items() if since}


def test_two_people_at_one_workspace(fresh: Callable[[], Workplace]) -> None:
    """Whatever two people do, undo and redo: verify stays clean, the history only grows, late stays late."""

    class FreshOffice(Office):
        def __init__(self) -> None:
            super().__init__(fresh())

    run_state_machine_as_test(
        FreshOffice,
        settings=settings(
            max_examples=6, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
