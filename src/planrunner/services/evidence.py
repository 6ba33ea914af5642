"""Evidence and numbers on tasks: any kind counts, none is forced to be a photograph, one piece may serve many tasks."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from planrunner.errors import NothingFoundError, UsageError
from planrunner.services import ids
from planrunner.store import evidence_files, queries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from planrunner.services.desk import Desk
    from planrunner.store.changes import Change
    from planrunner.store.tables import Evidence, Task


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A piece of evidence as a person hands it in. Exactly one of `file`, `url`, `number`, `note` makes its kind.

    `occurred_on` is the day it happened, by default today. `title` defaults to the file's name, the link, the number
    or the note. `known` is the id of a piece already kept, to be used for another task (一材多用).
    """

    file: Path | None = None
    url: str = ""
    number: str = ""
    note: str = ""
    title: str = ""
    occurred_on: date | None = None
    known: str = ""


@dataclass(frozen=True, slots=True)
class StoredEvidence:
    """A piece whose file, if it has one, already lies in the workspace."""

    piece: NewEvidence
    sha256: str | None = None
    size: int | None = None


def parse_evidence(text: str, **fields: str | date | None) -> NewEvidence:
    """Read what a person typed as evidence: an address, the id of a kept piece (E3), else a path.

    Paths may come from the Windows clipboard: quotes around them and `file://` are taken off.
    """
    plain = text.strip().strip("\"'“”")
    title, number, note = (str(fields.get(name) or "") for name in ("title", "number", "note"))
    occurred_on = fields.get("occurred_on")
    day = occurred_on if not isinstance(occurred_on, str) else None
    if plain.lower().startswith(("http://", "https://")):
        return NewEvidence(url=plain, title=title, number=number, note=note, occurred_on=day)
    if plain[:1] in "Ee" and plain[1:].isdigit() and not Path(plain).exists():
        return NewEvidence(known=plain)
    if plain.startswith("file://"):
        from urllib.request import url2pathname

        plain = url2pathname(plain.removeprefix("file://"))
    file = Path(plain).expanduser() if plain else None
    return NewEvidence(file=file, title=title, number=number, note=note, occurred_on=day)


def store_files(desk: Desk, pieces: Sequence[NewEvidence]) -> list[StoredEvidence]:
    """Copy the files of new evidence into the workspace, before the transaction that records them.

    A file that lies there without a record does no harm; a record without its file would. Raises NotAllowedError
    where there is no workspace, BadInputError for a file that cannot be read or is a program, UsageError for a piece that says
    nothing or happened after today.
    """
    if pieces:
        desk.office()  # no workspace is told as such, before its folder is
    stored = []
    for piece in pieces:
        if not (piece.file or piece.url or piece.number or piece.note or piece.known):
            raise UsageError("佐证要有内容：文件、链接、文号或说明，至少一样。")
        if piece.occurred_on and piece.occurred_on > desk.today():
            raise UsageError(f"佐证日期 {piece.occurred_on} 在今天之后。请填事情发生的那一天。")
        if piece.file is not None:
            _refuse_program(piece.file)
            stored.append(StoredEvidence(piece, *evidence_files.keep(desk.folder, piece.file)))
        else:
            stored.append(StoredEvidence(piece))
    return stored


def _refuse_program(file: Path) -> None:
    """Raise BadInputError for a program; a file that cannot be read is told of when it is copied."""
    from planrunner.services.evidence_types import kind_of_file, refuse_program

    kind = ""
    with suppress(OSError):
        kind = kind_of_file(file)
    refuse_program(file.name, kind)


def attach(tx: Change, desk: Desk, task: Task, pieces: Sequence[StoredEvidence]) -> list[str]:
    """Record pieces of evidence on a task inside an open change; return their ids."""
    from sqlmodel import select

    from planrunner.services.evidence_versions import refuse_old_version
    from planrunner.store.tables import TaskEvidence

    made = []
    for stored in pieces:
        piece = stored.piece
        if piece.known:
            row = piece_row(tx, piece.known)
            refuse_old_version(tx, row)
        else:
            row = new_row(tx, desk, stored)
        assert row.id is not None
        assert task.id is not None
        linked = select(TaskEvidence.id).where(TaskEvidence.task_id == task.id, TaskEvidence.evidence_id == row.id)
        if tx.session.exec(linked).first() is None:
            tx.session.add(TaskEvidence(task_id=task.id, evidence_id=row.id))
        made.append(ids.show(ids.EVIDENCE, row.id))
    tx.session.flush()
    return made


def piece_row(tx: Change, text: str) -> Evidence:
    """Return a piece of evidence by its id inside an open change. Raises NothingFoundError for an unknown one."""
    from planrunner.store.tables import Evidence

    row = tx.session.get(Evidence, ids.read(ids.EVIDENCE, text))
    if row is None:
        raise NothingFoundError(f"没有编号为 {text} 的佐证。可用 planrunner evidence list 查看。")
    return row


def new_row(tx: Change, desk: Desk, stored: StoredEvidence) -> Evidence:
    """Record a new piece inside an open change; it waits for acceptance."""
    from planrunner.store.tables import Evidence

    piece = stored.piece
    kind = "file" if piece.file else "link" if piece.url else "number" if piece.number else "note"
    name = piece.file.name if piece.file else ""
    row = Evidence(
        kind=kind,
        title=piece.title or name or piece.url or piece.number or piece.note[:40],
        occurred_on=piece.occurred_on or desk.today(),
        received_at=desk.now(),
        added_by=desk.who,
        file_name=name,
        sha256=stored.sha256,
        size=stored.size,
        url=piece.url,
        number=piece.number,
        note=piece.note,
    )
    tx.session.add(row)
    tx.session.flush()
    return row


def set_metrics(tx: Change, task: Task, metrics: Mapping[str, float]) -> None:
    """Write numbers on a task inside an open change; a name written again is corrected, with history."""
    from sqlmodel import select

    from planrunner.store.tables import Metric

    assert task.id is not None
    for name, value in metrics.items():
        row = tx.session.exec(select(Metric).where(Metric.task_id == task.id, Metric.name == name)).first()
        if row is None:
            tx.session.add(Metric(task_id=task.id, name=name, value=value))
        else:
            row.value = value


def accept_waiting(tx: Change, desk: Desk, task: Task) -> None:
    """Accept the evidence of a task that still waits for review, as signing the task off implies."""
    from sqlmodel import select

    from planrunner.store.tables import Evidence, TaskEvidence

    waiting = tx.session.exec(
        select(Evidence)
        .join(TaskEvidence, Evidence.id == TaskEvidence.evidence_id)  # type: ignore[arg-type]  # columns, not values
        .where(TaskEvidence.task_id == task.id, Evidence.status == "submitted")
    ).all()
    for row in waiting:
        row.status, row.reviewed_by = "accepted", desk.who


def add_evidence(desk: Desk, task: str, pieces: Sequence[NewEvidence]) -> list[str]:
    """Attach evidence to a task; return the ids of the pieces. Raises as `store_files`, and for an unknown task."""
    from planrunner.services.tracking import task_row

    stored = store_files(desk, pieces)
    with desk.store.change(who=desk.who, action="evidence", at=desk.now()) as tx:
        return attach(tx, desk, task_row(tx, task), stored)


def record_metrics(desk: Desk, task: str, metrics: Mapping[str, float]) -> None:
    """Write numbers for the year on a task."""
    from planrunner.services.tracking import task_row

    with desk.store.change(who=desk.who, action="metric", at=desk.now()) as tx:
        set_metrics(tx, task_row(tx, task), metrics)


def parse_metrics(words: Sequence[str]) -> dict[str, float]:
    """Read `场次=1 人次=120`. Raises UsageError naming the word that is no such pair or no number of at least 0."""
    import math

    found: dict[str, float] = {}
    for word in words:
        name, sign, value = word.replace("＝", "=").partition("=")
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not sign or not name.strip() or not math.isfinite(number) or number < 0:
            raise UsageError(f"看不懂指标“{word}”。请写成 名称=数字，例如：场次=1 人次=120")
        found[name.strip()] = number
    return found


def list_evidence(desk: Desk, task: str | None = None) -> list[queries.EvidenceRow]:
    """Return the evidence of a task, or every piece once."""
    with desk.store.reader() as reader:
        if task is None:
            return queries.all_evidence(reader)
        number = ids.read(ids.TASK, task)
        if not queries.tasks_by_ids(reader, [number]):
            raise NothingFoundError(f"没有编号为 {task} 的任务。可用 planrunner list 查看现有的。")
        return queries.evidence_of(reader, [number])
