"""Which photographs there are among the accepted evidence of a year. Imports no ORM."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from planrunner.store.reader import Reader

ENDINGS = tuple(f"%.{suffix}" for suffix in ("jpg", "jpeg", "png", "webp", "bmp", "gif"))
NEWEST = f"""
SELECT e.id, t.id, t.title FROM evidence e
JOIN task_evidence l ON l.evidence_id = e.id JOIN task t ON t.id = l.task_id
WHERE t.plan_year = ? AND t.status <> 'dropped' AND e.status = 'accepted' AND e.sha256 IS NOT NULL
AND ({" OR ".join("lower(e.file_name) LIKE ?" for _ in ENDINGS)})
"""  # noqa: S608 - built from constants


class Found(NamedTuple):
    """An accepted piece of evidence that by its name is a photograph, and a task that it serves."""

    evidence_id: int
    task_id: int
    task_title: str


def newest(reader: Reader, year: int, most: int) -> list[Found]:
    """Return the photographs of a year, the newest first; one that serves several tasks comes for each."""
    sql = NEWEST + "ORDER BY e.occurred_on DESC, e.id DESC, t.id LIMIT ?"
    return [Found(*row) for row in reader.rows(sql, (year, *ENDINGS, most))]


def one(reader: Reader, year: int, evidence_id: int) -> Found | None:
    """Return a photograph of a year, None where it is none."""
    rows = reader.rows(NEWEST + "AND e.id = ? ORDER BY t.id LIMIT 1", (year, *ENDINGS, evidence_id))
    return next((Found(*row) for row in rows), None)
