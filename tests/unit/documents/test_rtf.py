"""What of a rich text file is read: its characters in every code page, and the page as its reader sees it."""

from collections.abc import Callable

import pytest

from planrunner.documents import rtf_tokens
from planrunner.errors import BadInputError
from planrunner.extract.document import Document

Opened = Callable[[bytes], Document]
FONTS = rb"{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fswiss\fcharset0 Arial;}{\f2\fcharset2 Wingdings;}{\f3\fcharset136 M;}}"

REPEATED = b"\\clvmrg\\cellx0" * 90 + b"\\cell" * 90 + b"\\row"
"""A row of ninety cells that all repeat the one above."""


def rtf(body: bytes, head: bytes = rb"\ansi\ansicpg936\deff0") -> bytes:
    """Return a file with this body after a table of four fonts."""
    return rb"{\rtf1" + head + FONTS + body + b"}"


def hexed(text: str, encoding: str = "gb18030") -> bytes:
    """Return text as RTF writes it: two hexadecimal digits a byte."""
    return b"".join(b"\\'%02x" % byte for byte in text.encode(encoding))


def coded(text: str) -> bytes:
    r"""Return text as \u writes it, each with a question mark for old readers."""
    units = text.encode("utf-16-le")
    numbers = (int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2))
    return b"".join(b"\\u%d?" % number for number in numbers)


@pytest.mark.parametrize(
    "body",
    [
        rb"\f0 " + hexed("办好法治夜校"),
        rb"\plain " + hexed("办好法治夜校"),
        rb"\f1 " + hexed("办好法治夜校"),
        rb"\f0 " + hexed("办") + rb"\f3 " + hexed("好法", "big5") + rb"\f0 " + hexed("治夜校"),
        rb"\f1{\f0 " + hexed("办好") + rb"}{\f0" + hexed("法治夜校") + b"}",
        b"\\f0" + hexed("办")[:4] + b"}{" + hexed("办")[4:] + hexed("好法治夜校"),
        b"\\f0 " + "办好法治夜校".encode("gb18030"),
        coded("办好法治夜校"),
        rb"\uc0" + coded("办好法治夜校").replace(b"?", b" "),
        rb"\uc2{\u21150" + hexed("办") + rb"}{\u22909\'ba\'c3}\uc1" + coded("法治夜校"),
        rb"\uc1\u21150\'3f\u22909\'3f" + b"\r\n" + hexed("法治") + b"\n" + hexed("夜校"),
    ],
)
def test_characters_are_read_in_every_way_of_writing_them(opened: Opened, body: bytes) -> None:
    """Bytes in the code page of their font, whole or in parts, and Unicode with what stands in for it."""
    document = opened(rtf(b"{" + body + b"}\\par"))
    assert document.text == "办好法治夜校"
    assert (document.format, document.warnings) == ("rtf", ())


def test_second_bytes_that_look_like_signs_of_rtf(opened: Opened) -> None:
    """A raw character may end in the byte of a backslash or a brace."""
    text = "乗亇亄办"
    assert {character.encode("gb18030")[1:] for character in text[:3]} == {b"\\", b"{", b"}"}
    assert opened(rtf(b"\\f0 " + text.encode("gb18030") + b"\\par")).text == text


def test_western_signs_in_a_chinese_paper(opened: Opened) -> None:
    """Typographic quotes of a Western font are one byte each."""
    body = rb"\f1\'93a\'94 caf\'e9\par \ldblquote " + coded("公开") + rb"\rdblquote\emdash\~\_\{\}\\"
    assert opened(rtf(body)).text == "“a” café\n“公开”— -{}\\"


def test_characters_beyond_the_first_plane(opened: Opened) -> None:
    """Two halves are one character, one half alone is none."""
    assert opened(rtf(coded("\U00020bb7镇") + rb"\u-10174? " + coded("村"))).text == "\U00020bb7镇\ufffd 村"


def test_destinations_that_are_not_text_are_skipped(opened: Opened) -> None:
    """Tables of styles, headers, notes, pictures, field codes and whatever may be ignored."""
    skipped = (
        rb"{\stylesheet{\s0 Normal;}}{\info{\title x}}{\header\pard h\par}{\*\generator g;}{\footer f{\b g}}"
        rb"{\pict\bin5 }{}{\x}"
    )
    body = (
        skipped
        + coded("公")
        + rb"{\footnote n}{\*\bkmkstart b}"
        + coded("开")
        + rb"{\field{\*\fldinst PAGE}{\fldrslt 3}}\par"
    )
    assert opened(rtf(body)).text == "公开3"


def test_breaks(opened: Opened) -> None:
    """A paragraph, a line and a page end a line; a tab is a space."""
    body = b"\\par ".join(
        [coded("甲") + rb"\line " + coded("乙"), coded("丙") + rb"\tab " + coded("丁") + rb"\page " + coded("戊")]
    )
    assert opened(rtf(body)).text == "甲\n乙\n丙 丁\n戊"


@pytest.mark.parametrize(
    ("label", "expected", "prefix"),
    [
        (coded("一、") + rb"\tab", "一、甲", 2),
        (rb"\pard\plain\f0 " + hexed("（二）") + rb"\tab", "（二）甲", 3),
        (rb"1.\tab", "1. 甲", 3),
        (coded("第三条"), "第三条甲", 3),
        (rb"1.\line 2\tab", "1. 2 甲", 5),
        (rb"\f2 n\tab", "甲", 0),
        (rb"\f1 o\tab", "甲", 0),
        (rb"\u-3913?\tab", "甲", 0),
    ],
)
def test_stored_numbers_are_the_prefix(opened: Opened, label: bytes, expected: str, prefix: int) -> None:
    """The number that RTF stores beside a paragraph stands in front of it; bullets are none."""
    for word in (b"listtext", b"pntext"):
        document = opened(
            rtf(rb"\pard{" + b"\\" + word + b" " + label + rb"}\ilvl0 " + coded("甲") + rb"\par\pard " + coded("乙"))
        )
        assert document.text.split("\n") == [expected, "乙"]
        assert [each.synthetic_prefix for each in document.paragraphs] == [prefix, 0]


def test_deleted_and_hidden_text_is_dropped(opened: Opened) -> None:
    """A paragraph whose mark is deleted or hidden runs on into the next one, which keeps its number if it stands alone."""
    gone = rb"{\listtext 1.\tab}{\deleted " + coded("旧") + rb"\par}"
    body = (
        gone
        + rb"{\listtext 2.\tab}"
        + coded("甲")
        + rb"{\v "
        + coded("密")
        + rb"\par}"
        + coded("乙")
        + rb"\v x\v0\par{\v x}\plain "
        + coded("丙")
    )
    assert opened(rtf(body)).text == "2. 甲乙\n丙"


def test_a_table_row_is_a_paragraph_of_cells(opened: Opened) -> None:
    """Cells are joined by tabs, paragraphs of a cell run together, merged cells repeat downwards and not sideways."""

    def row(definition: bytes, *cells: str) -> bytes:
        filled = b"".join(rb"\pard\intbl " + coded(text) + rb"\cell" for text in cells)
        return rb"\trowd" + definition + filled + rb"\row "

    body = (
        coded("前") + rb"\par"
        + row(rb"\clmgf\cellx1000\clmrg\cellx2000\clvmgf\cellx3000", "任务", "", "司法所")
        + row(rb"\cellx1000\cellx2000\clvmrg\cellx3000", "普法", "宣讲", "", "")
        + rb"\trowd\cellx9 \intbl{\listtext 1.}" + coded("甲") + rb"\par " + coded("乙") + rb"\cell\row"
        + rb"\pard " + coded("后")
    )  # fmt: skip
    document = opened(rtf(body))
    assert document.text.split("\n") == ["前", "任务\t司法所", "普法\t宣讲\t司法所", "1.甲乙", "后"]
    assert [each.synthetic_prefix for each in document.paragraphs] == [0, 0, 0, 2, 0]


def test_a_row_that_is_never_ended_is_read(opened: Opened) -> None:
    """Cells left over before a paragraph or at the end of the file are a row."""
    body = (
        rb"\intbl "
        + coded("甲")
        + rb"\cell "
        + coded("乙")
        + rb"\cell\pard "
        + coded("后")
        + rb"\par\intbl "
        + coded("丙")
    )
    assert opened(rtf(body)).text == "甲\t乙\n后\n丙"


def test_text_boxes_follow_their_paragraph(opened: Opened) -> None:
    """A text box is read after the paragraph it is anchored in, its stand-in for old readers is not."""
    shape = rb"{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt \pard " + coded("框中") + rb"\par}}{\shprslt old}}"
    assert opened(rtf(coded("前") + shape + coded("段") + rb"\par " + coded("后"))).text == "前段\n框中\n后"


def test_a_file_cut_short_is_read_with_a_warning(opened: Opened) -> None:
    """What was read is kept and the reader is told where to look."""
    document = opened(rtf(coded("甲") + rb"\par " + coded("乙"))[:-1])
    assert document.text == "甲\n乙"
    assert "结尾不完整" in document.warnings[0]
    assert opened(rtf(coded("甲")) + b"\r\n\x00\x00").warnings == ()
    assert "没有读取" in opened(rtf(coded("甲")) + rb"\par x}").warnings[0]


def test_broken_characters_are_told(opened: Opened) -> None:
    """Half a character is replaced with a warning."""
    document = opened(rtf(rb"\f0 " + hexed("甲乙")[:-4] + rb"\par " + coded("丙")))
    assert document.text == "甲\ufffd\n丙"
    assert "1 处字符损坏" in document.warnings[0]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"{\\rtf1}", "没有可读的文字"),
        (b"{\\rtf1" + b"{" * 3_000, "嵌套"),
        (b"{\\rtf1 " + b"\\b" * 20_000, "庞大"),
        (b"{\\rtf1 " + b"x" * 4_100_000, "万字"),
        (rtf(b"\\trowd\\clvmgf\\cellx0 " + b"x" * 90_000 + b"\\cell\\row\\trowd" + REPEATED), "万字"),
    ],
)  # fmt: skip
def test_hostile_files_are_refused(opened: Opened, monkeypatch: pytest.MonkeyPatch, data: bytes, word: str) -> None:
    """Nesting, tokens, text and repeated cells all have an end."""
    monkeypatch.setattr(rtf_tokens, "MAX_TOKENS", 10_000)
    with pytest.raises(BadInputError, match="未导入任何内容") as caught:
        opened(data)
    assert word in caught.value.message
