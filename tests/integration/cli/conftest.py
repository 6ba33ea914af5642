"""The command line on a workspace of its own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from planrunner.cli.main import run
from planrunner.services.sample import sample_report


class Said(NamedTuple):
    """What one command gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The standard output as JSON."""
        return json.loads(self.out)


Cli = Callable[..., Said]


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
