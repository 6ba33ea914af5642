"""How reminders stand, as `remind status` shows it: who is told, what waits, what went out, what did not and why."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from planrunner.domain.zone import SHANGHAI
from planrunner.services import ids
from planrunner.services.recipients import (
    channel_problems,
    escalation,
    may_send,
    target_words,
    targets,
    weekly_targets,
)
from planrunner.store import outbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planrunner.services.desk import Desk
    from planrunner.services.recipients import Target
    from planrunner.store.outbox import ReminderRow


def status(desk: Desk) -> dict[str, Any]:
    """Return who is reminded, what waits, what went out and what was given up, as `remind status --json` prints it."""
    up, counts = escalation(desk.config), tally(desk)
    with desk.store.reader() as reader:
        due, last = outbox.next_due(reader), outbox.last_sent(reader)
        dead = outbox.rows_in(reader, "dead")
        off = outbox.snoozed(reader, desk.today())
        failing = [row for row in outbox.rows_in(reader, "pending") if row.last_error]
    return {
        "targets": _told(targets(desk.config)),
        "waiting": counts["pending"],
        "next_due": due.isoformat() if due else None,
        "sent": counts["sent"],
        "last_sent": last.isoformat() if last else None,
        "failing": [_failed(row) | {"retry_at": row.due_at.isoformat()} for row in failing],
        "dead": [_failed(row) for row in dead],
        "weekly": _told(weekly_targets(desk.config)),
        "escalation": [{"to": level.title, "after": level.after, "targets": _told(level.to)} for level in up],
        "snoozed": [
            {"id": ids.show(ids.TASK, task), "title": title, "until": until.isoformat()} for task, title, until in off
        ],
        "quiet": not may_send(desk),
        "problems": channel_problems(desk.config),
    }


def tally(desk: Desk) -> dict[str, int]:
    """Return how many reminders wait (those under way too), were given up and went out."""
    with desk.store.reader() as reader:
        counts = outbox.counts(reader)
    waiting = counts.get("pending", 0) + counts.get("leased", 0)
    return {"pending": waiting, "dead": counts.get("dead", 0), "sent": counts.get("sent", 0)}


def _told(to: Iterable[Target]) -> list[dict[str, str]]:
    return [{"channel": channel, "recipient": recipient} for channel, recipient in to]


def _names(to: list[dict[str, str]]) -> str:
    return "、".join(target_words(one["channel"], one["recipient"]) for one in to)


def _failed(row: ReminderRow) -> dict[str, str]:
    return {"subject": row.subject, "channel": row.channel, "recipient": row.recipient, "error": row.last_error}


def status_lines(found: dict[str, Any]) -> list[str]:
    """Return what `status` found in Chinese, a line each."""
    lines = ["提醒渠道：" + (_names(found["targets"]) or "还没有设置（planrunner.toml 的 [mail] 或 [drop]）")]
    if found["weekly"]:
        lines.append(f"每周汇总：{_names(found['weekly'])}")
    lines += [f"逾期{up['after']}个工作日报{up['to']}：{_names(up['targets'])}" for up in found["escalation"]]
    lines.append(f"待发 {found['waiting']} 条，下一条 {wall_time(found['next_due'])}")
    lines.append(f"已发 {found['sent']} 条，最近 {wall_time(found['last_sent'])}")
    if found["quiet"]:
        lines.append("现在是休息日或不发的钟点，serve 先攒着，到点再发")
    lines += [f"推迟到 {one['until']}：{one['id']} {one['title']}" for one in found["snoozed"]]
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
