"""close-year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from planrunner.cli.closing_text import standing_lines
from planrunner.errors import NotAllowedError, UsageError
from planrunner.services import closing, closing_papers
from planrunner.services.closing_state import DECISIONS, Decided, Decision
from planrunner.services.planning import read_day

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from planrunner.cli.session import Session

SUMMARY = "年终结账：看还差什么，定未办结的去向，结账后不能再改"


class Wish(NamedTuple):
    """Decisions as they were asked for: by task id, and for all the rest."""

    decided: dict[str, Decided]
    rest: Decided | None


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `close-year`."""
    parser.add_argument("--year", type=int, metavar="年", help="结哪一年的账；不写则为最早一个没有结账的年份")
    parser.add_argument("--dry-run", action="store_true", help="只看还差什么、会变成什么样，不存")
    parser.add_argument("--cut-off", default="", metavar="日期", help="数据截止日；不写则为今天或当年最后一天")
    for decision, word in DECISIONS.items():
        text = f"这几项定为{word}，例如 T3,T5；可写多次，理由跟在后面的 --reason 里"
        parser.add_argument(f"--{decision}", action="append", default=[], metavar="编号", help=text)
    for decision, word in DECISIONS.items():
        parser.add_argument(f"--{decision}-rest", action="store_true", help=f"其余未办结的都定为{word}")
    parser.add_argument(
        "--reason", action="append", default=[], metavar="理由",
        help="写一次：各项同一理由；写几次：依次用于 --carry、--drop、--unfinished 和 …-rest 中写了的",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, metavar="文件夹", help="结账后把材料写到这个文件夹")
    names = ",".join(closing_papers.PAPERS)
    parser.add_argument("--papers", default=names, metavar="材料", help=f"写哪几样；不写则为 {names}")
    parser.add_argument("--reopen", action="store_true", help="重新开账，要写理由")


def close_year(session: Session, args: Namespace) -> int:
    """Show how a year stands, close it, or open it again."""
    if args.reopen:
        return _reopen(session, args)
    desk = session.desk
    year = args.year or closing.year_to_close(desk)
    cut_off = read_day(args.cut_off, year) if args.cut_off else None
    wish, kinds = _wish(args), closing_papers.paper_kinds(args.papers)
    if args.out is not None and not args.dry_run:
        closing_papers.ready(args.out)
    found = closing.close_year(desk, year, wish.decided, rest=wish.rest, cut_off=cut_off, apply=not args.dry_run)
    written = closing_papers.Written([], [])
    if args.out is not None and not args.dry_run:
        written = closing_papers.write_papers(desk, year, args.out, kinds)
    if session.options.json:
        session.give({**found.to_json(), "files": [str(file) for file in written.files]})
    else:
        for line in standing_lines(found, applied=not args.dry_run):
            session.say(line)
        for file in written.files:
            session.say(f"已写好：{file}")
    if written.problems:
        raise NotAllowedError(f"{year} 年已经结账，但有材料没有写出。\n" + "\n".join(written.problems))
    return 0


def _reopen(session: Session, args: Namespace) -> int:
    if args.year is None:
        raise UsageError("重新开账要写明年份，例如：planrunner close-year --year 2022 --reopen --reason 补录培训")
    closing.reopen_year(session.desk, args.year, "；".join(args.reason))
    if session.options.json:
        session.give({"year": args.year, "closed": False})
    else:
        session.say(f"{args.year} 年已重新开账，可以改了；转下年、不适用的仍是原样，要重办的用 planrunner reopen。")
        session.say(f"改好后再结一次：planrunner close-year --year {args.year}")
    return 0


def _wish(args: Namespace) -> Wish:
    """Read the decisions. Raises UsageError where a task is decided twice, or reasons and decisions do not pair."""
    groups: list[tuple[Decision, Sequence[str] | None]] = [
        (decision, _ids(getattr(args, decision))) for decision in DECISIONS if getattr(args, decision)
    ]
    rests = [decision for decision in DECISIONS if getattr(args, f"{decision}_rest")]
    if len(rests) > 1:
        raise UsageError("其余未办结的只能定一种去向：--carry-rest、--drop-rest、--unfinished-rest 写一样。没有结账。")
    groups += [(decision, None) for decision in rests]
    reasons = args.reason if len(args.reason) != 1 else args.reason * len(groups)
    if len(reasons) != len(groups):
        asked = "、".join(DECISIONS[decision] for decision, _ in groups) or "没有写去向"
        raise UsageError(
            f"--reason 写了 {len(args.reason)} 次，去向写了 {len(groups)} 种（{asked}），对不上。没有结账。"
        )
    wish = Wish({}, None)
    for (decision, tasks), reason in zip(groups, reasons, strict=True):
        if tasks is None:
            wish = wish._replace(rest=Decided(decision, reason))
        for task in tasks or ():
            if task in wish.decided:
                raise UsageError(f"任务 {task} 写了两种去向。没有结账。")
            wish.decided[task] = Decided(decision, reason)
    return wish


def _ids(words: Sequence[str]) -> list[str]:
    plain = ",".join(words).replace("，", ",").replace("、", ",").replace(" ", ",")
    return [word.strip().upper() for word in plain.split(",") if word.strip()]


COMMANDS = {"close-year": (SUMMARY, arguments, close_year)}
