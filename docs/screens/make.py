"""Make the pictures of docs/screens from the program itself: the demo on a fixed day, in a folder that is thrown away.

Run after a change to the screens: make pictures (or .venv/bin/python docs/screens/make.py [folder])
The same program gives the same files, so an unexpected difference in `git diff` is worth a look.
"""

# ruff: noqa: INP001 - a program of its own, no package

import asyncio
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.pilot import Pilot
from textual.widgets import Input
from textual.worker import WorkerCancelled

from planrunner.domain.zone import SHANGHAI
from planrunner.services import demo, intake, workspace
from planrunner.services.desk import Desk
from planrunner.services.sample import OFFICE, REGION, sample_report
from planrunner.store.database import Store
from planrunner.store.target import parse_target
from planrunner.tui.app import PlanrunnerApp

TODAY = date(2027, 6, 24)
SIZE = (100, 30)
HERE = Path(__file__).parent
WEB_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
OF_A_YEAR = {
    "today": (),
    "submit": ("down", "f5"),
    "task": ("escape", "enter"),
    "plan": ("2", "right", "down", "right"),
    "calendar": ("4",),
    "statistics": ("5",),
    "evidence": ("6",),
    "history": ("escape", "7"),
    "find": ("escape", "ctrl+f", *"pufa"),
}
OF_A_REPORT = {"review": ("3", "down")}
"""Picture → the keys that lead to it from the one before."""
FONTS = "Noto Sans Mono CJK SC, Sarasa Mono SC"


def desk_in(folder: Path) -> Desk:
    """Return a desk at `folder` on the fixed day at nine o'clock."""
    store = Store(parse_target("", folder, 30.0))
    return Desk(folder, store, demo.CLERK, given_today=TODAY, clock=lambda: datetime(2027, 6, 24, 9, tzinfo=SHANGHAI))


async def pictures(desk: Desk, into: Path, wanted: Mapping[str, Sequence[str]]) -> None:
    """Open the terminal UI at a desk; press the keys of one picture after the other and save what is seen as its svg."""
    app = PlanrunnerApp(desk)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for name, keys in wanted.items():
            for key in keys:
                await pilot.press(key)
                await settle(pilot)
            for line in app.screen.query(Input):
                line.cursor_blink = False
            await pilot.pause()
            svg = app.export_screenshot(title=f"planrunner · {OFFICE}")
            # No fonts from the network: the picture must look the same in an office without one.
            svg = WEB_FONT.sub("", svg).replace("Fira Code", FONTS)
            text = "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"
            (into / f"{name}.svg").write_text(text, encoding="utf-8")


async def settle(pilot: Pilot[None]) -> None:
    """Wait until no thread works and what they brought is on the screen."""
    quiet = 0
    while quiet < 2:
        with suppress(WorkerCancelled):  # a newer question took an older one's place
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        quiet = 0 if pilot.app.workers else quiet + 1


def main(into: Path) -> None:
    """Make every picture."""
    with TemporaryDirectory() as place:
        desk = desk_in(Path(place) / "year")
        demo.play(desk, TODAY.year)
        asyncio.run(pictures(desk, into, OF_A_YEAR))
        desk.store.close()
        fresh = Path(place) / "fresh"
        desk = desk_in(fresh)
        workspace.init(desk, OFFICE, REGION)
        report = fresh / "report.txt"
        report.write_text(sample_report(TODAY.year - 1), encoding="utf-8")
        intake.import_report(desk, report, TODAY.year)
        asyncio.run(pictures(desk, into, OF_A_REPORT))
        desk.store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
