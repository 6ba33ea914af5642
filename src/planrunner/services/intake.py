"""Taking in a report: read it, understand it, propose, and keep what changed; the same file again changes nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from planrunner.errors import NothingFoundError, UsageError
from planrunner.extract.keys import normalised
from planrunner.extract.nearest import as_taught
from planrunner.extract.rewording import inherited_keys
from planrunner.services import ids
from planrunner.services.learning import corrected_categories, usual_days
from planrunner.services.packs import load_rules, load_words
from planrunner.services.proposing import Diff, merge_proposals
from planrunner.services.rereading import known_notices, market_digits, with_stored_keys
from planrunner.services.whose_paper import foreign_paper

if TYPE_CHECKING:
    from pathlib import Path

    from planrunner.extract.document import Document
    from planrunner.extract.model import Extraction
    from planrunner.services.desk import Desk
    from planrunner.store.changes import Change

FIRST_YEAR, LAST_YEAR = 2000, 2099
SAME_TITLE = 0.85
"""Likeness of the titles of a paper and its correction; only a few characters are ever put right in them."""
SAME_PAPER = 0.5
"""Share of measures that two papers for one year have in common from which one is taken for a correction of the other."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, in the words of `import --json`; `lines` is the diff for people."""

    document: dict[str, Any]
    plan_year: int
    measures: int
    proposals: int
    new: int
    changed: int
    unchanged: int
    withdrawn: int
    continued: int
    uncovered: list[dict[str, Any]]
    lines: list[str]
    warnings: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the object that `cli.md` names."""
        names = ("document", "plan_year", "measures", "proposals", "new", "changed", "unchanged", "withdrawn")
        return {name: getattr(self, name) for name in (*names, "continued", "uncovered")}


def read_report(folder: Path, file: Path) -> tuple[Document, Extraction]:
    """Read and understand a file without storing anything. Raises BadInputError for a file that cannot be read."""
    from planrunner.documents.reader import read_document
    from planrunner.extract.analyse import analyse

    document = read_document(file)
    return document, analyse(document, load_words(folder))


def import_report(desk: Desk, file: Path, year: int | None = None, *, dry_run: bool = False) -> Imported:
    """Read a report into the plan of `year` (by default the year its text plans) and propose.

    Raises BadInputError for an unreadable file, NothingFoundError for a paper without a plan (nothing is stored),
    UsageError where the year is missing or out of range.
    """
    document, extraction = read_report(desk.folder, file)
    if extraction.section is None:
        raise NothingFoundError(
            f"在 {file.name} 里没有找到“下一步工作安排”一类的内容，没有存入任何东西。"
            "请确认文件是否完整；也可以先用 planrunner extract 看看读到了什么。"
        )
    plan_year = year or extraction.plan_year
    if plan_year is None:
        raise UsageError(f"看不出 {file.name} 安排的是哪一年的工作。请加上年份再导入，例如：--year {desk.today().year}")
    if not FIRST_YEAR <= plan_year <= LAST_YEAR:
        raise UsageError(f"计划年份 {plan_year} 超出范围（{FIRST_YEAR}—{LAST_YEAR}）。没有存入任何东西。")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    reason = file.name
    with desk.store.change(who=desk.who, action="import", at=desk.now(), reason=reason) as tx:
        imported = _take_in(desk, tx, document, extraction, plan_year, file.name, digest)
        if dry_run:
            tx.discard()
    return imported


def _take_in(
    desk: Desk, tx: Change, document: Document, extraction: Extraction, year: int, file_name: str, digest: str
) -> Imported:
    from sqlmodel import select

    from planrunner.extract.propose import propose
    from planrunner.store.tables import Document as DocumentRow
    from planrunner.store.tables import Measure as MeasureRow

    assert extraction.section is not None
    earlier = tx.session.exec(
        select(DocumentRow).where(DocumentRow.plan_year == year, DocumentRow.superseded_by == None)  # noqa: E711 - SQL's IS NULL
    ).all()
    same = next((row for row in earlier if row.sha256 == digest), None)
    corrected: DocumentRow | None = None
    if same is None:
        for row in earlier:
            known = tx.session.exec(select(MeasureRow).where(MeasureRow.document_id == row.id)).all()
            keys = {measure.key: measure.clean for measure in known}
            renamed = inherited_keys(keys, {measure.key: measure.clean for measure in extraction.measures})
            kept = sum(measure.key in keys or measure.key in renamed for measure in extraction.measures)
            if kept >= SAME_PAPER * max(len(keys), 1) and _titled_alike(row.title, extraction.title):
                corrected = row
                measures = tuple(replace(m, key=renamed.get(m.key, m.key)) for m in extraction.measures)
                extraction = replace(extraction, measures=measures)
                break
        same = _store_document(tx, document, extraction, year, file_name, digest, desk)
        if corrected is not None:
            corrected.superseded_by = same.id
            tx.session.add(corrected)
    else:
        assert same.id is not None
        extraction = with_stored_keys(tx, extraction, same.id)
    assert same.id is not None
    with desk.store.reader() as reader:
        learnt = corrected_categories(reader, {row.id for row in (same, corrected) if row is not None and row.id})
        usual = usual_days(reader, year)
    extraction = as_taught(extraction, learnt)
    book = load_rules(desk.folder, desk.office().region)
    proposals = propose(extraction, book, desk.calendar(), year, known_notices(desk), market_digits(desk), usual)
    diff: Diff = merge_proposals(tx, proposals, extraction, same.id, year, replaces=corrected is not None)
    cited = {index for proposal in proposals for index in proposal.measures}
    uncovered = [
        {"start": measure.start, "end": measure.end, "quote": measure.quote}
        for index, measure in enumerate(extraction.measures)
        if index not in cited
    ]
    return Imported(
        document={
            "id": ids.show(ids.DOCUMENT, same.id),
            "sha256": digest,
            "title": same.title,
            "report_year": same.report_year,
        },
        plan_year=year,
        measures=len(extraction.measures),
        proposals=len(proposals),
        new=len(diff.new),
        changed=len(diff.changed),
        unchanged=diff.unchanged,
        withdrawn=len(diff.withdrawn),
        continued=diff.continued,
        uncovered=uncovered,
        lines=diff.lines(),
        warnings=(*document.warnings, *foreign_paper(extraction.issuer, extraction.title, desk.office().name)),
    )


def _titled_alike(known: str, fresh: str) -> bool:
    """Tell whether two titles may be those of one paper: work points that repeat a report are another paper."""
    one, other = normalised(known), normalised(fresh)
    return not fresh or SequenceMatcher(None, one, other, autojunk=False).ratio() >= SAME_TITLE


def _store_document(
    tx: Change, document: Document, extraction: Extraction, year: int, file_name: str, digest: str, desk: Desk
) -> Any:
    from planrunner.store.tables import Document as DocumentRow
    from planrunner.store.tables import Measure as MeasureRow

    assert extraction.section is not None
    row = DocumentRow(
        sha256=digest,
        file_name=file_name,
        format=document.format,
        encoding=document.encoding,
        title=extraction.title or file_name,
        text=document.text,
        report_year=extraction.report_year,
        plan_year=year,
        section_start=extraction.section.start,
        section_end=extraction.section.end,
        heading=extraction.section.heading,
        imported_at=desk.now(),
    )
    tx.session.add(row)
    tx.session.flush()
    assert row.id is not None
    for measure in extraction.measures:
        tx.session.add(
            MeasureRow(
                document_id=row.id,
                key=measure.key,
                start=measure.start,
                end=measure.end,
                quote=measure.quote,
                clean=measure.clean,
                category=measure.category,
                second_category=measure.second_category,
                path=list(measure.path),
                owner=measure.owner,
            )
        )
    tx.session.flush()
    return row
