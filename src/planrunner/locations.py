"""Where things are: the data shipped with the package, the user's default workspace, the log."""

import os
import sys
from pathlib import Path


def plans_folder() -> Path:
    """Return the folder of shipped data: inside the wheel, or beside `src` in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "plans"
    return inside if inside.is_dir() else package.parents[1] / "plans"


def default_workspace() -> Path:
    """Return the user's own workspace folder by the custom of the platform (not created)."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "planrunner"


def bug_log(workspace: Path) -> Path:
    """Return the file that the traceback of a bug is appended to: in the workspace, or else in the temp folder."""
    import tempfile

    writable = workspace.is_dir() and os.access(workspace, os.W_OK)
    return (workspace if writable else Path(tempfile.gettempdir())) / "planrunner-bug.log"
