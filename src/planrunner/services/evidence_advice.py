"""What a person should know about evidence just handed in; it advises and refuses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.services import ids
from planrunner.services.evidence_marks import load_marks
from planrunner.services.evidence_types import PICTURES, kind_of_file, mismatch
from planrunner.store import evidence_files, pictures, queries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planrunner.services.desk import Desk
    from planrunner.store.queries import EvidenceRow
    from planrunner.store.reader import Reader

MOST_NAMED = 3
"""Other uses of a file that are named; more are counted."""


def advise(desk: Desk, task: str, pieces: Sequence[str]) -> list[str]:
    """Return what to tell about these pieces on a task, in Chinese, without closing marks.

    Told are a marking word in the name (密级, 内部), a file used before, a photograph much like one used before, a
    content that is not what the name says, and a camera's day other than the day given.
    """
    wanted = {ids.read(ids.EVIDENCE, piece) for piece in pieces}
    number = ids.read(ids.TASK, task)
    marks = load_marks(desk.folder)
    told: list[str] = []
    with desk.store.reader() as reader:
        everything = queries.all_evidence(reader)
        for row in everything:
            if row.id in wanted:
                word = marks.found(row.title, row.file_name, row.note)
                if word:
                    told.append(
                        f"{ids.show(ids.EVIDENCE, row.id)} 有“{word}”字样，不会放进佐证材料包；涉密材料不得存入本程序"
                    )
                told += _of_file(desk, reader, row, number, everything) if row.sha256 else []
    return told


def _of_file(
    desk: Desk, reader: Reader, row: EvidenceRow, task: int, everything: Sequence[EvidenceRow]
) -> Iterator[str]:
    assert row.sha256 is not None
    shown = ids.show(ids.EVIDENCE, row.id)
    same = [one.id for one in everything if one.sha256 == row.sha256]
    used = _used(reader, same, task)
    if used:
        yield f"{shown} 这份文件已用于 {used}"
    path = evidence_files.path_of(desk.folder, row.sha256)
    if not path.is_file():
        return
    kind = kind_of_file(path)
    other = mismatch(row.file_name, kind)
    if other:
        yield other
    if kind not in PICTURES:
        return
    day = pictures.taken_on(path)
    if day is not None and day != row.occurred_on:
        yield f"{shown} 照片里记的拍摄日期是 {day}，登记的是 {row.occurred_on}，请核对"
    alike = _alike(desk, row, everything)
    used = _used(reader, alike, task)
    if used:
        yield f"{shown} 这张照片与已用于 {used} 的很像"


def _alike(desk: Desk, row: EvidenceRow, everything: Sequence[EvidenceRow]) -> list[int]:
    """Return the pieces whose picture is nearly this one and whose file is another."""
    assert row.sha256 is not None
    newest = sorted(everything, key=lambda one: one.id, reverse=True)
    digests = dict.fromkeys([row.sha256, *(one.sha256 for one in newest if one.sha256)])
    bits = pictures.hashes(desk.folder, digests)
    mine = bits.get(row.sha256)
    if mine is None:
        return []
    return [
        one.id
        for one in everything
        if one.sha256 != row.sha256 and one.sha256 in bits and (bits[one.sha256] ^ mine).bit_count() <= pictures.NEAR
    ]


def _used(reader: Reader, pieces: Sequence[int], task: int) -> str:
    """Return which other tasks these pieces serve: T3“…”（2026年）."""
    found: dict[int, str] = {}
    for at in range(0, len(pieces), 500):
        part = list(pieces[at : at + 500])
        rows = reader.rows(
            f"SELECT DISTINCT t.id, t.title, t.plan_year FROM task_evidence l JOIN task t ON t.id = l.task_id"  # noqa: S608 - question marks only
            f" WHERE l.evidence_id IN {queries.marks(part)} AND t.id <> ? ORDER BY t.id",
            [*part, task],
        )
        found |= {number: f"{ids.show(ids.TASK, number)}“{title}”（{year}年）" for number, title, year in rows}
    named = list(found.values())[:MOST_NAMED]
    more = f"等 {len(found)} 项任务" if len(found) > MOST_NAMED else ""
    return "、".join(named) + more
