"""Plain text in every encoding that offices use, and what is no text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planrunner.documents.txt import decode, read_txt
from planrunner.errors import BadInputError

TEXT = "\r\n三、下一步打算\r\n\r\n（一）办好法治夜校，每季度一次。\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (b"\xef\xbb\xbf", "utf-8"),
        (b"", "gb18030"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
def test_every_usual_encoding_gives_the_same_text(mark: bytes, encoding: str) -> None:
    """Line ends stay as they are and the byte-order mark is not counted."""
    decoded = decode(mark + TEXT.encode(encoding), "x.txt")
    assert (decoded.text, decoded.encoding, decoded.warning) == (TEXT, encoding, "")


def test_a_few_bytes_of_gbk_are_chinese() -> None:
    """Detection by statistics fails on a title of eleven bytes; the ladder does not."""
    assert decode("2023年计划".encode("gbk"), "x").text == "2023年计划"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from("\r\n\t"), min_size=1))
def test_whatever_text_is_saved_as_utf8_is_read_back(text: str) -> None:
    """UTF-8 with its mark is read back character by character, or refused where nothing but white space stands in it."""
    try:
        assert read_txt(b"\xef\xbb\xbf" + text.encode(), "x").text == text
    except BadInputError:
        assert not text.strip("\u200b\u2060\ufeff\xad\u200c\u200d\u200e\u200f").strip()


def test_a_broken_character_is_replaced_with_a_warning() -> None:
    """One bad byte in a long file costs one character, and the reader is told."""
    data = TEXT.encode() * 40
    document = read_txt(data[:300] + b"\xff" + data[300:], "x.txt")
    assert document.text.count("\ufffd") >= 1
    assert "损坏" in document.warnings[0]


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"\x00" * 64, b"\x7fELF" + bytes(200), b"ab\x00cd"])
def test_binary_content_is_refused(data: bytes) -> None:
    """A program or picture with the name of a text is refused in Chinese."""
    with pytest.raises(BadInputError, match=r"“乱码.txt”.*未导入任何内容"):
        read_txt(data, "乱码.txt")


@pytest.mark.parametrize("data", [b" \r\n\t\n", "\u3000\ufeff\n".encode()])
def test_a_file_of_white_space_is_empty(data: bytes) -> None:
    """Nothing to read is said to be nothing."""
    with pytest.raises(BadInputError, match="空文件"):
        read_txt(data, "x.txt")


def test_paragraphs_are_spans_of_the_text_as_it_stands() -> None:
    """Each paragraph begins and ends at its own first and last character."""
    document = read_txt(TEXT.encode(), "x.txt")
    assert [document.text[each.start : each.end] for each in document.paragraphs] == [
        "三、下一步打算",
        "（一）办好法治夜校，每季度一次。",
    ]
    assert all(each.page is None and each.synthetic_prefix == 0 for each in document.paragraphs)
