"""The command line on a workspace of its own."""

from pathlib import Path

import pytest
from tests.integration.cli.said import Cli, Said

from planrunner.cli.main import run
from planrunner.services.sample import sample_report


@pytest.fixture
def bare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Return the command line on a folder without a workspace, on 2022-03-01, as 经办."""

    def call(*words: str, who: str = "经办", today: str = "2022-03-01") -> Said:
        code = run(["--workspace", str(tmp_path / "workspace"), "--today", today, "--as", who, *words])
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return call


@pytest.fixture
def cli(bare: Cli) -> Cli:
    """Return the command line on a workspace of an office."""
    assert bare("init", "--office", "清源镇", "--region", "370305").code == 0
    return bare


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Return the sample report on 2021."""
    file = tmp_path / "报告.txt"
    file.write_text(sample_report(2021), encoding="utf-8")
    return file
