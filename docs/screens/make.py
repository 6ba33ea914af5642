"""Make the pictures of docs/screens from the program itself: the demo on a fixed day, in a folder that is thrown away.

Run after a change to the screens: .venv/bin/python docs/screens/make.py
The same program gives the same files, so an unexpected difference in `git diff` is worth a look.
"""

# ruff: noqa: INP001 - a program of its own, no package

import asyncio
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

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
FONTS = "Noto Sans Mono CJK SC, Sarasa Mono SC"


def desk_in(folder: Path) -> Desk:
    """Return a desk at `folder` on the fixed day at nine o'clock."""
    store = Store(parse_target("", folder, 30.0))
    return Desk(folder, store, demo.CLERK, given_today=TODAY, clock=lambda: datetime(2027, 6, 24, 9, tzinfo=SHANGHAI))


async def picture(desk: Desk, name: str, keys: Sequence[str]) -> None:
    """Open the terminal UI at a desk, press keys, and save what is seen as `name`.svg."""
    app = PlanrunnerApp(desk)
    async with app.run_test(size=SIZE) as pilot:
        for key in ("", *keys):
            await pilot.press(*[key] if key else [])
            await app.workers.wait_for_complete()
            await pilot.pause()
        svg = app.export_screenshot(title=f"planrunner · {OFFICE}")
    # No fonts from the network: the picture must look the same in an office without one.
    svg = WEB_FONT.sub("", svg).replace("Fira Code", FONTS)
    (HERE / f"{name}.svg").write_text("\n".join(line.rstrip() for line in svg.splitlines()) + "\n", encoding="utf-8")


def main() -> None:
    """Make every picture."""
    with TemporaryDirectory() as place:
        year = Path(place) / "year"
        desk = desk_in(year)
        demo.play(desk, TODAY.year)
        asyncio.run(picture(desk, "today", ()))
        asyncio.run(picture(desk, "task", ("down", "enter")))
        asyncio.run(picture(desk, "calendar", ("4",)))
        asyncio.run(picture(desk, "statistics", ("5",)))
        desk.store.close()
        fresh = Path(place) / "fresh"
        desk = desk_in(fresh)
        workspace.init(desk, OFFICE, REGION)
        report = fresh / "report.txt"
        report.write_text(sample_report(TODAY.year - 1), encoding="utf-8")
        intake.import_report(desk, report, TODAY.year)
        asyncio.run(picture(desk, "review", ("3", "down")))
        desk.store.close()


if __name__ == "__main__":
    main()
