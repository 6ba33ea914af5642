"""Paragraphs and tables of RTF, where a paragraph is known only by its end and a row only by its last cell."""

from planrunner.documents.build import Line
from planrunner.documents.labels import Rows, cell, numbered, with_suffix
from planrunner.documents.rtf_text import Characters


class Flow:
    """One stream of paragraphs, of the body or of a text box; `out` holds the lines that are done."""

    def __init__(self, table: Rows) -> None:
        self._table = table
        self.out: list[Line] = []
        self.text = Characters()
        self._label = ""
        self._boxes: list[Line] = []
        self._in_cell: list[Line] = []
        self._cells: list[Line] = []
        self._merge = ""
        self._columns: list[tuple[str, int]] = []
        self._above: dict[int, Line] = {}

    def set_label(self, label: str) -> None:
        """Take the automatic number of this paragraph; signs without a letter or digit are bullets and say nothing."""
        if self.text.is_blank:
            shown = any(char.isalnum() for char in label) and label.strip() != "o"
            self._label = with_suffix(label, apart=label.endswith(" ")) if shown else ""

    def add_box(self, lines: list[Line]) -> None:
        """Put the lines of a text box after the paragraph it is anchored in."""
        self._boxes += lines

    def join_next(self) -> None:
        """Let the paragraph run on into the next one, as its mark is not there for the reader."""
        if self.text.is_blank:
            self._label = ""

    def end_paragraph(self, *, in_table: bool) -> None:
        """End a paragraph of the body or inside a table cell."""
        line = self._take()
        if in_table:
            self._in_cell.append(line)
            return
        self._flush_row()
        self._above = {}
        self.out.append(line)
        self.out += self._boxes
        self._boxes = []

    def end_cell(self) -> None:
        """End a cell."""
        self._in_cell.append(self._take())
        self._cells.append(cell(self._in_cell))
        self._in_cell = []

    def begin_definition(self) -> None:
        """Begin the definition of a row."""
        self._merge, self._columns = "", []

    def merge_next(self, kind: str) -> None:
        """Say how the next cell to be defined is merged: first (of a column), down or side."""
        self._merge = kind

    def define_cell(self, right: int) -> None:
        """Define a cell by its right edge."""
        self._columns.append((self._merge, right))
        self._merge = ""

    def end_row(self) -> None:
        """End a row. A cell merged downwards repeats its text, one merged sideways counts for the columns it covers."""
        if self._in_cell or not self.text.is_blank:
            self.end_cell()
        cells: list[Line] = []
        left = 0
        for at, each in enumerate(self._cells):
            if self._columns and at >= len(self._columns) and not each.text:
                continue  # some writers end a row with a cell too many
            merge, right = self._columns[at] if at < len(self._columns) else ("", left + 1)
            shown = self._above.get(left, each) if merge == "down" else each
            if merge == "first":
                self._above[left] = each
            elif merge != "down":
                self._above.pop(left, None)
            if merge != "side":
                cells.append(shown)
            left = right
        self._cells = []
        if cells:
            self.out.append(self._table.row(cells))
        self.out += self._boxes
        self._boxes = []

    def finish(self) -> list[Line]:
        """End whatever is open and return the lines."""
        if not self.text.is_blank:
            self.end_paragraph(in_table=bool(self._in_cell or self._cells))
        self._flush_row()
        self.out += self._boxes
        return self.out

    def _flush_row(self) -> None:
        if self._in_cell or self._cells:
            self.end_row()

    def _take(self) -> Line:
        label, self._label = self._label, ""
        return numbered(label, self.text.take())
