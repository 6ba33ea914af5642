"""today, week, month, list, show, search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.cli.days import day_text, when_text
from planrunner.cli.text import cells, table, wrap
from planrunner.services import agenda, ids
from planrunner.store.filters import Filters
from planrunner.wording import (
    ACTIONS,
    CATEGORIES,
    EVIDENCE_STATUSES,
    LIGHT_MEANINGS,
    LIGHTS,
    NO_EVIDENCE,
    SELF_REVIEWED,
    STATUSES,
    TENTATIVE,
    UNDATED,
    basis_text,
    reason_text,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable, Sequence
    from datetime import date

    from planrunner.cli.session import Session
    from planrunner.store.queries import TaskRow

LIGHT, OWNER, STATE = 6, 8, 6
"""Cells of the columns that hold a light, an owner and a state."""
WIDTH = 80


def no_arguments(_parser: ArgumentParser) -> None:
    """Take no arguments."""


def today(session: Session, _args: Namespace) -> int:
    """List what is late and what is to be done now."""
    day = session.desk.today()
    return show_tasks(
        session, agenda.today_tasks(session.desk), f"今日 {day_text(day, day.year)}", "今天没有要办的事。"
    )


def week(session: Session, _args: Namespace) -> int:
    """List the week of today, what is still open from before first."""
    start, end = agenda.week_of(session.desk.today())
    title = f"本周 {start.isoformat()} — {end.isoformat()}"
    return show_tasks(session, agenda.between(session.desk, start, end), title, "本周没有安排。")


def month(session: Session, _args: Namespace) -> int:
    """List the month of today, what is still open from before first."""
    start, end = agenda.month_of(session.desk.today())
    title = f"本月 {start.isoformat()} — {end.isoformat()}"
    return show_tasks(session, agenda.between(session.desk, start, end), title, "本月没有安排。")


def list_arguments(parser: ArgumentParser) -> None:
    """Declare the filters of `list`."""
    parser.add_argument("--status", default="", metavar="状态", help="、".join(STATUSES.values()))
    parser.add_argument("--light", default="", metavar="灯", help="、".join(LIGHTS.values()))
    parser.add_argument("--owner", default="", metavar="负责人")
    parser.add_argument("--category", default="", metavar="类别", help="、".join(CATEGORIES.values()))
    parser.add_argument("--from", dest="start", default="", metavar="日期", help="计划日期不早于，例如 4月1日")
    parser.add_argument("--to", dest="end", default="", metavar="日期", help="计划日期不晚于")
    parser.add_argument("--measure", default="", metavar="原文", help="引自含这些字的原文")
    parser.add_argument("--year", type=int, metavar="年")
    parser.add_argument("--tentative", action="store_true", help="只看暂定")
    parser.add_argument("--undated", action="store_true", help="只看日期待定")


def list_(session: Session, args: Namespace) -> int:
    """List the tasks that pass the filters."""
    filters = Filters(
        args.status,
        args.light,
        args.owner,
        args.category,
        _day(session, args.start, args.year),
        _day(session, args.end, args.year),
        args.measure,
        args.tentative,
        args.undated,
        args.year,
    )
    return show_tasks(session, agenda.list_tasks(session.desk, filters), "任务", "没有符合条件的任务。")


def _day(session: Session, text: str, year: int | None) -> date | None:
    """Read a day as `add --due` does, None for ""."""
    if not text:
        return None
    from planrunner.services.planning import read_day

    return read_day(text, year or session.desk.today().year)


def search_arguments(parser: ArgumentParser) -> None:
    """Declare the words to look for."""
    parser.add_argument("words", nargs="+", metavar="词")


def search(session: Session, args: Namespace) -> int:
    """List the tasks that hold every word."""
    words = " ".join(args.words)
    return show_tasks(session, agenda.search(session.desk, words), f"含“{words}”的任务", "")


def id_argument(parser: ArgumentParser) -> None:
    """Declare one task id."""
    parser.add_argument("id", metavar="编号", help="例如 T12")


def show(session: Session, args: Namespace) -> int:
    """Print one task's page."""
    page = agenda.task_page(session.desk, args.id)
    if session.options.json:
        session.give(agenda.page_to_json(session.desk, page))
        return 0
    for line in page_lines(session, page):
        session.say(line)
    return 0


def show_tasks(session: Session, tasks: list[TaskRow], title: str, empty: str) -> int:
    """Print tasks as JSON or as a table; an empty list is no error."""
    if session.options.json:
        session.give(agenda.tasks_to_json(session.desk, tasks))
        return 0
    if not tasks:
        session.say(empty)
        return 0
    now, yellow = session.desk.today(), agenda.yellow_day(session.desk)
    session.say(f"{title}（{len(tasks)} 项：{totals(agenda.light_of(task, now, yellow) for task in tasks)}）")
    rows = [
        (
            ids.show(ids.TASK, task.id),
            light_word(task, now, yellow),
            when_text(task, now.year),
            task.title,
            task.owner,
            STATUSES[task.status],
        )
        for task in tasks
    ]
    for line in table(rows, widths(rows)):
        session.say(line)
    return 0


def widths(rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Return the columns' widths: ids and days are never cut, the title has what is left of the line."""
    number, day = (max(cells(row[at]) for row in rows) for at in (0, 2))
    fixed = (number, LIGHT, day, OWNER, STATE)
    return (number, LIGHT, day, WIDTH - 1 - sum(fixed) - len(fixed), OWNER, STATE)


def light_word(task: TaskRow, now: date, yellow: date) -> str:
    """Return the light as a word; of tasks carried over and dropped, which are grey alike, their state."""
    if task.status in ("carried", "dropped"):
        return STATUSES[task.status]
    return LIGHT_MEANINGS[agenda.light_of(task, now, yellow)]


def totals(lights: Iterable[str]) -> str:
    """Return how many there are of each light, as words."""
    found = list(lights)
    words = [f"{LIGHT_MEANINGS[light]} {found.count(light)}" for light in ("red", "yellow", "green", "blue", "grey")]
    return "，".join(word for word in words if not word.endswith(" 0"))


def page_lines(session: Session, page: agenda.TaskPage) -> list[str]:
    """Return a task's page as lines."""
    task, desk = page.task, session.desk
    now, yellow = desk.today(), agenda.yellow_day(desk)
    lines = [f"{ids.show(ids.TASK, task.id)} {task.title}", ""]

    def field(name: str, text: str) -> None:
        if text:
            first, *more = wrap(text, WIDTH - 10) or [""]
            lines.append(f"{name}：{first}")
            lines.extend(" " * (2 * len(name) + 2) + line for line in more)

    since = agenda.overdue_since(task, now)
    field("状态", STATUSES[task.status] + (f"（{SELF_REVIEWED}）" if task.self_reviewed else ""))
    field("灯色", LIGHT_MEANINGS[agenda.light_of(task, now, yellow)] + (f"，{since} 起逾期" if since else ""))
    planned = f"{task.planned}" if task.planned else UNDATED
    if task.spans and task.window_from:
        planned = f"{task.window_from} — {task.window_to}"
    field("计划", planned + (f"（{TENTATIVE}）" if task.tentative else ""))
    field("时限", f"{task.due}" if task.due else "")
    if task.rule_date and task.rule_date != task.planned:
        field("规定", f"{task.rule_date}")
    field("来由", reason_text(task.date_source, task.reason))
    field("说明", task.note if task.note not in task.reason else "")
    field("负责", task.owner)
    field("提交", f"{task.submitted_by}（{task.done_on} 完成）" if task.submitted_by else "")
    field("销号", f"{task.closed_by}" if task.closed_by else "")
    field(NO_EVIDENCE, task.no_evidence_reason)
    for row in page.obligations:
        progress = f"{row.done}/{row.target}" if row.target else f"{row.done}/{row.tasks}"
        field("事项", f"{ids.show(ids.OBLIGATION, row.id)} {row.title}（{progress}）")
        for item in row.measures:
            field("原文", f"“{item['quote']}”（{item['document']} 第 {item['start']}—{item['end']} 字）")
        for item in row.last_year:
            field("去年", f"{item['date'] or ''}“{item['quote']}”")
    for item in agenda.grounds(task, page.obligations):
        field("依据", basis_text(item))
    for step in page.chain:
        day = f"{step.planned}，" if step.planned else ""
        text = f"{ids.show(ids.TASK, step.id)} {step.title}（{day}{STATUSES[step.status]}）"
        field("为它准备" if step.waits else "准备", text)
    field("数字", "，".join(f"{name} {value:g}" for name, value in page.metrics.items()))
    for piece in page.evidence:
        what = f"{ids.show(ids.EVIDENCE, piece.id)} {piece.occurred_on} {piece.title}"
        field("佐证", f"{what}（{EVIDENCE_STATUSES[piece.status]}）")
    for entry in page.notes:
        field("进展", f"{entry.at.astimezone(desk.now().tzinfo):%Y-%m-%d} {entry.who}：{entry.text}")
    lines.append("")
    lines.extend(
        f"{change.at.astimezone(desk.now().tzinfo):%Y-%m-%d %H:%M} {change.who} "
        f"{ACTIONS.get(change.action, change.action)}" + (f"：{change.reason}" if change.reason else "")
        for change in page.history
    )
    return lines


COMMANDS = {
    "today": ("今天要办的和已逾期的", no_arguments, today),
    "week": ("本周安排", no_arguments, week),
    "month": ("本月安排", no_arguments, month),
    "list": ("列出任务，可按状态、灯、负责人、类别、日期筛选", list_arguments, list_),
    "show": ("一个任务的全部情况", id_argument, show),
    "search": ("找任务", search_arguments, search),
}
