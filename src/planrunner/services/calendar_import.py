"""Taking in an .ics file that a person got elsewhere, as tasks of one's own; the same file again changes nothing."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from planrunner.errors import BadInputError, NotAllowedError, system_reason
from planrunner.services.tracking import new_task

if TYPE_CHECKING:
    from pathlib import Path

    from planrunner.calendars.reading import Meeting
    from planrunner.services.desk import Desk
    from planrunner.store.tables import Task

LONGEST_KEY = 250


class CalendarImport(NamedTuple):
    """What a file brings: new meetings, those that moved or were renamed, how many are known, what was left out."""

    year: int
    new: list[Meeting]
    changed: list[Meeting]
    kept: list[Meeting]
    unchanged: int
    left_out: list[str]


def import_calendar(desk: Desk, file: Path, year: int, owner: str = "", *, apply: bool) -> CalendarImport:
    """Compare a file with the tasks made of it before; with `apply` store what is new and what changed, as one change.

    A task that a person edited, or that is no longer waiting, stays as it is and is told under `kept`. Raises
    NotAllowedError where the file cannot be read, BadInputError for what is no calendar or too large.
    """
    from sqlmodel import select

    from planrunner.calendars.reading import read_calendar
    from planrunner.store.tables import Task

    read = read_calendar(_bytes(file), year, desk.office().domain)
    found = CalendarImport(year, [], [], [], 0, read.left_out)
    with desk.store.change(who=desk.who, action="calendar-import", at=desk.now()) as tx:
        if not apply:
            tx.discard()
        rows = tx.session.exec(select(Task).where(Task.plan_year == year, Task.key.startswith("ics:"))).all()
        known = {row.key: row for row in rows}
        unchanged = 0
        for meeting in read.meetings:
            row = known.get(_key(meeting))
            if row is None:
                row = new_task(desk, meeting.title, due=meeting.last, planned=meeting.first, owner=owner)
                row.key, row.reason = _key(meeting), f"导入日历：{file.name[:100]}"
                _put(row, meeting)
                tx.session.add(row)
                found.new.append(meeting)
            elif _same(row, meeting):
                unchanged += 1
            elif row.edited or row.status != "planned":
                found.kept.append(meeting)
            else:
                _put(row, meeting)
                found.changed.append(meeting)
    return found._replace(unchanged=unchanged)


def _bytes(file: Path) -> bytes:
    from planrunner.calendars.reading import MAX_BYTES

    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotAllowedError(f"读不了 {file}（{system_reason(error)}），未导入任何内容。") from error
    if len(data) > MAX_BYTES:
        raise BadInputError(f"{file} 超过 {MAX_BYTES // 1_000_000} MB，未导入任何内容。")
    return data


def _key(meeting: Meeting) -> str:
    """Return the task's key: the UID and the day in the series as the file gave them, whatever is edited later."""
    key = f"ics:{meeting.uid}:{meeting.occurrence}"
    return key if len(key) <= LONGEST_KEY else f"ics:{hashlib.sha256(key.encode()).hexdigest()}"


def note_of(meeting: Meeting) -> str:
    """Return hours and place in words."""
    return "，".join(part for part in (meeting.hours, meeting.place) if part)


def _put(row: Task, meeting: Meeting) -> None:
    spans = meeting.last > meeting.first
    row.title, row.note = meeting.title, note_of(meeting)
    row.rule_date = row.planned = meeting.first
    row.due = meeting.last
    row.spans = spans
    row.window_from, row.window_to = (meeting.first, meeting.last) if spans else (None, None)


def _same(row: Task, meeting: Meeting) -> bool:
    return (row.title, row.planned, row.due, row.note) == (
        meeting.title, meeting.first, meeting.last, note_of(meeting),
    )  # fmt: skip
