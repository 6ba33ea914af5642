"""Proposals and tasks in words: pure functions from rows to text, shared by the pages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from textual.content import Content

from planrunner.domain.zone import SHANGHAI
from planrunner.services import agenda, ids
from planrunner.tui.cells import joined, one_line
from planrunner.tui.widgets.details import Paragraph
from planrunner.wording import (
    ACTIONS,
    CATEGORIES,
    CONFIDENCES,
    EVIDENCE_STATUSES,
    LIGHT_MEANINGS,
    LIGHTS,
    NO_EVIDENCE,
    PERIODS,
    SCHEDULE_KINDS,
    SELF_REVIEWED,
    STATUSES,
    TENTATIVE,
    UNDATED,
    WEEKDAYS,
    basis_text,
    reason_text,
)

if TYPE_CHECKING:
    from planrunner.services.agenda import TaskPage
    from planrunner.services.leftovers import Leftover
    from planrunner.services.review_view import Quote
    from planrunner.store.queries import EvidenceRow, HistoryRow, ProposalRow, TaskRow

AROUND = 24
"""Characters of the report shown on either side of a quote."""
LABEL = 6
"""Width of a label of two characters with its gap, in cells."""
Line = tuple[str, str]
"""A label and what it says; an empty label continues the one above."""


def day_text(day: date | None) -> str:
    """Return a day in full: 2022-03-15 周二; 待定 for none."""
    return UNDATED if day is None else f"{day:%Y-%m-%d} 周{WEEKDAYS[day.weekday()]}"


def number_text(value: float) -> str:
    """Return a recorded number without a needless .0."""
    return f"{value:g}" if value < 1e15 else f"{value:.0f}"


def schedule_text(schedule: dict[str, Any]) -> str:
    """Return the kind of schedule: 次数（每年4次）."""
    kind = SCHEDULE_KINDS[schedule["kind"]]
    if schedule["kind"] == "count":
        return f"{kind}（{PERIODS.get(schedule['per'], schedule['per'])}{schedule['n']}次）"
    return kind


def occurrence_text(item: dict[str, Any]) -> str:
    """Return one proposed date with its window, last day in time and remark."""
    planned = date.fromisoformat(item["planned"]) if item["planned"] else None
    parts = [day_text(planned)]
    if item["window"]:
        parts.append(f"（{item['window'][0]}至{item['window'][1]}）")
    elif item["due"] and item["due"] != item["planned"]:
        parts.append(f"（不迟于{item['due']}）")
    if item["tentative"]:
        parts.append(TENTATIVE)
    if item["note"]:
        parts.append(f" {item['note']}")
    return "".join(parts)


def laid_out(lines: list[Line]) -> list[Paragraph]:
    """Return labelled lines, labels in their own colour."""
    found = []
    for label, text in lines:
        head = Content.styled(f"{label}  ", "$text-muted") if label else Content(" " * LABEL)
        found.append(Paragraph(head + Content(text), LABEL))
    return found


def _labelled(label: str, texts: list[str]) -> list[Line]:
    return [(label if index == 0 else "", text) for index, text in enumerate(texts)]


def proposal_details(row: ProposalRow) -> list[Paragraph]:
    """Return what stands under the source: title, dates, reason, basis, last year's quotes."""
    update = row.update if row.update is not None and row.status == "accepted" else {}
    title = Content.styled(f"{ids.show(ids.PROPOSAL, row.id)} {row.title}", "bold")
    shown = update.get("occurrences", row.occurrences)
    lines = [
        *_labelled("日期", [occurrence_text(item) for item in shown]),
        ("理由", reason_text(row.date_source, update.get("reason", row.reason))),
        *_labelled("依据", [basis_text(item) for item in row.basis] or ["没有对应的规则"]),
        ("类别", f"{CATEGORIES.get(row.category, row.category)}    安排 {schedule_text(row.schedule)}"),
        ("负责", f"{row.owner or '未定'}    把握 {CONFIDENCES[row.confidence]}"),
    ]
    if row.target:
        lines.append(("目标", f"全年不少于 {row.target} 次"))
    quotes = [f"{item['date'] or ''} “{joined(item['quote'])}”".strip() for item in row.last_year]
    lines += _labelled("去年", quotes)
    if row.continues:
        lines.append(("延续", f"{row.continues['year']} 年的事项 {row.continues['obligation']}"))
    if row.evidence:
        lines.append(("佐证", f"通常有：{'、'.join(row.evidence)}"))
    if update:
        lines.insert(0, ("更新", f"更正后的报告改为：{update.get('title', row.title)}。F5 接受更新"))
    elif row.edited:
        kept = "；更正后的报告写法不同，以你改的为准" if row.update else ""
        lines.append(("修改", f"已人工改过{kept}"))
    return [Paragraph(title), *laid_out(lines)]


def leftover_details(left: Leftover) -> list[Paragraph]:
    """Return what stands under the source for words that no proposal took up."""
    return [
        Paragraph(Content.styled("没有转成建议", "bold")),
        Paragraph(Content(joined(left.quote))),
        Paragraph(Content("这句没有写出要办的事，或已由别的建议包含。确实要办的，按回车加成一项任务。")),
    ]


def status_text(task: TaskRow, today: date, yellow: date) -> str:
    """Return a task's status and light in words."""
    light = agenda.light_of(task, today, yellow)
    parts = [STATUSES[task.status], f"{LIGHTS[light]}灯（{LIGHT_MEANINGS[light]}）"]
    late = agenda.overdue_since(task, today)
    if late is not None:
        parts.append(f"自 {late} 起逾期")
    if task.self_reviewed:
        parts.append(SELF_REVIEWED)
    if task.no_evidence_reason:
        parts.append(f"{NO_EVIDENCE}：{task.no_evidence_reason}")
    elif task.status_reason:
        parts.append(f"理由：{task.status_reason}")
    return "    ".join(parts)


def date_lines(task: TaskRow) -> list[Line]:
    """Return a task's dates and why they are what they are."""
    planned = day_text(task.planned) + (f"  {TENTATIVE}" if task.tentative else "")
    lines = [("计划", planned)]
    if task.due is not None and task.due != task.planned:
        lines.append(("时限", day_text(task.due)))
    if task.window_from and task.window_to:
        lines.append(("时段", f"{task.window_from} 至 {task.window_to}"))
    if task.rule_date is not None and task.rule_date not in (task.planned, task.due):
        lines.append(("", f"规则日期  {day_text(task.rule_date)}"))
    if task.done_on is not None:
        lines.append(("办结", f"{day_text(task.done_on)}  {task.submitted_by or ''}提交"))
    reason = f"{task.reason}；{task.note}" if task.note and task.note not in task.reason else task.reason
    return [*lines, ("理由", reason_text(task.date_source, reason))]


def evidence_text(row: EvidenceRow) -> str:
    """Return one piece of evidence on a line."""
    what = row.url or row.number or row.note or row.file_name
    more = f"  {one_line(what)}" if what and what != row.title else ""
    kept = f"  {row.size:,} 字节" if row.size is not None else ""
    return (
        f"{ids.show(ids.EVIDENCE, row.id)} {row.occurred_on} {row.title}{more}{kept}"
        f"（{EVIDENCE_STATUSES[row.status]}，{row.added_by}）"
    )


def task_details(page: TaskPage, quotes: list[Quote], today: date, yellow: date) -> list[Paragraph]:
    """Return a task's page; `quotes` are the spans it comes from.

    Of a task that waits for its reviewer the evidence comes first: it is what the reviewer decides on.
    """
    task = page.task
    owner = f"{task.owner or '未定'}    类别 {CATEGORIES.get(task.category, task.category)}"
    basis = list(dict.fromkeys(basis_text(item) for item in agenda.grounds(task, page.obligations)))
    numbers = "  ".join(f"{name} {number_text(value)}" for name, value in page.metrics.items())
    notes = [f"{note.at.astimezone(SHANGHAI):%Y-%m-%d} {note.who}：{note.text}" for note in page.notes]
    evidence = [
        *_section("佐证和数字", [evidence_text(row) for row in page.evidence] or ["还没有佐证（F8 附上）"]),
        *([Paragraph(Content(numbers))] if numbers else []),
    ]
    waits = task.status == "submitted"
    return [
        Paragraph(Content.styled(f"{ids.show(ids.TASK, task.id)} {task.title}", "bold")),
        Paragraph(Content(status_text(task, today, yellow))),
        *laid_out([*date_lines(task), ("负责", owner)]),
        *(evidence if waits else []),
        *_section("来自哪里", []),
        *_origin(page, quotes),
        *(_section("历年", [one.words() for one in page.lineage]) if page.lineage else []),
        *_section("依据", basis or ["没有对应的规则"]),
        *_chain(page),
        *([] if waits else evidence),
        *_section("进展", notes or ["还没有记录（^n 记一句）"]),
        *_section("经过", [history_text(record) for record in page.history]),
    ]


def history_text(record: HistoryRow) -> str:
    """Return one record of the history on a line, in Beijing time."""
    why = f"：{record.reason}" if record.reason else ""
    return (
        f"{record.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} {record.who} {ACTIONS.get(record.action, record.action)}{why}"
    )


def _origin(page: TaskPage, quotes: list[Quote]) -> list[Paragraph]:
    """Return the quotes with what stands around them, or what else the task comes from; then what it serves."""
    found = []
    for before, quote, after in quotes:
        head, tail = joined(before)[-AROUND:], joined(after)[:AROUND]
        middle = Content.styled(f"「{joined(quote)}」", "bold $text-primary")
        found.append(
            Paragraph(Content.styled(f"..{head}", "$text-muted") + middle + Content.styled(f"{tail}..", "$text-muted"))
        )
    if not quotes:
        rules = [f"由规则提出：{row.title}" for row in page.obligations if row.rule]
        found.append(Paragraph(Content("；".join(rules) or "自行添加，不来自报告")))
    for row in page.obligations:
        progress = f"完成 {row.done}/{row.target or row.tasks}"
        found.append(Paragraph(Content(f"事项 {ids.show(ids.OBLIGATION, row.id)} {row.title}  {progress}")))
    return found


def _chain(page: TaskPage) -> list[Paragraph]:
    """Return what prepares the task, or what it prepares, with days and states; nothing where it stands alone."""
    lines = [
        f"{ids.show(ids.TASK, step.id)} {step.planned or UNDATED}  {step.title}  {STATUSES[step.status]}"
        for step in page.chain
    ]
    if not lines:
        return []
    return _section("为它准备" if page.chain[0].waits else "准备工作", lines)


def _section(title: str, lines: list[str]) -> list[Paragraph]:
    return [
        Paragraph(Content("")),
        Paragraph(Content.styled(title, "bold $text-accent")),
        *(Paragraph(Content(line), 2) for line in lines),
    ]
