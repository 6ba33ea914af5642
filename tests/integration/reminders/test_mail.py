"""Mail through a real SMTP server on the loopback."""

import socket
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from tests.integration.reminders.office import desk_at, rows, wall
from tests.integration.workplace import Workplace

from planrunner.config import Config, MailSettings
from planrunner.errors import UsageError
from planrunner.reminders.channels import mail
from planrunner.reminders.delivery import run_once, send_test
from planrunner.services import tracking
from planrunner.services.delivering import RETRY_AFTER, Delivered, DeliveryError, Letter, message_id

MORNING = wall(3, 3, 8, 30)


class Box:
    """The server's side: takes letters, or answers what it is told to."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipient_answer = self.data_answer = ""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        if self.recipient_answer:
            return self.recipient_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Take or refuse a message."""
        if self.data_answer:
            return self.data_answer
        content = envelope.content
        assert isinstance(content, bytes)
        found = message_from_bytes(content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.letters.append(found)
        return "250 OK"


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def box() -> Box:
    """Return an empty box."""
    return Box()


@pytest.fixture
def port(box: Box) -> Iterator[int]:
    """Return the port of a running mail server over the box."""
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    yield server.port
    server.stop()


def settings(port: int, **changes: object) -> MailSettings:
    """Return mail settings for a server on the loopback."""
    values: dict[str, object] = {
        "host": "127.0.0.1", "port": port, "sender": "plan@b.cn", "recipients": ("x@b.cn", "y@b.cn"),
    }  # fmt: skip
    return MailSettings(**(values | changes))  # type: ignore[arg-type]  # a test's shorthand


def counts(done: Delivered) -> tuple[int, int, int]:
    """Return how many letters were sent, failed and were given up."""
    return done.sent, done.failed, done.dead


def letter(**changes: str) -> Letter:
    """Return a letter."""
    key = "task:1/0/mail/x@b.cn/2022-03-03"
    values = {"channel": "mail", "recipient": "x@b.cn", "subject": "【凤凰镇】提醒", "body": "正文"} | changes
    return Letter(key=key, message_id=message_id(key, "ab.planrunner"), at=MORNING, **values)


def test_a_task_s_reminder_arrives_by_mail(sqlite_place: Workplace, box: Box, port: int) -> None:
    """Each recipient gets one mail in readable Chinese, with the Message-ID of its key; a second run sends none."""
    config = Config(mail=settings(port))
    tracking.add(desk_at(sqlite_place, wall(3, 1)), "开展宪法宣传", due=date(2022, 3, 3))
    run_once(desk_at(sqlite_place, wall(3, 3, 8, 0), config))
    box.letters.clear()
    desk = desk_at(sqlite_place, MORNING, config)
    assert counts(run_once(desk)) == (2, 0, 0)
    assert counts(run_once(desk)) == (0, 0, 0)
    assert sorted(str(one["To"]) for one in box.letters) == ["x@b.cn", "y@b.cn"]
    domain = desk.office().domain
    known = {message_id(row.key, domain) for row in rows(desk, "sent") if row.rule == "0"}
    assert {str(one["Message-ID"]) for one in box.letters} == known
    for one in box.letters:
        assert one["Subject"] == "【凤凰镇】T1 开展宪法宣传：3月3日（周四）到期"
        assert one.get_content().splitlines()[:2] == ["T1 开展宪法宣传", "时限：2022年3月3日（周四）"]
        assert one["Auto-Submitted"] == "auto-generated"


def test_a_server_that_is_busy_gets_the_same_letter_again(sqlite_place: Workplace, box: Box, port: int) -> None:
    """After a temporary refusal the retry is the same letter, by Message-ID; nothing is lost and nothing doubled."""
    config = Config(mail=settings(port, recipients=("x@b.cn",)))
    tracking.add(desk_at(sqlite_place, wall(3, 1)), "甲", due=date(2022, 3, 3))
    box.data_answer = "451 4.3.0 try later"
    assert counts(run_once(desk_at(sqlite_place, wall(3, 3, 8, 0), config))) == (0, 1, 0)
    (row,) = [row for row in rows(desk_at(sqlite_place, MORNING), "pending") if row.attempts]
    assert "451" in row.last_error
    box.data_answer = ""
    desk = desk_at(sqlite_place, wall(3, 3, 8, 0) + RETRY_AFTER[0], config)
    assert counts(run_once(desk)) == (1, 0, 0)
    assert [str(one["Message-ID"]) for one in box.letters] == [message_id(row.key, desk.office().domain)]


@pytest.mark.parametrize(
    ("recipient", "data", "permanent"),
    [
        ("550 5.1.1 no such user", "", True), ("450 4.2.0 later", "", False),
        ("", "554 5.7.1 refused", True), ("", "451 4.3.0 later", False),
    ],
)  # fmt: skip
def test_a_refusal_is_permanent_when_the_server_says_so(
    box: Box, port: int, recipient: str, data: str, permanent: bool
) -> None:
    """Answers of the 5xx kind are for good, those of the 4xx kind are not (RFC 5321 4.2.1); both are told in words."""
    box.recipient_answer, box.data_answer = recipient, data
    with pytest.raises(DeliveryError) as told:
        mail.send(settings(port), letter())
    assert told.value.permanent is permanent
    assert (recipient or data)[:3] in told.value.message


def test_a_server_that_is_not_there_is_tried_again() -> None:
    """No server is a passing trouble, told with its address."""
    port = free_port()
    with pytest.raises(DeliveryError, match=str(port)) as told:
        mail.send(settings(port), letter())
    assert not told.value.permanent


def test_the_password_comes_from_its_own_file(box: Box, tmp_path: Path) -> None:
    """The account signs in with the password in the file named; a wrong one is told, a missing file is a wrong setting."""
    seen: list[tuple[bytes, bytes]] = []

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        seen.append((data.login, data.password))
        return AuthResult(success=data.password == b"geheim", handled=False)

    server = Controller(box, hostname="127.0.0.1", port=free_port(), authenticator=check, auth_require_tls=False)
    server.start()
    secret = tmp_path / "password"
    try:
        for word in ("geheim", "falsch"):
            secret.write_text(word + "\n", encoding="utf-8")
            used = settings(server.port, user="plan", password_file=str(secret))
            if word == "geheim":
                mail.send(used, letter())
            else:
                with pytest.raises(DeliveryError, match="plan"):
                    mail.send(used, letter())
        secret.write_text("密码", encoding="utf-8")
        with pytest.raises(DeliveryError, match="密码"):
            mail.send(settings(server.port, user="plan", password_file=str(secret)), letter())
        with pytest.raises(DeliveryError, match="password_file"):
            mail.send(settings(server.port, user="plan", password_file=str(tmp_path / "keine")), letter())
    finally:
        server.stop()
    assert seen[0] == (b"plan", b"geheim")
    assert len(box.letters) == 1


def test_an_unknown_kind_of_encryption_is_a_wrong_setting(port: int) -> None:
    """[mail] tls is none, starttls or ssl; anything else is told by name and can be put right."""
    with pytest.raises(DeliveryError, match="tls"):
        mail.send(settings(port, tls="vielleicht"), letter())


def test_starttls_is_not_given_up_silently(port: int) -> None:
    """Where STARTTLS is asked for and the server cannot, nothing is sent in the clear."""
    with pytest.raises(DeliveryError):
        mail.send(settings(port, tls="starttls"), letter())


@pytest.mark.parametrize("recipient", ["kein-name\r\nBcc: z@b.cn", "@@", ""])
def test_a_broken_address_is_refused_for_good(port: int, recipient: str) -> None:
    """An address that is none is given up at once and cannot smuggle in a header."""
    with pytest.raises(DeliveryError) as told:
        mail.send(settings(port), letter(recipient=recipient))
    assert told.value.permanent


def test_a_test_letter_goes_to_everybody_and_is_not_stored(sqlite_place: Workplace, box: Box, port: int) -> None:
    """`remind test` reaches every recipient of the channel and leaves the outbox empty; an unknown channel is named."""
    desk = desk_at(sqlite_place, MORNING, Config(mail=settings(port)))
    assert send_test(desk, "mail") == ["x@b.cn", "y@b.cn"]
    assert [str(one["Subject"]) for one in box.letters] == ["【凤凰镇】提醒测试"] * 2
    assert rows(desk) == []
    with pytest.raises(UsageError, match="drop"):
        send_test(desk, "drop")
