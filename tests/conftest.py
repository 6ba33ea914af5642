"""Fixtures shared by all tests."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of test material that PLANRUNNER_SHARED names; skip where the variable is unset."""
    named = os.environ.get("PLANRUNNER_SHARED")
    if not named:
        pytest.skip("PLANRUNNER_SHARED is not set: the folder of real reports is not here")
    folder = Path(named)
    if not (folder / "corpus" / "reports").is_dir():
        pytest.fail(f"PLANRUNNER_SHARED names {folder}, which holds no corpus/reports")
    return folder
