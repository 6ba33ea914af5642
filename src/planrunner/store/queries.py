"""What lists and pages read: one SQL text each, as small tuples. Imports no ORM."""

from datetime import date, datetime
from typing import Any, NamedTuple

from planrunner.store.reader import Params, Reader, day, instant, parsed


class OfficeRow(NamedTuple):
    """The office of this workspace."""

    name: str
    region: str
    sign_off: str
    domain: str


class TaskRow(NamedTuple):
    """One task as every list needs it. `evidence` counts its pieces; `version` is for optimistic locking."""

    id: int
    plan_year: int
    title: str
    category: str
    status: str
    number: int
    rule_date: date | None
    planned: date | None
    window_from: date | None
    window_to: date | None
    spans: bool
    due: date | None
    tentative: bool
    owner: str
    date_source: str
    reason: str
    note: str
    overdue_since: date | None
    submitted_by: str | None
    done_on: date | None
    closed_by: str | None
    closed_at: datetime | None
    self_reviewed: bool
    no_evidence_reason: str
    status_reason: str
    sequence: int
    created_at: datetime
    updated_at: datetime
    version: int
    evidence: int


class ObligationRow(NamedTuple):
    """An obligation with its progress: `done` closed tasks of `tasks` (dropped ones do not count)."""

    id: int
    plan_year: int
    key: str
    title: str
    category: str
    schedule: dict[str, Any]
    date_source: str
    reason: str
    rule: str | None
    basis: list[dict[str, Any]]
    measures: list[dict[str, Any]]
    last_year: list[dict[str, Any]]
    continues: dict[str, Any] | None
    owner: str
    target: int | None
    evidence: list[str]
    metrics: list[str]
    version: int
    done: int
    tasks: int


class ProposalRow(NamedTuple):
    """A proposal with everything `review --json` prints."""

    id: int
    plan_year: int
    key: str
    title: str
    category: str
    status: str
    schedule: dict[str, Any]
    occurrences: list[dict[str, Any]]
    date_source: str
    reason: str
    confidence: str
    rule: str | None
    basis: list[dict[str, Any]]
    measures: list[dict[str, Any]]
    last_year: list[dict[str, Any]]
    continues: dict[str, Any] | None
    owner: str
    target: int | None
    evidence: list[str]
    metrics: list[str]
    edited: bool
    decision_reason: str
    merged_into: int | None
    update: dict[str, Any] | None
    version: int


class DocumentRow(NamedTuple):
    """An imported report, without its text."""

    id: int
    sha256: str
    file_name: str
    title: str
    report_year: int | None
    plan_year: int
    section_start: int
    section_end: int
    heading: str
    superseded_by: int | None


class EvidenceRow(NamedTuple):
    """A piece of evidence, with the task through which it was asked for (0 in lists over all).

    `replaces` is the earlier piece whose place it took, `replaced_by` the one that took its own: then it is an old version.
    """

    id: int
    task_id: int
    kind: str
    title: str
    occurred_on: date
    received_at: datetime
    added_by: str
    file_name: str
    sha256: str | None
    size: int | None
    url: str
    number: str
    note: str
    status: str
    reviewed_by: str | None
    review_reason: str
    version: int
    replaces: int | None
    replaced_by: int | None


class HistoryRow(NamedTuple):
    """One line of the history of a row."""

    id: int
    at: datetime
    who: str
    action: str
    reason: str
    table_name: str
    row_id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class NoteRow(NamedTuple):
    """A line of progress on a task."""

    task_id: int
    at: datetime
    who: str
    text: str


TASK_COLUMNS = """
SELECT t.id, t.plan_year, t.title, t.category, t.status, t.number, t.rule_date, t.planned, t.window_from, t.window_to,
       t.spans, t.due, t.tentative, t.owner, t.date_source, t.reason, t.note, t.overdue_since, t.submitted_by,
       t.done_on, t.closed_by, t.closed_at, t.self_reviewed, t.no_evidence_reason, t.status_reason, t.sequence,
       t.created_at, t.updated_at, t.version,
       (SELECT COUNT(*) FROM task_evidence te WHERE te.task_id = t.id)
FROM task t
"""
OBLIGATION_COLUMNS = """
SELECT o.id, o.plan_year, o.key, o.title, o.category, o.schedule, o.date_source, o.reason, o.rule, o.basis,
       o.measures, o.last_year, o.continues, o.owner, o.target, o.evidence, o.metrics, o.version,
       (SELECT COUNT(*) FROM task_obligation l JOIN task t ON t.id = l.task_id
         WHERE l.obligation_id = o.id AND t.status = 'closed'),
       (SELECT COUNT(*) FROM task_obligation l JOIN task t ON t.id = l.task_id
         WHERE l.obligation_id = o.id AND t.status <> 'dropped')
FROM obligation o
"""
PROPOSAL_COLUMNS = """
SELECT id, plan_year, key, title, category, status, schedule, occurrences, date_source, reason, confidence, rule,
       basis, measures, last_year, continues, owner, target, evidence, metrics, edited, decision_reason, merged_into,
       "update", version
FROM proposal
"""
EVIDENCE_COLUMNS = """
e.kind, e.title, e.occurred_on, e.received_at, e.added_by, e.file_name, e.sha256, e.size, e.url, e.number, e.note,
e.status, e.reviewed_by, e.review_reason, e.version,
(SELECT v.replaces_id FROM evidence_version v WHERE v.evidence_id = e.id),
(SELECT v.evidence_id FROM evidence_version v WHERE v.replaces_id = e.id)
"""
OPEN_UNTIL = " UNION ".join(
    f"SELECT id FROM task WHERE status IN ('planned', 'started', 'submitted') AND {day} <= ?"
    for day in ("due", "planned", "window_from")
)
"""Word for word the condition of the partial indexes ix_task_open_…, or SQLite does not use them."""
YEAR_IS_OPEN = "plan_year NOT IN (SELECT plan_year FROM year_close)"
"""What is left of a closed year is on record and asked for no more."""
IN_ORDER = """
ORDER BY CASE WHEN t.planned IS NULL THEN 1 ELSE 0 END, t.planned, CASE WHEN t.due IS NULL THEN 1 ELSE 0 END, t.due, t.id
"""


def marks(values: Params) -> str:
    """Return the placeholders of an IN list, for example `(?, ?)`."""
    return f"({', '.join('?' * len(values))})"


def office(reader: Reader) -> OfficeRow | None:
    """Return the office of the workspace, or None before `init`."""
    rows = reader.rows("SELECT name, region, sign_off, domain FROM office ORDER BY id LIMIT 1")
    return OfficeRow(*rows[0]) if rows else None


def last_change(reader: Reader) -> int:
    """Return the id of the newest history record, 0 for none: the whole database's version."""
    return int(reader.rows("SELECT COALESCE(MAX(id), 0) FROM history")[0][0])


DAYS, INSTANTS, FLAGS = (
    tuple(TaskRow._fields.index(name) for name in names.split())
    for names in (
        "rule_date planned window_from window_to due overdue_since done_on",
        "closed_at created_at updated_at",
        "spans tentative self_reviewed",
    )
)
"""Where in a task's row the driver's values need turning into ours: lists of thousands of rows pass here."""


def _task(row: tuple[Any, ...]) -> TaskRow:
    values = list(row)
    for at in DAYS:
        values[at] = day(values[at])
    for at in INSTANTS:
        values[at] = instant(values[at])
    for at in FLAGS:
        values[at] = bool(values[at])
    return TaskRow._make(values)


def tasks(reader: Reader, where: str = "", params: Params = ()) -> list[TaskRow]:
    """Return tasks by planned day, undated ones last. `where` is SQL over alias t, with `?` placeholders."""
    clause = f" WHERE {where}" if where else ""
    return [_task(row) for row in reader.rows(TASK_COLUMNS + clause + IN_ORDER, params)]


def tasks_by_ids(reader: Reader, ids: list[int]) -> list[TaskRow]:
    """Return the tasks of these ids, in list order."""
    return tasks(reader, f"t.id IN {marks(ids)}", ids) if ids else []


def open_tasks_until(reader: Reader, last: date) -> list[TaskRow]:
    """Return open tasks of open years planned, due or with a window that begins on or before `last` (inclusive)."""
    return tasks(reader, f"t.id IN ({OPEN_UNTIL}) AND t.{YEAR_IS_OPEN}", (last.isoformat(),) * 3)


def _obligation(row: tuple[Any, ...]) -> ObligationRow:
    found = ObligationRow(*row)
    return found._replace(
        schedule=parsed(found.schedule),
        basis=parsed(found.basis),
        measures=parsed(found.measures),
        last_year=parsed(found.last_year),
        continues=parsed(found.continues),
        evidence=parsed(found.evidence),
        metrics=parsed(found.metrics),
    )


def obligations(reader: Reader, where: str = "", params: Params = ()) -> list[ObligationRow]:
    """Return obligations by id. `where` is SQL over alias o."""
    clause = f" WHERE {where}" if where else ""
    return [_obligation(row) for row in reader.rows(OBLIGATION_COLUMNS + clause + " ORDER BY o.id", params)]


def links(reader: Reader, task_ids: list[int] | None = None) -> list[tuple[int, int]]:
    """Return (task id, obligation id) pairs, of these tasks or of all."""
    if task_ids is None:
        found = reader.rows("SELECT task_id, obligation_id FROM task_obligation ORDER BY id")
    elif not task_ids:
        return []
    else:
        sql = f"SELECT task_id, obligation_id FROM task_obligation WHERE task_id IN {marks(task_ids)} ORDER BY id"
        found = reader.rows(sql, task_ids)
    return [(int(task), int(obligation)) for task, obligation in found]


def _proposal(row: tuple[Any, ...]) -> ProposalRow:
    found = ProposalRow(*row)
    return found._replace(
        schedule=parsed(found.schedule),
        occurrences=parsed(found.occurrences),
        basis=parsed(found.basis),
        measures=parsed(found.measures),
        last_year=parsed(found.last_year),
        continues=parsed(found.continues),
        evidence=parsed(found.evidence),
        metrics=parsed(found.metrics),
        edited=bool(found.edited),
        update=parsed(found.update),
    )


def proposals(reader: Reader, where: str = "", params: Params = ()) -> list[ProposalRow]:
    """Return proposals by id. `where` is SQL over the table's own columns."""
    clause = f" WHERE {where}" if where else ""
    return [_proposal(row) for row in reader.rows(PROPOSAL_COLUMNS + clause + " ORDER BY id", params)]


def documents(reader: Reader) -> list[DocumentRow]:
    """Return the imported reports, oldest first."""
    sql = """SELECT id, sha256, file_name, title, report_year, plan_year, section_start, section_end, heading,
             superseded_by FROM document ORDER BY id"""
    return [DocumentRow(*row) for row in reader.rows(sql)]


def document_text(reader: Reader, document_id: int) -> str:
    """Return the text that a document's offsets index, "" for an unknown one."""
    rows = reader.rows("SELECT text FROM document WHERE id = ?", (document_id,))
    return str(rows[0][0]) if rows else ""


def measures(reader: Reader, document_id: int) -> list[tuple[int, int, str, str, list[str]]]:
    """Return (start, end, quote, category, path) of a document's measures, in order."""
    sql = 'SELECT start, "end", quote, category, path FROM measure WHERE document_id = ? ORDER BY start'
    return [(s, e, q, c, parsed(p)) for s, e, q, c, p in reader.rows(sql, (document_id,))]


def _evidence(row: tuple[Any, ...]) -> EvidenceRow:
    found = EvidenceRow(*row)
    return found._replace(
        occurred_on=day(found.occurred_on) or found.occurred_on,
        received_at=instant(found.received_at) or found.received_at,
    )


def evidence_of(reader: Reader, task_ids: list[int]) -> list[EvidenceRow]:
    """Return the evidence of these tasks; a piece serving several comes once for each."""
    if not task_ids:
        return []
    sql = f"""SELECT e.id, l.task_id, {EVIDENCE_COLUMNS}
              FROM evidence e JOIN task_evidence l ON l.evidence_id = e.id
              WHERE l.task_id IN {marks(task_ids)} ORDER BY l.task_id, e.occurred_on, e.id"""
    return [_evidence(row) for row in reader.rows(sql, task_ids)]


def all_evidence(reader: Reader) -> list[EvidenceRow]:
    """Return every piece of evidence once."""
    sql = f"SELECT e.id, 0, {EVIDENCE_COLUMNS} FROM evidence e ORDER BY e.occurred_on, e.id"
    return [_evidence(row) for row in reader.rows(sql)]


def metrics_of(reader: Reader, task_ids: list[int]) -> dict[int, dict[str, float]]:
    """Return the numbers recorded on these tasks, by task and name."""
    found: dict[int, dict[str, float]] = {}
    if task_ids:
        sql = f"SELECT task_id, name, value FROM metric WHERE task_id IN {marks(task_ids)} ORDER BY task_id, id"
        for task_id, name, value in reader.rows(sql, task_ids):
            found.setdefault(int(task_id), {})[str(name)] = float(value)
    return found


def notes_of(reader: Reader, task_ids: list[int]) -> list[NoteRow]:
    """Return the progress lines of these tasks, oldest first."""
    if not task_ids:
        return []
    sql = f"SELECT task_id, at, who, text FROM task_note WHERE task_id IN {marks(task_ids)} ORDER BY task_id, id"
    rows = [NoteRow(*row) for row in reader.rows(sql, task_ids)]
    return [row._replace(at=instant(row.at) or row.at) for row in rows]


def history_of(reader: Reader, table_name: str, row_id: int) -> list[HistoryRow]:
    """Return the history of one row, oldest first."""
    sql = """SELECT h.id, h.at, h.who, h.action, h.reason, i.table_name, i.row_id, i.before, i.after
             FROM history_item i JOIN history h ON h.id = i.history_id
             WHERE i.table_name = ? AND i.row_id = ? ORDER BY h.id"""
    rows = [HistoryRow(*row) for row in reader.rows(sql, (table_name, row_id))]
    return [
        row._replace(at=instant(row.at) or row.at, before=parsed(row.before), after=parsed(row.after)) for row in rows
    ]


def recent_history(reader: Reader, limit: int) -> list[tuple[int, datetime, str, str, str]]:
    """Return (id, at, who, action, reason) of the newest records, newest first."""
    rows = reader.rows("SELECT id, at, who, action, reason FROM history ORDER BY id DESC LIMIT ?", (limit,))
    return [(int(i), instant(at) or at, who, action, reason) for i, at, who, action, reason in rows]
