"""What `evidence add` refuses and what it tells: programs, files used before, photographs alike, marked names."""

import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from tests.integration.cli.said import Cli

from planrunner.services.evidence_marks import load_marks
from planrunner.services.evidence_types import kind_of, mismatch
from planrunner.store.pictures import CACHE, difference_hash, hashes


def photo(file: Path, shift: int = 0, size: int = 640, taken: str = "", **saving: Any) -> Path:
    """Draw a scene and save it; `shift` makes another scene."""
    image = Image.new("RGB", (640, 480), "lightblue")
    pen = ImageDraw.Draw(image)
    pen.rectangle((40 + shift, 200, 260 + shift, 470), fill="brown")
    pen.ellipse((400 - shift, 40 + shift // 2, 560, 200 + shift), fill="yellow")
    pen.polygon([(300, 470), (460, 240 + shift), (620, 470)], fill="darkgreen")
    if taken:
        exif = Image.Exif()
        exif[306] = taken
        saving["exif"] = exif
    image.resize((size, size * 3 // 4)).save(file, **saving)
    return file


@pytest.fixture
def office(cli: Cli) -> Cli:
    """Return a workspace with two tasks."""
    cli("add", "宪法宣传", "--due", "2022-03-10")
    cli("add", "民法典宣传", "--due", "2022-05-10")
    return cli


def test_programs_are_refused_whatever_they_are_called(office: Cli, tmp_path: Path) -> None:
    """By content and by name; nothing is kept of them."""
    for name, content in (
        ("照片.jpg", b"MZ\x90\x00 this program"), ("表.txt", b"#!/bin/sh\nrm"), ("说明.docx.exe", b"text"),
        ("a.lnk", b"x"), ("脚本.JS ", b"alert(1)"), ("b.pdf", b"\x7fELF\x02"),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(content)
        said = office("evidence", "add", "T1", str(tmp_path / name))
        assert (said.code, "程序或脚本" in said.err) == (3, True), name
        assert office("submit", "T1", "--evidence", str(tmp_path / name)).code == 3
    assert office("evidence", "list", "--json").json == []
    assert not any((tmp_path / "workspace" / "evidence").rglob("*"))


def test_a_file_used_before_is_told(office: Cli, tmp_path: Path) -> None:
    """With the task and year that it serves; on the same task nothing is said."""
    (tmp_path / "签到.txt").write_text("签到", encoding="utf-8")
    assert office("evidence", "add", "T1", str(tmp_path / "签到.txt"), "--json").json["advice"] == []
    said = office("evidence", "add", "T2", str(tmp_path / "签到.txt"))
    assert "这份文件已用于 T1“宪法宣传”（2022年）" in said.out
    assert "已用于 T1" in office("evidence", "add", "T2", "E1").out


def test_photographs_alike_are_told(office: Cli, tmp_path: Path) -> None:
    """The same scene smaller and in another format is told; another scene and a blank page are not."""
    office("evidence", "add", "T1", str(photo(tmp_path / "一.jpg", quality=90)))
    said = office("evidence", "add", "T2", str(photo(tmp_path / "二.png", size=320)), "--json").json
    assert any("E2 这张照片与已用于 T1" in line for line in said["advice"])
    assert office("evidence", "add", "T2", str(photo(tmp_path / "三.jpg", shift=130)), "--json").json["advice"] == []
    for name, size in (("白.png", 300), ("白2.png", 200)):
        Image.new("L", (size, size), 255).save(tmp_path / name)
        assert office("evidence", "add", "T2", str(tmp_path / name), "--json").json["advice"] == []


def test_the_cameras_day_and_a_false_suffix_are_told(office: Cli, tmp_path: Path) -> None:
    """A day in the picture that is not the day given, a picture that is none."""
    file = photo(tmp_path / "会.jpg", taken="2022:02:20 09:30:00")
    assert "拍摄日期是 2022-02-20" in office("evidence", "add", "T1", str(file)).out
    assert "拍摄日期" not in office("evidence", "add", "T1", str(file), "--date", "2022-02-20").out
    (tmp_path / "假.jpg").write_text("不是图片", encoding="utf-8")
    assert "不是 .jpg 文件" in office("evidence", "add", "T1", str(tmp_path / "假.jpg")).out


def test_marking_words(office: Cli, tmp_path: Path) -> None:
    """A marked name is told, spaced out or not; everyday phrases are none; a workspace has words of its own."""
    assert "“秘密”" in office("evidence", "add", "T1", "--note", "正文略", "--title", "秘 密 名单").out
    assert office("evidence", "add", "T1", "--note", "保守国家秘密法宣传，内部审计", "--json").json["advice"] == []
    own = tmp_path / "workspace" / "plans" / "words"
    own.mkdir(parents=True)
    (own / "own.toml").write_text('[marking]\nwords = ["不公开"]\nharmless = []\n', encoding="utf-8")
    marks = load_marks(tmp_path / "workspace")
    assert (marks.found("不公开"), marks.found("机密")) == ("不公开", "")
    (own / "own.toml").write_text('[marking]\nwords = "机密"\n', encoding="utf-8")
    said = office("evidence", "add", "T1", "--note", "话")
    assert (said.code, "marking.words" in said.err) == (3, True)


def test_files_left_behind_are_told(office: Cli, tmp_path: Path) -> None:
    """A file that no piece names does no harm: `check` tells of it and ends well; one just coming in is left alone."""
    (tmp_path / "签到.txt").write_text("签到", encoding="utf-8")
    office("evidence", "add", "T1", str(tmp_path / "签到.txt"))
    lost = tmp_path / "workspace" / "evidence" / ".new-lost"
    lost.write_bytes(b"half")
    assert office("evidence", "check", "--json").json["orphans"] == []
    os.utime(lost, (1_000_000, 1_000_000))
    said = office("evidence", "check", "--json")
    assert (said.code, said.json["orphans"]) == (0, ["evidence/.new-lost"])
    assert "1 个文件没有登记" in office("evidence", "check").out


def test_broken_pictures_and_caches_do_no_harm(office: Cli, tmp_path: Path) -> None:
    """Cut pictures, bombs in their headers, a spoilt cache: no hash, no failure."""
    good = photo(tmp_path / "好.png")
    bomb = bytearray(good.read_bytes())
    bomb[16:24] = b"\x7f\xff\xff\xff\x7f\xff\xff\xff"
    for content in (good.read_bytes()[:200], bytes(bomb), b"\xff\xd8\xff\xe0" + bytes(50), b""):
        (tmp_path / "坏.png").write_bytes(content)
        assert difference_hash(tmp_path / "坏.png") is None
    (tmp_path / CACHE).write_text('{"a": "zz", "b": 5, "c": "00000000000000ff"}', encoding="utf-8")
    assert hashes(tmp_path, ["a", "b", "c"]) == {"c": 255}


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe1", "jpeg"), (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"), (b"\x00\x00\x00\x18ftypheic", "heic"),
        (b"\x00\x00\x00\x18ftypisom", "film"), (b"  <svg onload=x>", "markup"), (b"plain", "text"), (b"\x00\x01", "other"),
    ],
)  # fmt: skip
def test_kinds_by_content(head: bytes, kind: str) -> None:
    """The first bytes decide."""
    assert kind_of(head) == kind


def test_names_that_promise_something_else() -> None:
    """Old .doc files may be many things; a .pdf is a pdf."""
    assert mismatch("a.doc", "rtf") == mismatch("a.xyz", "other") == ""
    assert mismatch("a.pdf", "jpeg") != ""


def test_evidence_is_found_by_its_words(office: Cli, tmp_path: Path) -> None:
    """In names, numbers and notes, and in the text of documents; damaged and foreign files are passed over."""
    from docx import Document

    paper = Document()
    paper.add_paragraph("4月15日在文化广场开展国家安全教育")
    paper.save(str(tmp_path / "简报.docx"))
    (tmp_path / "记录.txt").write_text("到会三十二人", encoding="utf-8")
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "假.pdf").write_bytes(b"%PDF-1.4 broken")
    for name in ("简报.docx", "记录.txt", "坏.docx", "假.pdf"):
        assert office("evidence", "add", "T1", str(tmp_path / name)).code == 0
    office("evidence", "add", "T2", "--number", "清政发〔2022〕3号")
    assert [one["id"] for one in office("evidence", "find", "文化广场", "--json").json] == ["E1"]
    assert "E2 2022-03-01 记录.txt　……到会三十二人……" in office("evidence", "find", "三十二").out
    assert [one["id"] for one in office("evidence", "find", "〔2022〕", "--json").json] == ["E5"]
    assert [one["id"] for one in office("evidence", "find", "简报", "广场", "--json").json] == ["E1"]
    said = office("evidence", "find", "没有的字")
    assert (said.code, "没有含" in said.err) == (1, True)
    assert office("evidence", "find").code == 2


def test_personal_data_is_told(office: Cli, tmp_path: Path) -> None:
    """Identity and telephone numbers in a file of any kind that is read, and telling words; other long numbers are none."""
    from docx import Document
    from openpyxl import Workbook

    paper = Document()
    paper.add_paragraph("张三，身份证号11010519491231002X，电话13912345678")
    paper.save(str(tmp_path / "名册.docx"))
    book = Workbook()
    book.active.append(["李四", 13800138000, "13800138001"])
    book.save(tmp_path / "签到.xlsx")
    (tmp_path / "公文.txt").write_text("统一编号110105194912310021，流水号139123456789", encoding="utf-8")
    said = {
        name: office("evidence", "add", "T1", str(tmp_path / name), "--json").json["advice"]
        for name in ("名册.docx", "签到.xlsx", "公文.txt")
    }
    assert said["名册.docx"] == ["E1 里有个人信息（身份证号 1 个、手机号 1 个），对外提供前请遮盖"]
    assert said["签到.xlsx"] == ["E2 里有个人信息（手机号 2 个），对外提供前请遮盖"]
    assert said["公文.txt"] == []
    assert "个人信息（身份证）" in office("evidence", "add", "T1", "--note", "身份证复印件在档案室").out
    assert [one["id"] for one in office("evidence", "find", "李四", "--json").json] == ["E2"]


def test_a_new_version_by_command(office: Cli, tmp_path: Path) -> None:
    """`replace` says what follows; list, show and find tell which took the place of which; one file at a time."""
    for name in ("初稿.txt", "盖章.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    office("evidence", "add", "T1", str(tmp_path / "初稿.txt"))
    office("evidence", "add", "T2", "E1")
    said = office("evidence", "replace", "E1", str(tmp_path / "盖章.txt"), "--note", "补盖公章")
    assert (said.code, "已用 E2 代替 E1，T1、T2 都改用它；要重新认可" in said.out) == (0, True)
    assert "已用于" not in said.out
    listed = office("evidence", "list", "--json").json
    assert [(one["id"], one["replaces"], one["replaced_by"]) for one in listed] == [
        ("E1", None, "E2"),
        ("E2", "E1", None),
    ]
    (item,) = office("show", "T1", "--json").json["evidence_items"]
    assert (item["id"], item["replaces"], item["status"]) == ("E2", "E1", "submitted")
    assert "旧版" in office("evidence", "list").out.splitlines()[0]
    assert "已由 E2 代替" in office("evidence", "find", "初稿").out
    assert office("evidence", "replace", "E1", str(tmp_path / "盖章.txt")).code == 4
    assert office("evidence", "replace", "E2", "a", "b").code == 2
    assert office("evidence", "replace", "E2").code == 2
    assert office("list", "--json").json[0]["evidence"] == 1
