"""The ledger (台账) of a plan year: one row per task in the columns that districts collect, and the evidence catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.domain.lights import yellow_until
from planrunner.reports.paper import chinese_day
from planrunner.reports.sheet import Cell, Chart, Column, Sheet
from planrunner.services import agenda, ids
from planrunner.services.reporting_state import OUTCOMES, numeral, state_in_words, tally
from planrunner.wording import (
    CATEGORIES,
    DATE_SOURCES,
    EVIDENCE_KINDS,
    EVIDENCE_STATUSES,
    LIGHT_MEANINGS,
    LIGHTS,
    NO_EVIDENCE,
    PERIODS,
    basis_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planrunner.domain.workdays import WorkCalendar
    from planrunner.services.reporting_facts import Facts
    from planrunner.store.queries import ObligationRow, TaskRow

COLUMNS = (
    Column("序号", 6), Column("编号", 7), Column("任务来源（章节、原文）", 30), Column("事项", 18), Column("工作任务", 24),
    Column("类别", 10), Column("量化目标", 11), Column("责任单位（人）", 12), Column("计划开始", 12),
    Column("完成时限", 12), Column("时限依据", 32), Column("进展情况", 20), Column("完成状态", 12), Column("灯", 9),
    Column("办结日期", 12), Column("数据", 14), Column("佐证材料", 14), Column("未完成原因", 14),
    Column("审核人", 9), Column("备注", 12),
)  # fmt: skip
CATALOGUE = (
    Column("编号", 7), Column("名称", 40), Column("种类", 8), Column("日期", 12), Column("文号或链接", 28),
    Column("对应任务", 14), Column("审核", 9), Column("附上的人", 10), Column("文件", 24), Column("SHA-256", 35),
)  # fmt: skip


def make_ledger(facts: Facts, calendar: WorkCalendar) -> list[Sheet]:
    """Return the ledger, the totals by category and the catalogue of evidence, as of `facts.today`."""
    serves = {task: facts.obligations[row] for row, tasks in facts.tasks_of.items() for task in tasks}
    sources = _sources(facts)
    day = chinese_day(facts.today)
    yellow = yellow_until(facts.today, calendar)
    rows = []
    for number, task in enumerate(facts.tasks.values(), 1):
        row = serves.get(task.id)
        light = agenda.light_of(task, facts.today, yellow)
        rows.append(
            (
                number,
                ids.show(ids.TASK, task.id),
                "\n".join(sources.get(row.id, ())) if row else "自行添加",
                row.title if row else "",
                task.title,
                CATEGORIES[task.category],
                _target(row),
                task.owner,
                task.window_from or task.planned,
                task.due,
                _basis(task, row),
                facts.progress.get(task.id, ""),
                state_in_words(task, facts.today),
                f"{LIGHTS[light]}（{LIGHT_MEANINGS[light]}）",
                task.done_on,
                "，".join(f"{name}{value:g}" for name, value in facts.metrics.get(task.id, {}).items()),
                _evidence(facts, task),
                task.status_reason if task.status != "closed" else "",
                task.closed_by or "",
                f"{task.overdue_since}起逾期" if task.overdue_since else "",
            )
        )
    title = f"{facts.year}年{facts.office}法治政府建设工作台账（数据截至{day}）"
    columns, totals = _totals(facts)
    chart = Chart("各类别完成情况（项）", tuple(range(1, len(OUTCOMES) + 1)), len(totals) - 1)
    return [
        Sheet("台账", title, COLUMNS, tuple(rows), paper="A3"),
        Sheet("分类汇总", f"{facts.year}年完成情况分类汇总（截至{day}）", columns, totals, chart),
        Sheet("佐证目录", f"{facts.year}年佐证材料目录（截至{day}）", CATALOGUE, tuple(_catalogue(facts))),
    ]


def _sources(facts: Facts) -> dict[int, list[str]]:
    """Return for each obligation the chapters and measures of the paper that ask for it, or the rule that does."""
    found: dict[int, list[str]] = {}
    for number, chapter in enumerate(facts.chapters, 1):
        for measure in chapter.measures:
            for obligation in measure.obligations:
                found.setdefault(obligation, []).append(f"{numeral(number)}、{chapter.title}：{measure.words}")
    for row in facts.obligations.values():
        if row.id not in found:
            found[row.id] = [f"规则：{item['title']}{item['article']}" for item in row.basis[:1]] or [row.reason]
    return found


def _target(row: ObligationRow | None) -> str:
    if row is None or row.target is None:
        return ""
    per = PERIODS.get(row.schedule.get("per", "year"), "每年")
    return f"{per}{row.schedule.get('n', row.target)}次，已完成{row.done}次"


def _basis(task: TaskRow, row: ObligationRow | None) -> str:
    laws = [basis_text(item) for item in agenda.grounds(task, [row] if row else [])]
    return "；".join([f"{DATE_SOURCES[task.date_source]}：{task.note or task.reason}", *laws])


def _evidence(facts: Facts, task: TaskRow) -> str:
    pieces = facts.evidence.get(task.id, ())
    if pieces:
        return f"{len(pieces)}件：{'、'.join(ids.show(ids.EVIDENCE, piece.id) for piece in pieces)}"
    return f"{NO_EVIDENCE}（{task.no_evidence_reason}）" if task.no_evidence_reason else ""


def _totals(facts: Facts) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]:
    columns = (Column("类别", 12), *(Column(word, 10) for word in OUTCOMES.values()), Column("合计", 10))
    rows: list[tuple[Cell, ...]] = []
    for key, word in CATEGORIES.items():
        counts = tally(task for task in facts.tasks.values() if task.category == key)
        if counts.total():
            rows.append((word, *(counts[name] for name in OUTCOMES), counts.total()))
    counts = tally(facts.tasks.values())
    rows.append(("合计", *(counts[name] for name in OUTCOMES), counts.total()))
    return columns, tuple(rows)


def _catalogue(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    serves: dict[int, list[str]] = {}
    pieces = {}
    for task, those in facts.evidence.items():
        for piece in those:
            pieces[piece.id] = piece
            serves.setdefault(piece.id, []).append(ids.show(ids.TASK, task))
    for number, piece in sorted(pieces.items()):
        yield (
            ids.show(ids.EVIDENCE, number), piece.title, EVIDENCE_KINDS[piece.kind], piece.occurred_on,
            piece.url or piece.number or piece.note, "、".join(serves[number]), EVIDENCE_STATUSES[piece.status],
            piece.added_by, piece.file_name or "", piece.sha256 or "",
        )  # fmt: skip
