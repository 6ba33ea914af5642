"""The small pictures on the pages in the browser: which are named there, and the bytes of one, asked for by its name.

Naming and giving go through `evidence_pictures.shown` alike, so that what is held back is not given to whoever guesses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planrunner.services import ids
from planrunner.services.evidence_marks import load_marks
from planrunner.services.evidence_phone import SENDER
from planrunner.services.evidence_pictures import shown
from planrunner.store import picture_reads, queries

if TYPE_CHECKING:
    from datetime import date

    from planrunner.services.desk import Desk
    from planrunner.services.evidence_phone import Invited
    from planrunner.store.queries import EvidenceRow

MOST_NAMED, MOST_LOOKED_AT = 12, 60
_NAME = re.compile(r"E([1-9][0-9]{0,17})\.jpg")


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph on a page: its name in the address, its day, and what it shows."""

    name: str
    day: date
    words: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What came from phones for a task: the photographs that may be shown, and how many pieces wait for acceptance."""

    photos: tuple[Photo, ...]
    waiting: int


def recent(desk: Desk) -> tuple[Photo, ...]:
    """Return the newest photographs of this year's work that may be shown, each once."""
    marks, found = load_marks(desk.folder), dict[str, Photo]()
    with desk.store.reader() as reader:
        named = picture_reads.newest(reader, desk.today().year, MOST_LOOKED_AT)
        pieces = queries.evidence_of(reader, sorted({one.task_id for one in named}))
    rows = {row.id: row for row in pieces}
    for one in named:
        row, name = rows.get(one.evidence_id), _name(one.evidence_id)
        if len(found) < MOST_NAMED and name not in found and row is not None and shown(desk, row, marks) is not None:
            found[name] = Photo(name, row.occurred_on, one.task_title)
    return tuple(found.values())


def recent_picture(desk: Desk, name: str) -> bytes | None:
    """Return a photograph of this year's work as a small JPEG; None for what is none or may not be shown."""
    number = _number(name)
    with desk.store.reader() as reader:
        found = picture_reads.one(reader, desk.today().year, number)
        pieces = queries.evidence_of(reader, [found.task_id]) if found else []
    return _picture(desk, pieces, number)


def sent(desk: Desk, link: Invited) -> Sent:
    """Return what phones sent for the task of a link."""
    marks, pieces = load_marks(desk.folder), _from_phones(desk, link)
    named = (row for row in reversed(pieces) if shown(desk, row, marks) is not None)
    photos = tuple(
        Photo(_name(row.id), row.occurred_on, "已认可") for row, _ in zip(named, range(MOST_NAMED), strict=False)
    )
    return Sent(photos, sum(row.status == "submitted" for row in pieces))


def sent_picture(desk: Desk, link: Invited, name: str) -> bytes | None:
    """Return a photograph that a phone sent for the task of a link; None as `recent_picture`."""
    return _picture(desk, _from_phones(desk, link), _number(name))


def _from_phones(desk: Desk, link: Invited) -> list[EvidenceRow]:
    with desk.store.reader() as reader:
        pieces = queries.evidence_of(reader, [ids.read(ids.TASK, link.task)])
    return [row for row in pieces if row.added_by == SENDER]


def _picture(desk: Desk, pieces: list[EvidenceRow], number: int) -> bytes | None:
    row = next((row for row in pieces if row.id == number), None)
    return shown(desk, row, load_marks(desk.folder)) if row is not None else None


def _name(number: int) -> str:
    return f"{ids.show(ids.EVIDENCE, number)}.jpg"


def _number(name: str) -> int:
    """Return the number in a name, 0 (no piece has it) for what is no name."""
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else 0
