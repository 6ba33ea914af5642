"""Import a report or accept every proposal, and die like a killed program before the N-th statement of the change.

WHERE (folder or address) FOLDER ACTION (import or accept) N [FILE]. Prints the number of statements if it lives.
"""

import itertools
import os
import signal
import sys
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import event

from planrunner.services import intake, planning
from planrunner.services.desk import Desk
from planrunner.store.database import Store
from planrunner.store.target import parse_target

where, folder, action, last, *file = sys.argv[1:]
desk = Desk(
    Path(folder),
    Store(parse_target(where if "://" in where else None, Path(where))),
    "甲",
    given_today=date(2022, 1, 4),
)
numbers = itertools.count(1)


def count(*_: Any) -> None:
    """Count a statement, or die before it."""
    if next(numbers) == int(last):
        os.kill(os.getpid(), signal.SIGKILL)


event.listen(desk.store.engine, "before_cursor_execute", count)
event.listen(desk.store.engine, "commit", count)
if action == "import":
    intake.import_report(desk, Path(file[0]), 2022)
else:
    planning.accept_all(desk)
print(next(numbers) - 1)
