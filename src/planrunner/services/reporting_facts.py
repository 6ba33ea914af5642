"""What a report is written from: the year's tasks, obligations, evidence and numbers, read once as plain values."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from planrunner.errors import BadInputError, NothingFoundError
from planrunner.extract.reading import rejoin
from planrunner.services.packs import layered, load_rules, load_toml
from planrunner.store import queries, year_reads
from planrunner.store.step_reads import steps_of_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from planrunner.domain.rules import Rule
    from planrunner.reports.sentences import Phrases
    from planrunner.services.desk import Desk
    from planrunner.store.queries import EvidenceRow, ObligationRow, TaskRow
    from planrunner.store.reader import Reader

_TITLE_CHARS = 56
"""A longer chapter title would be read back as a deed, not as a title."""
_TITLE_COMMAS = 2
_NEAR = 3
"""Characters between two measures up to which `extract.propose` takes them for one thing to do."""


@dataclass(frozen=True, slots=True)
class SourceMeasure:
    """A measure in its own cleaned words, and the obligations that cite it.

    `joined` is true where it follows the measure before it in the same item with hardly more than a comma between:
    the two were read as one thing to do.
    """

    words: str
    joined: bool
    obligations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SourceChapter:
    """A chapter of the plan section: its title ("" where it has none) and its measures in order."""

    title: str
    measures: tuple[SourceMeasure, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything of one plan year, or of a part of it.

    `today` is the day that the figures are of: of a closed year the day its data ends (数据截止日期). `written` is the
    day the paper is made. `tasks_of` gives the tasks of an obligation, `of_own` those of no obligation.
    """

    year: int
    today: date
    office: str
    source_title: str
    source_year: int | None
    source_heading: str
    chapters: tuple[SourceChapter, ...]
    tasks: Mapping[int, TaskRow]
    obligations: Mapping[int, ObligationRow]
    tasks_of: Mapping[int, tuple[int, ...]]
    of_own: tuple[int, ...]
    evidence: Mapping[int, tuple[EvidenceRow, ...]]
    metrics: Mapping[int, Mapping[str, float]]
    progress: Mapping[int, str]
    rules: Mapping[str, Rule]
    steps: frozenset[int]
    """The tasks that only prepare another: the ledger and the summary have them, the next report does not tell of them.

    One that ended with what it prepared is nobody's work any more, and is not among the facts.
    """
    written: date
    closed: bool
    period: str = ""
    """The part of the year that this is about (2027年上半年), "" for the whole of it."""

    def measured(self) -> set[int]:
        """Return the obligations that a measure of the paper asks for."""
        return {one for chapter in self.chapters for measure in chapter.measures for one in measure.obligations}


def gather(desk: Desk, year: int) -> Facts:
    """Read the facts of a plan year. Raises NothingFoundError where it has no tasks."""
    office = desk.office()
    with desk.store.reader() as reader:
        prepares = steps_of_year(reader, year)
        steps = {one.task for one in prepares}
        rows = queries.tasks(reader, "t.plan_year = ?", (year,))
        tasks = {row.id: row for row in rows if row.status != "dropped" or row.id not in steps}
        if not tasks:
            raise NothingFoundError(f"{year}年还没有任务，写不出报告。请先导入上一年的报告并采纳建议，或检查 --year。")
        obligations = {row.id: row for row in queries.obligations(reader, "o.plan_year = ?", (year,))}
        closed = year_reads.closed_year(reader, year)
        tasks_of: dict[int, list[int]] = {}
        bound = set()
        for task, obligation in [*queries.links(reader), *((one.task, one.obligation) for one in prepares)]:
            if task in tasks and obligation in obligations:
                tasks_of.setdefault(obligation, []).append(task)
                bound.add(task)
        order = {number: at for at, number in enumerate(tasks)}
        papers = [row for row in queries.documents(reader) if row.plan_year == year and row.superseded_by is None]
        chapters = [chapter for paper in papers for chapter in _chapters(reader, paper, obligations.values())]
        evidence: dict[int, list[EvidenceRow]] = {}
        metrics: dict[int, Mapping[str, float]] = {}
        progress: dict[int, str] = {}
        for some in _in_parts(sorted(tasks)):
            for piece in queries.evidence_of(reader, some):
                evidence.setdefault(piece.task_id, []).append(piece)
            metrics |= queries.metrics_of(reader, some)
            progress |= {note.task_id: note.text for note in queries.notes_of(reader, some)}
    first = papers[0] if papers else None
    return Facts(
        year=year,
        today=closed.cut_off if closed else desk.today(),
        written=desk.today(),
        closed=closed is not None,
        office=office.name,
        source_title=first.title if first else "",
        source_year=first.report_year if first else None,
        source_heading=first.heading if first else "",
        chapters=tuple(chapters),
        tasks=tasks,
        obligations=obligations,
        tasks_of={number: tuple(sorted(those, key=order.__getitem__)) for number, those in tasks_of.items()},
        of_own=tuple(number for number in tasks if number not in bound),
        evidence={number: tuple(pieces) for number, pieces in evidence.items()},
        metrics=metrics,
        progress=progress,
        rules={rule.id: rule for rule in load_rules(desk.folder, office.region).rules},
        steps=frozenset(steps & tasks.keys()),
    )


def without_steps(facts: Facts) -> Facts:
    """Return the facts without the tasks that only prepare another."""
    return replace(
        facts,
        tasks={number: row for number, row in facts.tasks.items() if number not in facts.steps},
        tasks_of={
            number: tuple(one for one in those if one not in facts.steps) for number, those in facts.tasks_of.items()
        },
    )


def load_phrases(folder: Path) -> Phrases:
    """Return the sentences of plans/sentences, a workspace's own laid over them table by table and key by key."""
    from planrunner.reports.sentences import parse_phrases

    tables: dict[str, Any] = {}
    for file in layered(folder, "sentences/*.toml"):
        for name, table in load_toml(file).items():
            known = tables.get(name)
            tables[name] = known | table if isinstance(known, dict) and isinstance(table, dict) else table
    try:
        return parse_phrases(tables)
    except ValueError as error:
        raise BadInputError(f"句式 plans/sentences 写错了：{error}。数据没有改动，请改正后重试。") from error


def _in_parts(numbers: list[int]) -> Iterable[list[int]]:
    """Yield the numbers in parts that fit into one SQL statement on every database."""
    for at in range(0, len(numbers), 500):
        yield numbers[at : at + 500]


def _chapters(
    reader: Reader, paper: queries.DocumentRow, obligations: Iterable[ObligationRow]
) -> Iterable[SourceChapter]:
    """Yield the chapters of a paper's plan section, told apart by the first number below the section's own."""
    text = queries.document_text(reader, paper.id)
    cited: dict[int, list[int]] = {}
    for obligation in obligations:
        for item in obligation.measures:
            if item["document"] == f"D{paper.id}":
                cited.setdefault(item["start"], []).append(obligation.id)
    title = ""
    label: str | None = None
    found: list[SourceMeasure] = []
    at, last = paper.section_start, None
    for start, end, quote, _, path in queries.measures(reader, paper.id):
        now = path[min(len(path), 2) - 1] if path else ""
        if now != label:
            if found:
                yield SourceChapter(title, tuple(found))
            title, label, found = _title(text[at:start], now), now, []
        joined = path == last and start - at <= _NEAR and bool(found)
        found.append(SourceMeasure(_cleaned(quote), joined, tuple(cited.get(start, ()))))
        at, last = end, path
    if found:
        yield SourceChapter(title, tuple(found))


def _title(gap: str, label: str) -> str:
    """Return the title that follows a number in the text before a chapter's first measure, "" for none fit to be one."""
    named = re.findall(rf"[（(]?{re.escape(label)}[）)、.．]\s*([^。\n]+)[。\n]", gap) if label else []
    if not named:
        return ""
    title = _cleaned(named[-1]).strip("，；： ")
    return title if len(title) <= _TITLE_CHARS and title.count("，") <= _TITLE_COMMAS else ""


def _cleaned(quote: str) -> str:
    """Return the words of a quote without hard wraps and artefacts."""
    return rejoin(quote, [(0, len(quote))]).text
