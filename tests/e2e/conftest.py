"""Terminals, and the workspaces that clerks sit down at."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.e2e.offices import DECEMBER, at
from tests.e2e.terminal import Terminal

from planrunner.services import demo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def terminals() -> Iterator[Callable[[], Terminal]]:
    """Return a maker of terminals, which are closed afterwards; skip where there is no tmux to type into."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed: no terminal to type into")
    made: list[Terminal] = []

    def make() -> Terminal:
        made.append(Terminal())
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def terminal(terminals: Callable[[], Terminal]) -> Terminal:
    """Return a terminal that is closed afterwards."""
    return terminals()


@pytest.fixture(scope="session")
def played_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace in which the sample report's year was worked on until 5 December."""
    folder = tmp_path_factory.mktemp("year") / "w"
    desk = at(folder, demo.CLERK, DECEMBER)
    demo.play(desk, DECEMBER.year)
    desk.store.close()
    return folder


@pytest.fixture
def december(played_year: Path, tmp_path: Path) -> Path:
    """Return a copy of the year's workspace to work on."""
    return Path(shutil.copytree(played_year, tmp_path / "w"))
