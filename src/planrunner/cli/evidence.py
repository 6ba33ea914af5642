"""evidence add|list|replace|accept|return|unlink|check|find|phone, metric."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from planrunner.cli.plan import done
from planrunner.cli.text import table
from planrunner.errors import DamagedDataError, NothingFoundError, UsageError
from planrunner.services import agenda, ids
from planrunner.services.evidence import (
    NewEvidence,
    add_evidence,
    list_evidence,
    parse_evidence,
    parse_metrics,
    record_metrics,
)
from planrunner.services.evidence_versions import state_word, versions_in_words
from planrunner.services.planning import read_day

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from planrunner.cli.session import Session

WIDTHS = (5, 10, 44, 10, 6)
EXAMPLES = {
    "add": "add T12 照片.jpg", "accept": "accept E3", "return": "return E3 --reason 看不清", "unlink": "unlink T12 E3",
    "find": "find 签到表", "phone": "phone T12", "replace": "replace E3 盖章件.pdf",
}  # fmt: skip
ACTIONS = ("add", "list", "replace", "accept", "return", "unlink", "check", "find", "phone")


def evidence_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `evidence`."""
    parser.add_argument("action", choices=list(ACTIONS), metavar="|".join(ACTIONS))
    parser.add_argument("id", nargs="?", default="", metavar="编号", help="任务 T12；accept、return、replace 写佐证 E3")
    parser.add_argument("what", nargs="*", metavar="文件或链接", help="也可以是已有佐证的编号，例如 E3")
    parser.add_argument("--date", default="", metavar="日期", help="哪天的事；不写则为今天")
    parser.add_argument("--title", default="", metavar="名称")
    parser.add_argument("--number", default="", metavar="文号")
    parser.add_argument("--note", default="", metavar="说明")
    parser.add_argument("--reason", default="", metavar="理由", help="退回的理由")


def evidence(session: Session, args: Namespace) -> int:
    """Attach evidence to a task, list what there is, replace it, review it, take it off, or check its files."""
    from planrunner.services import evidence_review

    desk = session.desk
    if args.action not in ("list", "check") and not args.id:
        raise UsageError(f"请写出编号，例如 planrunner evidence {EXAMPLES[args.action]}")
    pieces = [args.id, *args.what]
    match args.action:
        case "list":
            return _list(session, args.id)
        case "check":
            return _check(session)
        case "find":
            return _find(session, " ".join(pieces))
        case "phone":
            return _phone(session, args.id)
        case "accept":
            evidence_review.accept(desk, pieces)
            return done(session, f"已认可 {'、'.join(pieces)}。")
        case "return":
            evidence_review.return_(desk, pieces, args.reason)
            return done(session, f"已退回 {'、'.join(pieces)}。")
        case "unlink":
            if not args.what:
                raise UsageError(f"请写出要取下的佐证，例如 planrunner evidence {EXAMPLES['unlink']}")
            evidence_review.unlink(desk, args.id, args.what)
            return done(session, f"已从 {args.id} 取下 {'、'.join(args.what)}；佐证本身还在，可以再附上。")
        case "replace":
            return _replace(session, args)
        case _:
            return _add(session, args)


def _add(session: Session, args: Namespace) -> int:
    from planrunner.services.evidence_advice import advise

    pieces = [_piece(session, args, text) for text in args.what] or [_piece(session, args, "")]
    made = add_evidence(session.desk, args.id, pieces)
    advice = advise(session.desk, [args.id], made)
    if session.options.json:
        session.give({"evidence": made, "advice": advice})
    else:
        session.say(f"已附上 {'、'.join(made)}。")
        _warn(session, advice)
    return 0


def _replace(session: Session, args: Namespace) -> int:
    """Put a new piece in the place of an earlier one."""
    from planrunner.services.evidence_advice import advise
    from planrunner.services.evidence_versions import replace
    from planrunner.services.records import tasks_of

    if len(args.what) > 1:
        raise UsageError(f"一件只能换成一件，例如 planrunner evidence {EXAMPLES['replace']}")
    made = replace(session.desk, args.id, _piece(session, args, *args.what[:1]))
    tasks = tasks_of(session.desk, made)
    advice = advise(session.desk, tasks, [made])
    if session.options.json:
        session.give({"evidence": made, "replaces": args.id.upper(), "tasks": tasks, "advice": advice})
        return 0
    serves = f"，{'、'.join(tasks)} 都改用它" if tasks else ""
    session.say(f"已用 {made} 代替 {args.id}{serves}；要重新认可。{args.id} 作为旧版留存，不再计数。")
    _warn(session, advice)
    return 0


def _piece(session: Session, args: Namespace, text: str = "") -> NewEvidence:
    day = read_day(args.date, session.desk.today().year) if args.date else None
    words = {"title": args.title, "number": args.number, "note": args.note}
    return parse_evidence(text, occurred_on=day, **words)


def _warn(session: Session, advice: list[str]) -> None:
    for line in advice:
        session.say(f"注意：{line}。")


def _phone(session: Session, task: str) -> int:
    """Say the link that takes files for a task from a phone, as a code to scan where there is a terminal."""
    from planrunner.services.evidence_phone import invite
    from planrunner.services.feeds import only_here

    link = invite(session.desk, task)
    if session.options.json:
        session.give({"url": link.url, "until": link.until.isoformat()})
        return 0
    if sys.stdout.isatty():
        import segno

        segno.make(link.url, error="l", micro=False).terminal(compact=True)
    session.say(f"用手机扫码或打开（两小时内有效，只能给 {task} 传文件）：")
    session.say(f"  {link.url}")
    session.say(
        "手机要和这台电脑在同一个网络里，这台电脑上要开着 planrunner serve。传来的文件要认可（evidence accept）才算数。"
    )
    if only_here(session.desk):
        session.say("注意：这个地址只有本机能打开。要让手机打开，先在 planrunner.toml 的 [serve] 里写好 host 和 url。")
    return 0


def _find(session: Session, words: str) -> int:
    """List the evidence that holds words. Raises NothingFoundError where there is none."""
    from planrunner.services.evidence_search import find

    found = find(session.desk, words)
    if not found:
        raise NothingFoundError(f"没有含“{words}”的佐证。找的是名称、文号、说明、链接，以及 txt、docx、pdf 里的字。")
    if session.options.json:
        session.give([agenda.evidence_to_json(one.row) | {"found": one.line} for one in found])
        return 0
    for one in found:
        where = f"　……{one.line}……" if one.line else ""
        old = f"（{versions_in_words(one.row)}）" if one.row.replaced_by else ""
        session.say(f"{ids.show(ids.EVIDENCE, one.row.id)} {one.row.occurred_on} {one.row.title}{old}{where}")
    return 0


def _check(session: Session) -> int:
    """Compare the files of evidence with their digests. Raises DamagedDataError where one is not as it was."""
    from planrunner.services.evidence_review import check_files, orphans

    files, problems = check_files(session.desk)
    spare = orphans(session.desk)
    if session.options.json:
        session.give({"files": files, "problems": problems, "orphans": spare})
    else:
        if not problems:
            session.say(f"佐证文件 {files} 件，都与存入时一致。")
        if spare:
            session.say(f"另有 {len(spare)} 个文件没有登记在任何佐证上，不影响使用：{'、'.join(spare[:3])}")
    if problems:
        raise DamagedDataError("\n".join([*problems, "请用 planrunner restore 从备份恢复，或重新附上原件。"]))
    return 0


def _list(session: Session, task: str) -> int:
    rows = list_evidence(session.desk, task or None)
    if session.options.json:
        session.give([agenda.evidence_to_json(row) for row in rows])
        return 0
    if not rows:
        session.say("还没有佐证。")
        return 0
    lines = [
        (
            ids.show(ids.EVIDENCE, row.id),
            row.occurred_on.isoformat(),
            row.title,
            row.added_by,
            state_word(row),
        )
        for row in rows
    ]
    for line in table(lines, WIDTHS):
        session.say(line)
    return 0


def metric_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `metric`."""
    parser.add_argument("id", metavar="任务编号")
    parser.add_argument("values", nargs="+", metavar="名称=数字", help="例如 场次=1 人次=120")


def metric(session: Session, args: Namespace) -> int:
    """Write numbers on a task."""
    record_metrics(session.desk, args.id, parse_metrics(args.values))
    return done(session, "已记下数字。")


COMMANDS = {
    "evidence": ("附上、列出、换新版、审核、取下、检查、查找佐证，从手机上传", evidence_arguments, evidence),
    "metric": ("记下数字（场次、人次、份数……）", metric_arguments, metric),
}
