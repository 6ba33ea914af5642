"""What a command works with: the global options, the desk (opened when first asked for) and the two outputs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from planrunner.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from planrunner.cli.options import Options
    from planrunner.services.desk import Desk


class Session:
    """One run of the command line."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._desk: Desk | None = None

    @property
    def desk(self) -> Desk:
        """The desk: settings, store and clock put together, here and nowhere else."""
        if self._desk is None:
            from planrunner.config import load_config
            from planrunner.services.desk import Desk
            from planrunner.store.database import Store
            from planrunner.store.target import parse_target

            options = self.options
            config = load_config(options.workspace)
            try:
                target = parse_target(options.database, options.workspace, config.store.busy_seconds)
            except ValueError as error:
                raise UsageError(f"不认识的数据库地址：{error}。请写成 postgresql://用户@主机/库名。") from error
            self._desk = Desk(options.workspace, Store(target), options.who, config, options.today)
        return self._desk

    def move_to(self, folder: Path) -> None:
        """Work in another workspace folder from now on."""
        self.options = self.options._replace(workspace=folder, database="")
        self._desk = None

    def say(self, text: str = "") -> None:
        """Print a line for a person."""
        print(text)

    def warn(self, text: str) -> None:
        """Print a line on standard error."""
        print(text, file=sys.stderr)

    def give(self, value: Any) -> None:
        """Print a value as JSON."""
        import json

        json.dump(value, sys.stdout, ensure_ascii=False)
        print()

    def close(self) -> None:
        """Give back what was opened."""
        if self._desk is not None:
            self._desk.store.close()
