"""Opening a file: the kind is told by content, and whatever cannot be read is refused in words a clerk understands."""

import io
import os
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planrunner.documents.reader import MAX_BYTES, read_document
from planrunner.errors import BadInputError


def saved_docx() -> bytes:
    """Return a small report as Word would save it."""
    paper = docx.Document()
    paper.add_paragraph("三、下一步打算")
    paper.add_paragraph("（一）办好法治夜校。")
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


DOCX = saved_docx()


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return a zip container of some parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def refused(path: Path) -> str:
    """Return the message with which a file is refused."""
    with pytest.raises(BadInputError) as caught:
        read_document(path)
    assert caught.value.exit_code == 3
    return caught.value.message


def test_the_name_does_not_decide(tmp_path: Path) -> None:
    """A Word file named .txt and a text named .docx are what they hold."""
    word, text = tmp_path / "a.txt", tmp_path / "b.docx"
    word.write_bytes(DOCX)
    text.write_text("三、下一步打算\n（一）办好法治夜校。", encoding="utf-8")
    assert read_document(word).format == "docx"
    assert read_document(text).format == "txt"
    assert read_document(word).text == read_document(text).text


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "空文件"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), ".doc"),
        (b"{\\rtf1", "没有可读的文字"),
        (b"\x89PNG\r\n", "图片"),
        (zipped({"xl/workbook.xml": b"<x/>"}), "Excel"),
        (zipped({"OFD.xml": b"<x/>"}), "OFD"),
        (zipped({"readme": b"x"}), "压缩包"),
        (DOCX[: len(DOCX) // 2], "损坏"),
        (zipped({"word/document.xml": b"<w:document"}), "损坏"),
        (DOCX[:-6] + b"\xff\xff\xff\x7f" + DOCX[-2:], "损坏"),
        (zipped({"word/document.xml": b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'}), "拒绝"),
        (zipped({"word/document.xml": b"<a>" + b" " * 5_000_000 + b"</a>"}), "拒绝"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(tmp_path: Path, data: bytes, word: str) -> None:
    """Each kind of bad file is named, and the message says that nothing was imported."""
    path = tmp_path / "报告.docx"
    path.write_bytes(data)
    message = refused(path)
    assert word in message
    assert "未导入任何内容" in message


def test_known_kinds_say_what_to_do(tmp_path: Path) -> None:
    """A file of a kind that is not read says how to make it one that is."""
    path = tmp_path / "报告.pdf"
    path.write_bytes(b"%PDF-1.4")
    assert "另存为 .docx 或 .txt" in refused(path)


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    """A path without a file and a folder are told apart."""
    assert "找不到" in refused(tmp_path / "无.txt")
    assert "文件夹" in refused(tmp_path)
    assert "不是普通文件" in refused(Path(os.devnull))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    """A file that may not be read says so."""
    path = tmp_path / "密.txt"
    path.write_text("一", encoding="utf-8")
    path.chmod(0)
    assert "没有权限" in refused(path)


def test_a_huge_file_is_refused_by_its_size(tmp_path: Path) -> None:
    """A file larger than the limit is refused (sparse here: reading it would give 200 MB of zeros, another message)."""
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    assert f"{MAX_BYTES // 1024 // 1024} MB" in refused(path)


def outcome(path: Path) -> str:
    """Return the text that was read, or the message of the refusal; any other error is the test's failure."""
    try:
        return read_document(path).reading.text
    except BadInputError as error:
        return error.message


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.binary(max_size=400) | st.integers(0, len(DOCX)).map(lambda cut: DOCX[:cut]))
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    """Whatever a file holds, the answer is a document or a message, never another error."""
    path = tmp_path / "x"
    path.write_bytes(data)
    assert outcome(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.integers(0, len(DOCX) - 1), st.integers(0, 255))
def test_a_damaged_word_file_is_read_or_refused(tmp_path: Path, at: int, value: int) -> None:
    """One changed byte anywhere in a Word file never ends in another error."""
    path = tmp_path / "x.docx"
    path.write_bytes(DOCX[:at] + bytes([value]) + DOCX[at + 1 :])
    assert outcome(path)
