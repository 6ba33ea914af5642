"""Small pictures on the leaders' page and the upload page over real HTTP: what is held back is given to nobody."""

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest
from PIL import Image
from tests.integration.feeds.test_http import Running, running
from tests.integration.workplace import Workplace

from planrunner.services import evidence_phone, evidence_review, reporting_page, tracking
from planrunner.services.desk import china_now
from planrunner.services.evidence import NewEvidence, add_evidence
from planrunner.services.evidence_versions import replace
from planrunner.store.pictures import EDGE

HELD_BACK = {
    "E2": "marked", "E3": "personal by its word", "E4": "not accepted", "E5": "replaced", "E6": "no picture",
    "E7": "no picture but called one", "E8": "of another year", "E9": "personal by a number in its note",
}  # fmt: skip
GUESSES = (
    "E1",
    "e1.jpg",
    "E01.jpg",
    "1.jpg",
    "E1.png",
    "E1.jpg/",
    "E0.jpg",
    "E99.jpg",
    "E" + "9" * 40 + ".jpg",
    "..%2fE1.jpg",
)


def photograph(colour: str = "red") -> bytes:
    """Return a photograph as a camera saves it, larger than a thumbnail, with something written into it."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0110] = "secret camera"
    Image.new("RGB", (1200, 800), colour).save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def site(place: Workplace, tmp_path: Path) -> Iterator[Running]:
    """Return a running site; E1 may be shown, the rest are held back for the reasons in HELD_BACK."""
    desk, reviewer = place.desk(), place.desk("审核")
    tracking.add(desk, "<b>宪法</b>宣传", due=date(2022, 3, 10))
    tracking.add(desk, "去年的", due=date(2021, 3, 10))
    pieces = [
        ("T1", "现场", "a.jpg", ""), ("T1", "机密 会议", "b.jpg", ""), ("T1", "身份证照片", "c.jpg", ""),
        ("T1", "没看的", "d.jpg", ""), ("T1", "旧的", "e.jpg", ""), ("T1", "签到", "f.pdf", ""),
        ("T1", "假的", "g.jpg", ""), ("T2", "去年", "h.jpg", ""),
        ("T1", "走访", "i.jpg", "联系电话 13800138000"),
    ]  # fmt: skip
    for at, (task, title, name, note) in enumerate(pieces):
        content = b"%PDF-1.7" if title in ("签到", "假的") else photograph(f"#{at}{at}{at}")
        (tmp_path / name).write_bytes(content)
        new = NewEvidence(file=tmp_path / name, title=title, occurred_on=date(2022, 2, 1 + at), note=note)
        add_evidence(desk, task, [new])
    evidence_review.accept(reviewer, [f"E{at}" for at in range(1, 10) if at != 4])
    replace(desk, "E5", NewEvidence(note="改用说明"))
    with running(desk) as started:
        yield started


def is_small_picture(answer: httpx.Response) -> bool:
    """Tell whether an answer is a thumbnail with the headers of one; fails for one with others."""
    if answer.status_code != 200:
        return False
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"].startswith("private")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert b"secret camera" not in answer.content
    return max(Image.open(io.BytesIO(answer.content)).size) == EDGE


def test_leaders_see_recent_photographs(site: Running) -> None:
    """One that may be shown, with its day and task, from the page's own address; what is held back is neither named nor given."""
    path = "/leaders/" + reporting_page.create_page(site.desk).rpartition("/")[2]
    page = site.client.get(path).text
    assert page.count("<img") == 1
    assert f'<img src="{path.rpartition("/")[2]}/E1.jpg"' in page
    assert "2月1日　&lt;b&gt;宪法&lt;/b&gt;宣传" in page
    assert "http" not in page
    assert is_small_picture(site.client.get(f"{path}/E1.jpg"))
    nothing = site.client.get("/别的").text
    for name in (*(f"{one}.jpg" for one in HELD_BACK), *GUESSES):
        answer = site.client.get(f"{path}/{name}")
        assert (answer.status_code, answer.text) == (404, nothing), HELD_BACK.get(name[:2], name)
    assert site.client.get("/leaders/guess/E1.jpg").status_code == 404
    assert site.client.post(f"{path}/E1.jpg").status_code in (404, 405)
    reporting_page.revoke_page(site.desk)
    assert site.client.get(f"{path}/E1.jpg").status_code == 404


def test_what_was_shown_and_is_held_back_later(site: Running, place: Workplace) -> None:
    """A photograph that is returned, or whose task is dropped, is gone from the page and its address."""
    path = "/leaders/" + reporting_page.create_page(site.desk).rpartition("/")[2]
    assert is_small_picture(site.client.get(f"{path}/E1.jpg"))
    evidence_review.return_(place.desk("审核"), ["E1"], "看不清")
    assert site.client.get(f"{path}/E1.jpg").status_code == 404
    assert "<img" not in site.client.get(path).text
    evidence_review.accept(place.desk("审核"), ["E1"])
    assert is_small_picture(site.client.get(f"{path}/E1.jpg"))
    tracking.drop(site.desk, ["T1"], "不适用")
    assert site.client.get(f"{path}/E1.jpg").status_code == 404


def test_the_upload_page_shows_what_was_accepted_of_it(site: Running, place: Workplace) -> None:
    """What a phone sent waits without a picture; accepted it is shown through links of its task and no other, while they live."""
    path, other = ("/up/" + evidence_phone.invite(site.desk, task).url.rpartition("/")[2] for task in ("T1", "T2"))
    for name in ("手机拍的.jpg", "机密 文件.jpg"):
        said = site.client.post(path, files=[("file", (name, photograph("blue")))])
        assert said.status_code == 200
    assert "<img" not in said.text
    assert "手机传来的有 2 件等经办人认可" in said.text
    sent, marked = "E11.jpg", "E12.jpg"
    assert site.client.get(f"{path}/{sent}").status_code == 404
    evidence_review.accept(place.desk("审核"), ["E11", "E12"])
    page = site.client.get(path).text
    assert page.count("<img") == 1
    assert f'/{sent}"' in page
    assert "http" not in page.replace("XMLHttpRequest", "")
    assert is_small_picture(site.client.get(f"{path}/{sent}"))
    nothing = site.client.get("/别的").text
    for name in (marked, "E1.jpg", *(f"{one}.jpg" for one in HELD_BACK), *GUESSES):
        answer = site.client.get(f"{path}/{name}")
        assert (answer.status_code, answer.text) == (404, nothing), name
    assert site.client.get(f"{other}/{sent}").status_code == 404
    site.desk.clock = lambda: china_now() + timedelta(hours=3)
    assert site.client.get(f"{path}/{sent}").status_code == 404
