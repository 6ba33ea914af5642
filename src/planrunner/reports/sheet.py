"""A table as an .xlsx file for WPS and Excel: the same values give the same bytes, and no cell is a formula."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal
from unicodedata import east_asian_width

import xlsxwriter

Cell = str | int | float | date | None
_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The day written into the file, so that an unchanged table is an unchanged file."""
_FILLS = (
    ("", "#1F5FA8"), ("wide_upward_diagonal", "#B98500"), ("percent_25", "#B3261E"), ("light_horizontal", "#7A7F87"),
    ("small_grid", "#999999"),
)  # fmt: skip
_MOST_LISTED = 255
"""Characters that Excel takes for a list of choices."""
_PAPERS = {"A3": 8, "A4": 9}
_FONT_SIZE, _LINE = 10, 14
"""Points, of letters and from line to line."""
_MOST_HIGH = 409
"""Points, the highest row that Excel knows."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its width in characters, what may be chosen in it, and whether it is only to be read."""

    name: str
    width: int
    choices: tuple[str, ...] = ()
    fixed: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked bars below a table: one bar for each of its first `rows`, named by the first column, a part per column."""

    title: str
    columns: tuple[int, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a title line above its columns; every row has one cell per column. It is printed as wide as `paper`."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: Chart | None = None
    paper: Literal["A3", "A4"] = "A4"


HEADER_ROW = 1
"""The row of the column names, counted from 0; the title stands above."""


def to_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return sheets as a workbook: frozen header, filters, wrapped text, dates as dates, ready to be printed."""
    out = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "in_memory": True,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": _MADE})
        for sheet in sheets:
            _write(book, sheet)
    return out.getvalue()


def _write(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name)
    cell = {"text_wrap": True, "valign": "top", "border": 1, "font_name": "宋体", "font_size": _FONT_SIZE}
    formats = {
        (fixed, kind): book.add_format(cell | ({"bg_color": "#EEEEEE"} if fixed else {}) | special)
        for fixed in (False, True)
        for kind, special in (
            ("text", {}),
            ("number", {"align": "center"}),
            ("day", {"align": "center", "num_format": "yyyy-mm-dd"}),
        )
    }
    head = book.add_format(cell | {"bold": True, "align": "center", "valign": "vcenter", "bg_color": "#D9E2EC"})
    page.write_string(0, 0, sheet.title, book.add_format({"bold": True, "font_size": 16, "font_name": "宋体"}))
    page.set_row(0, 26)
    page.set_row(HEADER_ROW, _height(sheet.columns, [column.name for column in sheet.columns]))
    last = HEADER_ROW + max(1, len(sheet.rows))
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width, None, {"hidden": column.hidden})
        page.write_string(HEADER_ROW, at, column.name, head)
        if column.choices and len(",".join(column.choices)) < _MOST_LISTED:
            page.data_validation(
                HEADER_ROW + 1, at, last + 100, at, {"validate": "list", "source": list(column.choices)}
            )
    for number, row in enumerate(sheet.rows, HEADER_ROW + 1):
        page.set_row(number, _height(sheet.columns, row))
        for at, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            kind = "day" if isinstance(value, date) else "text" if isinstance(value, str | None) else "number"
            style = formats[column.fixed, kind]
            if value is None:
                page.write_blank(number, at, None, style)
            elif isinstance(value, date):
                page.write_datetime(number, at, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001 - a day
            elif isinstance(value, str):
                page.write_string(number, at, value, style)
            else:
                page.write_number(number, at, value, style)
    if sheet.chart is not None and sheet.chart.rows:
        page.insert_chart(last + 2, 0, _drawn(book, sheet.name, sheet.chart))
    page.freeze_panes(HEADER_ROW + 1, 0)
    page.autofilter(HEADER_ROW, 0, last, len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(_PAPERS[sheet.paper])
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&C第 &P 页，共 &N 页")
    page.center_horizontally()
    if sheet.chart is None:
        page.print_area(0, 0, last, len(sheet.columns) - 1)
    page.fit_to_pages(1, 0 if sheet.chart is None else 1)  # a chart must not be cut
    page.repeat_rows(HEADER_ROW)


def _height(columns: Sequence[Column], row: Sequence[Cell]) -> float:
    """Return the height of a row (points) in which all text is seen: not every program finds it when a file is opened."""
    lines = [
        sum(max(1, math.ceil(_cells(line) / (column.width - 1))) for line in value.split("\n"))
        for column, value in zip(columns, row, strict=True)
        if isinstance(value, str) and not column.hidden
    ]
    return min(_LINE * max(lines, default=1) + 3, _MOST_HIGH)


def _cells(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)


def _drawn(book: xlsxwriter.Workbook, name: str, chart: Chart) -> xlsxwriter.chart.Chart:
    """Return a native chart, so that WPS and Excel can change it; patterns tell the parts apart without colour."""
    drawn = book.add_chart({"type": "bar", "subtype": "stacked"})
    first, last = HEADER_ROW + 1, HEADER_ROW + chart.rows
    for at, column in enumerate(chart.columns):
        pattern, colour = _FILLS[at % len(_FILLS)]
        drawn.add_series(
            {
                "name": [name, HEADER_ROW, column],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, column, last, column],
                **(
                    {"pattern": {"pattern": pattern, "fg_color": colour, "bg_color": "white"}}
                    if pattern
                    else {"fill": {"color": colour}}
                ),
                "border": {"color": colour},
            }
        )
    drawn.set_title({"name": chart.title, "name_font": {"size": 14}})
    drawn.set_y_axis({"reverse": True})
    drawn.set_x_axis(
        {
            "label_position": "high",
            "num_format": "0",
            "major_gridlines": {"visible": True, "line": {"color": "#D0D0D0"}},
        }
    )
    drawn.set_legend({"position": "bottom"})
    drawn.set_size({"width": 760, "height": 120 + 32 * chart.rows})
    return drawn
