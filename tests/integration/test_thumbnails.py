"""Small pictures of photographs: made when asked for, turned upright, without what a camera wrote, never of what is held back."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from tests.integration.workplace import Workplace

from planrunner.reports.docx_paper import to_docx
from planrunner.reports.markdown import to_markdown
from planrunner.services import evidence_review, reporting, tracking
from planrunner.services.evidence import NewEvidence, add_evidence
from planrunner.services.evidence_versions import replace
from planrunner.store import backup, bundle
from planrunner.store.evidence_files import keep
from planrunner.store.pictures import EDGE, THUMBNAILS, thumbnail

TODAY = date(2022, 3, 1)


def held_sideways(file: Path) -> Path:
    """Save a picture, red on its left, as a camera turned by 90 degrees saves it, with the place it was taken at."""
    image = Image.new("RGB", (1200, 800), "blue")
    image.paste("red", (0, 0, 600, 800))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x0110] = "secret camera"
    image.save(file, exif=exif)
    return file


def opened(jpeg: bytes | None) -> Image.Image:
    """Open a thumbnail."""
    assert jpeg is not None
    return Image.open(io.BytesIO(jpeg))


def test_a_thumbnail_stands_upright_and_tells_nothing_of_the_camera(tmp_path: Path) -> None:
    """EXIF orientation 6: the left of what was saved is the top of what is shown; no EXIF is left."""
    digest, _ = keep(tmp_path, held_sideways(tmp_path / "a.jpg"))
    jpeg = thumbnail(tmp_path, digest)
    image = opened(jpeg)
    assert image.format == "JPEG"
    assert (image.height, image.width) == (EDGE, EDGE * 2 // 3)
    red, _, blue = image.convert("RGB").getpixel((image.width // 2, 20))  # type: ignore[misc]  # three bands
    assert red > 200 > blue
    assert len(image.getexif()) == 0
    assert b"secret camera" not in (jpeg or b"")


def test_it_is_kept_beside_the_evidence_and_made_again(tmp_path: Path) -> None:
    """The second time the picture itself is not needed; a cut thumbnail is made again."""
    digest, _ = keep(tmp_path, held_sideways(tmp_path / "a.jpg"))
    first = thumbnail(tmp_path, digest)
    original = tmp_path / "evidence" / digest[:2] / digest
    data = original.read_bytes()
    original.unlink()
    assert thumbnail(tmp_path, digest) == first
    kept = tmp_path / THUMBNAILS / f"{digest}.jpg"
    kept.write_bytes((first or b"")[:100])
    original.write_bytes(data)
    assert thumbnail(tmp_path, digest) == first == kept.read_bytes()


@pytest.mark.parametrize("size", [(9000, 9000), (40_000, 40_000)])
def test_bombs_are_not_opened(tmp_path: Path, size: tuple[int, int]) -> None:
    """A small file that unfolds into hundreds of MB gives no thumbnail and leaves none."""
    file = tmp_path / "bomb.png"
    if size[0] < 10_000:
        Image.new("1", size).save(file)
    else:
        data = bytearray(_png())
        data[16:24] = size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big")
        file.write_bytes(data)
    digest, _ = keep(tmp_path, file)
    assert thumbnail(tmp_path, digest) is None
    assert not (tmp_path / THUMBNAILS).exists()


def test_what_is_no_picture_gives_none(tmp_path: Path) -> None:
    """Text, cut pictures, broken EXIF and SVG with a script: nothing, and no failure."""
    cut = held_sideways(tmp_path / "a.jpg").read_bytes()
    broken = b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00MM" + bytes(50)
    for content in (
        b"text",
        cut[:300],
        _png()[:60],
        b"<svg onload='alert(1)'/>",
        broken,
    ):
        (tmp_path / "x.jpg").write_bytes(content)
        digest, _ = keep(tmp_path, tmp_path / "x.jpg")
        assert thumbnail(tmp_path, digest) is None


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 60), "red").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def shown_place(sqlite_place: Workplace, tmp_path: Path) -> Workplace:
    """Return a workplace whose task has pictures of every kind: shown, transparent, waiting, marked, personal, replaced."""
    desk, reviewer = sqlite_place.desk("经办", TODAY), sqlite_place.desk("审核", TODAY)
    tracking.add(desk, "宣传", due=date(2022, 3, 10))
    titles = {
        "现场照片": "red",
        "会标": "green",
        "没看的": "blue",
        "机密 会议": "black",
        "身份证照片": "grey",
        "旧照片": "pink",
    }
    for at, (title, colour) in enumerate(titles.items()):
        image = Image.new("RGBA" if title == "会标" else "RGB", (640, 480), colour)
        image.save(tmp_path / f"{at}.png")
        add_evidence(
            desk, "T1", [NewEvidence(file=tmp_path / f"{at}.png", title=title, occurred_on=date(2022, 2, 1 + at))]
        )
    evidence_review.accept(reviewer, ["E1", "E2", "E4", "E5", "E6"])
    replace(desk, "E6", NewEvidence(note="改用说明"))
    return sqlite_place


def test_the_summary_shows_accepted_photographs_only(shown_place: Workplace) -> None:
    """Its second annex has each with id, day, name and task; what is marked, personal, waiting or replaced is not there."""
    desk = shown_place.desk("经办", TODAY)
    paper = reporting.summary(desk, 2022, pictures=True)
    assert paper.annexes == ("佐证目录", "佐证照片")
    data = to_docx(paper)
    assert data == to_docx(paper)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        media = [name for name in archive.namelist() if name.startswith("word/media/")]
        body = archive.read("word/document.xml").decode()
        relations = archive.read("word/_rels/document.xml.rels").decode()
    assert len(media) == body.count("<w:drawing>") == relations.count("media/image") == 2
    annex = to_markdown(paper).partition("## 附件2 佐证照片\n")[2]
    assert "E1 2022年2月1日 现场照片（T1）" in annex
    assert "E2 2022年2月2日 会标（T1）" in annex
    assert not any(words in annex for words in ("E3", "E4", "E5", "E6"))
    assert reporting.summary(desk, 2022).annexes == ("佐证目录",)


def test_no_backup_holds_thumbnails(shown_place: Workplace, tmp_path: Path) -> None:
    """They are made again from the evidence that a backup holds; `evidence check` calls none of them left behind."""
    desk = shown_place.desk("经办", TODAY)
    reporting.summary(desk, 2022, pictures=True)
    assert len(list((shown_place.folder / THUMBNAILS).iterdir())) == 2
    (shown_place.folder / backup.FOLDER).mkdir(exist_ok=True)
    bundle.write_bundle(shown_place.folder, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert not [name for name in archive.namelist() if THUMBNAILS in name]
        assert len([name for name in archive.namelist() if name.startswith("evidence/")]) == 6
    assert evidence_review.orphans(desk) == []
