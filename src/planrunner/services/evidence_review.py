"""Evidence after it was handed in: accepted, returned, taken off a task, checked against its digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.errors import NotAllowedError, NothingFoundError, UsageError
from planrunner.services import ids
from planrunner.services.evidence import piece_row
from planrunner.services.evidence_versions import refuse_old_version
from planrunner.services.tracking import task_row
from planrunner.store import evidence_files
from planrunner.wording import STATUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planrunner.services.desk import Desk


COMING_IN_SECONDS = 3600
"""A file is copied in before its piece is recorded; after this time it was left behind."""


def accept(desk: Desk, evidence: Sequence[str]) -> None:
    """Accept pieces of evidence.

    Raises NothingFoundError for an unknown id, NotAllowedError for one's own in an office of two and for an old version;
    nothing is written.
    """
    one_person = desk.office().sign_off == "one-person"
    with desk.store.change(who=desk.who, action="evidence-accept", at=desk.now()) as tx:
        for text in evidence:
            row = piece_row(tx, text)
            refuse_old_version(tx, row)
            if row.added_by == desk.who and not one_person:
                raise NotAllowedError(f"佐证 {text}“{row.title}”是你自己附上的，要由另一个人认可。没有改动任何内容。")
            row.status, row.reviewed_by, row.review_reason = "accepted", desk.who, ""


def return_(desk: Desk, evidence: Sequence[str], reason: str) -> None:
    """Send pieces of evidence back, saying why. Raises UsageError without a reason, else as `accept`."""
    if not reason.strip():
        raise UsageError("退回佐证要写明理由，例如：--reason 照片看不清")
    with desk.store.change(who=desk.who, action="evidence-return", at=desk.now(), reason=reason) as tx:
        for text in evidence:
            row = piece_row(tx, text)
            refuse_old_version(tx, row)
            row.status, row.reviewed_by, row.review_reason = "returned", desk.who, reason.strip()


def unlink(desk: Desk, task: str, evidence: Sequence[str]) -> None:
    """Take pieces of evidence off a task; the pieces themselves stay, for other tasks and for the history.

    Raises NotAllowedError for a task that waits for review or is signed off, NothingFoundError where a piece is not on it.
    """
    from sqlmodel import select

    from planrunner.store.tables import TaskEvidence

    with desk.store.change(who=desk.who, action="evidence-unlink", at=desk.now()) as tx:
        row = task_row(tx, task)
        if row.status in ("submitted", "closed"):
            first = "退回（planrunner return）" if row.status == "submitted" else "重新打开（planrunner reopen）"
            raise NotAllowedError(
                f"任务 {task}“{row.title}”{STATUSES[row.status]}，它的佐证不能取下。没有改动。请先{first}。"
            )
        for text in evidence:
            number = ids.read(ids.EVIDENCE, text)
            link = tx.session.exec(
                select(TaskEvidence).where(TaskEvidence.task_id == row.id, TaskEvidence.evidence_id == number)
            ).first()
            if link is None:
                raise NothingFoundError(f"任务 {task} 上没有佐证 {text}。可用 planrunner evidence list {task} 查看。")
            tx.session.delete(link)


def check_files(desk: Desk) -> tuple[int, list[str]]:
    """Compare every evidence file with its digest; return how many there are and what is wrong, in Chinese."""
    with desk.store.reader() as reader:
        files = reader.rows("SELECT id, sha256, title FROM evidence WHERE sha256 IS NOT NULL ORDER BY id")
    problems = []
    for number, digest, title in files:
        path = evidence_files.path_of(desk.folder, digest)
        if not path.is_file():
            problems.append(f"佐证 E{number}“{title}”的文件不见了")
        elif evidence_files.digest_of(path) != digest:
            problems.append(f"佐证 E{number}“{title}”的文件内容被改动过")
    return len(files), problems


def orphans(desk: Desk) -> list[str]:
    """Return the files in the evidence folder that no piece names, except what may just be coming in."""
    with desk.store.reader() as reader:
        known = {row[0] for row in reader.rows("SELECT sha256 FROM evidence WHERE sha256 IS NOT NULL")}
    return sorted(
        path.relative_to(desk.folder).as_posix()
        for path in evidence_files.files_of(desk.folder, before=desk.clock().timestamp() - COMING_IN_SECONDS)
        if path.name not in known
    )
