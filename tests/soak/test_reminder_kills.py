"""kill -9 while reminders to a mail server and to a bot fall due (PLANRUNNER_KILLS: how often, 300 in a soak).

The judges are the two servers, which know nothing of the outbox. Nothing may be lost; what comes twice must be the same
letter, sent by a program that died before it could write that down.
"""

import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from smtplib import SMTP as MailClient  # noqa: N811 - the server's class has the same name

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from tests.integration.reminders.test_mail import free_port
from tests.soak.reminder_worker import FAILPOINTS, SPEED

from planrunner.domain.zone import SHANGHAI
from planrunner.reminders.channels import dingtalk
from planrunner.reminders.channels.bots import text_of
from planrunner.services import workspace
from planrunner.services.delivering import LEASE, letter_of
from planrunner.services.desk import Desk
from planrunner.store import outbox
from planrunner.store.database import Store
from planrunner.store.target import Target

FEW_KILLS, FEW_REMINDERS = 10, 80
MANY_KILLS, MANY_REMINDERS = int(os.environ.get("PLANRUNNER_KILLS", "300")), 2000
BEGIN = datetime(2022, 3, 1, 8, 0, tzinfo=SHANGHAI)
STEP = timedelta(minutes=1)
"""So much time passes for the program between one kill and the next start, at the least."""
LONGEST_LIFE = 0.35
"""Seconds that a program lives after its start where it is killed by the clock."""
STATES = ("pending", "leased", "sent", "merged", "cancelled", "dead")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")


@dataclass
class Judges:
    """What the mail server and the bot's server took, each with the number of the run in which it came."""

    taken: list[tuple[int, str, str]] = field(default_factory=list)
    run: int = 0
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def take(self, mark: str, text: str) -> None:
        """Write down one message: what tells it from others, and its words."""
        with self.arrived:
            self.taken.append((self.run, mark, text))
            self.arrived.notify_all()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a mail, told from others by its Message-ID."""
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.take(str(mail["Message-ID"]), f"{mail['Subject']}\n{mail.get_content()}")
        return "250 OK"

    def wait_for(self, count: int, seconds: float) -> None:
        """Wait until so many messages more have come in this run, or until the time is over."""
        with self.arrived:
            wanted = len(self.taken) + count
            self.arrived.wait_for(lambda: len(self.taken) >= wanted, seconds)


@contextmanager
def judging() -> Iterator[tuple[Judges, int, int, Callable[[], None]]]:
    """Run both servers; give the judges, the ports, and a function that waits until what was sent has been taken."""
    judges = Judges()

    class Bot(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            judges.take(posted["text"]["content"], posted["text"]["content"])
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"errcode": 0}')

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    class BotServer(ThreadingHTTPServer):
        daemon_threads = False
        under_way = 0

        def process_request(self, *given: object) -> None:
            self.under_way += 1
            super().process_request(*given)  # type: ignore[arg-type]

        def shutdown_request(self, *given: object) -> None:
            super().shutdown_request(*given)  # type: ignore[arg-type]
            self.under_way -= 1

        def handle_error(self, *_given: object) -> None:
            """Say nothing of clients that died."""

    bot = BotServer(("127.0.0.1", 0), Bot)
    thread = threading.Thread(target=bot.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    mail = Controller(judges, hostname="127.0.0.1", port=free_port())
    mail.start()

    def settled() -> None:
        with MailClient("127.0.0.1", mail.port) as client:
            client.noop()  # answered after everything that came before it
        while bot.under_way:
            time.sleep(0.001)

    yield judges, mail.port, bot.server_port, settled
    mail.stop()
    bot.shutdown()
    bot.server_close()
    thread.join()


def fill(folder: Path, mail: int, bot: int, reminders: int, kills: int, chance: random.Random) -> Desk:
    """Make a workspace whose reminders fall due all through the kills: half by mail, half by the bot."""
    folder.mkdir()
    (folder / "bot").write_text(f"http://127.0.0.1:{bot}/hook", encoding="ascii")
    people = ", ".join(f'"n{n}@b.cn"' for n in range(0, reminders, 2))
    (folder / "planrunner.toml").write_text(
        f'[mail]\nhost = "127.0.0.1"\nport = {mail}\nsender = "plan@b.cn"\nrecipients = [{people}]\n'
        f'[dingtalk]\nurl_file = "{(folder / "bot").as_posix()}"\n'
        '[reminders]\nsend_from = "00:00"\nsend_until = "23:59"\ndigest_at = "23:58"\n',
        encoding="utf-8",
    )
    desk = Desk(folder, Store(Target(file=folder / "planrunner.db")), "经办")
    workspace.init(desk, "清源镇", "370305")
    rows = [
        {"key": f"k{n}", "task_id": n, "rule": "soak", "occurrence": str(n), "subject": f"提醒{n:04}。", "body": "正文",
         "channel": "dingtalk" if n % 2 else "mail", "recipient": "group" if n % 2 else f"n{n}@b.cn",
         "due_at": BEGIN + STEP * kills * chance.random(), "state": "pending"}
        for n in range(reminders)
    ]  # fmt: skip
    assert outbox.add(desk.store, rows) == reminders
    return desk


def start(folder: Path, moment: datetime, failpoint: str, count: int) -> "subprocess.Popen[str]":
    """Start the program and wait until its clock runs."""
    words = (str(folder), moment.isoformat(), failpoint, str(count))
    command = [sys.executable, "-m", "tests.soak.reminder_worker", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def end(process: "subprocess.Popen[str]", how: str, judges: Judges, chance: random.Random) -> None:
    """Let a program die: at a failpoint by itself, at a random moment, or when some messages have come."""
    if how in FAILPOINTS:
        process.wait(timeout=60)
    elif how == "clock":
        try:
            process.wait(timeout=chance.uniform(0, LONGEST_LIFE))
        except subprocess.TimeoutExpired:
            process.kill()
    else:
        judges.wait_for(chance.randint(1, 6), 2)
        process.kill()
    process.communicate(timeout=60)
    assert process.returncode == -9, how


def states(folder: Path) -> dict[str, str]:
    """Return the state of each row, read past the program."""
    with closing(sqlite3.connect(folder / "planrunner.db")) as connection:
        return dict(connection.execute("SELECT key, state FROM reminder"))


@dataclass(frozen=True)
class Trial:
    """What was seen: how each run ended, the rows' states after it, what the servers took, and the rows at the end."""

    ends: list[str]
    after: list[dict[str, str]]
    taken: list[tuple[int, str, str]]
    keys: dict[str, str]
    final: dict[str, str]


def tried(folder: Path, kills: int, reminders: int) -> Trial:
    """Kill the program so many times, let a last one finish, and return what was seen."""
    chance = random.Random(f"{kills} {reminders}")
    ends = [(*FAILPOINTS, "clock", "count", "clock", "count", "clock", "count")[n % 10] for n in range(kills)]
    after = []
    with judging() as (judges, mail, bot, settled):
        desk = fill(folder, mail, bot, reminders, kills, chance)
        moment = BEGIN
        for n, how in enumerate(ends):
            judges.run = n
            process = start(folder, moment, how if how in FAILPOINTS else "none", chance.randint(1, 3))
            begun = time.monotonic()
            end(process, how, judges, chance)
            settled()
            after.append(states(folder))
            moment += max(STEP, timedelta(seconds=(time.monotonic() - begun) * SPEED))
        judges.run = kills
        last = start(folder, max(moment, BEGIN + STEP * kills) + LEASE, "finish", 1)
        last.communicate(timeout=300)
        assert last.returncode == 0
        settled()
    office = desk.office()
    keys: dict[str, str] = {}
    with desk.store.reader() as reader:
        for row in outbox.rows_in(reader, *STATES):
            letter = letter_of(row, office.name, office.domain, BEGIN)
            mark = letter.message_id if row.channel == "mail" else text_of(letter, dingtalk.LIMIT)
            assert keys.setdefault(mark, row.key) == row.key
    desk.store.close()
    return Trial(ends, after, judges.taken, keys, states(folder))


def judge(trial: Trial, reminders: int) -> str:
    """Check that nothing was lost and each repetition was due; return the figures."""
    runs: dict[str, list[int]] = {}
    carriers: dict[str, set[str]] = {}
    for run, mark, text in trial.taken:
        key = trial.keys[mark]
        runs.setdefault(key, []).append(run)
        for name in re.findall(r"提醒\d{4}。", text):
            carriers.setdefault(name, set()).add(key)
    lost = {f"提醒{n:04}。" for n in range(reminders)} - carriers.keys()
    assert lost == set()
    assert {name: keys for name, keys in carriers.items() if len(keys) != 1} == {}
    for at, seen in enumerate(trial.after):  # nothing is written down as sent before it was
        assert [key for key, state in seen.items() if state == "sent" and min(runs.get(key, [at + 1])) > at] == []
    repeated = {key: found for key, found in runs.items() if len(found) > 1}
    for key, found in repeated.items():
        for one, two in pairwise(found):
            assert one < two
            assert trial.after[one][key] == "leased", f"{key} came in runs {found}"
    again = Counter(trial.ends[one] for found in repeated.values() for one in found[:-1])
    assert again.keys() <= {"clock", "count", "after-send"}
    assert again["after-send"] == sum(how == "after-send" for how in trial.ends)
    assert max(Counter(one for found in repeated.values() for one in found[:-1]).values()) == 1
    assert set(trial.final.values()) <= {"sent", "merged"}
    merged = sum(state == "merged" for state in trial.final.values())
    dead = ", ".join(f"{how} {n}" for how, n in sorted(Counter(trial.ends).items()))
    return (
        f"{len(trial.ends)} kills ({dead}); {reminders} reminders, {merged} of them merged, {len(trial.taken)} messages "
        f"taken; lost {len(lost)}, came twice {sum(again.values())} (killed at: {dict(sorted(again.items()))})"
    )


def test_a_few_kills(tmp_path: Path) -> None:
    """After each way to die nothing is lost, and only what was sent and not yet acknowledged comes again, under its key."""
    print(judge(tried(tmp_path / "镇", FEW_KILLS, FEW_REMINDERS), FEW_REMINDERS))


@pytest.mark.soak
def test_many_kills(tmp_path: Path) -> None:
    """The same, hundreds of times."""
    print(judge(tried(tmp_path / "镇", MANY_KILLS, MANY_REMINDERS), MANY_REMINDERS))
