"""When the program itself is at fault: keep the traceback, tell the person where."""

import sys
import traceback
from pathlib import Path

from planrunner import __version__
from planrunner.locations import bug_log


def report(workspace: Path | None, argv: list[str]) -> str:
    """Append the current exception to the log file and return the message for the person."""
    log = bug_log(workspace or Path())
    text = f"planrunner {__version__}, Python {sys.version.split()[0]}: {argv[:1]}\n{traceback.format_exc()}\n"
    try:
        with log.open("a", encoding="utf-8") as stream:
            stream.write(text)
    except OSError:
        return f"程序出错了，这次操作没有写入。请把下面的内容发给维护人员：\n{text}"
    return f"程序出错了，这次操作没有写入。详情在 {log}，请发给维护人员。"
