"""The upload page over real HTTP: what a phone sends is kept, what is hostile is refused or stored inert."""

import contextlib
import errno
import io
import shutil
import socket
import stat
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from tests.integration.feeds.test_http import Running, running
from tests.integration.workplace import Workplace

from planrunner.domain.zone import SHANGHAI
from planrunner.services import (
    evidence_advice,
    evidence_phone,
    evidence_review,
    evidence_search,
    reporting,
    tracking,
)
from planrunner.services.desk import Desk, china_now
from planrunner.services.evidence import list_evidence
from planrunner.web import multipart, upload

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 20


@pytest.fixture
def site(sqlite_place: Workplace) -> Iterator[Running]:
    """Return a running site over a workspace with one task."""
    desk = sqlite_place.desk()
    tracking.add(desk, "开展<i>宪法</i>宣传", due=date(2022, 3, 10))
    with running(desk) as started:
        yield started


def link(site: Running) -> str:
    """Make a link for the task and return its path."""
    return "/up/" + evidence_phone.invite(site.desk, "T1").url.rpartition("/")[2]


def send(site: Running, path: str, *files: tuple[str, bytes]) -> httpx.Response:
    """Send files as the page's form does."""
    return site.client.post(path, files=[("file", one) for one in files], timeout=60)


def left(site: Running) -> list[str]:
    """Return what lies in the evidence folder beside kept files."""
    return [path.name for path in (site.desk.folder / "evidence").iterdir() if path.name.startswith(".")]


def test_a_photograph_waits_for_acceptance(site: Running) -> None:
    """The page names the task; what is sent becomes evidence of it, by nobody of the office, not yet accepted."""
    path = link(site)
    shown = site.client.get(path)
    assert shown.status_code == 200
    assert "开展&lt;i&gt;宪法&lt;/i&gt;宣传" in shown.text
    said = send(site, path, ("现场 照片.jpg", JPEG), ("签到表.pdf", b"%PDF-1.7 sheet"))
    assert (said.status_code, "已收到 2 个文件" in said.text) == (200, True)
    rows = list_evidence(site.desk, "T1")
    assert [(row.title, row.added_by, row.status) for row in rows] == [
        ("现场 照片.jpg", "手机上传", "submitted"), ("签到表.pdf", "手机上传", "submitted"),
    ]  # fmt: skip
    assert left(site) == []
    policy = shown.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert "http" not in shown.text.replace("XMLHttpRequest", "")
    key = site.desk.folder / evidence_phone.KEY_FILE
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


HOSTILE = {
    "svg with script": ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    "svg called jpg": ("图.jpg", b"<?xml version='1.0'?><svg onload='alert(1)'/>"),
    "page": ("页.html", b"<!DOCTYPE html><script>alert(1)</script>"),
    "program called jpg": ("照片.jpg", b"MZ\x90\x00" + bytes(100)),
    "picture called exe": ("照片.exe", JPEG),
    "picture called html": ("照片.html", JPEG),
    "script": ("a.sh", b"#!/bin/sh\nrm -rf /"),
    "bare zip": ("a.zip", b"PK\x03\x04" + bytes(100)),
    "text": ("a.txt", b"hello"),
    "nothing known": ("a.bin", bytes(200)),
    "suffix behind dots": ("a.jpg.exe. . ", JPEG),
}


@pytest.mark.parametrize("which", HOSTILE)
def test_wrong_kinds_are_refused(site: Running, which: str) -> None:
    """By content and by name; nothing of them is kept, and the answer shows no markup of theirs."""
    said = send(site, link(site), HOSTILE[which])
    assert (said.status_code, "没有收下" in said.text) == (415, True)
    assert "alert(1)" not in said.text
    assert list_evidence(site.desk) == []
    assert [path for path in (site.desk.folder / "evidence").rglob("*") if path.is_file()] == []


def test_paths_in_names_lead_nowhere(site: Running) -> None:
    """Only the last part of a name counts, without what a file system minds; a picture without a suffix gets one."""
    names = (
        "../../../etc/cron.d/x.jpg",
        "C:\\Windows\\照片.jpg",
        "<img src=x onerror=1>.jpg",
        "\u202egpj.jpg",
        "照片",
        "长" * 300 + ".jpg",
    )
    for name in names:
        assert send(site, link(site), (name, JPEG + name.encode())).status_code == 200, name
    titles = [row.file_name for row in list_evidence(site.desk)]
    assert titles[:3] == ["x.jpg", "照片.jpg", "img src=x onerror=1 .jpg"]
    assert titles[4] == "照片.jpg"
    assert not any(mark in title for title in titles for mark in '/\\<>"\u202e')
    assert not (site.desk.folder / "etc").exists()


def test_a_polyglot_lies_inert(site: Running) -> None:
    """A picture that is a page and an archive as well is kept under its digest and served by no address."""
    content = JPEG + b"<script>alert(1)</script>PK\x03\x04"
    assert send(site, link(site), ("照片.jpg", content)).status_code == 200
    (row,) = list_evidence(site.desk)
    assert row.sha256 is not None
    kept = site.desk.folder / "evidence" / row.sha256[:2] / row.sha256
    assert not kept.stat().st_mode & 0o111
    for path in (f"/evidence/{row.sha256}", f"/evidence/{row.sha256[:2]}/{row.sha256}", "/E1", f"{link(site)}/E1"):
        assert site.client.get(path).status_code == 404


def test_who_may_send(site: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another task, another time, another signature, an old link: the one 404. Nothing is made for a guess."""
    key = site.desk.folder / evidence_phone.KEY_FILE
    for guess in ("1.1a2b3c4d." + "A" * 22, "x", "1..", "%ff.%00.x", "9" * 50 + ".a.b"):
        assert site.client.get(f"/up/{guess}").status_code == 404
    assert not key.exists()
    good = link(site)
    task, minutes, signature = good.removeprefix("/up/").split(".")
    later = f"{int(minutes, 16) + 60:x}"
    for bad in (f"2.{minutes}.{signature}", f"{task}.{later}.{signature}", f"{task}.{minutes}.{'A' * 22}"):
        assert send(site, f"/up/{bad}", ("a.jpg", JPEG)).status_code == 404
    monkeypatch.setattr(site.desk, "clock", lambda: china_now() + timedelta(hours=1, minutes=58))
    assert site.client.get(good).status_code == 200
    monkeypatch.setattr(site.desk, "clock", lambda: china_now() + timedelta(hours=2, minutes=1))
    assert send(site, good, ("a.jpg", JPEG)).status_code == 404
    assert list_evidence(site.desk) == []


def test_limits(site: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too large a file, too many, too much in one form, no file, no form, too many through one link: told, not kept."""
    monkeypatch.setattr(upload, "MOST_BYTES", 20_000)
    path = link(site)
    assert send(site, path, ("大.jpg", JPEG + bytes(20_000))).status_code == 413
    assert send(site, path, *((f"{at}.jpg", JPEG) for at in range(upload.MOST_FILES + 1))).status_code == 413
    assert send(site, path, ("", b"")).status_code == 400
    assert site.client.post(path, data={"file": "x"}).status_code == 400
    assert site.client.post(path, content=b"x", headers={"Content-Type": "multipart/form-data"}).status_code == 400
    wide = b'--b\r\nContent-Disposition: form-data; name="' + b"x" * 9000
    form = {"Content-Type": "multipart/form-data; boundary=b"}
    assert site.client.post(path, content=wide, headers=form).status_code == 400
    cut = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' + JPEG
    assert site.client.post(path, content=cut, headers=form).status_code == 400
    monkeypatch.setattr(upload, "MOST_OF_A_FORM", 3000)
    assert send(site, path, ("a.jpg", JPEG)).status_code == 413
    monkeypatch.setattr(upload, "MOST_OF_A_FORM", 10_000_000)
    monkeypatch.setattr(upload, "MOST_OF_A_LINK", 1)
    assert send(site, path, ("a.jpg", JPEG)).status_code == 200
    assert send(site, path, ("b.jpg", JPEG)).status_code == 429
    assert len(list_evidence(site.desk)) == 1
    assert left(site) == []


def test_an_endless_stream_ends(site: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body without a length is cut at the limit, and nothing of it stays."""
    monkeypatch.setattr(upload, "MOST_OF_A_FORM", 500_000)

    def endless() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
        for _ in range(1000):
            yield JPEG

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    status = 413  # the answer may come while the client is still sending, and is then not read
    with contextlib.suppress(httpx.WriteError, httpx.ReadError):
        status = site.client.post(link(site), content=endless(), headers=headers).status_code
    assert status == 413
    assert left(site) == []
    assert list_evidence(site.desk) == []
    assert site.client.get("/healthz").status_code == 200


def test_a_cut_connection_leaves_nothing(site: Running) -> None:
    """A phone that walks out of the network in the middle: no evidence, no half a file, the next upload works."""
    path = link(site)
    with socket.create_connection(("127.0.0.1", site.port)) as raw:
        raw.sendall(
            f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 900000\r\n\r\n"
            '--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'.encode()
            + JPEG
        )
    assert send(site, path, ("b.jpg", JPEG)).status_code == 200
    assert left(site) == []
    assert len(list_evidence(site.desk)) == 1


def test_many_at_once(site: Running) -> None:
    """A hundred uploads at once: each is kept whole, told to come again or over the link's limit; what was kept is all there."""
    path = link(site)
    with ThreadPoolExecutor(25) as pool:
        answers = list(pool.map(lambda at: send(site, path, (f"{at}.jpg", JPEG + bytes([at]))).status_code, range(100)))
    assert set(answers) <= {200, 429, 503}
    assert upload.MOST_OF_A_LINK >= len(list_evidence(site.desk)) == answers.count(200) > 0
    assert left(site) == []


def test_a_full_disk_is_told(site: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk takes no more, the phone is told, nothing is recorded and nothing lies about."""

    def full(_self: Any, _block: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = link(site)
    monkeypatch.setattr(multipart.FormFiles, "write", full)
    said = send(site, path, ("a.jpg", JPEG))
    assert (said.status_code, "没有存下" in said.text) == (507, True)
    assert list_evidence(site.desk) == []
    assert left(site) == []


def test_a_disk_that_fills_up_while_a_file_is_put_in_its_place(site: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """The upload came in, its copy did not: told as full, nothing recorded; with room again the same file is taken."""

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = link(site)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfileobj", full)
        assert send(site, path, ("a.jpg", JPEG)).status_code in (503, 507)
    assert list_evidence(site.desk) == []
    assert left(site) == []
    assert send(site, path, ("a.jpg", JPEG)).status_code == 200
    assert len(list_evidence(site.desk)) == 1


def packed(part: str, size: int) -> bytes:
    """Return an office file whose one part unfolds to this many bytes."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(part, "w", force_zip64=True) as stream,
    ):
        for _ in range(size >> 20):
            stream.write(bytes(1 << 20))
    return out.getvalue()


def huge_picture() -> bytes:
    """Return a small file that says of itself that it is a picture of 40,000 by 40,000."""
    out = io.BytesIO()
    Image.new("L", (8, 8)).save(out, "PNG")
    data = bytearray(out.getvalue())
    data[16:24] = (40_000).to_bytes(4, "big") * 2
    return bytes(data)


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "document": ("总结.docx", lambda: packed("word/document.xml", 300 << 20)),
    "table": ("签到.xlsx", lambda: packed("xl/worksheets/sheet1.xml", 300 << 20)),
    "picture": ("照片.png", huge_picture),
}


@pytest.mark.parametrize("which", BOMBS)
def test_bombs_do_no_harm_to_those_who_look(site: Running, which: str) -> None:
    """What is sent is only kept; advice, search and the summary's photographs look at it later without unfolding it."""
    name, made = BOMBS[which]
    assert send(site, link(site), (name, made())).status_code == 200
    evidence_review.accept(site.desk, ["E1"])
    tracemalloc.start()
    try:
        told = evidence_advice.advise(site.desk, ["T1"], ["E1"])
        found = evidence_search.find(site.desk, "没有的字")
        paper = reporting.summary(site.desk, 2022, pictures=True)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (told, found, paper.annexes) == ([], [], ("佐证目录",))
    assert peak < 100 << 20


def test_the_link_lives_by_the_clock(sqlite_place: Workplace) -> None:
    """A link made at a given moment ends two hours later, whatever day --today says."""
    noon = datetime(2022, 3, 1, 12, 0, 30, tzinfo=SHANGHAI)
    desk = sqlite_place.desk()
    task = tracking.add(desk, "例会", due=date(2022, 3, 10))
    clocked = Desk(desk.folder, desk.store, "经办", desk.config, date(2030, 1, 1), lambda: noon)
    made = evidence_phone.invite(clocked, task)
    assert made.until == datetime(2022, 3, 1, 14, 0, tzinfo=SHANGHAI)
    assert evidence_phone.invited(clocked, made.url.rpartition("/")[2]) is not None


def test_names_that_fit(tmp_path: Path) -> None:
    """The content decides; a document is known by name and content together."""
    file = tmp_path / "x"
    for content, name, wanted in (
        (JPEG, "a.JPG", "a.JPG"), (JPEG, "", "照片.jpg"), (b"PK\x03\x04", "总结.docx", "总结.docx"), (b"PK\x03\x04", "a.jar", ""),
        (JPEG, "a.png", ""), (b"%PDF-1.4", "b", "b.pdf"), (b"\x00\x00\x00\x18ftypisom", "会.mp4", "会.mp4"), (b"", "a.jpg", ""),
    ):  # fmt: skip
        file.write_bytes(content)
        assert evidence_phone.fit_name(file, name) == wanted
