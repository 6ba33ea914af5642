"""Workspaces for the terminal UI's tests."""

from pathlib import Path

import pytest
from tests.unit.tui.stage import empty_desk, stocked_desk

from planrunner.services.desk import Desk


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep blinking and moving out of the tests."""
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")


@pytest.fixture
def empty(tmp_path: Path) -> Desk:
    """Return a desk at a workspace without any task."""
    return empty_desk(tmp_path / "w")


@pytest.fixture
def stocked(tmp_path: Path) -> Desk:
    """Return a desk at a workspace with three proposals and the report they come from."""
    return stocked_desk(tmp_path / "w")
