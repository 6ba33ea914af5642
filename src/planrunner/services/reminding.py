"""What should be reminded of by now: ticks that compare the plan with the outbox and put the outbox right.

Every tick may run at any time and any number of times: it asks what should exist, so a missed or doubled run does
no harm and a restart is the catch-up (scheduling.md §0). The clock is the desk's.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planrunner.domain.reminder_rules import DEFAULT_OFFSETS, instant, parse_offset, reminders
from planrunner.domain.zone import SHANGHAI
from planrunner.errors import UsageError
from planrunner.services import digests, ids
from planrunner.services.delivering import Delivered, deliver_due
from planrunner.store import outbox, queries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from planrunner.config import BotSettings, Config
    from planrunner.domain.packs import RuleBook
    from planrunner.services.delivering import Letter
    from planrunner.services.desk import Desk
    from planrunner.store.outbox import RemindedTask, ReminderRow

CATCH_UP = timedelta(days=7)
"""How far back a reminder that never was planned is still sent: beyond that the digest tells of what is late."""
KEEP = timedelta(days=400)
"""How long rows stay that have nothing left to happen."""
MERGE_ABOVE = 3
"""More messages than this to one recipient at once become one."""
LATE = timedelta(minutes=10)
"""Several messages of which one is later than this come from an absence, and become one."""
DIGEST, MERGED = "digest", "merged"
FOLDER, GROUP = "folder", "group"


CHANNELS = {"mail": "邮件", "drop": "文件夹", "wecom": "企业微信", "dingtalk": "钉钉", "feishu": "飞书"}
BOTS = ("wecom", "dingtalk", "feishu")


def targets(config: Config) -> list[tuple[str, str]]:
    """Return (channel, recipient) of everybody who is reminded by these settings.

    Raises UsageError where the mail settings are begun but not complete.
    """
    found = []
    if config.mail.host:
        if not config.mail.sender or not config.mail.recipients:
            raise UsageError("planrunner.toml 的 [mail] 填了 host，还要填 sender（发件人）和 recipients（收件人）。")
        found += [("mail", recipient) for recipient in dict.fromkeys(config.mail.recipients)]
    if config.drop.folder:
        found.append(("drop", FOLDER))
    found += [(name, GROUP) for name in BOTS if bot_settings(config, name).url_file]
    return found


def bot_settings(config: Config, name: str) -> BotSettings:
    """Return the settings of a group bot."""
    settings: BotSettings = getattr(config, name)
    return settings


def digest_time(config: Config) -> time:
    """Return the wall time of the daily digest. Raises UsageError for what is no HH:MM."""
    try:
        return datetime.strptime(config.reminders.digest_at, "%H:%M").time()  # noqa: DTZ007 - a wall time has no zone
    except ValueError as error:
        raise UsageError(
            f"planrunner.toml 的 [reminders] digest_at 写成了 {config.reminders.digest_at}，应写成 08:00 这样。"
        ) from error


def run_once(desk: Desk, send: Callable[[Letter], None]) -> Delivered:
    """Do everything that is to be done by now: plan, digest, merge, deliver. Raises UsageError for bad settings."""
    plan_tick(desk)
    digest_tick(desk)
    merge_tick(desk)
    return deliver_due(desk, send)


def plan_tick(desk: Desk) -> int:
    """Make the outbox agree with the tasks and return how many reminders were added.

    Added is what lies ahead, and what was missed in the last days since the task was last changed. What waits for a
    task that is done, dropped, moved or gone, or for a recipient who is no more, is cancelled; words and moments of
    what waits are brought up to date.
    """
    now = desk.now()
    to = targets(desk.config)
    wanted: dict[str, dict[str, Any]] = {}
    if to:
        wanted = {row["key"]: row for row in _wanted(desk, to, now)}
    with desk.store.reader() as reader:
        known = {row.key: row for row in outbox.rows_since(reader, now - CATCH_UP)}
    _retire(
        desk, [row for row in known.values() if (row.task_id is not None and row.key not in wanted) or _stray(row, to)]
    )
    for key, row in wanted.items():
        if key in known:
            _refresh(desk, known[key], row, now)
    missing = [row for key, row in wanted.items() if key not in known and row["due_at"] > row["not_before"]]
    return outbox.add(desk.store, ({n: v for n, v in row.items() if n != "not_before"} for row in missing))


def digest_tick(desk: Desk) -> int:
    """Write today's digest for every recipient, once on each working day from its hour on; return how many were added.

    An older digest that never left is cancelled: today's says more. A day with nothing to say is noted without a message.
    """
    now, today = desk.now(), desk.today()
    with desk.store.reader() as reader:
        waiting = [row for row in outbox.rows_in(reader, "pending") if row.rule == DIGEST]
    outbox.alter(
        desk.store, [row.id for row in waiting if row.occurrence < today.isoformat()], ("pending",), state="cancelled"
    )
    due_at = instant(today, digest_time(desk.config))
    if not desk.calendar().is_workday(today) or now < due_at:
        return 0
    rows = [_row(None, DIGEST, *target, today.isoformat(), due_at) for target in targets(desk.config)]
    with desk.store.reader() as reader:
        rows = [row for row in rows if outbox.row_with(reader, row["key"]) is None]
    if not rows:
        return 0
    words = digests.daily(desk)
    state = "pending" if words else "cancelled"
    subject, body = words or (digests.NOTHING, "")
    added = outbox.add(desk.store, (row | {"subject": subject, "body": body, "state": state} for row in rows))
    return added if words else 0


def merge_tick(desk: Desk) -> int:
    """Put what waits for one recipient into one message where it is too much, or left over from an absence.

    Only what was never tried is merged: what may have arrived keeps its own key. Returns how many messages were made.
    """
    now = desk.now()
    groups: dict[tuple[str, str], list[ReminderRow]] = {}
    with desk.store.reader() as reader:
        for row in outbox.rows_in(reader, "pending"):
            if row.due_at <= now and row.attempts == 0 and row.rule != MERGED:
                groups.setdefault((row.channel, row.recipient), []).append(row)
    made = 0
    for (channel, recipient), rows in groups.items():
        if len(rows) > MERGE_ABOVE or (len(rows) > 1 and rows[0].due_at < now - LATE):
            subject, body = _together(rows)
            carrier = _row(None, MERGED, channel, recipient, digests.fingerprint(row.key for row in rows), now)
            outbox.merge(desk.store, [row.id for row in rows], carrier | {"subject": subject, "body": body})
            made += 1
    return made


def prune_tick(desk: Desk) -> int:
    """Delete rows that were settled long ago; return how many."""
    return outbox.prune(desk.store, desk.now() - KEEP)


def status(desk: Desk) -> dict[str, Any]:
    """Return who is reminded, what waits, what went out and what was given up, as `remind status --json` prints it."""
    with desk.store.reader() as reader:
        counts, due, last = outbox.counts(reader), outbox.next_due(reader), outbox.last_sent(reader)
        dead = outbox.rows_in(reader, "dead")
        failing = [row for row in outbox.rows_in(reader, "pending") if row.last_error]
    return {
        "targets": [{"channel": channel, "recipient": recipient} for channel, recipient in targets(desk.config)],
        "waiting": counts.get("pending", 0) + counts.get("leased", 0),
        "next_due": due.isoformat() if due else None,
        "sent": counts.get("sent", 0),
        "last_sent": last.isoformat() if last else None,
        "failing": [_failed(row) | {"retry_at": row.due_at.isoformat()} for row in failing],
        "dead": [_failed(row) for row in dead],
        "problems": channel_problems(desk.config),
    }


def _failed(row: ReminderRow) -> dict[str, str]:
    return {"subject": row.subject, "channel": row.channel, "recipient": row.recipient, "error": row.last_error}


def channel_problems(config: Config) -> list[str]:
    """Return what is wrong with the channels that can be seen without sending, in Chinese."""
    folder = Path(config.drop.folder)
    if not config.drop.folder or folder.is_dir():
        return []
    if folder.parent.is_dir() and not folder.exists():
        return []  # made when the first reminder is dropped
    return [f"[drop] folder 指的文件夹 {folder} 不在，提醒放不进去。请先建好它，或改正 planrunner.toml。"]


def status_lines(found: dict[str, Any]) -> list[str]:
    """Return what `status` found in Chinese, a line each."""
    named = [target_words(one["channel"], one["recipient"]) for one in found["targets"]]
    lines = ["提醒渠道：" + ("、".join(named) or "还没有设置（planrunner.toml 的 [mail] 或 [drop]）")]
    lines.append(f"待发 {found['waiting']} 条，下一条 {wall_time(found['next_due'])}")
    lines.append(f"已发 {found['sent']} 条，最近 {wall_time(found['last_sent'])}")
    lines += [failure_line(row, row["retry_at"]) for row in found["failing"]]
    lines += [failure_line(row, None) for row in found["dead"]]
    return lines + [f"注意：{problem}" for problem in found["problems"]]


def failure_line(failed: Mapping[str, Any], retry_at: str | None) -> str:
    """Return one line on a reminder that did not go out: what, to whom, why, and what happens next."""
    then = f"{wall_time(retry_at)} 再试" if retry_at else "不再自动重试"
    target = target_words(failed["channel"], failed["recipient"])
    return f"没发出去：{failed['subject']} → {target}：{failed['error'].rstrip('。')}。{then}"


def wall_time(iso: str | None) -> str:
    """Return an ISO instant as the wall clock in Beijing shows it, 无 for none."""
    return f"{datetime.fromisoformat(iso).astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if iso else "无"


def target_words(channel: str, recipient: str) -> str:
    """Return a channel and its recipient as people say it, for example 邮件 a@b.cn."""
    return CHANNELS[channel] if recipient in (FOLDER, GROUP) else f"{CHANNELS[channel]} {recipient}"


def data_version(desk: Desk) -> int:
    """Return a number that moves with every recorded change: the plan need not be compared again before it does."""
    with desk.store.reader() as reader:
        return queries.last_change(reader)


def next_due(desk: Desk) -> datetime | None:
    """Return when the next message falls due, None where nothing waits."""
    with desk.store.reader() as reader:
        return outbox.next_due(reader)


def _wanted(desk: Desk, to: list[tuple[str, str]], now: datetime) -> Iterable[dict[str, Any]]:
    """Give every reminder of the tasks within reach, past ones too; `not_before` bars those that are too old to add."""
    from planrunner.services.packs import load_rules

    book = load_rules(desk.folder, desk.office().region)
    back, ahead = _reach({words for pack_rule in book.rules for words in pack_rule.remind} | set(DEFAULT_OFFSETS))
    today = desk.today()
    with desk.store.reader() as reader:
        tasks = outbox.reminded_tasks(reader, today - back - CATCH_UP, today + ahead)
    program = digests.program(desk)
    moments: dict[tuple[date | None, date, tuple[str, ...]], list[tuple[str, date, datetime]]] = {}
    for task in tasks:
        offsets = _offsets(task, book)
        case = (task.start, task.due, offsets)
        if case not in moments:
            moments[case] = _moments(desk, *case)
        for offset, day, at in moments[case]:
            subject, body = digests.reminder(ids.show(ids.TASK, task.id), task, offset, program)
            for target in to:
                row = _row(task.id, offset, *target, day.isoformat(), at)
                yield row | {
                    "subject": subject, "body": body, "state": "pending",
                    "not_before": max(task.updated_at, now - CATCH_UP),
                }  # fmt: skip


def _moments(desk: Desk, start: date | None, due: date, offsets: tuple[str, ...]) -> list[tuple[str, date, datetime]]:
    """Return (offset, day it counts from, instant): before counts from the beginning, after from the last day."""
    before = [words for words in offsets if not words.startswith("+")]
    after = [words for words in offsets if words.startswith("+")]
    found = []
    for anchor, part in ((start or due, before), (due, after)):
        ever = instant(anchor - timedelta(days=3650))
        found += [(words, anchor, at) for words, at in reminders(anchor, part, desk.calendar(), ever)]
    return found


def _offsets(task: RemindedTask, book: RuleBook) -> tuple[str, ...]:
    """Return when a task is reminded of: as the rules behind it say, else the usual offsets."""
    rules = [book.get(number) for number in task.rules]
    return tuple(dict.fromkeys(words for rule in rules if rule for words in rule.remind)) or DEFAULT_OFFSETS


def _reach(offsets: Iterable[str]) -> tuple[timedelta, timedelta]:
    """Return how far behind and ahead of today tasks can lie of which something is to be said about now."""
    days = [0]
    for words in offsets:
        offset = parse_offset(words)
        days.append(offset.days * (2 if offset.unit == "workday" else 1))
    slack = timedelta(days=15)  # the longest run of days off, and weekends
    return timedelta(days=max(days)) + slack, timedelta(days=-min(days)) + slack


def _row(
    task: int | None, rule: str, channel: str, recipient: str, occurrence: str, due_at: datetime
) -> dict[str, Any]:
    whose = f"task:{task}" if task is not None else "office"
    return {
        "key": f"{whose}/{rule}/{channel}/{recipient}/{occurrence}",
        "task_id": task, "rule": rule, "channel": channel, "recipient": recipient, "occurrence": occurrence,
        "due_at": due_at,
    }  # fmt: skip


def _together(rows: list[ReminderRow]) -> tuple[str, str]:
    """Return the words of several rows in one message; of one task only the latest is said."""
    latest = {row.task_id: row for row in rows if row.rule != DIGEST}
    today = [row.body for row in rows if row.rule == DIGEST]
    return digests.together(today, [row.subject for row in latest.values()])


def _refresh(desk: Desk, known: ReminderRow, wanted: dict[str, Any], now: datetime) -> None:
    """Bring the words and the moment of a row that waits up to date, and revive one cancelled before its time."""
    fresh = {name: wanted[name] for name in ("subject", "body", "due_at")}
    if known.state == "cancelled" and wanted["due_at"] > now:
        outbox.alter(desk.store, [known.id], ("cancelled",), state="pending", **fresh)
    elif known.state == "pending" and known.attempts == 0 and any(getattr(known, n) != v for n, v in fresh.items()):
        outbox.alter(desk.store, [known.id], ("pending",), **fresh)


def _stray(row: ReminderRow, to: list[tuple[str, str]]) -> bool:
    """Tell whether a row is for somebody whom the settings no longer name."""
    return (row.channel, row.recipient) not in to


def _retire(desk: Desk, rows: list[ReminderRow]) -> None:
    """Cancel rows that should no longer exist, and take their words out of a merged message that has not left."""
    gone = [row for row in rows if row.state in ("pending", "merged")]
    if not gone:
        return
    with desk.store.reader() as reader:
        carriers = {row.id: row for row in outbox.rows_in(reader, "pending") if row.rule == MERGED}
        members = outbox.rows_in(reader, "merged")
    leaving = {row.id for row in gone if row.state == "pending" or row.merged_into in carriers}
    outbox.alter(desk.store, leaving, ("pending", "merged"), state="cancelled")
    for number in {row.merged_into for row in gone if row.id in leaving and row.merged_into is not None}:
        left = [row for row in members if row.merged_into == number and row.id not in leaving]
        if left:
            subject, body = _together(left)
            outbox.alter(desk.store, [number], ("pending",), subject=subject, body=body)
        else:
            outbox.alter(desk.store, [number], ("pending",), state="cancelled")
