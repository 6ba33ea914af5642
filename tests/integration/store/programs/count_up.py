"""Raise task 1's number by one, again and again: WHERE (folder or address), WHO, TURNS."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from planrunner.store.database import Store
from planrunner.store.tables import Task
from planrunner.store.target import parse_target

where, who, turns = sys.argv[1:]
store = Store(parse_target(where if "://" in where else None, Path(where), 60))
for _ in range(int(turns)):
    with store.change(who=who, action="count", at=datetime.now(UTC)) as tx:
        task = tx.session.get_one(Task, 1)
        task.number += 1
store.close()
