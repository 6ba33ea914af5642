"""历史: who changed what, when and why, over the whole office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from planrunner.domain.zone import SHANGHAI
from planrunner.services.records import Record, records
from planrunner.tui.cells import fit, one_line
from planrunner.tui.screens.records import RecordsPage
from planrunner.tui.widgets.line_list import LineList, Piece
from planrunner.wording import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planrunner.services.desk import Desk

MOMENT, WHO, ACTION = 16, 8, 12
"""Widths of the fixed columns in cells."""


def moment_text(record: Record) -> str:
    """Return when a record was made, in Beijing time."""
    return f"{record.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def about_text(record: Record) -> str:
    """Return what a record is about: its one row, or the first and how many there are."""
    if not record.what:
        return one_line(record.reason)
    name, title = record.what[0]
    more = f" 等 {len(record.what)} 项" if len(record.what) > 1 else ""
    return f"{name} {one_line(title)}{more}"


class HistoryList(LineList[Record]):
    """Records, one a line, the newest first."""

    def id_of(self, row: Record) -> int:
        """Return the record's number."""
        return row.id

    def version_of(self, row: Record) -> object:  # noqa: ARG002 - a record never changes
        """Return the one version there is."""
        return 0

    def can_mark(self, row: Record) -> bool:  # noqa: ARG002 - nothing is done with records
        """Tell that nothing here can be marked."""
        return False

    def header(self, width: int) -> str:
        """Return the names of the columns."""
        names = (fit("时间", MOMENT), fit("谁", WHO), fit("做了什么", ACTION), fit("哪一项", self._rest(width - 2)))
        return "  " + " ".join(names)

    def pieces(self, row: Record, width: int) -> list[Piece]:
        """Return the columns of a record."""
        return [
            (fit(moment_text(row), MOMENT) + " ", "dim"),
            (fit(row.who, WHO) + " ", ""),
            (fit(ACTIONS.get(row.action, row.action), ACTION) + " ", ""),
            (fit(about_text(row), self._rest(width)), ""),
        ]

    def _rest(self, width: int) -> int:
        return max(width - MOMENT - WHO - ACTION - 3, 2)


class HistoryScreen(RecordsPage[Record]):
    """The office's history."""

    kind = "history"
    named = "历史"
    example = "Tab 到这里筛选：人、做了什么、任务名称、T12、日期，用空格隔开"

    def make_list(self) -> LineList[Record]:
        """Return the list."""
        return HistoryList(id="records")

    def read(self, desk: Desk) -> Sequence[Record]:
        """Read the newest records."""
        return records(desk)

    def words_of(self, row: Record) -> tuple[str, set[str]]:
        """Return everything a record says."""
        titles = " ".join(title for _, title in row.what)
        text = f"{moment_text(row)} {row.who} {ACTIONS.get(row.action, row.action)} {row.reason} {titles}"
        return text, {name for name, _ in row.what}

    def explain(self, row: Record) -> str:
        """Return why it was done."""
        return one_line(row.reason) or "没有写理由"

    @on(LineList.Opened)
    def _opened(self) -> None:
        row = self.current
        task = next((name for name, _ in row.what if name.startswith("T")), "") if row is not None else ""
        if task:
            self.open_task(task)
        else:
            self.planner.hint("这条记录不是关于任务的，没有可打开的。")
