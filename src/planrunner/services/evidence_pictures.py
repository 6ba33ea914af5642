"""Small pictures of photographs among the evidence, for papers and pages; what is marked or personal is never shown."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from planrunner.reports.paper import Picture, chinese_day
from planrunner.services import ids
from planrunner.services.evidence_marks import load_marks
from planrunner.services.evidence_personal import personal_data
from planrunner.store import pictures

if TYPE_CHECKING:
    from planrunner.services.desk import Desk
    from planrunner.services.evidence_marks import Marks
    from planrunner.services.reporting_facts import Facts
    from planrunner.store.queries import EvidenceRow

MOST = 300
"""Pictures in one paper; the rest are in the bundle."""


def shown(desk: Desk, row: EvidenceRow, marks: Marks) -> bytes | None:
    """Return a small JPEG of a piece of evidence that may be shown to everybody of the office and its leaders.

    None for what is no picture, is not accepted, was replaced, or bears a marking word or personal data in its name.
    """
    words = (row.title, row.file_name, row.note)
    held_back = row.status != "accepted" or row.replaced_by is not None
    if held_back or marks.found(*words) or marks.personal_word(*words) or personal_data("\n".join(words)):
        return None
    return pictures.thumbnail(desk.folder, row.sha256) if row.sha256 else None


def pictures_of(desk: Desk, facts: Facts) -> tuple[Picture, ...]:
    """Return the photographs of a year or a part of it by day, each once, with its id, day, name and tasks below it."""
    from PIL import Image

    marks = load_marks(desk.folder)
    serves: dict[int, list[str]] = {}
    rows: dict[int, EvidenceRow] = {}
    for task, pieces in facts.evidence.items():
        for piece in pieces:
            rows[piece.id] = piece
            serves.setdefault(piece.id, []).append(ids.show(ids.TASK, task))
    found: list[Picture] = []
    for row in sorted(rows.values(), key=lambda one: (one.occurred_on, one.id)):
        jpeg = shown(desk, row, marks) if len(found) < MOST else None
        if jpeg is not None:
            with Image.open(io.BytesIO(jpeg)) as image:
                size = image.size
            words = f"{ids.show(ids.EVIDENCE, row.id)} {chinese_day(row.occurred_on)} {row.title}（{'、'.join(serves[row.id])}）"
            found.append(Picture(jpeg, size, words))
    return tuple(found)
