"""Hold a workspace in the middle of a change until standard input closes: WHERE (folder or address)."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from planrunner.store.database import Store
from planrunner.store.tables import Task
from planrunner.store.target import parse_target

(where,) = sys.argv[1:]
store = Store(parse_target(where if "://" in where else None, Path(where), 60))
with store.change(who="占用者", action="edit", at=datetime.now(UTC)) as tx:
    tx.session.get_one(Task, 1).title = "不会写入"
    tx.session.flush()
    print("holding", flush=True)
    sys.stdin.read()
    tx.discard()
store.close()
