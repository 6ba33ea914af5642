"""The terminal UI in a browser: pages without an outside address, and one process of the program for each tab.

Needs textual-serve (`planrunner[browser]`), of which only the process and what it shows in the browser is used.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import textual_serve
from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from planrunner.web.entrance import Entrance
from planrunner.web.leaders import templates
from planrunner.web.sockets import listening

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

MOST_TABS = 8
"""Processes at once; each takes as much memory as the terminal UI in a console."""
COOKIE = "planrunner_terminal"
MOST_BYTES = 1 << 20
LARGEST = 1000
"""Columns and rows that a browser may ask for."""
STOP_SECONDS = 5
STATIC = {
    "textual.js": "js/textual.js",
    "xterm.css": "css/xterm.css",
    "mono.ttf": "fonts/RobotoMono-VariableFont_wght.ttf",
}
LOCAL = ("127.0.0.1", "localhost", "[::1]")
log = logging.getLogger("planrunner.web")


class Shown(NamedTuple):
    """What is run for a tab, and what its page says: the office, and who acts."""

    command: str
    office: str
    who: str


class TerminalSite:
    """The terminal in the browser. The port is taken when the object is made, so that a taken port is told at once."""

    def __init__(self, host: str, port: int, passphrase: str, shown: Shown) -> None:
        """Take the port. Raises NotAllowedError where it is taken or the address is not this machine's."""
        self._socket = listening(host, port, "--terminal-port", "--terminal-host")
        self.port: int = self._socket.getsockname()[1]
        self._shown = shown
        self._entrance = Entrance(passphrase, (*LOCAL, f"[{host}]" if ":" in host else host))
        self._files = Path(textual_serve.__file__).parent / "static"
        self._tabs: set[Any] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then end the process of each tab."""
        app = web.Application(client_max_size=4096)
        app.add_routes(
            [
                web.get("/", self._guarded(self._page)),
                web.post("/enter", self._guarded(self._enter, ask=False)),
                web.get("/ws", self._guarded(self._tab)),
                web.get("/static/{name}", self._guarded(self._file)),
            ]
        )
        app.on_shutdown.append(self._end_tabs)
        # The passphrase and what a browser keeps after it stand in no address; still no log of requests is written.
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=2 * STOP_SECONDS)
        await runner.setup()
        try:
            await web.SockSite(runner, self._socket).start()
            await stop.wait()
        finally:
            await runner.cleanup()

    def close(self) -> None:
        """Give back the port."""
        self._socket.close()

    def _guarded(self, answer: Callable[[Any], Awaitable[Any]], *, ask: bool = True) -> Callable[[Any], Awaitable[Any]]:
        """Put the entrance before an answer: 403 to other sites' pages, the question for the passphrase to strangers."""

        async def guarded(request: Any) -> Any:
            if not self._entrance.is_own(request.host, request.headers.get("Origin", "")):
                return _plain("请用本机的地址直接打开这个页面。", 403)
            if ask and not self._entrance.knows(request.cookies.get(COOKIE, "")):
                return self._question() if request.path == "/" else _plain("请先输入口令。", 401)
            return await answer(request)

        return guarded

    def _question(self, said: str = "", status: int = 401) -> Any:
        return _html("terminal_enter.html", status, said=said)

    async def _enter(self, request: Any) -> Any:
        """Take a passphrase: 303 to the terminal, 401, or 429 to haste."""
        form = await request.post()
        given = form.get("passphrase", "")
        client = request.remote or ""
        key, wait = self._entrance.enter(given if isinstance(given, str) else "", client)
        if wait:
            answer = self._question(f"试得太频繁，请 {wait} 秒后再试。", 429)
            answer.headers["Retry-After"] = str(wait)
            return answer
        if not key:
            log.warning("终端页面的口令不对，来自 %s", client)
            return self._question("口令不对，请重新输入。")
        answer = web.Response(status=303, headers={"Location": "./", "Cache-Control": "no-store"})
        answer.set_cookie(COOKIE, key, path="/", httponly=True, samesite="Strict")
        return answer

    async def _page(self, _request: Any) -> Any:
        if len(self._tabs) >= MOST_TABS:
            return _plain(f"已经开着 {MOST_TABS} 个页面，请先关掉不用的，再刷新本页。", 503)
        return _html("terminal.html", shown=self._shown)

    async def _file(self, request: Any) -> Any:
        name = STATIC.get(request.match_info["name"])
        if name is None:
            return _plain("没有这个地址。", 404)
        headers = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
        return web.FileResponse(self._files / name, headers=headers)

    async def _tab(self, request: Any) -> Any:
        """Run the program for as long as a tab is open."""
        if len(self._tabs) >= MOST_TABS:
            return _plain("打开的页面太多。", 503)
        socket = web.WebSocketResponse(timeout=STOP_SECONDS, heartbeat=15, max_msg_size=MOST_BYTES)
        self._tabs.add(socket)
        service = AppService(
            self._shown.command, write_bytes=socket.send_bytes, write_str=socket.send_str, close=socket.close,
            download_manager=DownloadManager(),
        )  # fmt: skip
        closing: asyncio.Task[None] | None = None
        try:
            await socket.prepare(request)
            await service.start(*(_cells(request.query.get(name, "")) for name in ("width", "height")))
            log.info("终端页面打开，来自 %s", request.remote)
            closing = asyncio.create_task(_close_after(service, socket))
            await _pass_on(socket, service)
        finally:
            if closing is not None:
                closing.cancel()
            self._tabs.discard(socket)
            await _ended(service)
        return socket

    async def _end_tabs(self, _app: Any) -> None:
        await asyncio.gather(*(socket.close(code=1001) for socket in self._tabs))


async def _pass_on(socket: Any, service: Any) -> None:
    """Give the program what the browser sends; what is none of it ends the tab."""
    async for message in socket:
        try:
            said = json.loads(message.data) if message.type == WSMsgType.TEXT else None
        except (ValueError, RecursionError):
            said = None
        match said:
            case ["stdin", str(keys)]:
                await service.send_bytes(keys.encode(errors="replace"))
            case ["resize", {"width": int(width), "height": int(height)}] if 0 < max(width, height) <= LARGEST:
                await service.set_terminal_size(max(width, 1), max(height, 1))
            case ["ping", str(when)]:
                await socket.send_json(["pong", when])
            case ["blur"]:
                await service.blur()
            case ["focus"]:
                await service.focus()
            case _:
                await socket.close(code=1007)


async def _close_after(service: Any, socket: Any) -> None:
    """Close a tab whose program ended without saying so."""
    await service._process.wait()  # noqa: SLF001 - as below
    await socket.close()


async def _ended(service: Any) -> None:
    """End the process of a tab: asked to, then made to."""
    process = service._process  # noqa: SLF001 - textual-serve 1.1.3 keeps it to itself and waits for it for ever
    if process is None:
        return
    try:
        await asyncio.wait_for(service.stop(), STOP_SECONDS)
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        log.warning("终端页面的程序没有自己结束，已强行结束。")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _cells(text: str) -> int:
    return max(2, min(int(text), LARGEST)) if text.isascii() and text.isdigit() and len(text) < 6 else 80


def _headers(nonce: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src data:; "
            "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex",
    }


def _html(name: str, status: int = 200, **values: object) -> Any:
    nonce = secrets.token_urlsafe(16)
    text = templates.get_template(name).render(nonce=nonce, **values)
    return web.Response(text=text, status=status, content_type="text/html", headers=_headers(nonce))


def _plain(text: str, status: int) -> Any:
    return web.Response(text=text, status=status, headers=_headers(""))


def command_of(words: list[str]) -> str:
    """Return a command line for the shell that textual-serve starts; on POSIX the shell becomes the program."""
    import shlex
    import subprocess

    return subprocess.list2cmdline(words) if os.name == "nt" else f"exec {shlex.join(words)}"
