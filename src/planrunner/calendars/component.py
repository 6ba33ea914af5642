"""One VEVENT from plain values (RFC 5545 3.6.1): an all-day entry that never blocks anybody's time.

Bytes depend on the values alone, so that an unchanged task gives unchanged bytes: DTSTAMP is the moment of the task's
last change, not the moment of writing.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Event, vText

from planrunner.domain.status import Status
from planrunner.wording import TENTATIVE

FORMAT = 1
"""Number of this way of writing; cached bytes of another number are not used."""

DONE_PREFIX = "✔ "
CANCELLED_PREFIX = "【已取消】"
CARRIED_PREFIX = "【转下年】"
PREFIXES: dict[Status, str] = {"closed": DONE_PREFIX, "dropped": CANCELLED_PREFIX, "carried": CARRIED_PREFIX}
"""What stands before a task's title in SUMMARY; all other states have nothing there."""

ENDED: frozenset[Status] = frozenset(("dropped", "carried"))

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


def clean(text: str) -> str:
    """Return a text as a calendar may carry it: every kind of line break as LF, no control characters."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", text))


def uid(task: int, domain: str) -> str:
    """Return the UID of a task's entry: the same for ever, whatever is edited."""
    return f"task-{task}@{domain}"


def component_bytes(entry: Entry) -> bytes:
    """Return the VEVENT of one task: CRLF line ends, lines folded at 75 octets, ends with CRLF.

    DTEND is exclusive and always present (RFC 5545 3.6.1); a naive instant raises ValueError.
    """
    if entry.created.tzinfo is None or entry.changed.tzinfo is None:
        raise ValueError(entry)
    changed = entry.changed.astimezone(UTC).replace(microsecond=0)
    event = Event()
    event.add("uid", uid(entry.task, entry.domain))
    event.add("dtstamp", changed)
    event.add("created", entry.created.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", changed)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.first)
    event.add("dtend", entry.last + timedelta(days=1))
    event["summary"] = CleanText(PREFIXES.get(entry.status, "") + clean(entry.title))
    event["description"] = CleanText(clean(_description(entry)))
    event["status"] = vText(_status(entry))
    event["transp"] = vText("TRANSPARENT")
    event["x-microsoft-cdo-busystatus"] = vText("FREE")
    return bytes(event.to_ical(sorted=False))


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
