"""Read, verify and write, one line each: what came of it, or error and exit code. WHERE (a folder)."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from planrunner.errors import PlanrunnerError
from planrunner.services import agenda, tracking, workspace
from planrunner.services.desk import Desk
from planrunner.store.database import Store
from planrunner.store.target import parse_target

folder = Path(sys.argv[1])
desk = Desk(folder, Store(parse_target(None, folder, 2)), "路人", given_today=date(2022, 3, 1))
ACTS: dict[str, Callable[[], object]] = {
    "today": lambda: " ".join(task.title for task in agenda.today_tasks(desk)),
    "verify": lambda: len(workspace.verify(desk).problems),
    "add": lambda: tracking.add(desk, "不该有", due=None),
}
for name, act in ACTS.items():
    try:
        print(name, act())
    except PlanrunnerError as error:
        print(name, type(error).__name__, error.exit_code)
