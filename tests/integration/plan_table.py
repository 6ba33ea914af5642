"""Print the plan of one report for one year: `python -m tests.integration.plan_table REPORT YEAR [--rolled]`.

All tasks with day, title, reason and basis; with --rolled only those whose planned day is not the rule's.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.integration.planned_year import plan


def rows(tasks: list[dict[str, Any]], *, rolled: bool) -> Iterator[tuple[str, ...]]:
    """Give one row of text for each task; `rolled` leaves out what stands on its rule's day."""
    for task in tasks:
        days = (task["rule_date"], task["planned"], task["due"])
        if not rolled:
            basis = "；".join(
                one["title"] + one["article"] + ("" if one["verified"] else "（待核实）") for one in task["basis"]
            )
            window = "至".join(task["window"] or ())
            mark = "暂定" if task["tentative"] else ""
            yield (task["id"], *(day or "待定" for day in days), window, mark, task["title"], task["reason"], basis)
        elif task["planned"] and len(set(days[:2])) > 1:
            yield (task["id"], *days, task["title"], task["reason"])


def main(words: list[str]) -> None:
    """Print the table of the report and year that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path)
    parser.add_argument("year", type=int)
    parser.add_argument("--rolled", action="store_true")
    parser.add_argument("--office", default="凤凰镇")
    parser.add_argument("--region", default="370305")
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        made = plan(Path(folder), given.report, given.year, office=given.office, region=given.region)
        for row in rows(made.tasks, rolled=given.rolled):
            print(" | ".join(row))


if __name__ == "__main__":
    main(sys.argv[1:])
