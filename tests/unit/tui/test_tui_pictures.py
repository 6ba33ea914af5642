"""The pictures in README and manual are what the program shows now."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
KEPT = ROOT / "docs" / "screens"
PAPERS = (ROOT / "README.md", ROOT / "docs" / "用户手册.md")
LINK = re.compile(r"\((?:docs/)?screens/([^)]+)\)")


def test_the_pictures_are_true(tmp_path: Path) -> None:
    """`make pictures` still runs and would make the same files: after a change that is meant, run it."""
    subprocess.run([sys.executable, str(KEPT / "make.py"), str(tmp_path)], check=True, capture_output=True)
    made = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()}
    kept = {file.name: file.read_text(encoding="utf-8") for file in KEPT.glob("*.svg")}
    assert sorted(made) == sorted(kept)
    assert [name for name, text in made.items() if text != kept[name]] == [], "make pictures"


def test_each_paper_names_every_picture() -> None:
    """README and manual link to pictures that are there, and to each of them."""
    there = {file.name for file in KEPT.glob("*.svg")}
    for paper in PAPERS:
        assert set(LINK.findall(paper.read_text(encoding="utf-8"))) == there, paper.name
