"""The outbox: leases, acknowledgements, retries, and what happens when a program dies in between."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.integration.reminders.office import Sink, desk_at, drop_folder, rows, wall
from tests.integration.workplace import Workplace

from planrunner.errors import ConflictError
from planrunner.reminders.delivery import run_once
from planrunner.services import reminder_status, reminding, tracking
from planrunner.services.delivering import LEASE, RETRY_AFTER, DeliveryError, Letter, deliver_due, requeue
from planrunner.store import outbox
from planrunner.store.target import Target

MORNING = wall(3, 3, 8, 30)
SECOND = timedelta(seconds=1)


def fill(place: Workplace, count: int) -> None:
    """Put rows into the outbox that fall due on the morning of 3 March."""
    desk = desk_at(place, wall(3, 1))
    outbox.add(
        desk.store,
        [
            {"key": f"k{n}", "task_id": n, "rule": "0", "channel": "drop", "recipient": "folder", "occurrence": str(n),
             "due_at": MORNING, "subject": f"提醒{n}", "body": "正文", "state": "pending"}
            for n in range(count)
        ],
    )  # fmt: skip


def test_due_rows_are_sent_once(place: Workplace) -> None:
    """Each due row is sent once, in order, and acknowledged; what is not due yet stays."""
    fill(place, 3)
    sink = Sink()
    assert deliver_due(desk_at(place, MORNING - SECOND), sink).sent == 0
    assert deliver_due(desk_at(place, MORNING), sink).sent == 3
    assert deliver_due(desk_at(place, MORNING), sink).sent == 0
    assert sink.subjects() == [f"【凤凰镇】提醒{n}" for n in range(3)]
    assert [(row.state, row.sent_at) for row in rows(desk_at(place, MORNING))] == [("sent", MORNING)] * 3


def test_two_programs_never_lease_the_same_row(place: Workplace) -> None:
    """Programs that claim at the same time share the rows between them, and none is left over."""
    fill(place, 60)
    taken: list[int] = []
    start = threading.Barrier(4)

    def claim(name: str) -> None:
        desk = desk_at(place, MORNING)
        start.wait()
        while found := outbox.claim_due(desk.store, MORNING, MORNING + LEASE, name, 5):
            taken.extend(row.id for row in found)

    threads = [threading.Thread(target=claim, args=(f"程序{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [row.id for row in sorted(rows(desk_at(place, MORNING)), key=lambda row: row.id)]
    assert len(set(taken)) == 60


def test_a_lease_that_ran_out_is_taken_over(place: Workplace) -> None:
    """A leased row is nobody else's until its lease runs out; then another takes it, and the first can no longer settle it."""
    fill(place, 1)
    store = desk_at(place, MORNING).store
    (row,) = outbox.claim_due(store, MORNING, MORNING + LEASE, "一", 10)
    assert outbox.claim_due(store, MORNING + LEASE - SECOND, MORNING + 2 * LEASE, "二", 10) == []
    (again,) = outbox.claim_due(store, MORNING + LEASE, MORNING + 2 * LEASE, "二", 10)
    assert (again.id, again.key, again.attempts) == (row.id, row.key, 2)
    assert not outbox.ack(store, row.id, "一", MORNING)
    assert not outbox.fail(store, row.id, "一", "x", None)
    assert outbox.ack(store, row.id, "二", MORNING)


def test_a_failed_sending_is_tried_again_later_and_then_given_up(place: Workplace) -> None:
    """Each failure waits longer than the last; after the last one the row is dead, and a person may set it going again."""
    fill(place, 1)
    sink, now = Sink(), MORNING
    sink.refusal = DeliveryError("服务器没开")
    for pause in RETRY_AFTER:
        assert deliver_due(desk_at(place, now), sink).failed == 1
        (row,) = rows(desk_at(place, now), "pending")
        assert (row.due_at, row.last_error) == (now + pause, "服务器没开")
        now += pause
    assert deliver_due(desk_at(place, now), sink).dead == 1
    assert sink.tried == len(RETRY_AFTER) + 1
    desk = desk_at(place, now)
    (told,) = reminder_status.status(desk)["dead"]
    assert (told["subject"], told["error"]) == ("提醒0", "服务器没开")
    sink.refusal = None
    assert requeue(desk) == 1
    assert deliver_due(desk, sink).sent == 1


def test_a_permanent_refusal_is_not_tried_again(place: Workplace) -> None:
    """What a channel refuses for good is given up at once; the rows behind it are still sent."""
    fill(place, 2)
    sink = Sink()

    def send(letter: Letter) -> None:
        if letter.key == "k0":
            raise DeliveryError("没有这个人", permanent=True)
        sink(letter)

    found = deliver_due(desk_at(place, MORNING), send)
    assert (found.sent, found.failed, found.dead) == (1, 1, 1)
    assert sink.subjects() == ["【凤凰镇】提醒1"]


def test_a_channel_that_is_down_is_tried_once_and_the_rest_comes_as_one(place: Workplace) -> None:
    """While a channel is down only one letter tries it; what waited behind it comes as one message when it is back."""
    fill(place, 6)
    sink = Sink()
    sink.refusal = DeliveryError("连不上")
    deliver_due(desk_at(place, MORNING), sink)
    assert sink.tried == 1
    assert [row.attempts for row in rows(desk_at(place, MORNING), "pending")] == [1, 0, 0, 0, 0, 0]
    sink.refusal = None
    later = desk_at(place, MORNING + RETRY_AFTER[0])
    reminding.merge_tick(later)
    assert deliver_due(later, sink).sent == 2
    assert sink.subjects() == ["【凤凰镇】提醒0", "【凤凰镇】5条提醒"]


def test_a_failed_acknowledgement_sends_again_with_the_same_id(sqlite_place: Workplace) -> None:
    """The database is locked at the very moment of acknowledging: the letter goes out again later under the same Message-ID."""
    fill(sqlite_place, 1)
    quick = Workplace(sqlite_place.folder, Target(file=sqlite_place.target.file, busy_seconds=0.2))
    desk, sink = desk_at(quick, MORNING), Sink()
    other = sqlite3.connect(str(sqlite_place.target.file), isolation_level=None)

    def send(letter: Letter) -> None:
        sink(letter)
        other.execute("BEGIN IMMEDIATE")

    with pytest.raises(ConflictError):
        deliver_due(desk, send)
    other.execute("ROLLBACK")
    other.close()
    assert deliver_due(desk_at(quick, MORNING + LEASE - SECOND), sink).sent == 0
    assert deliver_due(desk_at(quick, MORNING + LEASE), sink).sent == 1
    assert len(sink.letters) == 2
    assert len({letter.message_id for letter in sink.letters}) == 1
    quick.close()


def test_a_row_that_is_being_sent_is_not_merged(place: Workplace) -> None:
    """Merging is all or nothing: where one of the rows was leased meanwhile, no message is made and the others wait on."""
    fill(place, 3)
    desk = desk_at(place, MORNING)
    before = rows(desk)
    (leased,) = outbox.claim_due(desk.store, MORNING, MORNING + LEASE, "一", 1)
    carrier = {
        "key": "m", "task_id": None, "rule": "merged", "channel": "drop", "recipient": "folder", "occurrence": "x",
        "due_at": MORNING, "subject": "3条提醒", "body": "",
    }  # fmt: skip
    outbox.merge(desk.store, [row.id for row in before], carrier)
    assert {(row.key, row.state) for row in rows(desk)} == {("k0", "leased"), ("k1", "pending"), ("k2", "pending")}
    outbox.merge(desk.store, [row.id for row in before if row.id != leased.id], carrier)
    assert {(row.key, row.state) for row in rows(desk)} == {
        ("k0", "leased"), ("k1", "merged"), ("k2", "merged"), ("m", "pending"),
    }  # fmt: skip


CHILD = """
import os, signal, sys, time
from datetime import datetime
from pathlib import Path
from planrunner.config import Config, DropSettings
from planrunner.services.delivering import deliver_due
from planrunner.services.desk import Desk
from planrunner.store.database import Store
from planrunner.store.target import Target
folder, moment, judge, die = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), sys.argv[3], sys.argv[4]
out = os.open(judge, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def send(letter):
    os.write(out, (letter.key + " " + letter.message_id + chr(10)).encode())
    if letter.key == die:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.004)
settings = Config(drop=DropSettings("drop"))
deliver_due(Desk(folder, Store(Target(file=folder / "planrunner.db")), "经办", settings, clock=lambda: moment), send)
"""
"""A program of its own that delivers; the judge is a file that only grows."""


def child(place: Workplace, moment: str, judge: Path, die: str = "") -> "subprocess.Popen[bytes]":
    """Start a delivering program; it kills itself after sending the letter `die`, before acknowledging it."""
    return subprocess.Popen([sys.executable, "-c", CHILD, str(place.folder), moment, str(judge), die])


def test_a_program_killed_between_sending_and_acknowledging(sqlite_place: Workplace, tmp_path: Path) -> None:
    """Killed right after sending, the letter is sent once more with the same id, and everything else exactly once."""
    fill(sqlite_place, 5)
    judge = tmp_path / "judge"
    assert child(sqlite_place, MORNING.isoformat(), judge, "k2").wait(60) == -signal.SIGKILL
    assert child(sqlite_place, (MORNING + LEASE).isoformat(), judge).wait(60) == 0
    sent = Counter(judge.read_text().splitlines())
    assert {line.split()[0]: n for line, n in sent.items()} == {"k0": 1, "k1": 1, "k2": 2, "k3": 1, "k4": 1}


def test_programs_killed_at_any_moment_lose_nothing(sqlite_place: Workplace, tmp_path: Path) -> None:
    """Killed again and again while delivering, every letter goes out; what goes out twice carries the same id."""
    fill(sqlite_place, 60)
    judge = tmp_path / "judge"
    kills = int(os.environ.get("PLANRUNNER_KILLS", "4"))
    moment = MORNING
    for n in range(kills):
        running = child(sqlite_place, moment.isoformat(), judge)
        begun = judge.stat().st_size if judge.exists() else 0
        while running.poll() is None and (not judge.exists() or judge.stat().st_size < begun + 300 * (n % 3 + 1)):
            os.sched_yield()
        running.kill()
        running.wait(60)
        moment += LEASE
    assert child(sqlite_place, moment.isoformat(), judge).wait(120) == 0
    lines = judge.read_text().splitlines()
    assert {line.split()[0] for line in lines} == {f"k{n}" for n in range(60)}
    assert len(set(lines)) == 60
    assert len(lines) <= 60 + kills
    assert {row.state for row in rows(desk_at(sqlite_place, moment))} == {"sent"}


def test_a_task_reaches_the_drop_folder(place: Workplace) -> None:
    """From a task to a file: due today, planned, delivered once through the real folder."""
    tracking.add(desk_at(place, wall(3, 1)), "开展宪法宣传", due=date(2022, 3, 3))
    hours = [wall(3, 3, 7, 59), wall(3, 3, 8, 0), MORNING, MORNING + timedelta(hours=1)]
    assert [run_once(desk_at(place, hour)).sent for hour in hours] == [0, 1, 1, 0]
    texts = sorted(file.read_text("utf-8-sig") for file in drop_folder(place).iterdir())
    assert [text.splitlines()[0] for text in texts] == [
        "【凤凰镇】3月3日（周四）工作提醒：今天1项", "【凤凰镇】T1 开展宪法宣传：3月3日（周四）到期",
    ]  # fmt: skip
