"""`serve --terminal`: what the terminal in the browser needs before it may listen, and its place beside the feeds."""

from __future__ import annotations

import asyncio
import os
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from planrunner.errors import NotAllowedError, UsageError, system_reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from planrunner.cli.options import Options
    from planrunner.cli.session import Session
    from planrunner.config import ServeSettings
    from planrunner.reminders.serve import Site
    from planrunner.services.desk import Desk

FROM_ENVIRONMENT = "PLANRUNNER_TERMINAL_PASSPHRASE"


class Together:
    """Feeds and the terminal as one web side, on a port each."""

    def __init__(self, feeds: Site, terminal: Site) -> None:
        self.port = feeds.port
        self._both = (feeds, terminal)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve both until `stop` is set."""
        async with asyncio.TaskGroup() as group:
            for site in self._both:
                group.create_task(site.run(stop))

    def close(self) -> None:
        """Give both ports back."""
        for site in self._both:
            site.close()


def with_terminal(session: Session, host: str, port: int | None) -> Callable[[Desk, str, int], Site]:
    """Return what makes the web side with a terminal in it.

    Raises NotAllowedError where the extra is not installed or where it would listen wider than this machine without a
    passphrase, UsageError for a passphrase that is too short or cannot be read.
    """
    settings = session.desk.config.serve
    host = host or settings.terminal_host
    port = settings.terminal_port if port is None else port
    secret = passphrase(settings)
    if not secret and not is_loopback(host):
        raise NotAllowedError(
            f"终端页面要在 {host} 上给别的电脑用，必须先设口令：把至少十二个字的口令放进环境变量 {FROM_ENVIRONMENT}，"
            "或者放进一个文件并写好 [serve] terminal_passphrase_file。服务没有启动。"
        )
    try:
        from planrunner.web.terminal import Shown, TerminalSite, command_of
    except ModuleNotFoundError as error:
        raise NotAllowedError(
            f"浏览器终端要用的组件没有装（缺 {error.name}）。请先运行 pip install 'planrunner[browser]'，"
            "或者不加 --terminal。服务没有启动。"
        ) from error
    options = session.options
    os.environ.update(handed_on(options))
    words = [sys.executable, "-m", "planrunner", *(["--plain"] if options.plain else [])]
    shown = Shown(command_of(words), session.desk.office().name, options.who)

    def make(desk: Desk, feeds_host: str, feeds_port: int) -> Site:
        from planrunner.web.server import Site as Feeds

        feeds = Feeds(desk, feeds_host, feeds_port)
        try:
            terminal = TerminalSite(host, port, secret, shown)
        except NotAllowedError:
            feeds.close()
            raise
        named = f"[{host}]" if ":" in host else host
        asked = "要口令" if secret else "不要口令，只有本机能开"
        session.say(f"浏览器终端：http://{named}:{terminal.port}/（{asked}；以“{options.who}”的身份操作）")
        return Together(feeds, terminal)

    return make


def passphrase(settings: ServeSettings) -> str:
    """Return the passphrase of the terminal, "" for none, and take it out of what programs started later are given.

    Raises UsageError for one that is too short or a file that cannot be read.
    """
    from planrunner.web.entrance import LEAST_CHARS

    where, found = FROM_ENVIRONMENT, os.environ.pop(FROM_ENVIRONMENT, "").strip()
    file = settings.terminal_passphrase_file
    if not found and file:
        where = "[serve] terminal_passphrase_file 指的文件"
        try:
            found = Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise UsageError(f"读不了{where} {file}：{system_reason(error)}。服务没有启动。") from error
        except UnicodeDecodeError as error:
            raise UsageError(f"{where} {file} 不是 UTF-8 编码。服务没有启动。") from error
    elif not found:
        return ""
    if len(found) < LEAST_CHARS:
        raise UsageError(f"{where}里的口令太短，至少要 {LEAST_CHARS} 个字。服务没有启动。")
    return found


def is_loopback(host: str) -> bool:
    """Tell whether an address is reached from this machine alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def handed_on(options: Options) -> dict[str, str]:
    """Return the global options as environment variables: a database's address in a command line is seen by everybody."""
    given = {
        "PLANRUNNER_WORKSPACE": str(options.workspace.absolute()),
        "PLANRUNNER_DATABASE": options.database,
        "PLANRUNNER_TODAY": options.today.isoformat() if options.today else "",
        "PLANRUNNER_USER": options.who,
    }
    return {name: value for name, value in given.items() if value}
