"""Old Word files: the text in its pieces, tables as rows, and who read it stands in the warnings."""

import os
import stat
import sys
from pathlib import Path

import pytest
from tests.unit.documents.printed_papers import ole, word

from planrunner.documents import doc
from planrunner.documents.doc_binary import open_word
from planrunner.documents.reader import read_document
from planrunner.errors import BadInputError
from planrunner.extract.document import Document

PAPER = "柳溪镇工作总结\r一、前期工作\r组织普法讲座三场。\r"
OFFICE = doc.find_office()
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed here")


def alone(data: bytes) -> Document:
    """Read without LibreOffice."""
    return doc.read_alone(open_word(data, "报告.doc"), "报告.doc")


def refused(data: bytes) -> str:
    """Return the message with which our own reader refuses a file."""
    with pytest.raises(BadInputError) as caught:
        alone(data)
    assert "未导入任何内容" in caught.value.message
    return caught.value.message


def test_paragraphs_are_read() -> None:
    """Each paragraph is one; the warning says that numbers may be missing and what to do."""
    document = alone(word(PAPER))
    assert document.text == "柳溪镇工作总结\n一、前期工作\n组织普法讲座三场。"
    assert document.format == "doc"
    assert "自动编号" in document.warnings[0]
    assert "另存为 .docx" in document.warnings[0]


def test_notes_and_headers_behind_the_main_text_are_left_out() -> None:
    """What stands behind the main text is not read."""
    assert alone(word(PAPER + "脚注一\r页眉\r", main=len(PAPER))).text.endswith("三场。")


@pytest.mark.parametrize(
    ("compressed", "first"),
    [
        (b"Report 2023:\r", "Report 2023:"),
        (b"caf\xe9 \x93A\x94\r", "café “A”"),
        ("普法台账\r".encode("gbk"), "普法台账"),
    ],
)
def test_pieces_of_single_bytes_are_decoded(compressed: bytes, first: str) -> None:
    """Compressed pieces are Western text, or Chinese of old programs; wide pieces follow them."""
    assert alone(word(PAPER, compressed=compressed)).text == f"{first}\n" + PAPER.strip().replace("\r", "\n")


def test_characters_beyond_sixteen_bits_are_whole() -> None:
    """A rare character made of two code units is one character; half of one is replaced."""
    assert alone(word("村民𬭩某\r半\ud83d个\r")).text == "村民𬭩某\n半\ufffd个"


def test_breaks_fields_and_marks() -> None:
    """Line and page breaks end a line, fields show their results, hyphens and anchors are put right."""
    text = "第一行\x0b第二行\x0c新页\r见\x13 HYPERLINK \x14附件\x15。\r"
    text += "\x13 PAGE \x15全文\x13 A \x13 B \x14内\x15\x14外\x15\r12\x1e4\x1f日\x01\x08\r"
    assert alone(word(text)).text == "第一行\n第二行\n新页\n见附件。\n全文外\n12-4日"


def test_a_field_that_never_ends_hides_one_paragraph_only() -> None:
    """A damaged field does not swallow the rest of the paper."""
    assert alone(word("前\r甲\x13 PAGE 乙\r后文\r")).text == "前\n甲\n后文"


def test_table_rows_are_lines() -> None:
    """Cells are parted by tabs; a paragraph end inside a cell and an empty cell are no trouble."""
    text = "表前\r序号\x07任务\x07\x071\x07学法\r考试\x07\x07表后\r"
    ends = (text.index("\x07\x07") + 1, text.index("\x07\x07表后") + 1)
    document = alone(word(text, rows=ends, tables=((3, ends[0]), (ends[0] + 1, ends[1]))))
    assert document.text == "表前\n序号\t任务\n1\t学法考试\n表后"
    empty = "甲\x07\x07乙\x07\x07"
    assert alone(word(empty, rows=(5,), tables=((0, 5),))).text == "甲\t\t乙"


def test_table_rows_are_guessed_where_the_file_does_not_tell() -> None:
    """Without marks of row ends an empty cell ends a row."""
    assert alone(word("序号\x07任务\x07\x071\x07考试\x07\x07")).text == "序号\t任务\n1\t考试"


def test_deleted_text_is_left_out() -> None:
    """Text that a tracked change has deleted is not read."""
    assert alone(word("完善旧的制度\r", deleted=((2, 4),))).text == "完善制度"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (word(PAPER, flags=0x0300), "密码"),
        (word(PAPER, version=0x65), "97"),
        (word("\r\r"), "没有可读"),
        (word(PAPER, flags=0), "损坏"),
        (ole({"Workbook": b"x"}), "Excel"),
        (ole({"PowerPoint Document": b"x"}), "演示"),
        (ole({"__properties_version1.0": b"x"}), "邮件"),
        (ole({"Other": b"x"}), "没有 Word 正文"),
        (ole({"WordDocument": b"x", "1Table": b"y"}), "损坏"),
        (word(PAPER)[:900], "损坏"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, said: str) -> None:
    """Locked, older, empty, foreign and damaged files are told apart."""
    assert said in refused(data)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the place of a stand-in for LibreOffice, the only program on PATH."""
    if sys.platform == "win32":
        pytest.skip("the stand-in is a shell script")
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder / "soffice"


def install(place: Path, script: str) -> None:
    """Write the stand-in."""
    place.write_text(f"#!/bin/sh\n{script}\n")
    place.chmod(place.stat().st_mode | stat.S_IEXEC)


@pytest.mark.parametrize("script", ["exit 1", "exit 0", "/bin/sleep 30", 'echo x > "$7/in.docx"; echo x > in.docx'])
def test_without_a_result_of_libreoffice_we_read_ourselves(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    """LibreOffice missing, failing, hanging or giving rubbish: the file is read all the same, with its warning."""
    monkeypatch.setattr(doc, "_SECONDS", 0.5)
    path = tmp_path / "报告.wps"
    path.write_bytes(word(PAPER))
    assert doc.find_office() is None
    assert "内置程序" in read_document(path).warnings[0]
    install(office, script)
    assert doc.find_office() == os.fspath(office)
    assert "内置程序" in read_document(path).warnings[0]


def test_word_95_without_libreoffice_is_refused(office: Path, tmp_path: Path) -> None:
    """A file from before Word 97 needs LibreOffice; where that fails it is refused."""
    path = tmp_path / "旧.doc"
    path.write_bytes(word(PAPER, version=0x65))
    install(office, "exit 1")
    with pytest.raises(BadInputError, match="97"):
        read_document(path)


@needs_office
def test_with_libreoffice() -> None:
    """LibreOffice reads the same paragraphs, and the warning names it."""
    assert OFFICE is not None
    document = doc.read_with_office(word(PAPER), "报告.doc", OFFICE)
    assert document.text == "柳溪镇工作总结\n一、前期工作\n组织普法讲座三场。"
    assert document.format == "doc"
    assert "LibreOffice" in document.warnings[0]
