"""The year-end summary: totals that add up, every measure with what was done for it, what is unfinished and why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from planrunner.reports.paper import Annex, Block, Heading, Paper, Pictures, Table, chinese_day, paragraph
from planrunner.services import ids
from planrunner.services.reporting_state import (
    OUTCOMES,
    Outcome,
    accepted,
    metric_sums,
    numeral,
    outcome,
    owed,
    percent,
    short_day,
    state_in_words,
    tally,
    task_ids,
    untriggered,
    without_evidence,
)
from planrunner.services.reporting_titles import signature, title_of
from planrunner.wording import CATEGORIES, EVIDENCE_KINDS, EVIDENCE_STATUSES, NO_EVIDENCE, STATUSES

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Sequence

    from planrunner.reports.paper import Picture
    from planrunner.reports.sentences import Phrases
    from planrunner.services.reporting_facts import Facts, SourceChapter
    from planrunner.store.queries import EvidenceRow, ObligationRow, TaskRow

COUNTED: tuple[Outcome, ...] = ("done", "late", "open", "carried")
LINES_PER_ROW = 12
"""Obligations in one table row: a row does not break over pages, so it must fit on one."""
CATALOGUE = "佐证目录"


def make_summary(facts: Facts, phrases: Phrases, pictures: tuple[Picture, ...] = ()) -> Paper:
    """Return the summary of a plan year, or of a part of it, as a paper with the catalogue of evidence as its annex.

    Pictures, where there are any, are a second annex.
    """
    blocks: list[Block] = [
        *_totals(facts),
        Heading(1, "二、按计划章节的完成情况"),
        *_chapters(facts, phrases),
        *_numbers(facts, phrases),
        *_unfinished(facts),
        *_carried(facts),
        *_unproved(facts),
        Annex(CATALOGUE),
        *_catalogue(facts),
    ]
    if pictures:
        blocks += [Annex("佐证照片"), Pictures(pictures)]
    return Paper(
        title_of("summary_period" if facts.period else "summary", facts, phrases),
        tuple(blocks),
        signature(facts.office, phrases),
        facts.written,
    )


def _totals(facts: Facts) -> Iterator[Block]:
    counts = tally(facts.tasks.values())
    total = owed(counts)
    idle = len(untriggered(facts))
    yield Heading(1, "一、总体情况")
    text = (
        f"数据截至{chinese_day(facts.today)}。{facts.period or f'{facts.year}年'}应办任务{total}项，"
        + "，".join(f"{OUTCOMES[name]}{counts[name]}项" for name in COUNTED)
        + f"，四项合计{total}项。"
    )
    if idle:
        text += f"未完成的{counts['open']}项，其中未触发{idle}项（{_span(facts)}没有登记需要办理的事）。"
    if counts["dropped"]:
        text += f"另有{counts['dropped']}项经确认不适用，不计入应办。"
    yield paragraph(text)
    header = ("类别", "应办", *(OUTCOMES[name] for name in COUNTED), "完成率")
    rows = [_count_row("合计", counts)]
    by_category: dict[str, list[TaskRow]] = {}
    for task in facts.tasks.values():
        by_category.setdefault(task.category, []).append(task)
    rows += [_count_row(word, tally(by_category[key])) for key, word in CATEGORIES.items() if key in by_category]
    shares = tuple(f"{percent(counts[name], total) or '0.0'}%" for name in COUNTED)
    rows.append(("占应办", "100%" if total else "—", *shares, "—"))
    yield Table(header, tuple(rows), (5, 3, 4, 4, 3, 3, 4))
    if idle:
        rate = percent(counts["done"] + counts["late"], total - idle)
        without = f"不计这{idle}项，完成率为{rate}%" if rate else "应办的都是这些"
        yield paragraph(f"注：“未完成”含未触发{idle}项；{without}。")


def _span(facts: Facts) -> str:
    if facts.period:
        return "本期"
    return "全年" if facts.closed or facts.today >= date(facts.year, 12, 31) else "到数据截止日"


def _count_row(word: str, counts: Counter[Outcome]) -> tuple[str, ...]:
    total = owed(counts)
    rate = percent(counts["done"] + counts["late"], total)
    return (word, str(total), *(str(counts[name]) for name in COUNTED), f"{rate}%" if rate else "—")


def _chapters(facts: Facts, phrases: Phrases) -> Iterator[Block]:
    """Yield one table per chapter of the plan section, then one for what no measure asks for, then own tasks."""
    shown: dict[int, str] = {}
    at = 0
    for chapter in facts.chapters:
        rows = _chapter_rows(facts, phrases, chapter, shown)
        at += 1
        yield Heading(2, f"（{numeral(at)}）{chapter.title or '计划正文'}")
        yield _work_table("原文", rows)
    rest = [row for row in facts.obligations.values() if row.id not in shown]
    if rest:
        at += 1
        rows = [_row("；".join(_why(row)), [row], facts, phrases) for row in rest]
        yield Heading(2, f"（{numeral(at)}）由规则和去年做法提出的事项")
        yield _work_table("来由", rows)
    if facts.of_own:
        at += 1
        own = [facts.tasks[number] for number in facts.of_own]
        rows = [
            (
                task.reason,
                f"{task.title}：{ids.show(ids.TASK, task.id)} {state_in_words(task, facts.today)}",
                _data(facts, phrases, [task]),
                _proof(facts, [task]),
            )
            for task in own
        ]
        yield Heading(2, f"（{numeral(at)}）自行添加的任务")
        yield _work_table("来由", rows)


def _work_table(first: str, rows: Sequence[tuple[str, ...]]) -> Table:
    widths = (6, 12, 5, 4) if first == "原文" else (8, 11, 5, 4)  # grounds are long, measures short
    return Table((first, "做法", "数据", "佐证编号"), tuple(rows), widths)


def _chapter_rows(
    facts: Facts, phrases: Phrases, chapter: SourceChapter, shown: dict[int, str]
) -> list[tuple[str, ...]]:
    """Return the rows of a chapter. An obligation is told in full at its first measure and named at the others."""
    rows: list[tuple[str, ...]] = []
    for measure in chapter.measures:
        served = [facts.obligations[number] for number in measure.obligations]
        new = [row for row in served if row.id not in shown]
        known = [row for row in served if row.id in shown]
        again = f"同见“{'”“'.join(row.title for row in known)}”" if known else ""
        if not new:
            rows.append((measure.words, again or "未列入计划事项", "—", "—"))
        for at in range(0, len(new), LINES_PER_ROW):
            part = new[at : at + LINES_PER_ROW]
            row = _row(measure.words if at == 0 else "（续上）", part, facts, phrases)
            last = at + LINES_PER_ROW >= len(new)
            rows.append((row[0], f"{row[1]}\n{again}" if last and again else row[1], *row[2:]))
        for obligation in new:
            shown[obligation.id] = measure.words
    return rows


def _row(first: str, obligations: Sequence[ObligationRow], facts: Facts, phrases: Phrases) -> tuple[str, ...]:
    tasks = [facts.tasks[number] for row in obligations for number in facts.tasks_of.get(row.id, ())]
    lines = []
    for row in obligations:
        those = [facts.tasks[number] for number in facts.tasks_of.get(row.id, ())]
        states = "；".join(f"{ids.show(ids.TASK, one.id)} {state_in_words(one, facts.today)}" for one in those)
        lines.append(f"{row.title}：{states or '没有任务'}")
    return (first, "\n".join(lines), _data(facts, phrases, tasks), _proof(facts, tasks))


def _why(row: ObligationRow) -> list[str]:
    """Return what an obligation without a measure in a current paper rests on: words, law or custom, or its reason."""
    quotes = [item["quote"] for item in row.measures]
    return quotes or [f"{item['title']}{item['article']}" for item in row.basis] or [row.reason]


def _data(facts: Facts, phrases: Phrases, tasks: Sequence[TaskRow]) -> str:
    sums = metric_sums((facts.metrics.get(task.id, {}) for task in tasks), phrases)
    return "\n".join(f"{name} {value}" for name, value in sums.items()) or "—"


def _proof(facts: Facts, tasks: Sequence[TaskRow]) -> str:
    """Return the numbers of the evidence; finished tasks without any are named with 无佐证."""
    pieces = dict.fromkeys(ids.show(ids.EVIDENCE, piece.id) for task in tasks for piece in accepted(facts, task.id))
    bare = task_ids(task.id for task in tasks if without_evidence(facts, task))
    parts = [" ".join(pieces)] if pieces else []
    parts += [f"{NO_EVIDENCE}：{' '.join(bare)}"] if bare else []
    return "\n".join(parts) or "—"


def _numbers(facts: Facts, phrases: Phrases) -> Iterator[Block]:
    sums = metric_sums(facts.metrics.values(), phrases)
    span = "本期" if facts.period else "全年"
    yield Heading(1, f"三、{span}数据")
    if sums:
        yield Table(("指标", span), tuple(sums.items()), (1, 1))
    else:
        yield paragraph("没有登记数据。")


def _unfinished(facts: Facts) -> Iterator[Block]:
    idle = untriggered(facts)
    rows = tuple(
        (
            ids.show(ids.TASK, task.id),
            task.title,
            short_day(task.due, facts.year) if task.due else "待定",
            "未触发" if task.id in idle else state_in_words(task, facts.today),
            task.status_reason or "没有登记需要办理的事" if task.id in idle else _why_open(task),
            facts.progress.get(task.id, "—"),
        )
        for task in facts.tasks.values()
        if outcome(task) == "open"
    )
    yield Heading(1, "四、未完成任务及原因")
    if rows:
        yield Table(("编号", "任务", "时限", "状态", "原因", "最近进展"), rows, (4, 12, 6, 7, 9, 6))
    else:
        yield paragraph("没有未完成的任务。")


def _why_open(task: TaskRow) -> str:
    """Return why a task is not finished, as it was written down; one that was handed in waits for its reviewer."""
    return "已提交、待审核" if task.status == "submitted" else task.status_reason or "未填原因"


def _carried(facts: Facts) -> Iterator[Block]:
    rows = tuple(
        (ids.show(ids.TASK, task.id), task.title, task.status_reason or "未填原因", task.owner or "未定")
        for task in facts.tasks.values()
        if outcome(task) == "carried"
    )
    yield Heading(1, "五、跨年结转清单")
    if rows:
        yield Table(("编号", "任务", "结转原因", "负责人"), rows, (2, 7, 6, 3))
    else:
        yield paragraph("没有结转到下一年的任务。")
    dropped = tuple(
        (ids.show(ids.TASK, task.id), task.title, task.status_reason)
        for task in facts.tasks.values()
        if outcome(task) == "dropped"
    )
    if dropped:
        yield paragraph(f"下列任务标为{STATUSES['dropped']}，不计入应办：")
        yield Table(("编号", "任务", "理由"), dropped, (2, 7, 7))


def _unproved(facts: Facts) -> Iterator[Block]:
    rows = tuple(
        (ids.show(ids.TASK, task.id), task.title, task.no_evidence_reason or "佐证未认可")
        for task in facts.tasks.values()
        if without_evidence(facts, task)
    )
    if rows:
        yield Heading(1, f"六、{NO_EVIDENCE}的已完成任务")
        yield Table(("编号", "任务", "说明"), rows, (2, 7, 7))


def _catalogue(facts: Facts) -> Iterator[Block]:
    serves: dict[int, list[int]] = {}
    pieces: dict[int, EvidenceRow] = {}
    for task, those in facts.evidence.items():
        for piece in those:
            serves.setdefault(piece.id, []).append(task)
            pieces[piece.id] = piece
    rows = tuple(
        (
            ids.show(ids.EVIDENCE, piece.id),
            piece.title,
            EVIDENCE_KINDS[piece.kind],
            short_day(piece.occurred_on, facts.year),
            "\n".join(part for part in (piece.number, piece.url) if part) or "—",
            " ".join(task_ids(sorted(serves[piece.id]))),
            EVIDENCE_STATUSES[piece.status],
        )
        for piece in sorted(pieces.values(), key=lambda one: (one.occurred_on, one.id))
    )
    if rows:
        yield Table(("编号", "名称", "种类", "日期", "文号、链接", "对应任务", "审核"), rows, (4, 12, 4, 8, 9, 7, 5))
    else:
        yield paragraph("没有登记佐证。")
