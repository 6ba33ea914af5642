"""The terminal UI on 100,000 tasks, as ratios in one run (budgets: docs/architecture.md).

Run: python tests/benchmarks/screens.py [TASKS]
Starts are measured in a pty, from start to the first cell that is drawn, in turns with an empty Textual app; keys in
process, without a terminal, in turns at 100 and at TASKS tasks.
"""

import asyncio
import os
import pty
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import date
from fcntl import ioctl
from pathlib import Path
from statistics import median
from struct import pack
from termios import TIOCSWINSZ

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that this file runs by its path

from tests.benchmarks.generate import make_workspace

from planrunner.services.desk import Desk
from planrunner.store.database import Store
from planrunner.store.target import Target
from planrunner.tui.app import PlanrunnerApp

DAY = date(2022, 6, 15)
STARTS, KEYS, FEW = 9, 60, 100
EMPTY = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static("EMPTY")

Bare().run()
"""
INSTALLED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""An installed program has its bytecode beside it."""
ENVIRONMENT = {**INSTALLED, "TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none"}


def until(command: list[str], *words: str) -> list[float]:
    """Return the seconds from the start of a program in a pty of 80x24 until each word is on the screen."""
    ours, theirs = pty.openpty()
    ioctl(theirs, TIOCSWINSZ, pack("HHHH", 24, 80, 0, 0))
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=ENVIRONMENT, start_new_session=True
    )
    os.close(theirs)
    seen, found = b"", []
    for word in words:
        while word.encode() not in seen:
            if not select.select([ours], [], [], 60.0)[0]:
                raise TimeoutError(f"{word!r} did not come: {seen[-500:]!r}")
            seen += os.read(ours, 65536)
        found.append(time.perf_counter() - start)
    process.kill()
    process.wait()
    os.close(ours)
    return found


def starts(folder: Path) -> str:
    """Measure the first paint and the rows against an empty app."""
    ours = [sys.executable, "-m", "planrunner", "--workspace", str(folder), "--today", DAY.isoformat()]
    until(ours, "今日")  # bytecode is written once
    turns = [
        (until([sys.executable, "-c", EMPTY], "EMPTY")[0], *until(ours, "今日", "法治工作")) for _ in range(STARTS)
    ]
    bare, paint, rows = (median(side) for side in zip(*turns, strict=True))
    return (
        f"empty app {bare * 1000:.0f} ms, first paint {paint * 1000:.0f} ms, ratio {paint / bare:.2f} (budget 1.2); "
        f"rows visible {rows * 1000:.0f} ms, ratio {rows / bare:.2f} (budget 2.5)"
    )


async def quiet(app: PlanrunnerApp) -> None:
    """Wait until no thread works and what they brought is shown."""
    await app.workers.wait_for_complete()
    await asyncio.sleep(0)


def in_app(folder: Path, story: Callable[[PlanrunnerApp], Awaitable[float]], *keys: str) -> float:
    """Open the app on a workspace without a terminal, press keys, and return what a story measures then."""

    async def run() -> float:
        app = PlanrunnerApp(Desk(folder, Store(Target(file=folder / "planrunner.db")), "基准", given_today=DAY))
        async with app.run_test(size=(80, 24)) as pilot:
            await quiet(app)
            await pilot.press(*keys)
            await pilot.pause()
            await quiet(app)
            await pilot.pause()
            return await story(app)

    return asyncio.run(run())


async def key_press(app: PlanrunnerApp) -> float:
    """Return the seconds of moving down in the list, drawn."""
    from planrunner.tui.widgets.task_table import TaskTable

    table = app.screen.query_one(TaskTable)
    table.focus()
    start = time.process_time()
    for _ in range(KEYS):
        table.action_move(1)
        for y in range(table.size.height):
            table.render_line(y)
        await asyncio.sleep(0)
    return (time.process_time() - start) / KEYS


async def keystroke(app: PlanrunnerApp) -> float:
    """Return the seconds from a change of the words until the screen with the narrowed rows is drawn."""
    from textual.widgets import Input

    from planrunner.tui.screens.find import FindScreen

    assert isinstance(app.screen, FindScreen)
    words = app.screen.query_one(Input)
    taken = []
    for text in ("法", "法治", "法治工作", "法治工作 司", "法治工作 司法", "fz", "fzg"):
        start = time.perf_counter()
        words.value = text
        await asyncio.sleep(0)
        for _ in range(3):
            await quiet(app)
        app.screen._compositor.render_strips()
        taken.append(time.perf_counter() - start)
    return median(taken)


def memory(folder: Path, *keys: str) -> float:
    """Return the megabytes that a process held at most, after keys (a child's maxrss would count its parent's)."""
    code = f"""
import asyncio, re, sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from pathlib import Path
from tests.benchmarks.screens import in_app
async def rest(app):
    return 0.0
in_app(Path({str(folder)!r}), rest, *{keys!r})
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024)
"""
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Measure and print."""
    tasks = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as top:
        many, few = (make_workspace(Path(top) / str(count), count, DAY) for count in (tasks, FEW))
        print(starts(many))
        for name, story, budget in (("key press", key_press, 1.5), ("filter keystroke", keystroke, 3)):
            turns = [(in_app(few, story, "ctrl+f"), in_app(many, story, "ctrl+f")) for _ in range(3)]
            small, large = (median(side) * 1000 for side in zip(*turns, strict=True))
            print(
                f"{name}: {FEW} tasks {small:.2f} ms, {tasks} tasks {large:.2f} ms, ratio {large / small:.2f} (budget {budget})"
            )
        told = f"{memory(many):.0f} MB on the first page, {memory(many, 'ctrl+f'):.0f} MB with the find page open"
        print(f"memory at {tasks} tasks: {told} (budget 200)")


if __name__ == "__main__":
    main()
