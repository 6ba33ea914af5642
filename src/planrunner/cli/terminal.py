"""`planrunner` without a command: the terminal UI, or in a pipe the week as text."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from planrunner.errors import NotAllowedError

if TYPE_CHECKING:
    from planrunner.cli.session import Session


def open_terminal(session: Session) -> int:
    """Open the terminal UI; where standard output is no terminal, print the overview of commands instead."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        from planrunner.cli.main import overview

        session.say(overview())
        return 0
    file = session.desk.store.target.file
    if file is not None and not file.exists():
        raise NotAllowedError(
            f"{session.options.workspace} 里还没有工作区。\n"
            "第一次使用：planrunner init --office 单位名称 --region 区划代码\n"
            "只想看看：  planrunner demo"
        )
    from planrunner.tui.app import run

    return run(session.desk, plain=session.options.plain)
