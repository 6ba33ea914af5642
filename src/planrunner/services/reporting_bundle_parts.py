"""What goes into the evidence bundle of a year and under which name; nothing is written here."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planrunner.reports.sheet import Cell, Column, Sheet
from planrunner.services import ids
from planrunner.services.reporting_state import tally
from planrunner.wording import EVIDENCE_KINDS, NO_EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planrunner.services.evidence_marks import Marks
    from planrunner.services.reporting_facts import Facts
    from planrunner.store.queries import EvidenceRow

MASKED = "（标有密级或内部字样的材料，不随包提供）"
OWN_FOLDER = "00-自行添加的任务"
LONGEST_NAME = 50
"""Characters of a name from a person; 50 Chinese ones are 150 bytes, and file systems take 255 with the rest."""
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+')
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
CATALOGUE = (
    Column("编号", 7), Column("名称", 40), Column("种类", 7), Column("文号", 20), Column("日期", 11),
    Column("形成单位（人）", 14), Column("对应任务", 14), Column("对应事项", 30), Column("链接或说明", 30),
    Column("包内位置", 40), Column("SHA-256", 35), Column("代替的旧版（不随包提供）", 24),
)  # fmt: skip
FOLDERS = (
    Column("序号", 6), Column("事项", 50), Column("责任单位（人）", 16), Column("任务", 7), Column("已完成", 8),
    Column("佐证件数", 9), Column("说明", 30),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence in the bundle: its row, the tasks and obligations that it serves, its name in the zip.

    `earlier` names the versions whose place it took, the latest first.
    """

    row: EvidenceRow
    tasks: tuple[int, ...]
    obligations: tuple[int, ...]
    name: str
    earlier: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a bundle holds. `facts` are the year's with accepted evidence only, marked pieces masked in them."""

    facts: Facts
    folders: Mapping[int, str]
    pieces: Sequence[Piece]
    marked: frozenset[int]
    waiting: int


def choose(facts: Facts, marks: Marks, old: Mapping[int, EvidenceRow], *, include_marked: bool) -> Choice:
    """Choose the evidence of a year's bundle: what a reviewer accepted, without what is marked unless asked for.

    `old` are the versions that others took the place of. They stay out: a copy was replaced because it is not to be
    handed out any more. The catalogue names them, and the history in the bundle holds their digests.
    """
    evidence: dict[int, tuple[EvidenceRow, ...]] = {}
    serves: dict[int, list[int]] = {}
    rows: dict[int, EvidenceRow] = {}
    marked: set[int] = set()
    waiting: set[int] = set()
    for task, pieces in facts.evidence.items():
        kept = []
        for piece in pieces:
            if piece.status != "accepted":
                waiting.add(piece.id)
                continue
            if not include_marked and is_marked(piece, marks):
                marked.add(piece.id)
                kept.append(_masked(piece))
                continue
            kept.append(piece)
            rows[piece.id] = piece
            serves.setdefault(piece.id, []).append(task)
        evidence[task] = tuple(kept)
    folders = {
        row.id: f"{number:02d}-{safe(row.title) or '事项'}" for number, row in enumerate(facts.obligations.values(), 1)
    }
    of_task: dict[int, list[int]] = {}
    for obligation, tasks in facts.tasks_of.items():
        for task in tasks:
            of_task.setdefault(task, []).append(obligation)
    chosen = []
    for number, row in sorted(rows.items()):
        obligations = dict.fromkeys(one for task in serves[number] for one in sorted(of_task.get(task, ())))
        folder = folders[next(iter(obligations))] if obligations else OWN_FOLDER
        earlier = tuple(_named(one, marks, include_marked=include_marked) for one in _before(row, old))
        name = f"{folder}/{file_name(row)}"
        chosen.append(Piece(row, tuple(sorted(serves[number])), tuple(obligations), name, earlier))
    return Choice(replace(facts, evidence=evidence), folders, chosen, frozenset(marked), len(waiting))


def _before(row: EvidenceRow, old: Mapping[int, EvidenceRow]) -> Iterator[EvidenceRow]:
    while row.replaces is not None:
        row = old[row.replaces]
        yield row


def _named(row: EvidenceRow, marks: Marks, *, include_marked: bool) -> str:
    title = MASKED if is_marked(row, marks) and not include_marked else row.title
    return f"{ids.show(ids.EVIDENCE, row.id)} {row.occurred_on} {title}"


def is_marked(piece: EvidenceRow, marks: Marks) -> bool:
    """Tell whether a piece's name, file name or note holds a marking word."""
    return bool(marks.found(piece.title, piece.file_name, piece.note))


def _masked(piece: EvidenceRow) -> EvidenceRow:
    return piece._replace(title=MASKED, file_name="", sha256=None, url="", number="", note="")


def safe(text: str) -> str:
    """Return a text fit to be part of a file name on Windows and elsewhere: no separators, no marks of direction."""
    return _UNSAFE.sub(" ", text).strip(" .")[:LONGEST_NAME].strip(" .")


def file_name(row: EvidenceRow) -> str:
    """Return 编号_日期_名称 with the suffix of the file as it was handed in."""
    stem, dot, last = row.file_name.rpartition(".")
    suffix = f".{last.lower()}" if stem and dot and _SUFFIX.fullmatch(f".{last}") else ""
    title = row.title.removesuffix(f".{last}") if suffix else row.title
    return f"{ids.show(ids.EVIDENCE, row.id)}_{row.occurred_on:%Y%m%d}_{safe(title) or '佐证'}{suffix}"


def catalogue(choice: Choice, places: Mapping[int, str]) -> list[Sheet]:
    """Return the catalogue of the bundle and its list of obligations; `places` tells where each file lies."""
    facts = choice.facts
    rows: list[tuple[Cell, ...]] = [
        (
            ids.show(ids.EVIDENCE, piece.row.id), piece.row.title, EVIDENCE_KINDS[piece.row.kind], piece.row.number,
            piece.row.occurred_on, _made_by(facts, piece), _tasks(piece.tasks),
            "\n".join(choice.folders[one] for one in piece.obligations) or OWN_FOLDER, piece.row.url or piece.row.note,
            places.get(piece.row.id, ""), piece.row.sha256 or "", "\n".join(piece.earlier),
        )
        for piece in choice.pieces
    ]  # fmt: skip
    title = f"{facts.year}年{facts.office}佐证材料目录"
    return [
        Sheet("目录", title, CATALOGUE, tuple(rows), paper="A3"),
        Sheet("事项", f"{title}（按事项）", FOLDERS, tuple(_folder_rows(choice))),
    ]


def _folder_rows(choice: Choice) -> list[tuple[Cell, ...]]:
    facts = choice.facts
    rows: list[tuple[Cell, ...]] = []
    for number, row in enumerate(facts.obligations.values(), 1):
        tasks = [facts.tasks[one] for one in facts.tasks_of.get(row.id, ())]
        counts = tally(tasks)
        finished = counts["done"] + counts["late"]
        pieces = {piece.id for task in tasks for piece in facts.evidence.get(task.id, ())}
        said = "" if pieces or not finished else NO_EVIDENCE
        if pieces & choice.marked:
            said = f"其中 {len(pieces & choice.marked)} 件不随包提供"
        rows.append((number, row.title, row.owner, len(tasks), finished, len(pieces), said))
    return rows


def _made_by(facts: Facts, piece: Piece) -> str:
    owners = dict.fromkeys(facts.tasks[task].owner for task in piece.tasks)
    return "、".join(owner for owner in owners if owner) or facts.office


def _tasks(tasks: Sequence[int]) -> str:
    return " ".join(ids.show(ids.TASK, task) for task in tasks)
