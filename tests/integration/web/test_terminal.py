"""The terminal in the browser over real HTTP and websocket: `serve --terminal` as people start it."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.integration.workplace import Workplace

aiohttp = pytest.importorskip("aiohttp", reason="planrunner[browser] is not installed")
pytest.importorskip("textual_serve", reason="planrunner[browser] is not installed")
pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks at processes in /proc")

RIGHT = "凤凰镇司法所的很长的口令"
SECONDS = 60


class Served(NamedTuple):
    """A running `serve --terminal`, and where its terminal is."""

    process: "subprocess.Popen[str]"
    url: str
    line: str

    def children(self) -> list[int]:
        """Return the processes of its tabs."""
        return children(self.process.pid)

    def surroundings(self) -> bytes:
        """Return the environment that its tabs' processes were given."""
        return b"".join(Path(f"/proc/{child}/environ").read_bytes() for child in self.children())


def started(place: Workplace, passphrase: str = "", *more: str) -> Served:
    """Start the server on free ports."""
    place.desk().office()
    (place.folder / "planrunner.toml").write_text("[serve]\nport = 0\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PLANRUNNER_TERMINAL")}
    environment |= {"PYTHONUNBUFFERED": "1"} | ({"PLANRUNNER_TERMINAL_PASSPHRASE": passphrase} if passphrase else {})
    command = [
        sys.executable, "-m", "planrunner", "--workspace", str(place.folder), "--today", "2022-03-01", "--as", "李经办",
        "serve", "--terminal", "--terminal-port", "0", *more,
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://[^/]+:(\d+)/", line)
    assert found, line
    while process.stdout.readline() not in ("按 Ctrl+C 停止。\n", ""):
        pass
    return Served(process, f"http://127.0.0.1:{found[1]}", line)


def stopped(served: Served) -> str:
    """Stop it in good order; return what it said since."""
    served.process.send_signal(signal.SIGTERM)
    said, _ = served.process.communicate(timeout=SECONDS)
    assert served.process.returncode == 0
    return said


@pytest.fixture
def open_site(sqlite_place: Workplace) -> Iterator[Served]:
    """Return a server on the loopback without a passphrase."""
    served = started(sqlite_place)
    yield served
    stopped(served)


def talking(work: Callable[[Any], Awaitable[None]]) -> None:
    """Do something with a client of its own, in time."""

    async def doing() -> None:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client, asyncio.timeout(SECONDS):
            await work(client)

    asyncio.run(doing())


async def shown(socket: Any, words: str) -> None:
    """Read the screen until it has shown some words."""
    seen = b""
    async for message in socket:
        if message.type == aiohttp.WSMsgType.BINARY:
            seen += message.data
            if words in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen.decode(errors="ignore")):
                return
    raise AssertionError(f"closed before it showed {words}")


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something of other processes is so; the test's own time limit ends it."""
    while not condition():  # noqa: ASYNC110 - other processes set no event
        await asyncio.sleep(0.02)


def children(pid: int) -> list[int]:
    """Return the processes that a process started and that are there."""
    return [int(one) for task in Path(f"/proc/{pid}/task").iterdir() for one in (task / "children").read_text().split()]


def test_loopback_needs_no_passphrase(open_site: Served) -> None:
    """The page says who acts, nothing in it is asked for elsewhere, keys work, and with the tab its process goes."""
    assert "不要口令" in open_site.line

    async def work(client: Any) -> None:
        async with client.get(open_site.url) as answer:
            page, policy = await answer.text(), answer.headers["Content-Security-Policy"]
            assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
        assert "以“李经办”的身份操作" in page
        assert "http" not in page.replace('replace(/^http/, "ws")', "")
        assert "default-src 'none'" in policy
        assert "connect-src 'self'" in policy
        addresses = re.findall(r'(?:src|href)="([^"]*)"|url\("([^"]*)"\)', page)
        asked = {one or other for one, other in addresses}
        assert asked == {"static/xterm.css", "static/mono.ttf", "static/textual.js"}
        for name in asked:
            async with client.get(f"{open_site.url}/{name}") as answer:
                assert (answer.status, answer.headers["X-Content-Type-Options"]) == (200, "nosniff")
        for name in ("server.py", "..%2fserver.py", "%2fetc%2fpasswd", ""):
            async with client.get(f"{open_site.url}/static/{name}") as answer:
                assert answer.status == 404, name
        async with client.ws_connect(f"{open_site.url}/ws?width=100&height=30") as socket:
            await shown(socket, "办理人 李经办")
            assert len(open_site.children()) == 1
            await socket.send_str(json.dumps(["ping", "17"]))
            await socket.send_str(json.dumps(["resize", {"width": 90, "height": 25}]))
            await socket.send_str(json.dumps(["stdin", "\x1bOP"]))
            await shown(socket, "按键（中文输入法开着也能用")
        await until(lambda: not open_site.children())
        async with client.ws_connect(f"{open_site.url}/ws") as socket:
            await shown(socket, "办理人 李经办")
            os.kill(open_site.children()[0], signal.SIGKILL)
            async for message in socket:  # the tab of a program that died is closed, not left standing
                assert message.type == aiohttp.WSMsgType.BINARY
        await until(lambda: not open_site.children())

    talking(work)


def test_what_is_no_terminal_ends_the_tab(open_site: Served) -> None:
    """Nonsense over the websocket closes it and its process; the server goes on."""

    async def work(client: Any) -> None:
        for nonsense in ("x", "[" * 100_000, '["stdin", 5]', '["resize", {"width": 99999, "height": 1}]', "{}"):
            async with client.ws_connect(f"{open_site.url}/ws") as socket:
                await socket.send_str(nonsense)
                async for _message in socket:
                    pass
                assert socket.close_code == 1007, nonsense[:20]
        await until(lambda: not open_site.children())
        async with client.get(open_site.url) as answer:
            assert answer.status == 200

    talking(work)


def test_pages_of_other_sites_get_nothing(open_site: Served) -> None:
    """A page elsewhere in the same browser, and a name that was made to point here: 403, and no process."""

    async def work(client: Any) -> None:
        for headers in ({"Origin": "http://evil.example"}, {"Host": "evil.example"}):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await client.ws_connect(f"{open_site.url}/ws", headers=headers)
            assert refused.value.status == 403
        async with client.get(open_site.url, headers={"Host": "evil.example"}) as answer:
            assert (answer.status, "李经办" in await answer.text()) == (403, False)
        assert open_site.children() == []

    talking(work)


def test_with_a_passphrase(sqlite_place: Workplace) -> None:
    """A wrong one gets nothing and soon has to wait; the right one gets the first screen; it stands nowhere else."""
    served = started(sqlite_place, RIGHT, "--terminal-host", "0.0.0.0")
    assert "要口令" in served.line

    async def work(client: Any) -> None:
        async with client.get(served.url) as answer:
            text = await answer.text()
            assert (answer.status, "口令" in text, "李经办" in text) == (401, True, False)
        for name in ("static/textual.js", "ws?width=80&height=24"):
            async with client.get(f"{served.url}/{name}") as answer:
                assert answer.status == 401
        entry = f"{served.url}/enter"
        async with client.post(entry, data={"passphrase": RIGHT + "x"}, allow_redirects=False) as answer:
            assert (answer.status, "口令不对" in await answer.text(), dict(answer.cookies)) == (401, True, {})
        async with client.post(entry, data={"passphrase": RIGHT}, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "./")
            (cookie,) = answer.cookies.values()
            assert (cookie["httponly"], cookie["samesite"], RIGHT in cookie.value) == (True, "Strict", False)
        async with client.get(served.url) as answer:
            assert (answer.status, "以“李经办”的身份操作" in await answer.text()) == (200, True)
        async with client.ws_connect(f"{served.url}/ws", headers={"Origin": served.url}) as socket:
            await shown(socket, "办理人 李经办")
            assert b"PLANRUNNER_USER" in served.surroundings()
            assert RIGHT.encode() not in served.surroundings()
            stranger = aiohttp.ClientSession()
            async with stranger:
                with pytest.raises(aiohttp.WSServerHandshakeError):
                    await stranger.ws_connect(f"{served.url}/ws")
                statuses = []
                for _ in range(8):
                    async with stranger.post(entry, data={"passphrase": "猜"}) as answer:
                        statuses.append(answer.status)
                assert statuses[0] == 401
                assert statuses[-1] == 429
                assert int(answer.headers["Retry-After"]) > 0
            await socket.send_str(json.dumps(["ping", "1"]))

    talking(work)
    said = stopped(served)
    logs = "".join(file.read_text(encoding="utf-8") for file in (sqlite_place.folder / "logs").iterdir())
    assert "终端页面的口令不对，来自 127.0.0.1" in logs
    assert RIGHT not in said + logs


def test_so_many_tabs_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the cap a tab is refused and told; a program that does not end by itself is made to when its tab closes."""
    from planrunner.web import terminal

    monkeypatch.setattr(terminal, "MOST_TABS", 2)
    monkeypatch.setattr(terminal, "STOP_SECONDS", 0.2)
    command = terminal.command_of(["sleep", "1000"])
    site = terminal.TerminalSite("127.0.0.1", 0, "", terminal.Shown(command, "凤凰镇", "李经办"))
    url = f"http://127.0.0.1:{site.port}"

    def sleeping() -> set[int]:
        return set(children(os.getpid()))

    async def work(client: Any) -> None:
        before, stop = sleeping(), asyncio.Event()
        serving = asyncio.create_task(site.run(stop))
        async with client.ws_connect(f"{url}/ws") as first, client.ws_connect(f"{url}/ws"):
            await until(lambda: len(sleeping() - before) == 2)
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await client.ws_connect(f"{url}/ws")
            assert refused.value.status == 503
            async with client.get(url) as answer:
                assert (answer.status, "已经开着 2 个页面" in await answer.text()) == (503, True)
            await first.close()
            await until(lambda: len(sleeping() - before) == 1)
            async with client.get(url) as answer:
                assert answer.status == 200
            stop.set()
            await serving
        await until(lambda: sleeping() == before)

    talking(work)
    site.close()
