"""PDF files: text with its places out of pdfium; what holds no text is told apart."""

import sys
import warnings
import zlib
from pathlib import Path

import pytest
from tests.unit.documents.printed_papers import Text, pdf

from planrunner.documents import pdf as reader
from planrunner.documents.pdf import read_pdf
from planrunner.documents.pdf_glyphs import glyphs_of
from planrunner.errors import BadInputError

BODY: list[Text] = [
    (80, 700, 16, "　　司法所每季度组织村干部学习调解办法并做好"),
    (80, 672, 16, "记录，年底汇总。"),
    (112, 644, 16, "二、后续打算"),
]
PARAGRAPHS = "司法所每季度组织村干部学习调解办法并做好记录，年底汇总。\n二、后续打算"


def refused(data: bytes) -> str:
    """Return the message with which a file is refused."""
    with pytest.raises(BadInputError) as caught:
        read_pdf(data, "报告.pdf")
    assert "未导入任何内容" in caught.value.message
    assert "PDF" in caught.value.message
    return caught.value.message


def test_paragraphs_and_pages() -> None:
    """Rows are joined to paragraphs, each with its page; a running head and page numbers are dropped."""
    pages = [[*BODY, (80, 800, 10, "柳溪镇"), (280, 30, 10, f"- {number} -")] for number in (1, 2)]
    document = read_pdf(pdf(pages), "报告.pdf")
    assert document.text == f"{PARAGRAPHS}\n{PARAGRAPHS}"
    assert [each.page for each in document.paragraphs] == [1, 1, 2, 2]
    assert document.format == "pdf"
    assert document.warnings == ()


@pytest.mark.parametrize(
    ("rotate", "turn"), [(0, "1 0 0 1"), (90, "0 1 -1 0"), (180, "-1 0 0 -1"), (270, "0 -1 1 0")], ids=str
)
def test_turned_pages_are_read_upright(rotate: int, turn: str) -> None:
    """A page whose text runs in another direction is turned first."""
    turned = []
    for x, y, size, text in BODY:
        places = {0: (x, y), 90: (842 - y, x), 180: (595 - x, 842 - y), 270: (y - 247, 842 - x)}
        turned.append((*places[rotate], size, text))
    assert read_pdf(pdf([turned], rotate=rotate, turn=turn), "报告.pdf").text == PARAGRAPHS


def test_type_scaled_by_the_matrix_has_its_real_size() -> None:
    """Some programs set all type in size 1 and scale it."""
    small: list[Text] = [(x, y, 1, text) for x, y, _, text in BODY]
    assert read_pdf(pdf([small], turn="16 0 0 16"), "报告.pdf").text == PARAGRAPHS


def test_spaces_between_wide_set_characters_are_none() -> None:
    """Where characters are set apart, no spaces come between them."""
    apart = [(80.0 + 21 * at, 700.0, 16.0, char) for at, char in enumerate("法治建设情况通报")]
    assert read_pdf(pdf([apart]), "报告.pdf").text == "法治建设情况通报"


def test_radicals_become_characters() -> None:
    """What printing programs write as radicals are the characters they look like."""
    assert read_pdf(pdf([[(80, 700, 16, "⼯作⻓期抓")]]), "报告.pdf").text == "工作长期抓"


def test_a_watermark_is_no_text() -> None:
    """Slanted text is left out."""
    slanted = "BT /F 40 Tf 0.7 0.7 -0.7 0.7 200 300 Tm <51855BB9> Tj ET\n"
    assert read_pdf(pdf([BODY], extra=slanted), "报告.pdf").text == PARAGRAPHS


def test_pages_without_text_are_named() -> None:
    """A page that is a picture is told of, the others are read."""
    document = read_pdf(pdf([BODY, [], BODY]), "报告.pdf")
    assert "第 2 页" in document.warnings[0]


def test_ruled_lines_part_table_rows() -> None:
    """Lines drawn between the rows of a table tell which text stands in one row."""
    table: list[Text] = [
        (80, 500, 12, "序号"), (160, 500, 12, "任务"), (360, 500, 12, "时限"),
        (160, 480, 12, "举办宪法宣传"), (80, 471, 12, "1"), (360, 471, 12, "十二月"), (160, 462, 12, "活动"),
        (80, 440, 12, "2"), (160, 440, 12, "公示清单"), (360, 440, 12, "九月"),
    ]  # fmt: skip
    lines = "".join(f"70 {y} m 450 {y} l S\n" for y in (515, 495, 456, 435))
    document = read_pdf(pdf([table], extra=lines), "表.pdf")
    assert document.text.split("\n")[1:] == ["1\t举办宪法宣传活动\t十二月", "2\t公示清单\t九月"]


def test_what_cannot_be_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scans, damage, unknown glyphs and too much of everything are told apart."""
    assert "扫描件" in refused(pdf([[], []]))
    assert "损坏" in refused(b"%PDF-1.7\nrubbish")
    assert "乱码" in refused(pdf([[(80, 700, 16, "\ue0e3\ue0e4\ue0e5一")]]))
    assert "页数太多" in refused(pdf([[]] * 501))
    assert "文字太多" in refused(pdf([[(0, 800 - 5 * at, 1.5, "字" * 390) for at in range(110)]]))
    monkeypatch.setattr(reader, "_SECONDS", 0.01)
    assert "没有读完" in refused(pdf([BODY]))
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert "无法启动" in refused(pdf([BODY]))


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_a_crash_of_the_child_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever native code does to its process, ours goes on."""
    child = tmp_path / "child"
    child.write_text("#!/bin/sh\nkill -SEGV $$\n")
    child.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(child))
    assert "异常复杂" in refused(pdf([BODY]))


def test_a_file_that_fills_the_memory_is_refused() -> None:
    """Half a megabyte that unpacks to a hundred times of it does not take our memory with it."""
    packed = zlib.compress(b"BT /F 9 Tf 1 0 0 1 9 9 Tm <4e00> Tj ET\n" * 2_000_000)
    bomb = pdf([[]]).replace(
        b"<< /Length 0 >>\nstream\n", b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed
    )
    message = refused(bomb)
    assert "异常复杂" in message or "太多" in message


def test_the_reasons_of_the_child_are_those_we_have_words_for() -> None:
    """Read in this process: the same glyphs, and each refusal by its name."""
    sheets = glyphs_of(pdf([BODY]))
    assert not isinstance(sheets, str)
    assert "".join(box.text for box in sheets[0][2]).strip() == "".join(text for *_, text in BODY).strip()
    assert glyphs_of(b"%PDF-") == "damaged"
    assert set(reader._REFUSED) == {"password", "damaged", "pages", "glyphs"}


def test_a_locked_file_is_refused() -> None:
    """A file with a password says so."""
    locked = pdf([BODY]).replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] "
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"ab" * 32 + b"> /U <" + b"cd" * 32 + b"> >>",
    )
    assert "密码" in refused(locked)


def test_nothing_is_left_open(tmp_path: Path) -> None:
    """Everything that was opened is closed: a second reading of the same file works, and nothing warns."""
    path = tmp_path / "报告.pdf"
    path.write_bytes(pdf([BODY]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        texts = {read_pdf(path.read_bytes(), path.name).text for _ in range(3)}
    assert texts == {PARAGRAPHS}
