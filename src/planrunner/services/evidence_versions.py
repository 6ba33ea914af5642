"""Versions of a piece of evidence: a corrected or signed copy takes the place of an earlier one, which stays stored.

The earlier piece gives its tasks to the later one, so nothing that counts or tells the evidence of a task sees it again.
"""

from __future__ import annotations

from dataclasses import replace as with_values
from typing import TYPE_CHECKING

from planrunner.errors import NotAllowedError, UsageError
from planrunner.services import ids
from planrunner.services.evidence import NewEvidence, new_row, piece_row, store_files
from planrunner.wording import EVIDENCE_STATUSES, OLD_VERSION

if TYPE_CHECKING:
    from planrunner.services.desk import Desk
    from planrunner.store.changes import Change
    from planrunner.store.queries import EvidenceRow
    from planrunner.store.tables import Evidence


def replace(desk: Desk, old: str, piece: NewEvidence) -> str:
    """Put a piece in the place of an earlier one on every task that it serves; return the id of the new one.

    Name, day and document number are the earlier one's where none is given. The new piece waits for acceptance, whatever
    the earlier one had; a piece already kept (`piece.known`) keeps its own state. Raises NothingFoundError for an unknown
    id, NotAllowedError where the earlier one is an old version already, UsageError for the same content; else as
    `store_files`.
    """
    (stored,) = store_files(desk, [piece])
    with desk.store.change(who=desk.who, action="evidence-replace", at=desk.now(), reason=piece.note) as tx:
        earlier = piece_row(tx, old)
        refuse_old_version(tx, earlier)
        if stored.sha256 is not None and stored.sha256 == earlier.sha256:
            raise UsageError(f"这个文件和 {old}“{earlier.title}”是同一份，不用换。没有改动。")
        if piece.known:
            later = piece_row(tx, piece.known)
            refuse_old_version(tx, later)
            _refuse_itself(tx, earlier, later)
        else:
            later = new_row(tx, desk, with_values(stored, piece=_filled(stored.piece, earlier)))
        _follow(tx, earlier, later)
        assert later.id is not None
        return ids.show(ids.EVIDENCE, later.id)


def state_word(row: EvidenceRow) -> str:
    """Return how a piece stands, in Chinese: 旧版 for one that another took the place of, else what was decided on it."""
    return OLD_VERSION if row.replaced_by else EVIDENCE_STATUSES[row.status]


def versions_in_words(row: EvidenceRow) -> str:
    """Return which piece this one took the place of and which took its place, "" for a piece without versions."""
    parts = [f"代替 {ids.show(ids.EVIDENCE, row.replaces)}"] if row.replaces else []
    parts += [f"已由 {ids.show(ids.EVIDENCE, row.replaced_by)} 代替"] if row.replaced_by else []
    return "，".join(parts)


def refuse_old_version(tx: Change, row: Evidence) -> None:
    """Raise NotAllowedError for a piece that another took the place of."""
    from sqlmodel import select

    from planrunner.store.tables import EvidenceVersion

    later = tx.session.exec(select(EvidenceVersion.evidence_id).where(EvidenceVersion.replaces_id == row.id)).first()
    if later is not None:
        assert row.id is not None
        shown, now = ids.show(ids.EVIDENCE, row.id), ids.show(ids.EVIDENCE, later)
        raise NotAllowedError(f"佐证 {shown}“{row.title}”是旧版，已由 {now} 代替。没有改动，请改用 {now}。")


def _refuse_itself(tx: Change, earlier: Evidence, later: Evidence) -> None:
    """Raise UsageError where a kept piece cannot take the place: it is the piece itself, or has an earlier one already."""
    from sqlmodel import select

    from planrunner.store.tables import EvidenceVersion

    if later.id == earlier.id:
        raise UsageError("不能用佐证自己代替自己。没有改动。")
    known = select(EvidenceVersion.replaces_id).where(EvidenceVersion.evidence_id == later.id)
    before = tx.session.exec(known).first()
    if before is not None:
        assert later.id is not None
        shown = ids.show(ids.EVIDENCE, later.id)
        raise UsageError(f"{shown} 已经代替了 {ids.show(ids.EVIDENCE, before)}，一件只能代替一件。没有改动。")


def _filled(piece: NewEvidence, earlier: Evidence) -> NewEvidence:
    """Return the new piece with what the earlier one was called, where nothing else was said."""
    named_by_file = earlier.title == earlier.file_name
    title = piece.title or ("" if named_by_file or not earlier.file_name else earlier.title)
    return with_values(
        piece,
        title=title,
        occurred_on=piece.occurred_on or earlier.occurred_on,
        number=piece.number or earlier.number,
    )


def _follow(tx: Change, earlier: Evidence, later: Evidence) -> None:
    """Give the tasks of the earlier piece to the later one, and note which took the place of which."""
    from sqlmodel import select

    from planrunner.store.tables import EvidenceVersion, TaskEvidence

    assert earlier.id is not None
    assert later.id is not None
    served = set(tx.session.exec(select(TaskEvidence.task_id).where(TaskEvidence.evidence_id == later.id)))
    for link in tx.session.exec(select(TaskEvidence).where(TaskEvidence.evidence_id == earlier.id)).all():
        if link.task_id in served:
            tx.session.delete(link)
        else:
            link.evidence_id = later.id
    tx.session.add(EvidenceVersion(evidence_id=later.id, replaces_id=earlier.id))
