"""Fixtures of the readers' tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from planrunner.documents.reader import read_document
from planrunner.extract.document import Document


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[bytes], Document]:
    """Return a function that reads a file of these bytes, whose name tells nothing."""

    def read(data: bytes) -> Document:
        path = tmp_path / "报告"
        path.write_bytes(data)
        return read_document(path)

    return read
