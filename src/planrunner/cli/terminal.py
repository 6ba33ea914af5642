"""`planrunner` without a command: the terminal UI, or in a pipe the week as text."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planrunner.cli.session import Session


def open_terminal(session: Session) -> int:
    """Open the terminal UI; where standard output is no terminal, print the overview of commands instead."""
    in_browser = "TEXTUAL_DRIVER" in os.environ  # set by what runs the program for a tab (web/terminal.py)
    if not in_browser and not (sys.stdin.isatty() and sys.stdout.isatty()):
        from planrunner.cli.main import overview

        session.say(overview())
        return 0
    gc.disable()  # until the first paint: nothing made before it is thrown away, and looking for it takes long
    file = session.desk.store.target.file
    from planrunner.tui.app import run

    first = file is not None and not file.exists()
    if first:
        from planrunner.services.workspace import refuse_network_share

        refuse_network_share(session.desk.folder)
    return run(session.desk, plain=session.options.plain, first=first)
