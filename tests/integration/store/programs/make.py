"""Make a workspace and print whether it was new: WHERE (folder or address) FOLDER."""

import sys
from pathlib import Path

from planrunner.services import workspace
from planrunner.services.desk import Desk
from planrunner.store.database import Store
from planrunner.store.target import parse_target

where, folder = sys.argv[1], Path(sys.argv[2])
desk = Desk(folder, Store(parse_target(where if "://" in where else None, folder, 60)), "经办")
print(workspace.init(desk, "凤凰镇", "370305"))
desk.store.close()
