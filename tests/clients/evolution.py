"""A subscription as Evolution's data server reads it (GNOME Calendar, Evolution, GNOME's to-do list).

Needs Debian's evolution-data-server, dbus-daemon, python3-gi and gir1.2-ecal-2.0.
Run: python tests/clients/evolution.py
Serves a workspace, then starts itself with the system's Python under a message bus and a home of its own, where the data
server fetches the feed. Ends with exit code 1 where it holds something else than the database.
"""

import json
import os
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

SYSTEM_PYTHON = "/usr/bin/python3"
SOURCE = """[Data Source]
DisplayName=planrunner
Enabled=true
Parent=webcal-stub

[Calendar]
BackendName=webcal

[Security]
Method=none

[Authentication]
Host=127.0.0.1
Port={port}
Method=none

[WebDAV Backend]
ResourcePath={path}

[Refresh]
Enabled=true
IntervalMinutes=60
"""


def read(kind: str) -> None:
    """Say in JSON what the data server holds: title, first day, day after the last (or DUE), status."""
    import gi  # type: ignore[import-not-found]  # the system's Python has it

    gi.require_version("ECal", "2.0")
    gi.require_version("EDataServer", "1.2")
    from gi.repository import ECal, EDataServer  # type: ignore[import-not-found]

    source = EDataServer.SourceRegistry.new_sync(None).ref_source("planrunner")
    todo = kind == "todo"
    client = ECal.Client.connect_sync(
        source, ECal.ClientSourceType.TASKS if todo else ECal.ClientSourceType.EVENTS, 30, None
    )
    client.refresh_sync(None)
    _, found = client.get_object_list_as_comps_sync("#t", None)
    print(json.dumps([_told(one, todo) for one in found]))


def _told(one: Any, todo: bool) -> list[str]:
    first = None if todo else one.get_dtstart().get_value()
    last = (one.get_due() if todo else one.get_dtend()).get_value()
    return [one.get_summary().get_value(), *(at.as_ical_string() if at else "" for at in (first, last))]


def held(folder: Path, url: str, kind: str) -> list[list[str]]:
    """Return what a data server of its own holds of a feed."""
    home = folder / kind
    sources = home / ".config" / "evolution" / "sources"
    sources.mkdir(parents=True)
    address, _, path = url.removeprefix("http://").partition("/")
    text = SOURCE.format(port=address.partition(":")[2], path=f"/{path}")
    if kind == "todo":
        text = text.replace("[Calendar]", "[Task List]")
    (sources / "planrunner.source").write_text(text, encoding="utf-8")
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TZ": "America/New_York"}
    command = ["dbus-run-session", "--", SYSTEM_PYTHON, __file__, kind]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        sys.exit(done.stderr)
    return sorted(json.loads(done.stdout))


def main() -> None:
    """Serve, let the data server read both kinds of feed, compare."""
    sys.path.insert(0, str(Path(__file__).parents[2]))  # so that this file runs by its path
    from tests.clients.served import served

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as top, served(Path(top) / "workspace") as place:
        for kind, words in (("event", ()), ("todo", ("--todo",))):
            found = held(Path(top), place.subscribe(*words), kind)
            wanted = [
                [one.title, "", one.due.replace("-", "")]
                if kind == "todo"
                else [
                    one.title,
                    one.first.replace("-", ""),
                    f"{date.fromisoformat(one.last) + timedelta(days=1):%Y%m%d}",
                ]
                for one in place.dated()
            ]
            print(f"{kind}: {len(found)} in the data server, {len(wanted)} in the database")
            if found != sorted(wanted):
                sys.exit(f"they differ: {[one for one in found if one not in wanted][:5]}")
        print(f"fetches answered: {place.fetches()}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        read(sys.argv[1])
    else:
        main()
