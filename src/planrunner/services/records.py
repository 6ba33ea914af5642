"""What the pages 佐证 and 历史 list: all evidence with the tasks it serves, and who changed what, when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from planrunner.services import ids
from planrunner.store import queries
from planrunner.store.reader import parsed

if TYPE_CHECKING:
    from datetime import datetime

    from planrunner.services.desk import Desk
    from planrunner.store.queries import EvidenceRow
    from planrunner.store.reader import Reader

NEWEST = 1000
"""Records of the history that the page lists."""
KINDS = {"task": ids.TASK, "proposal": ids.PROPOSAL, "obligation": ids.OBLIGATION, "evidence": ids.EVIDENCE}
"""Tables whose rows people know by an id, the one that says most first."""


class Piece(NamedTuple):
    """A piece of evidence with the tasks it serves: (T12, title)."""

    row: EvidenceRow
    tasks: list[tuple[str, str]]


class Record(NamedTuple):
    """One change; `what` are the ids and titles of the rows that say most about it."""

    id: int
    at: datetime
    who: str
    action: str
    reason: str
    what: list[tuple[str, str]]


def pieces(desk: Desk) -> list[Piece]:
    """Return every piece of evidence, the newest first."""
    sql = """SELECT l.evidence_id, t.id, t.title FROM task_evidence l JOIN task t ON t.id = l.task_id ORDER BY t.id"""
    with desk.store.reader() as reader:
        serves: dict[int, list[tuple[str, str]]] = {}
        for piece, task, title in reader.rows(sql):
            serves.setdefault(int(piece), []).append((ids.show(ids.TASK, int(task)), str(title)))
        found = [Piece(row, serves.get(row.id, [])) for row in queries.all_evidence(reader)]
    return sorted(found, key=lambda piece: piece.row.id, reverse=True)


def tasks_of(desk: Desk, evidence: str) -> list[str]:
    """Return the tasks that a piece of evidence serves, by id."""
    sql = "SELECT task_id FROM task_evidence WHERE evidence_id = ? ORDER BY task_id"
    with desk.store.reader() as reader:
        return [ids.show(ids.TASK, int(row[0])) for row in reader.rows(sql, (ids.read(ids.EVIDENCE, evidence),))]


def records(desk: Desk) -> list[Record]:
    """Return the newest changes of the office, the newest first."""
    with desk.store.reader() as reader:
        newest = queries.recent_history(reader, NEWEST)
        touched = _touched(reader, newest[-1][0]) if newest else {}
    return [
        Record(number, at, who, action, reason, touched.get(number, [])) for number, at, who, action, reason in newest
    ]


def _touched(reader: Reader, since: int) -> dict[int, list[tuple[str, str]]]:
    """Return what each record from one on touched: of the tables that people know, the one that says most."""
    sql = "SELECT history_id, table_name, row_id, before, after FROM history_item WHERE history_id >= ? ORDER BY id"
    by_table: dict[int, dict[str, list[tuple[str, str]]]] = {}
    for record, table, row, before, after in reader.rows(sql, (since,)):
        if table in KINDS:
            values = parsed(after) or parsed(before) or {}
            name = (ids.show(KINDS[table], int(row)), str(values.get("title", "")))
            by_table.setdefault(int(record), {}).setdefault(table, []).append(name)
    return {record: next(found[table] for table in KINDS if table in found) for record, found in by_table.items()}
