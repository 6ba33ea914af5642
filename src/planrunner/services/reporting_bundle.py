"""The evidence bundle (佐证材料) of a year: one zip that an inspector can read and anybody can check without the data."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planrunner.errors import DamagedDataError, NotAllowedError, UsageError, system_reason
from planrunner.reports.paper import chinese_day
from planrunner.services import ids
from planrunner.services.evidence_marks import load_marks
from planrunner.services.reporting_bundle_parts import catalogue, choose
from planrunner.services.reporting_facts import gather, load_phrases
from planrunner.store import evidence_files, queries
from planrunner.store.backup import flush
from planrunner.store.proof import proof_records, to_line, withheld

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from planrunner.services.desk import Desk
    from planrunner.services.evidence_marks import Marks
    from planrunner.services.reporting_bundle_parts import Choice, Piece
    from planrunner.store.proof import Record

FORMAT, VERSION = "planrunner-bundle", 1
MANIFEST, SEAL, HISTORY = "manifest.json", "manifest.sha256", "历史记录.jsonl"
CHUNK = 1 << 20
READ_ME = """本包是{office}{year}年度工作的佐证材料，数据截至{day}。

目录.xlsx           每件佐证的编号、名称、日期、对应任务和在包里的位置
台账.xlsx           每项任务的时限、状态和佐证
完成情况总结.docx   全年完成情况
{history}       每一次登记和改动，连同校验值
{manifest}       包里每个文件的大小和 SHA-256

核对：在装有 planrunner 的电脑上运行 planrunner verify 本包.zip，不需要原来的数据。
没有这个程序时，用任何能算 SHA-256 的工具对照 {manifest} 也可以。
"""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was written. `seal` is the SHA-256 of its manifest: who notes it can tell any later bundle apart."""

    files: int
    evidence: int
    size: int
    seal: str
    marked: int
    waiting: int
    problems: tuple[str, ...]


class _Writer:
    """Writes entries into the zip and keeps the manifest's list of them."""

    def __init__(self, zipped: zipfile.ZipFile, day: date) -> None:
        self._zip = zipped
        self._time = (day.year, day.month, day.day, 0, 0, 0)
        self.files: list[dict[str, Any]] = []

    def put(self, name: str, parts: Iterable[bytes], *, packed: bool = False, **more: Any) -> str:
        """Stream a file into the zip; return its SHA-256."""
        entry = zipfile.ZipInfo(name, self._time)
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        entry.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(entry, "w") as target:
            for part in parts:
                target.write(part)
                digest.update(part)
                size += len(part)
        self.files.append({"name": name, "sha256": digest.hexdigest(), "size": size} | more)
        return digest.hexdigest()


def write_bundle(
    desk: Desk,
    year: int,
    file: Path,
    *,
    include_marked: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Bundle:
    """Write the evidence bundle of plan `year`; an older file there is replaced when the new one is whole.

    Only accepted evidence goes in, in its newest version; what is marked (密级, 内部) stays out unless asked for, and then
    the records of the history that name it are given by their hash alone. `progress` is told bytes written and bytes in
    all. Raises UsageError for another suffix, NothingFoundError for a year without tasks, NotAllowedError where the file
    cannot be written.
    """
    if file.suffix.lower() != ".zip":
        raise UsageError(f"佐证材料只能写成 .zip，没有写出“{file.name}”。请改文件名。")
    marks = load_marks(desk.folder)
    with desk.store.reader() as reader:
        old = {row.id: row for row in queries.all_evidence(reader) if row.replaced_by}
    choice = choose(gather(desk, year), marks, old, include_marked=include_marked)
    part = file.with_name(f".{file.name}.part-{os.getpid()}")
    try:
        try:
            with zipfile.ZipFile(part, "w", allowZip64=True) as zipped:
                problems, evidence, seal, files = _fill(
                    desk, zipped, choice, None if include_marked else marks, progress
                )
            flush(part)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
        size = file.stat().st_size
    except OSError as error:
        raise NotAllowedError(
            f"佐证材料写不进 {file}（{system_reason(error)}），原来的文件没有动。请检查文件夹是否存在、磁盘空间和权限。"
        ) from error
    return Bundle(files, evidence, size, seal, len(choice.marked), choice.waiting, tuple(problems))


def _fill(
    desk: Desk, zipped: zipfile.ZipFile, choice: Choice, hidden: Marks | None, progress: Callable[[int, int], None]
) -> tuple[list[str], int, str, int]:
    writer = _Writer(zipped, choice.facts.today)
    places, problems = _evidence(desk, writer, choice, progress)
    for name, content in _papers(desk, choice, places):
        writer.put(name, (content,))
    history: dict[str, Any] = {"file": HISTORY, "records": 0, "withheld": 0, "last_hash": ""}
    writer.put(HISTORY, _history(desk, hidden, history), packed=True)
    day = choice.facts.today
    about = {"office": choice.facts.office, "year": choice.facts.year, "day": chinese_day(day)}
    writer.put("说明.txt", (READ_ME.format(history=HISTORY, manifest=MANIFEST, **about).encode("utf-8-sig"),))
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "office": choice.facts.office,
        "plan_year": choice.facts.year,
        "as_of": day.isoformat(),
        "files": writer.files,
        "history": history,
        "left_out": {"marked": len(choice.marked), "waiting": choice.waiting, "problems": problems},
    }
    content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    count = len(writer.files)
    seal = writer.put(MANIFEST, (content,), packed=True)
    writer.put(SEAL, (f"{seal}  {MANIFEST}\n".encode(),))
    return problems, len(places), seal, count


def _evidence(
    desk: Desk, writer: _Writer, choice: Choice, progress: Callable[[int, int], None]
) -> tuple[dict[int, str], list[str]]:
    """Write the files of evidence; return where each lies, and what could not be put in because it is not as it was."""
    places: dict[int, str] = {}
    problems: list[str] = []
    with_files = [piece for piece in choice.pieces if piece.row.sha256]
    total, done = sum(piece.row.size or 0 for piece in with_files), 0
    for piece in with_files:
        number, path = ids.show(ids.EVIDENCE, piece.row.id), _path(desk, piece)
        if not path.is_file():
            problems.append(f"佐证 {number}“{piece.row.title}”的文件不见了")
        elif evidence_files.digest_of(path) != piece.row.sha256:
            problems.append(f"佐证 {number}“{piece.row.title}”的文件内容被改动过")
        else:
            if writer.put(piece.name, _read(path), evidence=number) != piece.row.sha256:
                raise DamagedDataError(f"佐证 {number} 的文件在写包时被改动，没有写出任何内容。请重试。")
            places[piece.row.id] = piece.name
        done += piece.row.size or 0
        progress(done, total)
    return places, problems


def _path(desk: Desk, piece: Piece) -> Path:
    return evidence_files.path_of(desk.folder, piece.row.sha256 or "")


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while part := stream.read(CHUNK):
            yield part


def _papers(desk: Desk, choice: Choice, places: dict[int, str]) -> Iterator[tuple[str, bytes]]:
    from planrunner.reports.docx_paper import to_docx
    from planrunner.reports.sheet import to_xlsx
    from planrunner.services.reporting_ledger import make_ledger
    from planrunner.services.reporting_summary import make_summary

    yield "目录.xlsx", to_xlsx(catalogue(choice, places))
    yield "台账.xlsx", to_xlsx(make_ledger(choice.facts, desk.calendar()))
    yield "完成情况总结.docx", to_docx(make_summary(choice.facts, load_phrases(desk.folder)))


def _history(desk: Desk, hidden: Marks | None, about: dict[str, Any]) -> Iterator[bytes]:
    """Yield the history line by line, without the content of what names a marked piece; note in `about` how it ends."""
    with desk.store.reader() as reader:
        for record in proof_records(reader):
            tells = hidden is not None and _tells_of(record, hidden)
            about["records"] += 1
            about["withheld"] += tells
            about["last_hash"] = record["hash"]
            yield to_line(withheld(record) if tells else record)


def _tells_of(record: Record, marks: Marks) -> bool:
    """Tell whether a record names a marked piece, of whatever year."""
    return any(
        table == "evidence"
        and any(image and marks.found(image["title"], image["file_name"], image["note"]) for image in images)
        for table, _, *images in record["items"]
    )
