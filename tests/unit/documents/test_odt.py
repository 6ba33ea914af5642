"""What of an OpenDocument text is read: the page as its reader sees it, with the numbers of lists and headings."""

from collections.abc import Callable

import pytest
from tests.unit.documents.papers import open_text_file, zipped

from planrunner.errors import BadInputError
from planrunner.extract.document import Document

Opened = Callable[[bytes], Document]


def list_style(name: str, *levels: str) -> str:
    """Return a list style."""
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def level(at: int, form: str, more: str = "", follow: str = "listtab") -> str:
    """Return one level of a list style."""
    alignment = f'<style:list-level-label-alignment text:label-followed-by="{follow}"/>'
    properties = f"<style:list-level-properties>{alignment}</style:list-level-properties>"
    return (
        f'<text:list-level-style-number text:level="{at}" style:num-format="{form}" {more}>{properties}'
        "</text:list-level-style-number>"
    )


CHINESE = "一, 二, 三, ..."
CHAPTERS = list_style(
    "L",
    level(1, CHINESE, 'style:num-suffix="、"'),
    level(2, CHINESE, 'style:num-prefix="（" style:num-suffix="）"'),
    level(3, "1", 'style:num-suffix="." text:display-levels="2"'),
)


def items(*texts: str, attributes: str = 'text:style-name="L"') -> str:
    """Return a list; a text that is already an element stands as it is."""
    inner = "".join(
        f"<text:list-item>{text if text.startswith('<') else f'<text:p>{text}</text:p>'}</text:list-item>"
        for text in texts
    )
    return f"<text:list {attributes}>{inner}</text:list>"


def lines(document: Document) -> list[str]:
    """Return the lines of a document."""
    return document.text.split("\n")


def test_paragraphs_and_headings_in_order(opened: Opened) -> None:
    """Each paragraph is a line; spaces, tabs and line breaks are elements of their own."""
    body = (
        '<text:h text:outline-level="1">清源镇\n  报告</text:h><text:p/>'
        '<text:p>第<text:span>一</text:span>季<text:s text:c="999999999"/>度<text:tab/>末<text:line-break/>完成</text:p>'
    )
    document = opened(open_text_file(body))
    assert document.text == "清源镇 报告\n第一季 度 末\n完成"
    assert document.format == "odt"


def test_lists_are_numbered_by_their_style(opened: Opened) -> None:
    """A nested list is one level down and begins again in the next item; its levels print in their own ways."""
    nested = "<text:p>工作打算</text:p>" + items("办好夜校", "开展宣讲", attributes="")
    body = items(
        nested,
        "<text:p>保障</text:p>" + items("<text:p>经费</text:p>" + items("列入预算", attributes=""), attributes=""),
    )
    document = opened(open_text_file(body, automatic=CHAPTERS))
    assert lines(document) == [
        "一、工作打算",
        "（一）办好夜校",
        "（二）开展宣讲",
        "二、保障",
        "（一）经费",
        "一.1. 列入预算",
    ]
    assert [each.synthetic_prefix for each in document.paragraphs] == [2, 3, 3, 2, 3, 5]


def test_only_the_first_paragraph_of_an_item_is_numbered(opened: Opened) -> None:
    """Further paragraphs and list headers have no number; an item without a text counts."""
    body = (
        '<text:list text:style-name="L"><text:list-header><text:p>总说</text:p></text:list-header>'
        "<text:list-item><text:p>甲</text:p><text:p>续</text:p></text:list-item>"
        "<text:list-item><text:p/></text:list-item><text:list-item><text:p>丙</text:p></text:list-item></text:list>"
    )
    assert lines(opened(open_text_file(body, automatic=CHAPTERS))) == ["总说", "一、甲", "续", "三、丙"]


def test_a_list_goes_on_where_it_says_so(opened: Opened) -> None:
    """Another list begins anew, unless it continues the one before or the one that it names."""
    named = 'text:style-name="L" xml:id="a"'
    body = (
        items("甲", attributes=named)
        + items("乙")
        + items("丙", attributes='text:style-name="L" text:continue-numbering="true"')
        + items("丁", attributes='text:style-name="L" text:continue-list="a"')
        + '<text:list text:style-name="L"><text:list-item text:start-value="5"><text:p>戊</text:p></text:list-item></text:list>'
    )
    assert lines(opened(open_text_file(body, automatic=CHAPTERS))) == ["一、甲", "一、乙", "二、丙", "二、丁", "五、戊"]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (level(1, "1", 'loext:num-list-format="第%1%条"'), "第1条 甲"),
        (level(1, "一, 二, 三, ...", 'loext:num-list-format="第%1%条" style:num-suffix="条"', "nothing"), "第一条甲"),
        (level(1, "a", 'style:num-suffix=")" text:start-value="3"'), "c) 甲"),
        (level(1, "①, ②, ③, ..."), "① 甲"),
        (level(1, "壹, 贰, 叁, ...", 'style:num-suffix="、"'), "壹、甲"),
        (level(1, "子, 丑, 寅, ..."), "子 甲"),
        (level(1, "新"), "1 甲"),
        (level(1, ""), "甲"),
        (level(2, "1"), "甲"),
        ('<text:list-level-style-bullet text:level="1" text:bullet-char="•"/>', "甲"),
        (level(1, "1", 'text:start-value="99999999999"'), "1 甲"),
    ],
)
def test_each_way_to_print_a_level(opened: Opened, shape: str, expected: str) -> None:
    """Formats, prefixes and patterns of a level; bullets and empty formats print nothing."""
    assert opened(open_text_file(items("甲"), automatic=list_style("L", shape))).text == expected


def test_the_style_of_the_paragraph_may_name_the_list(opened: Opened) -> None:
    """A list without a style has that of its paragraphs, which may come from a parent style."""
    styles = (
        '<style:style style:family="paragraph" style:name="A" style:list-style-name="L"/>'
        '<style:style style:family="paragraph" style:name="B" style:parent-style-name="A"/>' + CHAPTERS
    )
    body = items('<text:p text:style-name="B">甲</text:p>', attributes="")
    assert opened(open_text_file(body, styles=styles)).text == "一、甲"


def test_headings_are_numbered_by_the_outline(opened: Opened) -> None:
    """A heading outside of lists has the number of the outline, unless its style or itself says no."""
    outline = "".join(
        f'<text:outline-level-style text:level="{at}" style:num-format="{CHINESE}" {more}/>'
        for at, more in ((1, 'style:num-suffix="、"'), (2, 'style:num-prefix="（" style:num-suffix="）"'))
    )
    styles = (
        f"<text:outline-style>{outline}</text:outline-style>"
        '<style:style style:family="paragraph" style:name="N" style:list-style-name=""/>'
    )
    body = "".join(
        f'<text:h text:outline-level="{at}" {more}>{text}</text:h>'
        for at, text, more in (
            (1, "甲", ""), (2, "乙", ""), (1, "无", 'text:style-name="N"'), (1, "头", 'text:is-list-header="true"'),
            (1, "丙", ""), (2, "丁", ""), (1, "戊", 'text:restart-numbering="true"'),
        )
    )  # fmt: skip
    assert lines(opened(open_text_file(body, styles=styles))) == [
        "一、甲", "（一）乙", "无", "头", "二、丙", "（一）丁", "一、戊",
    ]  # fmt: skip


def test_numbered_paragraphs_outside_of_lists(opened: Opened) -> None:
    """A numbered paragraph names its list and its level."""
    body = "".join(
        f'<text:numbered-paragraph text:list-id="a" text:level="{at}" text:style-name="L"><text:p>{text}</text:p>'
        "</text:numbered-paragraph>"
        for at, text in ((1, "甲"), (2, "乙"), (1, "丙"))
    )
    assert lines(opened(open_text_file(body, automatic=CHAPTERS))) == ["一、甲", "（一）乙", "二、丙"]


def test_what_is_not_on_the_page_is_dropped(opened: Opened) -> None:
    """Tracked deletions, notes, comments, stored numbers, descriptions of pictures and hidden text."""
    hidden = (
        '<style:style style:family="text" style:name="H"><style:text-properties text:display="none"/></style:style>'
    )
    body = (
        '<text:section text:display="none"><text:p>密</text:p></text:section>'
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>旧</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:p>政<text:note><text:note-body><text:p>注</text:p></text:note-body></text:note>务<text:change text:change-id="1"/>'
        "<office:annotation><text:p>批</text:p></office:annotation>公"
        '<text:span text:style-name="H">密</text:span>开<draw:frame><svg:desc>图</svg:desc></draw:frame></text:p>'
        '<text:h text:outline-level="1"><text:number>1.</text:number>后</text:h>'
    )
    assert opened(open_text_file(body, automatic=hidden)).text == "政务公开\n后"


def test_text_boxes_follow_their_paragraph(opened: Opened) -> None:
    """A text box is read after the paragraph it is anchored in."""
    box = "<draw:frame><draw:text-box><text:p>框中</text:p></draw:text-box></draw:frame>"
    assert opened(open_text_file(f"<text:p>前{box}段</text:p><text:p>后</text:p>")).text == "前段\n框中\n后"


def test_a_table_row_is_a_paragraph_of_cells(opened: Opened) -> None:
    """Cells are joined by tabs; one merged downwards repeats, one merged sideways is read once."""

    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"

    covered = "<table:covered-table-cell/>"
    rows = (
        "<table:table-header-rows><table:table-row>"
        + cell("任务", 'table:number-columns-spanned="2"') + covered + cell("单位")
        + "</table:table-row></table:table-header-rows><table:table-row>"
        + cell("普法") + cell("宣讲") + cell("司法所", 'table:number-rows-spanned="2"')
        + "</table:table-row><table:table-row>" + cell("执法") + cell("评查") + covered + "</table:table-row>"
    )  # fmt: skip
    document = opened(open_text_file(f"<text:p>前</text:p><table:table>{rows}</table:table>"))
    assert lines(document) == ["前", "任务\t单位", "普法\t宣讲\t司法所", "执法\t评查\t司法所"]


def test_a_merged_cell_repeated_without_end_is_refused(opened: Opened) -> None:
    """A small file cannot ask for any amount of text by repeating a long cell."""
    first = f'<table:table-cell table:number-rows-spanned="900"><text:p>{"长" * 9000}</text:p></table:table-cell>'
    rows = f"<table:table-row>{first}</table:table-row>"
    rows += "<table:table-row><table:covered-table-cell/></table:table-row>" * 899
    with pytest.raises(BadInputError, match=r"万字.*未导入任何内容"):
        opened(open_text_file(f"<table:table>{rows}</table:table>"))


def test_other_open_documents_and_locked_ones_are_refused(opened: Opened) -> None:
    """A spreadsheet is no report, and an encrypted file says so."""
    office = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    sheet = f"<o {office}><office:body><office:spreadsheet/></office:body></o>"
    with pytest.raises(BadInputError, match=r"不是文字文档.*未导入任何内容"):
        opened(zipped({"content.xml": sheet}))
    with pytest.raises(BadInputError, match=r"密码.*未导入任何内容"):
        opened(zipped({"content.xml": b"\x00\x01", "META-INF/manifest.xml": "<m><encryption-data/></m>"}))


def test_styles_based_on_themselves_end(opened: Opened) -> None:
    """A circle of styles gives a document all the same."""
    circle = '<style:style style:family="paragraph" style:name="A" style:parent-style-name="A"/>'
    body = items('<text:p text:style-name="A">甲</text:p>', attributes="")
    assert opened(open_text_file(body, automatic=circle)).text == "甲"
