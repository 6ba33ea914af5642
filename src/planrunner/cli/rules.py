"""rules show|check|explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.cli.text import table, wrap
from planrunner.errors import UsageError
from planrunner.services import explaining, ids
from planrunner.wording import CATEGORIES, SCHEDULE_KINDS, TENTATIVE, UNDATED, UNVERIFIED, month_day, reason_text

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from planrunner.cli.session import Session
    from planrunner.domain.rules import Basis, Rule
    from planrunner.services.explaining import Explained

WIDTH = 79
WIDTHS = (26, 8, 8, 34)


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `rules`."""
    parser.add_argument("action", choices=["show", "check", "explain"], metavar="show|check|explain")
    parser.add_argument("id", nargs="?", default="", metavar="编号", help="事项 O5、任务 T12 或规则的编号")
    parser.add_argument("--year", type=int, metavar="年", help="列出哪一年有效的规则；不写则为今年")


def rules(session: Session, args: Namespace) -> int:
    """List the rules that hold, check the rule packs, or explain why something stands where it stands."""
    match args.action:
        case "explain":
            if not args.id:
                raise UsageError("请写出要解释的编号，例如 planrunner rules explain O5")
            return _explain(session, args.id)
        case "check":
            book = explaining.rule_book(session.desk)
            if session.options.json:
                session.give({"sound": True, "rules": len(book.rules), "packs": [name for name, _ in book.packs]})
            else:
                titles = "、".join(title for _, title in book.packs)
                session.say(f"规则包没有错误：{titles}，共 {len(book.rules)} 条规则。")
            return 0
        case _:
            return _show(session, args.year or session.desk.today().year)


def _show(session: Session, year: int) -> int:
    found = explaining.rule_book(session.desk).effective(year)
    if session.options.json:
        session.give([explaining.rule_to_json(rule) for rule in found])
        return 0
    session.say(f"{year} 年有效的规则 {len(found)} 条：")
    rows = [
        (
            rule.id,
            CATEGORIES[rule.category],
            SCHEDULE_KINDS[rule.schedule.kind],
            rule.title + ("" if rule.verified else f"（{UNVERIFIED}）") + _in_force(rule, year),
        )
        for newest in found
        for rule in (*newest.earlier, newest)
    ]
    for line in table(rows, WIDTHS):
        session.say(line)
    return 0


def _in_force(rule: Rule, year: int) -> str:
    """Tell from when or until when a version holds, where that lies in the year."""
    begins, ends = rule.effective_from, rule.effective_until
    words = f"{month_day(begins)}起" if begins and begins.year == year else ""
    words += f"{month_day(ends)}止" if ends and ends.year == year else ""
    return f"（{words}）" if words else ""


def _explain(session: Session, text: str) -> int:
    found = explaining.explain(session.desk, text)
    if session.options.json:
        session.give([one.to_json() for one in found])
        return 0
    for one in found:
        for line in _lines(one):
            session.say(line)
    return 0


def _lines(one: Explained) -> list[str]:
    """Return in lines what an obligation rests on, and how each of its days was found."""
    lines: list[str] = []
    row = one.obligation
    if row is not None:
        lines.append(f"{ids.show(ids.OBLIGATION, row.id)} {row.title}")
        lines += _wrapped("日期", reason_text(row.date_source, row.reason))
        for item in row.measures:
            lines += _wrapped("原文", f"“{item['quote']}”")
        for item in row.last_year:
            lines += _wrapped("去年", f"{item['date'] or ''}“{item['quote']}”")
    if one.rule is not None:
        lines += _rule_lines(one.rule)
    for task in one.tasks:
        days = f"计划 {task.planned or UNDATED}，时限 {task.due or UNDATED}"
        if task.rule_date and task.rule_date != task.planned:
            days = f"规定 {task.rule_date}，{days}"
        unsure = f"（{TENTATIVE}）" if task.tentative else ""
        lines += _wrapped(ids.show(ids.TASK, task.id), f"{task.title}：{days}{unsure}")
        if task.note:
            lines += _wrapped("", task.note)
    return [*lines, ""]


def _rule_lines(rule: Rule) -> list[str]:
    mark = "" if rule.verified else f"（{UNVERIFIED}）"
    lines = _wrapped("规则", f"{rule.id} {rule.title}，{rule.pack}{mark}")
    if rule.effective_from or rule.effective_until:
        lines += _wrapped("施行", f"{rule.effective_from or ''} 至 {rule.effective_until or '今'}".strip())
    for basis in rule.basis:
        lines += _wrapped("依据", _basis(basis))
    return lines + (_wrapped("说明", rule.notes) if rule.notes else [])


def _basis(basis: Basis) -> str:
    mark = "" if basis.verified else f"（{UNVERIFIED}）"
    return f"{basis.title}{basis.article}{mark} {basis.url}".rstrip()


def _wrapped(name: str, text: str) -> list[str]:
    first, *more = wrap(text, WIDTH - 9) or [""]
    head = f"  {name}：" if name else "        "
    return [head + first, *("        " + line for line in more)]


COMMANDS = {"rules": ("看有效的规则，检查规则包，解释某项为什么排在这一天", arguments, rules)}
