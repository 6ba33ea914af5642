"""extract, when: what is in a paper or a phrase; nothing is stored and no workspace is needed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from planrunner.errors import UsageError
from planrunner.wording import CATEGORIES

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from planrunner.cli.session import Session


BAR = 30
"""Width of the progress bar, in cells."""


def extract_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `extract`."""
    parser.add_argument("path", type=Path, metavar="文件或文件夹")
    parser.add_argument("--json-lines", action="store_true", help="文件夹里每个文件一行 JSON")
    parser.add_argument("--text", action="store_true", help="打印读到的全文")
    parser.add_argument("--partition", action="store_true", help="加上计划部分逐段的归类")


def extract(session: Session, args: Namespace) -> int:
    """Print what is understood of one paper, or of every paper in a folder."""
    if args.path.is_dir():
        if not args.json_lines:
            raise UsageError(f"{args.path} 是文件夹。请加 --json-lines，每个文件输出一行。")
        return _folder(session, args)
    from planrunner.extract.present import extraction_to_json
    from planrunner.services.intake import read_report

    document, extraction = read_report(session.options.workspace, args.path)
    for warning in document.warnings:
        session.warn(f"注意：{warning}")
    if args.text:
        sys.stdout.write(document.text)
        return 0
    if session.options.json or args.json_lines:
        session.give(extraction_to_json(extraction, document, partition=args.partition))
        return 0
    if extraction.section is None:
        session.say("没有找到“下一步工作安排”一类的内容。")
        return 0
    session.say(f"{extraction.title}")
    session.say(f"计划部分：{extraction.section.heading or '（没有标题）'}，安排 {extraction.plan_year or '？'} 年")
    for measure in extraction.measures:
        session.say(f"  [{CATEGORIES[measure.category]}] {measure.clean}")
    for thing in extraction.done:
        session.say(f"  {thing.date} 已做：{thing.clean}")
    return 0


def _folder(session: Session, args: Namespace) -> int:
    """Print one line for each file; a bad one is named and does not stop the rest."""
    from planrunner.services.batch import read_many

    files = sorted(path for path in args.path.rglob("*") if path.is_file())
    shown = sys.stderr.isatty()
    worst = 0
    for number, result in enumerate(read_many(session.options.workspace, files, partition=args.partition), 1):
        name = {"file": str(result.file.relative_to(args.path))}
        worst = max(worst, result.exit_code)
        session.give(name | (result.found if result.found is not None else {"error": result.error}))
        if shown:
            print(f"\r{_bar(number, len(files))}", end="", file=sys.stderr, flush=True)
    if shown and files:
        print(file=sys.stderr)
    return worst


def _bar(done: int, total: int) -> str:
    """Return the progress as a bar of plain ASCII, which every console draws."""
    full = done * BAR // total
    return f"[{'#' * full}{'.' * (BAR - full)}] {done}/{total}"


def when_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `when`."""
    parser.add_argument("text", nargs="+", metavar="说法", help="例如 每季度末；写 - 则从标准输入逐行读")
    parser.add_argument("--year", type=int, metavar="年", help="说的是哪一年；不写则为今年")


def when(session: Session, args: Namespace) -> int:
    """Print what a phrase of time means."""
    from planrunner.cli.time_words import time_in_words
    from planrunner.extract.present import time_to_json
    from planrunner.extract.times import find_times
    from planrunner.services.desk import china_now

    today = session.options.today or china_now().date()
    year = args.year or today.year
    piped = args.text == ["-"]
    phrases = [line.rstrip("\r\n") for line in sys.stdin] if piped else [" ".join(args.text)]
    for phrase in phrases:
        times = find_times(phrase, year, today)
        if session.options.json:
            session.give({"times": [time_to_json(time) for time in times]})
        elif not times:
            session.say(f"{phrase}：没有时间")
        else:
            for time in times:
                said = phrase[time.start_char : time.end_char]
                session.say(f"{said}：{time_in_words(time)}")
    return 0


COMMANDS = {
    "extract": ("看报告里读出了什么，不存", extract_arguments, extract),
    "when": ("看一句话里的时间是什么意思", when_arguments, when),
}
