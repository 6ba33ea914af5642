"""The reading of a report: how long from file to proposals, and how the time grows with the length (design.md §7).

Run: python tests/benchmarks/reading.py [REPORT]
Prints the median for the report (default: the sample; budget 50 ms), and the exponent of time over length between
3,000 and 300,000 characters (budget 1.1).
"""

import sys
import tempfile
import time
from datetime import date
from math import log
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that this file runs by its path

from planrunner.documents.reader import read_document
from planrunner.domain.workdays import WorkCalendar
from planrunner.extract.analyse import analyse
from planrunner.extract.propose import propose
from planrunner.services.packs import load_rules, load_words
from planrunner.services.sample import sample_report

LENGTHS = (3_000, 30_000, 300_000)
RUNS = 7


def seconds(file: Path, folder: Path) -> float:
    """Return the median time from a file to its proposals; words and rules are loaded before."""
    words, book, calendar = load_words(folder), load_rules(folder, "370305"), WorkCalendar()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        document = read_document(file)
        extraction = analyse(document, words)
        propose(extraction, book, calendar, extraction.plan_year or date.max.year)
        times.append(time.perf_counter() - start)
    return median(times)


def grown(length: int) -> str:
    """Return a report of about so many characters: the sample with its chapters of the year gone by told again."""
    report = sample_report(2021)
    middle, end = report.index("二、"), report.index("三、")
    chapter = report[middle:end]
    return report[:end] + chapter * max(0, (length - len(report)) // len(chapter)) + report[end:]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sample = folder / "sample.txt"
        sample.write_text(sample_report(2021), encoding="utf-8")
        report = Path(sys.argv[1]) if len(sys.argv) > 1 else sample
        print(f"{report.name}: {seconds(report, folder) * 1000:.1f} ms from file to proposals")
        points = []
        for length in LENGTHS:
            file = folder / f"{length}.txt"
            file.write_text(grown(length), encoding="utf-8")
            points.append((len(grown(length)), seconds(file, folder)))
            print(f"{points[-1][0]} characters: {points[-1][1] * 1000:.1f} ms")
        (short, quick), (long, slow) = points[0], points[-1]
        print(f"exponent {log(slow / quick) / log(long / short):.2f}")


if __name__ == "__main__":
    main()
