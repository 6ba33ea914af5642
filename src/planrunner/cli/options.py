"""The options that stand before or after any command, with their environment variables (cli.md)."""

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from planrunner.errors import UsageError
from planrunner.locations import default_workspace

FLAGS = {"--plain": "plain", "--json": "json"}
VALUES = {"--workspace": "workspace", "--database": "database", "--today": "today", "--as": "who"}


class Options(NamedTuple):
    """Where, as whom and on which day a command works; `who` is never empty."""

    workspace: Path
    database: str = ""
    today: date | None = None
    who: str = ""
    plain: bool = False
    json: bool = False


def split(argv: list[str], environment: Mapping[str, str]) -> tuple[Options, list[str]]:
    """Take the global options out of a command line, wherever they stand; return them and the rest.

    Everything behind a lone `--` is left alone. Raises UsageError for a missing value or a bad date.
    """
    found: dict[str, str | bool] = {}
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        name, sign, value = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif word in FLAGS:
            found[FLAGS[word]] = True
        elif name in VALUES:
            if not sign:
                value = next(words, "")
            if not value:
                raise UsageError(f"{name} 后面要跟一个值。")
            found[VALUES[name]] = value
        else:
            rest.append(word)
    workspace = found.get("workspace") or environment.get("PLANRUNNER_WORKSPACE")
    options = Options(
        workspace=Path(str(workspace)).expanduser() if workspace else default_workspace(),
        database=str(found.get("database") or environment.get("PLANRUNNER_DATABASE") or ""),
        who=str(found.get("who") or environment.get("PLANRUNNER_USER") or account(environment)),
        plain=bool(found.get("plain")),
        json=bool(found.get("json")),
    )
    today = found.get("today") or environment.get("PLANRUNNER_TODAY")
    return (options._replace(today=read_today(str(today))) if today else options), rest


def read_today(text: str) -> date:
    """Read the day of --today (ISO). Raises UsageError for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--today 的日期“{text}”不对，请写成 2027-01-04 这样。") from error


def account(environment: Mapping[str, str]) -> str:
    """Return the name of the account that runs the program."""
    named = next((environment[name] for name in ("USER", "LOGNAME", "USERNAME") if environment.get(name)), "")
    if named:
        return named
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid{os.getuid()}" if hasattr(os, "getuid") else "本机用户"
