"""Tables as they are printed: read back from the file, nothing cut, the whole width on one page."""

import io
from datetime import date

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from planrunner.reports.sheet import Cell, Chart, Column, Sheet, to_xlsx

COLUMNS = (Column("编号", 7), Column("时限依据", 21), Column("日期", 12), Column("版本", 5, hidden=True))
LINE = 13
"""Points that a line of the letters used takes at the least."""


def page(*rows: tuple[Cell, ...], chart: Chart | None = None, **more: str) -> Worksheet:
    """Return a sheet with rows as openpyxl reads it."""
    sheet = Sheet("表", "题目", COLUMNS, rows, chart, **more)  # type: ignore[arg-type]
    return openpyxl.load_workbook(io.BytesIO(to_xlsx([sheet])))["表"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("短", 1), ("十个汉字占二十格位置", 1), ("字" * 11, 2), ("字" * 100, 10), ("一\n二\n\n三", 4),
        ("字" * 11 + "\n" + "a" * 41, 5), ("", 1),
    ],
)  # fmt: skip
def test_a_row_is_as_high_as_its_text(text: str, lines: int) -> None:
    """Rows are made high enough for the text of their columns, wide characters counted twice, and hardly higher."""
    height = page(("T1", text, None, "字" * 500)).row_dimensions[3].height
    assert lines * LINE <= height <= (lines + 1) * 15


def test_a_row_is_never_higher_than_excel_allows() -> None:
    """A text of thousands of characters gives the highest row there is and a file that opens."""
    assert 400 < page(("T1", "字" * 5000, None, "")).row_dimensions[3].height <= 409


def test_a_sheet_is_printed_whole() -> None:
    """Landscape, all columns on one page, as many pages down as needed, each under the column names and with its number."""
    for paper, code in (("A4", "9"), ("A3", "8")):
        seen = page(("T1", "字", date(2022, 3, 1), ""), ("T2", "字", None, ""), paper=paper)
        assert (seen.page_setup.orientation, str(seen.page_setup.paperSize)) == ("landscape", code)
        assert seen.sheet_properties.pageSetUpPr is not None
        assert seen.sheet_properties.pageSetUpPr.fitToPage
        assert seen.page_setup.fitToHeight == 0
        assert seen.print_title_rows == "$2:$2"
        assert seen.print_area == "'表'!$A$1:$D$4"
        assert "&P" in seen.oddFooter.center.text


def test_a_sheet_with_a_chart_is_one_page() -> None:
    """The chart below a table is printed with it: the print area leaves it in, and it is not cut over two pages."""
    seen = page(("T1", 3, None, ""), chart=Chart("图", (1,), 1))
    assert not seen.print_area
    assert seen.page_setup.fitToHeight in (None, 1)
    assert len(seen._charts) == 1
