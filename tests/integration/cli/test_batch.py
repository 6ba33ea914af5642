"""`extract FOLDER --json-lines`: every paper in turn, whatever one of them is."""

import json
from pathlib import Path

import pytest

from planrunner.cli.main import run
from planrunner.services.batch import read_many
from planrunner.services.sample import sample_report


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """Return a folder of two reports with a bad file between them."""
    folder = tmp_path / "各镇"
    (folder / "内").mkdir(parents=True)
    (folder / "甲.txt").write_text(sample_report(2021), encoding="utf-8")
    (folder / "内" / "空.txt").write_bytes(b"")
    (folder / "内" / "乙.txt").write_text(sample_report(2022), encoding="utf-8")
    return folder


def test_a_folder_is_read_in_order_and_a_bad_file_does_not_stop_it(
    papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One JSON line for each file by name; the bad one says why, and the exit code is its own."""
    assert run(["--workspace", str(papers.parent / "无"), "extract", str(papers), "--json-lines"]) == 3
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["file"] for line in lines] == [str(Path("内") / "乙.txt"), str(Path("内") / "空.txt"), "甲.txt"]
    assert "0 字节" in lines[1]["error"]
    assert [lines[0]["plan_year"], lines[2]["plan_year"]] == [2023, 2022]


def test_what_takes_too_long_is_left_and_named(papers: Path) -> None:
    """With no time at all each file is reported as not read in time, none is lost."""
    files = sorted(papers.rglob("*.txt"))
    results = list(read_many(papers.parent, files, seconds=0.0))
    assert [result.file for result in results] == files
    assert all("还没有读完" in result.error and result.exit_code == 3 for result in results)
