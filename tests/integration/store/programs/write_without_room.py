"""Submit task 1 with a large file, then add a task with a very long title, while no file may pass 1 MB. WHERE FILE."""

import resource
import sys
from collections.abc import Callable
from pathlib import Path

from planrunner.errors import PlanrunnerError
from planrunner.services import tracking
from planrunner.services.desk import Desk
from planrunner.services.evidence import NewEvidence
from planrunner.store.database import Store
from planrunner.store.target import parse_target

folder, file = map(Path, sys.argv[1:])
desk = Desk(folder, Store(parse_target(None, folder, 2)), "甲")
desk.store.engine.connect().close()  # everything is imported and open before the limit comes
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
acts: dict[str, Callable[[], object]] = {
    "evidence": lambda: tracking.submit(desk, ["T1"], evidence=[NewEvidence(file=file)]),
    "add": lambda: tracking.add(desk, "长" * 400_000, due=None),
}
for name, act in acts.items():
    try:
        print(name, act())
    except PlanrunnerError as error:
        print(name, type(error).__name__)
