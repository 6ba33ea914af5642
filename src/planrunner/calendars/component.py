"""One VEVENT or VTODO from plain values (RFC 5545 3.6.1, 3.6.2): an all-day entry that never blocks anybody's time.

Bytes depend on the values alone, so that an unchanged task gives unchanged bytes: DTSTAMP is the moment of the task's
last change, not the moment of writing.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from icalendar import Alarm, Event, Todo, vText

from planrunner.domain.status import Status
from planrunner.wording import TENTATIVE

Kind = Literal["event", "todo"]
FORMAT = 1
"""Number of this way of writing; cached bytes of another number are not used."""

DONE_PREFIX = "✔ "
CANCELLED_PREFIX = "【已取消】"
CARRIED_PREFIX = "【转下年】"
PREFIXES: dict[Status, str] = {"closed": DONE_PREFIX, "dropped": CANCELLED_PREFIX, "carried": CARRIED_PREFIX}
"""What stands before a task's title in SUMMARY; all other states have nothing there."""

ENDED: frozenset[Status] = frozenset(("dropped", "carried"))
TODO_STATUSES: dict[Status, str] = {
    "planned": "NEEDS-ACTION", "started": "IN-PROCESS", "submitted": "IN-PROCESS", "closed": "COMPLETED",
    "carried": "CANCELLED", "dropped": "CANCELLED",
}  # fmt: skip
ALARM_BEFORE = timedelta(hours=-15)
"""An entry's one alarm: nine in the morning of the day before, for calendars of any zone that keep days as days."""

_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")


class CleanText(vText):
    r"""A TEXT value escaped as RFC 5545 3.3.11 says and no further.

    icalendar 7.3 takes a written ``\N`` for a line break before it escapes, which changes titles such as ``C:\New``.
    """

    def to_ical(self) -> bytes:
        """Return the escaped value in UTF-8."""
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a calendar shows of one dated task. `first` and `last` are both inclusive; instants are aware."""

    task: int
    domain: str
    title: str
    status: Status
    first: date
    last: date
    due: date | None
    tentative: bool
    sequence: int
    created: datetime
    changed: datetime
    basis: tuple[str, ...] = ()
    reason: str = ""
    closed: datetime | None = None


def variant(kind: Kind, alarm: bool) -> str:
    """Return the name of one form of a component, for caches."""
    return f"{kind}+alarm" if alarm else kind


def clean(text: str) -> str:
    """Return a text as a calendar may carry it: every kind of line break as LF, no control characters."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", text))


def uid(task: int, domain: str) -> str:
    """Return the UID of a task's entry: the same for ever, whatever is edited."""
    return f"task-{task}@{domain}"


def component_bytes(entry: Entry, kind: Kind = "event", *, alarm: bool = False) -> bytes:
    """Return the component of one task: CRLF line ends, lines folded at 75 octets, ends with CRLF.

    `alarm` adds one VALARM where the task is still to be done. A naive instant raises ValueError.
    """
    if entry.created.tzinfo is None or entry.changed.tzinfo is None:
        raise ValueError(entry)
    component = Event() if kind == "event" else Todo()
    changed = entry.changed.astimezone(UTC).replace(microsecond=0)
    component.add("uid", uid(entry.task, entry.domain))
    component.add("dtstamp", changed)
    component.add("created", entry.created.astimezone(UTC).replace(microsecond=0))
    component.add("last-modified", changed)
    component.add("sequence", entry.sequence)
    if isinstance(component, Event):
        _as_event(component, entry)
    else:
        _as_todo(component, entry)
    component["description"] = CleanText(clean(_description(entry)))
    if alarm and entry.status not in ENDED and entry.status != "closed":
        component.add_component(_alarm(entry, kind))
    return bytes(component.to_ical(sorted=False))


def _as_event(event: Event, entry: Entry) -> None:
    """Write days and state of a VEVENT; DTEND is exclusive and always present (RFC 5545 3.6.1)."""
    event.add("dtstart", entry.first)
    event.add("dtend", entry.last + timedelta(days=1))
    event["summary"] = CleanText(PREFIXES.get(entry.status, "") + clean(entry.title))
    event["status"] = vText(_status(entry))
    event["transp"] = vText("TRANSPARENT")
    event["x-microsoft-cdo-busystatus"] = vText("FREE")


def _as_todo(todo: Todo, entry: Entry) -> None:
    """Write days and state of a VTODO: DUE is the last day in time, DTSTART only where the work spans days.

    Programs for to-dos tick what is COMPLETED themselves, so that the title has no ✔; COMPLETED is in UTC (3.8.2.1).
    """
    due = entry.due or entry.last
    if entry.first < entry.last <= due:
        todo.add("dtstart", entry.first)
    todo.add("due", due)
    prefix = "" if entry.status == "closed" else PREFIXES.get(entry.status, "")
    todo["summary"] = CleanText(prefix + clean(entry.title))
    todo["status"] = vText(TODO_STATUSES[entry.status])
    if entry.status == "closed":
        todo.add("percent-complete", 100)
        if entry.closed is not None:
            todo.add("completed", entry.closed.astimezone(UTC).replace(microsecond=0))


def _alarm(entry: Entry, kind: Kind) -> Alarm:
    """Return the one VALARM (RFC 5545 3.6.6); that of a VTODO counts from DUE, since DTSTART may be missing."""
    alarm = Alarm()
    alarm["action"] = vText("DISPLAY")
    alarm["description"] = CleanText(clean(entry.title))
    alarm.add("trigger", ALARM_BEFORE, parameters={"RELATED": "END"} if kind == "todo" else {})
    return alarm


def _status(entry: Entry) -> str:
    if entry.status in ENDED:
        return "CANCELLED"
    return "TENTATIVE" if entry.tentative and entry.status != "closed" else "CONFIRMED"


def _description(entry: Entry) -> str:
    """Say by when, on what basis and why. Never names, telephone numbers or evidence: feeds travel without a lock."""
    lines = [f"时限：{entry.due.year}年{entry.due.month}月{entry.due.day}日"] if entry.due else []
    if entry.tentative:
        lines.append(f"日期{TENTATIVE}")
    lines += [f"依据：{words}" for words in entry.basis]
    if entry.reason:
        lines.append(f"日期由来：{entry.reason}")
    return "\n".join(lines)
