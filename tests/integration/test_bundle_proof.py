"""The bundle of a year on both databases: the proof of its history follows the same chain as `verify`."""

import zipfile
from datetime import date
from pathlib import Path

from tests.integration.workplace import Workplace

from planrunner.services import evidence_review, tracking
from planrunner.services.evidence import NewEvidence, add_evidence
from planrunner.services.reporting_bundle import write_bundle
from planrunner.services.reporting_bundle_check import check_bundle
from planrunner.store.verification import verify_history


def test_the_proof_on_either_database(place: Workplace, tmp_path: Path) -> None:
    """Every record that `verify` counts is in the bundle and holds there; numbers and days keep their hashes."""
    desk = place.desk(today=date(2022, 5, 1))
    task = tracking.add(desk, "例会", due=date(2022, 5, 10))
    sheet = tmp_path / "签到.pdf"
    sheet.write_bytes(b"%PDF-1.4 sheet")
    tracking.submit(desk, [task], done_on=date(2022, 4, 30), evidence=[NewEvidence(file=sheet)], metrics={"场次": 1.5})
    add_evidence(desk, task, [NewEvidence(number="清政发〔2022〕3号")])
    evidence_review.accept(place.desk("审核"), ["E1", "E2"])
    made = write_bundle(desk, 2022, tmp_path / "b.zip")
    found = check_bundle(tmp_path / "b.zip")
    assert (found.records, found.withheld, found.seal) == (verify_history(desk.store)[0], 0, made.seal)
    with zipfile.ZipFile(tmp_path / "b.zip") as zipped:
        assert zipped.read("00-自行添加的任务/E1_20220501_签到.pdf") == b"%PDF-1.4 sheet"
