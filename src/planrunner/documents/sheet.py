"""Reading a table back from .xlsx: rows as dictionaries by column name, whatever was sorted or filtered meanwhile."""

import io
import zipfile
from datetime import date, datetime

from planrunner.documents.container import read_part
from planrunner.errors import BadInputError

Value = str | int | float | date | None
_MOST_ROWS = 20_000
_HEADER_WITHIN = 10
"""Rows in which the column names must stand."""


def read_table(data: bytes, name: str, wanted: str) -> list[dict[str, Value]]:
    """Return the rows under the header that has a column called `wanted`, on the first sheet that has one.

    Blank rows are left out; text is stripped. Raises BadInputError for what is no workbook, is hostile, or has no such
    column; `name` is the file's name for the message.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.namelist():
                if part.endswith(".xml"):
                    read_part(archive, part, name)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError) as error:
        raise BadInputError(f"“{name}”不是 .xlsx 表格或已损坏，没有读入。请用 WPS 另存为 .xlsx 后重试。") from error
    try:
        for sheet in book.worksheets:
            header: list[str] | None = None
            rows: list[dict[str, Value]] = []
            for number, cells in enumerate(sheet.iter_rows(values_only=True)):
                values = [_value(cell) for cell in cells]
                if header is None:
                    if wanted in values:
                        header = [str(value or "") for value in values]
                    elif number > _HEADER_WITHIN:
                        break
                elif any(value is not None for value in values):
                    rows.append(dict(zip(header, values, strict=False)))
                if len(rows) > _MOST_ROWS:
                    raise BadInputError(f"“{name}”超过 {_MOST_ROWS} 行，不像一份任务分解表，没有读入。")
            if header is not None:
                return rows
    finally:
        book.close()
    raise BadInputError(f"“{name}”里没有“{wanted}”这一列，没有读入。请用 planrunner plan export 导出的表来改。")


def _value(cell: object) -> Value:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, str):
        return cell.strip() or None
    return cell if isinstance(cell, int | float | date) else None
