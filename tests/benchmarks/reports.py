"""The papers of a big year: 2,000 tasks with 5,000 pieces of evidence (summary 5 s, ledger 2 s, memory 300 MB).

Run: python tests/benchmarks/reports.py
"""

import hashlib
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that this file runs by its path

from tests.benchmarks.generate import make_workspace

from planrunner.errors import DamagedDataError
from planrunner.reports.docx_paper import to_docx
from planrunner.services import reporting
from planrunner.services.desk import Desk
from planrunner.services.reporting_bundle import write_bundle
from planrunner.services.reporting_bundle_check import check_bundle
from planrunner.store.database import Store
from planrunner.store.evidence_files import path_of
from planrunner.store.target import Target

TASKS, PIECES, FILE_BYTES = 2_000, 5_000, 100_000
TODAY = date(2022, 12, 20)


def fill(folder: Path) -> None:
    """Put all tasks into one year, and evidence with files on them, as raw rows without history."""
    with closing(sqlite3.connect(folder / "planrunner.db", isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("UPDATE task SET category = 'dispute' WHERE category = 'mediation'")
        connection.execute("UPDATE task SET plan_year = 2022")
        for number in range(1, PIECES + 1):
            content = number.to_bytes(8, "big") * (FILE_BYTES // 8)
            digest = hashlib.sha256(content).hexdigest()
            path = path_of(folder, digest)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            connection.execute(
                "INSERT INTO evidence (id, kind, title, occurred_on, received_at, added_by, file_name, sha256, size, url,"
                " number, note, status, review_reason, version) VALUES (?, 'file', ?, '2022-04-15', '2022-04-15 00:00:00.000000',"
                " '经办', ?, ?, ?, '', '', '', 'accepted', '', 1)",
                (number, f"第{number}次活动签到表", f"{number}.jpg", digest, len(content)),
            )
            connection.execute(
                "INSERT INTO task_evidence (task_id, evidence_id) VALUES (?, ?)", (number % TASKS + 1, number)
            )
        connection.execute("COMMIT")


def timed(what: str, work: Callable[[], object]) -> None:
    """Do a piece of work and print how long it took, and the most memory that was ever used."""
    start = time.perf_counter()
    work()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {time.perf_counter() - start:.2f} s, {memory:.0f} MB")


def check_without_history(file: Path) -> None:
    """Check a bundle up to the last step: raw rows have no history for the files to be held against."""
    with suppress(DamagedDataError):
        check_bundle(file)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        make_workspace(folder, TASKS, TODAY)
        fill(folder)
        desk = Desk(folder, Store(Target(file=folder / "planrunner.db")), "基准", given_today=TODAY)
        out = folder / "b.zip"
        timed("summary as docx", lambda: to_docx(reporting.summary(desk, 2022)))
        timed("ledger as xlsx", lambda: reporting.write_ledger(desk, 2022, folder / "l.xlsx"))
        timed("draft", lambda: reporting.draft(desk, 2022))
        timed("draft as docx with comments", lambda: to_docx(reporting.draft(desk, 2022), "comments"))
        timed(f"bundle of {PIECES * FILE_BYTES >> 20} MB", lambda: write_bundle(desk, 2022, out))
        timed("check of the bundle", lambda: check_without_history(out))
        desk.store.close()


if __name__ == "__main__":
    main()
