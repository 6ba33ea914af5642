"""Evidence files by content: whole or absent, kept once, healed when damaged."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planrunner.errors import BadInputError, NotAllowedError
from planrunner.store.evidence_files import LARGEST, keep, path_of


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(min_size=1, max_size=5000))
def test_what_goes_in_is_what_is_kept(tmp_path: Path, content: bytes) -> None:
    """A kept file has the content and the size of its source and the name of its SHA-256."""
    source = tmp_path / "现场照片.jpg"
    source.write_bytes(content)
    digest, size = keep(tmp_path, source)
    assert (digest, size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert path_of(tmp_path, digest).read_bytes() == content


def test_one_content_is_kept_once(tmp_path: Path) -> None:
    """The same content under two names is one file, and nothing half-copied is left beside it."""
    for name in ("一.jpg", "二.jpg"):
        (tmp_path / name).write_bytes(b"same")
        keep(tmp_path, tmp_path / name)
    assert len([path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]) == 1


def test_a_damaged_copy_is_healed(tmp_path: Path) -> None:
    """Handing in a file again mends the copy in the workspace that has rotted."""
    source = tmp_path / "照片.jpg"
    source.write_bytes(b"picture")
    digest, _ = keep(tmp_path, source)
    path_of(tmp_path, digest).write_bytes(b"rot")
    assert keep(tmp_path, source)[0] == digest
    assert path_of(tmp_path, digest).read_bytes() == b"picture"


def test_what_is_no_evidence(tmp_path: Path) -> None:
    """A missing file, an empty one, a folder and a film are each refused, and nothing is kept."""
    empty = tmp_path / "empty"
    empty.touch()
    film = tmp_path / "film"
    with film.open("wb") as stream:
        stream.truncate(LARGEST + 1)
    for source in (tmp_path / "none", empty, tmp_path, film):
        with pytest.raises(BadInputError):
            keep(tmp_path / "w", source)
    assert not (tmp_path / "w").exists()


def test_a_workspace_that_cannot_hold_it(tmp_path: Path) -> None:
    """Where the folder of evidence cannot be made, the person is told and the source is untouched."""
    (tmp_path / "evidence").write_bytes(b"a file where the folder should be")
    source = tmp_path / "照片.jpg"
    source.write_bytes(b"picture")
    with pytest.raises(NotAllowedError):
        keep(tmp_path, source)
    assert source.read_bytes() == b"picture"
