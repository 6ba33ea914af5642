"""`planrunner today` on 100,000 tasks against a bare interpreter that imports argparse and sqlite3 (design.md §7).

Run: python tests/benchmarks/today.py [TASKS]
Prints the median of several runs, taken in turns so that a busy machine slows both, and their ratio (budget: 3).
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that this file runs by its path

from tests.benchmarks.generate import make_workspace

DAYS = (date(2022, 6, 15), date(2027, 6, 15))
"""A day of a year whose holidays are published, and one of a year whose holidays must be worked out."""
RUNS = 15
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""An installed program has its bytecode beside it."""
BARE = [sys.executable, "-c", "import argparse, sqlite3"]


def seconds(command: list[str]) -> float:
    """Return how long a process runs, from start to exit."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    return time.perf_counter() - start


def measure(folder: Path, tasks: int, day: date) -> str:
    """Make a workspace around a day, measure, and return the line that says what came of it."""
    place = make_workspace(folder, tasks, day)
    today = [sys.executable, "-m", "planrunner", "--workspace", str(place), "--today", day.isoformat(), "today"]
    lines = subprocess.run(today, check=True, capture_output=True, env=ENVIRONMENT).stdout.count(b"\n")
    pairs = [(seconds(BARE), seconds(today)) for _ in range(RUNS)]
    bare, ours = (median(side) * 1000 for side in zip(*pairs, strict=True))
    ratio = median(ours / bare for bare, ours in pairs)
    return f"bare {bare:.1f} ms, today {day} ({tasks} tasks, {lines} lines) {ours:.1f} ms, ratio {ratio:.2f}"


def main() -> None:
    """Measure each day and print."""
    tasks = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        for day in DAYS:
            print(measure(Path(folder) / str(day.year), tasks, day))


if __name__ == "__main__":
    main()
