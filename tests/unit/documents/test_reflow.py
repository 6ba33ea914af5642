"""Paragraphs from printed pages: whatever a page is set like, the paragraphs that were set come back."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planrunner.documents.geometry import Box, Page
from planrunner.documents.reflow import reflow

SIZE, WIDTH, HEIGHT, LEFT, TOP = 16.0, 595.0, 842.0, 80.0, 100.0
SENTENCES = (
    "全镇定期开展法律明白人培训，",
    "司法所牵头整理调解案卷，",
    "各村每月更新公示栏内容，",
    "镇属部门按时报送执法台账，",
    "综治中心接待来访群众并登记办理结果，",
)
HEADINGS = ("一、前期工作情况", "二、存在的不足", "三、后续工作打算", "（一）抓好学习", "1、完善制度")


def boxes(text: str, x: float, y: float, size: float = SIZE) -> list[Box]:
    """Return a box per character, each as wide as the type."""
    return [Box(char, x + at * size, x + (at + 1) * size, y, size) for at, char in enumerate(text)]


def setting(
    paragraphs: list[str], columns: int, *, indent: int = 2, per_page: int = 20, pitch: float = 1.8
) -> list[Page]:
    """Set paragraphs `columns` characters wide with the first row indented, so many rows on a page."""
    rows = []
    for paragraph in paragraphs:
        text = "\u3000" * indent + paragraph
        rows += [text[at : at + columns] for at in range(0, len(text), columns)]
    pages = []
    for number, start in enumerate(range(0, len(rows), per_page), start=1):
        found = [
            box
            for at, row in enumerate(rows[start : start + per_page])
            for box in boxes(row, LEFT, TOP + at * pitch * SIZE)
        ]
        found += boxes(f"—{number}—", 280.0, 810.0, 10.0)
        if len(rows) > per_page:
            found += boxes("柳溪镇人民政府", LEFT, 40.0, 10.0)
        pages.append(Page(number, WIDTH, HEIGHT, found))
    return pages


def texts(pages: list[Page]) -> list[str]:
    """Return the texts of the paragraphs found."""
    return [line.text for line in reflow(pages)]


paragraph = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=9).map(lambda parts: "".join(parts)[:-1] + "。")


@given(
    st.lists(paragraph | st.sampled_from(HEADINGS), min_size=2, max_size=14), st.integers(22, 30), st.integers(7, 24)
)
def test_indented_paragraphs_come_back(paragraphs: list[str], columns: int, per_page: int) -> None:
    """Paragraphs set with an indent come back whole, over page ends, without running heads and page numbers."""
    full = ["".join(SENTENCES) * 2 + "。", *paragraphs, "".join(SENTENCES) * 3 + "。"]
    assert texts(setting(full, columns, per_page=per_page)) == full


@given(st.lists(paragraph, min_size=2, max_size=9), st.integers(22, 30))
def test_flush_paragraphs_with_short_last_rows_come_back(paragraphs: list[str], columns: int) -> None:
    """Paragraphs set without indents come back where each ends early."""
    full = ["".join(SENTENCES) * 3 + "。", *paragraphs]
    full = [text + "好" * (3 if len(text) % columns in {0, columns - 1} else 0) for text in full]
    assert texts(setting(full, columns, indent=0)) == full


def test_each_paragraph_knows_its_page() -> None:
    """A paragraph that goes over a page end belongs to the page on which it begins."""
    long = "".join(SENTENCES) * 12 + "。"
    found = reflow(setting([long, "四、附则", long], 28, per_page=9))
    assert [line.page for line in found] == [1, 4, 4]


def test_page_numbers_and_heads_go_but_numbers_in_the_text_stay() -> None:
    """A line with a number only is a page number at the edge of the page and text in its middle."""
    page = setting(["".join(SENTENCES) * 3 + "。"], 28)[0]
    inner = Page(1, WIDTH, HEIGHT, [*page.boxes, *boxes("2023", LEFT, 500.0)])
    assert texts([inner])[-1] == "2023"
    assert "—1—" not in "".join(texts([inner]))


def test_a_wider_gap_parts_paragraphs_without_indent() -> None:
    """Text set in blocks: full rows, parted by space."""
    sentence = "村居法律顾问每月到村坐班接受群众咨询并做好记录"
    found = []
    y = TOP
    for _ in range(3):
        for _ in range(3):
            found += boxes(sentence, LEFT, y)
            y += 1.5 * SIZE
        y += 1.5 * SIZE
    assert texts([Page(1, WIDTH, HEIGHT, found)]) == [sentence * 3] * 3


def test_numbered_paragraphs_without_indent_are_parted() -> None:
    """A heading number at the margin after a full stop begins a paragraph."""
    rows = [
        "各村要在每月月底之前把普法台账报到镇司法所汇总，",
        "由司法所统一存档备查，并在下个月的例会上作通报好。",
        "2、综治中心每个季度要汇总一次矛盾纠纷排查的情况，",
    ]
    found = [box for at, row in enumerate(rows) for box in boxes(row, LEFT, TOP + at * 28)]
    assert len(texts([Page(1, WIDTH, HEIGHT, found)])) == 2


def test_a_title_of_two_rows_is_one_paragraph() -> None:
    """Centred rows in larger type are one title."""
    body = "".join(SENTENCES) * 2 + "。"
    page = setting([body, body], 28)[0]
    title = boxes("柳溪镇二〇二三年度法治", 200.0, 60.0 + 30, 20.0) + boxes("建设工作报告", 250.0, 60.0 + 60, 20.0)
    lower = [box._replace(y=box.y + 60) for box in page.boxes if 60 < box.y < 800]
    found = texts([Page(1, WIDTH, HEIGHT, [*title, *lower])])
    assert found[0] == "柳溪镇二〇二三年度法治建设工作报告"
    assert found[1:] == [body, body]


def test_latin_words_at_the_edge_do_not_end_a_paragraph() -> None:
    """A row that ends early because a long word did not fit goes on in the next row."""
    rows = [
        "司法所在全镇推广使用人民调解信息管理平台和",
        "planrunner-reporting软件，各村网格员用手机就能",
        "登记纠纷线索并跟踪办理进度直到办结归档为止，",
    ]
    found = []
    for at, row in enumerate(rows):
        x = LEFT
        for char in row:
            width = SIZE if char > "\u2e80" else SIZE / 2
            found.append(Box(char, x, x + width, TOP + at * 28, SIZE))
            x += width
    assert texts([Page(1, WIDTH, HEIGHT, found)]) == ["".join(rows)]


def test_two_columns_are_read_one_after_the_other() -> None:
    """A page in two columns below a title: the title, then the left column, then the right one."""
    left, right = "".join(SENTENCES) * 3 + "。", "".join(reversed(SENTENCES)) * 3 + "。"
    rows: list[Box] = boxes("柳溪镇法治建设情况简报第三期", 180.0, 90.0, 18.0)
    for text, x in ((left, 60.0), (right, 320.0)):
        set_text = "\u3000\u3000" + text
        for at in range(0, len(set_text), 20):
            rows += boxes(set_text[at : at + 20], x, 130.0 + at / 20 * 18, 12.0)
    assert texts([Page(1, WIDTH, HEIGHT, rows)]) == ["柳溪镇法治建设情况简报第三期", left, right]


COLUMNS = (80.0, 140.0, 330.0, 450.0)


def table(rows: Sequence[tuple[tuple[str, ...], ...]], top: float) -> list[Box]:
    """Set a table: each row is its printed lines, each line the text of the columns."""
    found: list[Box] = []
    for printed in rows:
        for line in printed:
            for x, text in zip(COLUMNS, line, strict=True):
                found += boxes(text, x, top, 11.0)
            top += 17.0
    return found


def test_a_table_gives_a_line_per_row() -> None:
    """Cells are parted by tabs, and what wraps in a cell is put together again."""
    rows = [
        (("序", "工作任务", "责任单位", "时限"),),
        (("1", "开展学法考试并", "司法所", "六月"), ("", "通报成绩", "", "")),
        (("2", "公布权责清单", "党政办", "九月"),),
    ]
    body = "".join(SENTENCES) * 2 + "。"
    page = setting([body], 26)[0]
    found = texts([Page(1, WIDTH, HEIGHT, [*page.boxes, *table(rows, 400.0)])])
    assert found == [
        body,
        "序\t工作任务\t责任单位\t时限",
        "1\t开展学法考试并通报成绩\t司法所\t六月",
        "2\t公布权责清单\t党政办\t九月",
    ]


def test_ruled_lines_part_rows_whose_first_cell_stands_in_the_middle() -> None:
    """With ruled lines the rows are exact, wherever in its cell a text stands."""
    rows = [
        (("序", "工作任务", "责任单位", "时限"),),
        (("", "开展学法考试并", "", ""), ("1", "按季通报成绩，", "司法所", "六月"), ("", "成绩归档", "", "")),
        (("2", "公布权责清单", "党政办", "九月"),),
    ]
    page = Page(1, WIDTH, HEIGHT, table(rows, 400.0), (388.0, 405.0, 456.0, 473.0))
    assert texts([page])[1] == "1\t开展学法考试并按季通报成绩，成绩归档\t司法所\t六月"


@pytest.mark.parametrize("size", [0.1, 1.0, 40.0])
def test_odd_pages_are_no_trouble(size: float) -> None:
    """Empty pages, one glyph, everything in one place: something comes back or nothing does."""
    assert reflow([]) == []
    assert reflow([Page(1, 0.0, 0.0, [])]) == []
    assert texts([Page(1, 0.0, 0.0, [Box("文", 0.0, 0.0, 0.0, size)] * 3)]) == ["文文文"]


def test_thousands_of_pieces_in_a_row_are_no_table() -> None:
    """A row of ten thousand pieces far apart is read at once."""
    found = [Box("好", 40.0 * at, 40.0 * at + 16, y, SIZE) for y in (100.0, 130.0) for at in range(10_000)]
    assert sum(len("".join(text.split())) for text in texts([Page(1, WIDTH, HEIGHT, found)])) == 20_000


box = st.builds(
    Box,
    st.sampled_from(["好", "1", " ", "a", "、", "一、"]),
    st.floats(-50, 700),
    st.floats(-50, 700),
    st.floats(-50, 900),
    st.floats(0.5, 60),
)


@given(st.lists(st.lists(box, max_size=40), max_size=4))
def test_any_boxes_are_reflowed(pages: list[list[Box]]) -> None:
    """However boxes stand, each visible character comes back at most once, and none of them twice."""
    lines = reflow([Page(at, WIDTH, HEIGHT, found) for at, found in enumerate(pages, start=1)])
    given_count = sum(len(each.text.strip()) for found in pages for each in found)
    assert sum(len("".join(line.text.split())) for line in lines) <= given_count
