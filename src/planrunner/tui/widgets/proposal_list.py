"""The list of proposals that wait for a person, and below them what no proposal took up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.services.leftovers import Leftover
from planrunner.store.queries import ProposalRow
from planrunner.tui.cells import fit, joined, padded, shortened
from planrunner.tui.widgets.line_list import Heading, LineList, Piece
from planrunner.wording import DATE_SOURCES, UNDATED

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

DAY, SOURCE = 9, 8
"""Widths of the fixed columns in cells."""
Row = ProposalRow | Leftover


def days_word(row: ProposalRow) -> str:
    """Return when a proposal would stand, in few cells: its day, or its first day and how many there are."""
    days = [item["planned"] for item in row.occurrences if item["planned"]]
    if not days:
        return UNDATED
    return days[0][5:] if len(days) == 1 else f"{days[0][5:]} {len(days)}次"


class ProposalList(LineList[Row]):
    """Proposals, one a line; an accepted one that a corrected report changes says 更新."""

    def show(self, proposals: Sequence[ProposalRow], left: Sequence[Leftover]) -> None:
        """Show proposals and under a heading the measures that none of them cites."""
        head = [Heading(f"没有转成建议的原文 {len(left)} 条")] if left else []
        self.set_rows([*proposals, *head, *left])

    @property
    def proposals(self) -> list[ProposalRow]:
        """The marked proposals, or where none is marked the one under the cursor."""
        return [row for row in self.chosen if isinstance(row, ProposalRow)]

    def id_of(self, row: Row) -> Hashable:
        """Return the proposal's number, or where the measure stands."""
        return row.id if isinstance(row, ProposalRow) else (row.document, row.start)

    def version_of(self, row: Row) -> object:
        """Return the proposal's version."""
        return row.version if isinstance(row, ProposalRow) else 0

    def can_mark(self, row: Row) -> bool:
        """Tell whether a row is a proposal."""
        return isinstance(row, ProposalRow)

    def header(self, width: int) -> str:
        """Return the names of the columns."""
        title = max(width - 2 - DAY - SOURCE - 2, 2)
        waiting = sum(isinstance(row, ProposalRow) for row in self.rows)
        said = padded(shortened(f"建议  待审 {waiting}  已标记 {len(self.marked)}", title), title)
        return "  " + " ".join((said, fit("日期", DAY), fit("来由", SOURCE)))

    def marks_word(self) -> str:
        """Return nothing more: the header always tells the marks."""
        return ""

    def pieces(self, row: Row, width: int) -> list[Piece]:
        """Return the columns of a proposal, or a measure's words."""
        if isinstance(row, Leftover):
            return [(fit(joined(row.quote), width), "dim")]
        title = max(width - DAY - SOURCE - 2, 2)
        word = "[更新] " if row.status == "accepted" else ""
        return [
            (fit(word + row.title, title) + " ", ""),
            (fit(days_word(row), DAY) + " ", ""),
            (fit(DATE_SOURCES[row.date_source], SOURCE), "dim"),
        ]
