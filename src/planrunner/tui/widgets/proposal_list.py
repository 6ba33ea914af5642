"""The list of proposals that wait for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.tui.cells import fit
from planrunner.tui.widgets.line_list import LineList, Piece
from planrunner.wording import DATE_SOURCES, UNDATED

if TYPE_CHECKING:
    from planrunner.store.queries import ProposalRow

DAY, SOURCE = 9, 8
"""Widths of the fixed columns in cells."""


def days_word(row: ProposalRow) -> str:
    """Return when a proposal would stand, in few cells: its day, or its first day and how many there are."""
    days = [item["planned"] for item in row.occurrences if item["planned"]]
    if not days:
        return UNDATED
    return days[0][5:] if len(days) == 1 else f"{days[0][5:]} {len(days)}次"


class ProposalList(LineList["ProposalRow"]):
    """Proposals, one a line; an accepted one that a corrected report changes says 更新."""

    def id_of(self, row: ProposalRow) -> int:
        """Return the proposal's number."""
        return row.id

    def version_of(self, row: ProposalRow) -> object:
        """Return the proposal's version."""
        return row.version

    def header(self, width: int) -> str:
        """Return the names of the columns."""
        title = max(width - 2 - DAY - SOURCE - 2, 2)
        return "  " + " ".join((fit("建议", title), fit("日期", DAY), fit("来由", SOURCE)))

    def pieces(self, row: ProposalRow, width: int) -> list[Piece]:
        """Return the columns of a proposal."""
        title = max(width - DAY - SOURCE - 2, 2)
        word = "[更新] " if row.status == "accepted" else ""
        return [
            (fit(word + row.title, title) + " ", ""),
            (fit(days_word(row), DAY) + " ", ""),
            (fit(DATE_SOURCES[row.date_source], SOURCE), "dim"),
        ]
