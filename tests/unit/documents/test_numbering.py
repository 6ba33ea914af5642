"""Automatic numbers of Word lists: where a paragraph gets its list from, and how the counters run."""

from collections.abc import Callable

import pytest
from tests.unit.documents.papers import abstract, definition, item, level, listed, run, word_file, word_style

from planrunner.extract.document import Document

Opened = Callable[[bytes], Document]

CHAPTERS = level(0, "chineseCounting", "%1、") + level(1, "chineseCounting", "（%2）") + level(2, "decimal", "%3.")
HEADINGS = word_style("1", "a", 1) + word_style("2", "1")


def lines(document: Document) -> list[str]:
    """Return the lines of a document."""
    return document.text.split("\n")


def test_the_number_stands_in_front_and_its_length_is_told(opened: Opened) -> None:
    """The text begins with the number; what follows it is the paragraph as typed."""
    document = opened(word_file(item("工作打算") + item("办好夜校", level=1), numbering=definition(CHAPTERS)))
    assert document.text == "一、工作打算\n（一）办好夜校"
    assert [each.synthetic_prefix for each in document.paragraphs] == [2, 3]
    assert document.reading.text == document.text


def test_deeper_levels_begin_again(opened: Opened) -> None:
    """After the next chapter the sections count from one."""
    body = item("甲") + item("乙", level=1) + item("丙", level=1) + item("丁") + item("戊", level=1)
    assert lines(opened(word_file(body, numbering=definition(CHAPTERS)))) == [
        "一、甲",
        "（一）乙",
        "（二）丙",
        "二、丁",
        "（一）戊",
    ]


@pytest.mark.parametrize(
    ("restart", "expected"),
    [("", "（一）"), ('<w:lvlRestart w:val="0"/>', "（二）"), ('<w:lvlRestart w:val="1"/>', "（一）")],
)
def test_a_level_may_be_told_not_to_begin_again(opened: Opened, restart: str, expected: str) -> None:
    """With lvlRestart 0 a level counts through all chapters."""
    levels = level(0, "chineseCounting", "%1、") + level(1, "chineseCounting", "（%2）", restart)
    body = item("甲") + item("乙", level=1) + item("丙") + item("丁", level=1)
    assert lines(opened(word_file(body, numbering=definition(levels))))[3] == f"{expected}丁"


def test_lists_that_share_a_definition_go_on_counting(opened: Opened) -> None:
    """A second list continues the first, unless it says where to start, which it does once."""
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = abstract(CHAPTERS) + listed(1, 1) + listed(2, 1) + listed(3, 1, anew)
    body = item("甲", 1) + item("乙", 2) + item("丙", 3) + item("丁", 3) + item("戊", 1)
    assert lines(opened(word_file(body, numbering=numbering))) == ["一、甲", "二、乙", "一、丙", "二、丁", "三、戊"]


def test_a_list_may_print_a_level_in_its_own_way(opened: Opened) -> None:
    """An overriding level takes the place of the shared one."""
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "第%1条")}</w:lvlOverride>'
    numbering = abstract(CHAPTERS) + listed(1, 1) + listed(2, 1, other)
    assert lines(opened(word_file(item("甲", 1) + item("乙", 2), numbering=numbering))) == ["一、甲", "第2条 乙"]


def test_styles_bring_their_list(opened: Opened) -> None:
    """A style, or the one it is based on, numbers its paragraphs; the level that names it tells how deep."""
    levels = level(0, "chineseCounting", "%1、", '<w:pStyle w:val="1"/>') + level(
        1, "decimal", "%2.", '<w:pStyle w:val="2"/><w:suff w:val="nothing"/>'
    )
    body = item("甲", None, None, style="1") + item("乙", None, None, style="2") + item("丙", None, None)
    document = opened(word_file(body, numbering=definition(levels), styles=HEADINGS))
    assert lines(document) == ["一、甲", "1.乙", "丙"]


def test_a_paragraph_may_turn_its_number_off(opened: Opened) -> None:
    """The list with the number 0 is none."""
    body = item("甲", None, None, style="1") + item("乙", 0, 0, style="1") + item("丙", None, None, style="1")
    assert lines(opened(word_file(body, numbering=definition(CHAPTERS), styles=HEADINGS))) == ["一、甲", "乙", "二、丙"]


def test_numbers_of_several_levels_and_in_digits(opened: Opened) -> None:
    """A pattern may name the levels above; isLgl writes them all in digits."""
    levels = (
        level(0, "chineseCounting", "%1、")
        + level(1, "decimal", "%1.%2", "<w:isLgl/>")
        + level(2, "decimal", "%1-%2-%3")
    )
    body = item("甲") + item("乙", level=1) + item("丙", level=2)
    assert lines(opened(word_file(body, numbering=definition(levels)))) == ["一、甲", "1.1 乙", "一-1-1 丙"]


def test_bullets_and_unknown_lists_have_no_number(opened: Opened) -> None:
    """A bullet is a sign, not a number; a list that is not defined numbers nothing."""
    body = item("甲") + item("乙", 7) + item("丙", 1, 5)
    document = opened(word_file(body, numbering=definition(level(0, "bullet", "\u25cf"))))
    assert lines(document) == ["甲", "乙", "丙"]
    assert all(each.synthetic_prefix == 0 for each in document.paragraphs)


def test_a_definition_may_lie_behind_a_style(opened: Opened) -> None:
    """NumStyleLink leads through a style and its list to the definition that has the levels."""
    styles = (
        '<w:style w:type="numbering" w:styleId="n"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    numbering = abstract('<w:numStyleLink w:val="n"/>', 1) + abstract(CHAPTERS, 2) + listed(1, 1) + listed(2, 2)
    assert lines(opened(word_file(item("甲", 1) + item("乙", 2), numbering=numbering, styles=styles))) == [
        "一、甲",
        "二、乙",
    ]


@pytest.mark.parametrize(
    ("numbering", "styles"),
    [
        (definition(CHAPTERS), word_style("s", "s")),
        (abstract('<w:numStyleLink w:val="s"/>') + listed(1, 1), word_style("s", "", 1)),
        (definition(level(0, "decimal", "%1" * 5000, start=999_999)), ""),
        (definition('<w:lvl w:ilvl="99"/><w:lvl w:ilvl="x"/><w:lvl w:ilvl="0"><w:start w:val="99999999999"/></w:lvl>'), ""),
        (listed(1, 9), ""),
    ],
)  # fmt: skip
def test_circles_and_nonsense_end(opened: Opened, numbering: str, styles: str) -> None:
    """Styles based on themselves, endless patterns and absurd numbers give a document all the same."""
    document = opened(
        word_file(item("甲", style="s") + item("乙", None, None, style="s"), numbering=numbering, styles=styles)
    )
    assert [line[-1] for line in lines(document)] == ["甲", "乙"]
    assert len(document.text) < 1000


def test_an_empty_item_counts_and_is_left_out(opened: Opened) -> None:
    """A number without a text says nothing, but the next item has the next number."""
    body = item("甲") + item("") + item("丙")
    assert lines(opened(word_file(body, numbering=definition(CHAPTERS)))) == ["一、甲", "三、丙"]


def test_numbered_cells_of_a_table(opened: Opened) -> None:
    """A column that holds nothing but automatic numbers is read with them."""
    rows = "".join(
        f"<w:tr><w:tc>{item('')}</w:tc><w:tc><w:p>{run(text)}</w:p></w:tc></w:tr>" for text in ("普法宣讲", "案卷评查")
    )
    document = opened(word_file(f"<w:tbl>{rows}</w:tbl>", numbering=definition(level(0, "decimal", "%1"))))
    assert lines(document) == ["1\t普法宣讲", "2\t案卷评查"]
    assert [each.synthetic_prefix for each in document.paragraphs] == [1, 1]


def test_only_the_first_line_of_an_item_has_the_number(opened: Opened) -> None:
    """A line break in an item begins a line without a number."""
    broken = item("甲").replace("</w:p>", "<w:r><w:br/><w:t>续</w:t></w:r></w:p>")
    document = opened(word_file(broken, numbering=definition(CHAPTERS)))
    assert lines(document) == ["一、甲", "续"]
    assert [each.synthetic_prefix for each in document.paragraphs] == [2, 0]


def test_a_deleted_item_is_not_counted(opened: Opened) -> None:
    """A paragraph deleted with its mark is gone; where only the mark is, the next paragraph runs on."""
    gone = '<w:del w:id="1"/>'
    deleted = item("", mark=gone).replace("</w:p>", "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>")
    body = item("甲") + deleted + item("丙") + item("丁", mark=gone) + item("戊", None, None) + item("己")
    assert lines(opened(word_file(body, numbering=definition(CHAPTERS)))) == ["一、甲", "二、丙", "三、丁戊", "四、己"]


def test_a_default_style_numbers_paragraphs_without_one(opened: Opened) -> None:
    """A paragraph that names no style has the default one."""
    styles = word_style("a", "", 1).replace("w:styleId", 'w:default="1" w:styleId')
    assert opened(word_file(item("甲", None, None), numbering=definition(CHAPTERS), styles=styles)).text == "一、甲"
