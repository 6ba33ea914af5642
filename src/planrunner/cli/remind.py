"""remind status|test|run-once|snooze."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.cli.plan import done
from planrunner.errors import NotAllowedError, UsageError
from planrunner.services import recipients, reminder_status
from planrunner.wording import key_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from planrunner.cli.session import Session

ACTIONS = ("status", "test", "run-once", "snooze")


def remind_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `remind`."""
    parser.add_argument("action", choices=list(ACTIONS), metavar="|".join(ACTIONS))
    parser.add_argument(
        "what", nargs="?", default="", metavar="渠道|任务", help="试发到哪里：邮件、文件夹；推迟哪个任务"
    )
    parser.add_argument("--until", default="", metavar="日期", help="推迟到哪天再提醒，最多一个月")


def remind(session: Session, args: Namespace) -> int:
    """Show the outbox, send a test message, or send once what is due now."""
    match args.action:
        case "test":
            return _test(session, args.what)
        case "snooze":
            return _snooze(session, args.what, args.until)
        case "run-once":
            return _run_once(session)
        case _:
            found = reminder_status.status(session.desk)
            if session.options.json:
                session.give(found)
            else:
                for line in reminder_status.status_lines(found):
                    session.say(line)
            return 0


def _test(session: Session, channel: str) -> int:
    from planrunner.reminders.delivery import send_test

    key = key_of(channel, recipients.CHANNELS, "渠道")
    if not key:
        raise UsageError("请写出试哪个渠道，例如 planrunner remind test 邮件")
    to = "、".join(recipients.target_words(key, recipient) for recipient in send_test(session.desk, key))
    return done(session, f"已试发到 {to}，请去看看收到没有。")


def _snooze(session: Session, task: str, until: str) -> int:
    from planrunner.services.planning import read_day
    from planrunner.services.snoozing import snooze

    if not task or not until:
        raise UsageError("请写出任务和日期，例如 planrunner remind snooze T12 --until 2027-03-15")
    day = read_day(until, session.desk.today().year)
    snooze(session.desk, task, day)
    return done(session, f"{task.upper()} 在 {day} 之前不再单独提醒，那天再提醒一次。每日汇总和逾期上报照旧。")


def _run_once(session: Session) -> int:
    from planrunner.reminders.delivery import run_once

    sent = run_once(session.desk)
    failures = [
        {
            "channel": one.channel, "recipient": one.recipient, "subject": one.subject, "error": one.reason,
            "retry_at": one.retry_at.isoformat() if one.retry_at else None,
        }
        for one in sent.failures
    ]  # fmt: skip
    if session.options.json:
        session.give({"sent": sent.sent, "failed": sent.failed, "dead": sent.dead, "failures": failures})
    else:
        session.say(f"已发 {sent.sent} 条，没发出去 {sent.failed} 条。")
    for one in failures:
        session.warn(reminder_status.failure_line(one, one["retry_at"]))
    return NotAllowedError.exit_code if failures else 0


COMMANDS = {"remind": ("看提醒的情况，试发一条，立即发送到期的，或推迟一个任务的提醒", remind_arguments, remind)}
