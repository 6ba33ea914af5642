"""What a person should know about evidence being handed in; it advises and refuses nothing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planrunner.services import ids
from planrunner.services.evidence_marks import load_marks
from planrunner.services.evidence_personal import personal_data
from planrunner.services.evidence_search import LARGEST, text_of
from planrunner.services.evidence_types import PICTURES, kind_of_file, mismatch
from planrunner.store import evidence_files, pictures, queries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from planrunner.services.desk import Desk
    from planrunner.services.evidence import NewEvidence
    from planrunner.services.evidence_marks import Marks
    from planrunner.store.queries import EvidenceRow
    from planrunner.store.reader import Reader

MOST_NAMED = 3
"""Other uses of a file that are named; more are counted."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What is looked at in a piece, kept or only typed so far. `path` is None where it has no file to be read."""

    label: str
    words: tuple[str, ...]
    file_name: str
    occurred_on: date
    sha256: str | None
    path: Path | None


def advise(desk: Desk, tasks: Sequence[str], pieces: Sequence[str]) -> list[str]:
    """Return what to tell about these kept pieces on these tasks, in Chinese, without closing marks.

    Told are a marking word in the name (密级, 内部), personal data, a file used before, a photograph much like one used
    before, a content that is not what the name says, and a camera's day other than the day given.
    """
    wanted = {ids.read(ids.EVIDENCE, piece) for piece in pieces}
    with desk.store.reader() as reader:
        everything = queries.all_evidence(reader)
        looks = [_of_row(desk, row) for row in everything if row.id in wanted]
        return _told(desk, reader, tasks, looks, everything)


def foresee(desk: Desk, tasks: Sequence[str], pieces: Sequence[NewEvidence]) -> list[str]:
    """Return the same about pieces that are about to be attached to these tasks; a file that cannot be read tells nothing."""
    with desk.store.reader() as reader:
        everything = queries.all_evidence(reader)
        known = {ids.show(ids.EVIDENCE, row.id): row for row in everything}
        looks = []
        for piece in pieces:
            row = known.get(piece.known.upper())
            look = _of_row(desk, row) if row is not None else _of_new(desk, piece)
            looks += [look] if look is not None else []
        return _told(desk, reader, tasks, looks, everything)


def _of_row(desk: Desk, row: EvidenceRow) -> _Look:
    path = evidence_files.path_of(desk.folder, row.sha256) if row.sha256 else None
    words = (row.title, row.file_name, row.note)
    return _Look(
        f"{ids.show(ids.EVIDENCE, row.id)} ", words, row.file_name, row.occurred_on, row.sha256,
        path if path is not None and path.is_file() else None,
    )  # fmt: skip


def _of_new(desk: Desk, piece: NewEvidence) -> _Look | None:
    day = piece.occurred_on or desk.today()
    if piece.file is None:
        return None if piece.known else _Look("", (piece.title, piece.note), "", day, None, None)
    with suppress(OSError):
        words = (piece.title, piece.file.name, piece.note)
        digest = evidence_files.digest_of(piece.file)
        return _Look(f"{piece.file.name} ", words, piece.file.name, day, digest, piece.file)
    return None


def _told(
    desk: Desk, reader: Reader, tasks: Sequence[str], looks: Sequence[_Look], everything: Sequence[EvidenceRow]
) -> list[str]:
    marks = load_marks(desk.folder)
    numbers = [ids.read(ids.TASK, task) for task in tasks]
    told: list[str] = []
    for look in looks:
        told += _of_words(look, marks)
        if look.sha256:
            told += _of_file(desk, reader, look, numbers, everything)
    return told


def _of_words(look: _Look, marks: Marks) -> Iterator[str]:
    word = marks.found(*look.words)
    if word:
        yield f"{look.label}有“{word}”字样，不会放进佐证材料包；涉密材料不得存入本程序"
    text = "\n".join(look.words)
    if look.path is not None and look.path.stat().st_size <= LARGEST:
        text += "\n" + text_of(look.path, look.file_name)
    found = personal_data(text) or marks.personal_word(*look.words)
    if found:
        yield f"{look.label}里有个人信息（{found}），对外提供前请遮盖"


def _of_file(
    desk: Desk, reader: Reader, look: _Look, tasks: Sequence[int], everything: Sequence[EvidenceRow]
) -> Iterator[str]:
    same = [one.id for one in everything if one.sha256 == look.sha256]
    used = _used(reader, same, tasks)
    if used:
        yield f"{look.label}这份文件已用于 {used}"
    if look.path is None:
        return
    kind = kind_of_file(look.path)
    other = mismatch(look.file_name, kind)
    if other:
        yield other
    if kind not in PICTURES:
        return
    day = pictures.taken_on(look.path)
    if day is not None and day != look.occurred_on:
        yield f"{look.label}照片里记的拍摄日期是 {day}，登记的是 {look.occurred_on}，请核对"
    used = _used(reader, _alike(desk, look, look.path, everything), tasks)
    if used:
        yield f"{look.label}这张照片与已用于 {used} 的很像"


def _alike(desk: Desk, look: _Look, path: Path, everything: Sequence[EvidenceRow]) -> list[int]:
    """Return the pieces whose picture is nearly this one and whose file is another."""
    mine = pictures.difference_hash(path)
    if mine is None:
        return []
    newest = sorted(everything, key=lambda one: one.id, reverse=True)
    bits = pictures.hashes(desk.folder, dict.fromkeys(one.sha256 for one in newest if one.sha256))
    return [
        one.id
        for one in everything
        if one.sha256 != look.sha256 and one.sha256 in bits and (bits[one.sha256] ^ mine).bit_count() <= pictures.NEAR
    ]


def _used(reader: Reader, pieces: Sequence[int], tasks: Sequence[int]) -> str:
    """Return which other tasks these pieces serve: T3“…”（2026年）."""
    found: dict[int, str] = {}
    for at in range(0, len(pieces), 500):
        part = list(pieces[at : at + 500])
        rows = reader.rows(
            f"SELECT DISTINCT t.id, t.title, t.plan_year FROM task_evidence l JOIN task t ON t.id = l.task_id"  # noqa: S608 - question marks only
            f" WHERE l.evidence_id IN {queries.marks(part)} ORDER BY t.id",
            part,
        )
        found |= {number: f"{ids.show(ids.TASK, number)}“{title}”（{year}年）" for number, title, year in rows}
    others = [said for number, said in found.items() if number not in tasks]
    more = f"等 {len(others)} 项任务" if len(others) > MOST_NAMED else ""
    return "、".join(others[:MOST_NAMED]) + more
