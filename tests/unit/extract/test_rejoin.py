"""The cleaned reading: what is joined, what is left out, and that every character is found again in the source."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planrunner.extract.reading import CELL, rejoin

PARAGRAPHS = (
    "青石镇法治建设工作报告",
    "一年来，青石镇把依法行政贯穿各项工作，干部群众的法治意识有了提高，现将情况报告如下：",
    "一、主要工作",
    "1、健全机制。我镇每月研究一次法治工作，司法所牵头整理问题清单，逐项明确站所和完成时间，年中和年底各对账一次。",
    "2、宣传法律。一是走进集市和学校，二是用好村广播，让村民在家门口就能听到法律知识，全年发放材料一千余份。",
    "二、下一步打算",
    "（一）继续办好法治夜校，每季度开课一次，请律师和调解员轮流讲课，并把课后问答整理成册发到各村。",
)
SOURCE_TEXT = st.text(
    alphabet=st.sampled_from("法治政府依行，。；：、“”《》（）一二是要0123９４ \t\n\r\u3000\xa0\ufeff,;:()abd<p>/.")
    | st.characters(codec="utf-8"),
    max_size=200,
)


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of the reading of a text."""
    reading = rejoin(text)
    return [reading.text[start:end] for start, end in reading.paragraphs]


@given(SOURCE_TEXT)
@example("法 and 治")
@example("a\n\n一\tb\tc")
@example("<p>法</p>")
def test_every_span_of_the_reading_maps_inside_the_source(text: str) -> None:
    """Offsets ascend, stay inside the source and end at its end; no paragraph is empty."""
    reading = rejoin(text)
    assert len(reading.offsets) == len(reading.text) + 1
    assert reading.offsets[-1] == len(text)
    assert all(one <= two for one, two in zip(reading.offsets, reading.offsets[1:], strict=False))
    for start, end in reading.paragraphs:
        left, right = reading.source(start, end)
        assert 0 <= left < right <= len(text)


@given(SOURCE_TEXT)
def test_mapped_characters_agree_apart_from_the_normalisations(text: str) -> None:
    """A character of the reading is the source's own, or its full-width or joined form."""
    reading = rejoin(text)
    normalised = dict(zip("０１２３４５６７８９,;:()!?\t", "0123456789，；：（）！？" + CELL, strict=True))
    for char, offset in zip(reading.text, reading.offsets, strict=False):
        if char in "\n ":
            continue
        source = text[offset]
        assert source == char or normalised.get(source) == char or (char == "和" and text[offset : offset + 3] == "and")


@given(SOURCE_TEXT)
def test_reading_never_keeps_space_beside_chinese(text: str) -> None:
    """White space survives only between words of Latin letters and digits."""
    clean = rejoin(text).text
    for line in clean.split("\n"):
        for before, space, after in zip(line, line[1:], line[2:], strict=False):
            assert space != " " or (before.isascii() and after.isascii())


@pytest.mark.parametrize("width", [20, 28, 35, 40])
@pytest.mark.parametrize("indent", ["", "　　"])
def test_hard_wraps_are_joined_again(width: int, indent: str) -> None:
    """A text wrapped at any usual width reads as the paragraphs it was wrapped from, but for one at most."""
    lines = [(indent + text)[at : at + width] for text in PARAGRAPHS for at in range(0, len(indent + text), width)]
    got = paragraphs_of("\n".join(lines))
    assert sum(text in got for text in PARAGRAPHS) >= len(PARAGRAPHS) - 1
    assert "".join(got) == "".join(PARAGRAPHS)


def test_page_breaks_inside_sentences_are_joined_though_blank_lines_stand_everywhere() -> None:
    """A sentence broken by a page is one sentence; the page's number is left out."""
    first, second = PARAGRAPHS[3][:40], PARAGRAPHS[3][40:]
    got = paragraphs_of("\n\n".join([*PARAGRAPHS[:3], first, "— 3 —", second, *PARAGRAPHS[4:]]))
    assert got == list(PARAGRAPHS)


def test_titles_and_fields_are_not_joined() -> None:
    """Short lines without a stop, and lines that are fields, stay on their own."""
    title = "标题: 青石镇人民政府关于报送二〇二二年度法治政府建设工作情况以及下一年度打算的报告"
    text = f"{title}\n发布时间: 2023-01-05\n青石镇工作报告\n各位同志：\n"
    assert len(paragraphs_of(text)) == 4


def test_the_artefact_and_reads_as_a_chinese_and() -> None:
    """“ and ” between Chinese words reads 和 and maps to the word it came from; between Latin words it stays."""
    text = "群众 and 企业，R and D"
    reading = rejoin(text)
    assert reading.text == "群众和企业，R and D"
    assert text[reading.offsets[2]] == "a"


def test_page_source_is_read_by_its_tags() -> None:
    """Block tags end a line, other tags vanish, and the text between them keeps its place."""
    text = "<div class='x'><h2>报告</h2><p>一、工作<b>情况</b></p><p>二、打算&nbsp;如下。</p></div>"
    assert paragraphs_of(text) == ["报告", "一、工作情况", "二、打算如下。"]


def test_table_rows_keep_their_cells_apart() -> None:
    """Tabs between cells read as a separator; a single tab after a number in plain text does not."""
    assert paragraphs_of("1\t开展学法考试\t司法所") == [f"1{CELL}开展学法考试{CELL}司法所"]
    assert paragraphs_of("一、\t加强学习。") == ["一、加强学习。"]
