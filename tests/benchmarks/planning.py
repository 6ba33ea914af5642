"""The planning of many obligations: the time for each stays flat from 100 to 10,000 (design.md §7).

Run: python tests/benchmarks/planning.py
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that this file runs by its path

from planrunner.domain.workdays import WorkCalendar
from planrunner.extract.model import Extraction, Measure, Place, Section
from planrunner.extract.propose import propose
from planrunner.services.packs import load_rules

SIZES = (100, 1_000, 10_000)
DEEDS = ("开展第{}号专项整治", "组织第{}期业务培训", "建立第{}项管理制度", "每季度核查第{}类台账", "持续推进第{}项改革")


def paper(size: int) -> Extraction:
    """Return what is understood of a plan of so many different measures."""
    measures = []
    at = 0
    for number in range(size):
        clean = DEEDS[number % len(DEEDS)].format(number)
        measures.append(
            Measure(
                at, at + len(clean), clean, clean, f"k{number}", "other", "service", (f"{number // 5}",), "", (),
                Place(number, None, 0, 0),
            )
        )  # fmt: skip
        at += len(clean) + 40
    return Extraction("某镇工作计划", "某镇", 2021, 2022, Section(0, at, "计划"), tuple(measures), (), (), ())


def main() -> None:
    """Measure and print."""
    book, calendar = load_rules(Path(), "370305"), WorkCalendar()
    for size in SIZES:
        extraction = paper(size)
        start = time.perf_counter()
        proposals = propose(extraction, book, calendar, 2022)
        took = time.perf_counter() - start
        print(f"{size} measures, {len(proposals)} proposals: {took:.2f} s, {took / len(proposals) * 1e6:.0f} us each")


if __name__ == "__main__":
    main()
