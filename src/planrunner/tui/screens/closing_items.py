"""What the page 年终结账 lists: open tasks with what becomes of them, gaps, papers, and the closing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from planrunner.services.closing_state import DECISIONS, LACKS, WHYS
from planrunner.tui.cells import fit, one_line
from planrunner.tui.widgets.line_list import Heading, LineList, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from planrunner.services.closing_state import Standing

Kind = Literal["rest", "task", "gap", "proposals", "papers", "close", "reopen"]
NUMBER, STATE = 6, 24
"""Widths of the fixed columns in cells."""
MANY = 12
"""Open tasks from which the steps behind them are out of sight, so that the heading says how to get there."""


class Item(NamedTuple):
    """A line of the page. `task` is opened by Enter where it is set; `state` says how it stands."""

    kind: Kind
    key: str
    title: str
    state: str
    colour: str = ""
    task: str = ""


def items(
    found: Standing, folder: str, kinds: Sequence[str], days: Mapping[str, date] | None = None
) -> list[Item | Heading]:
    """Return the page: the four steps, one under the other; `days` are the last days of open tasks, by id."""
    return [*_open(found, days or {}), *_gaps(found), *_papers(found, folder, kinds), *_closing(found)]


def _open(found: Standing, days: Mapping[str, date]) -> Iterator[Item | Heading]:
    left = len(found.undecided)
    count = f"{len(found.open)} 项" + (f"，{left} 项没有定" if left else "") if found.open else "没有"
    yield Heading(f"一、未办结：{count}" + ("；数字、材料、结账在下面，End 到底" if len(found.open) > MANY else ""))
    if left > 1:
        yield Item("rest", "rest", f"没有定的 {left} 项一起定", "回车选去向，写理由")
    for one in found.open:
        if one.decided is None:
            day = days.get(one.task)
            state = f"{WHYS[one.why]} {day:%m-%d}" if day else WHYS[one.why]
            colour = "red" if one.why == "late" else "yellow"
        else:
            state, colour = f"{DECISIONS[one.decided.decision]}：{one_line(one.decided.reason)}", ""
        yield Item("task", one.task, one.title, state, colour, one.task)


def _gaps(found: Standing) -> Iterator[Item | Heading]:
    rows = [
        *(
            Item("gap", f"n{one.obligation}", one.title, f"没有登记 {'、'.join(one.metrics)}", "yellow", one.tasks[0])
            for one in found.missing_numbers
        ),
        *(
            Item("gap", f"e{one.task}", one.title, LACKS[one.what], "yellow", one.task)
            for one in found.missing_evidence
        ),
        *(Item("gap", f"s{one.obligation}", one.title, f"完成 {one.done}/{one.target} 次") for one in found.short),
    ]
    if found.undecided_proposals:
        rows.append(
            Item("proposals", "proposals", f"没有审核的建议 {found.undecided_proposals} 条", "回车去审核", "yellow")
        )
    yield Heading(f"二、数字和佐证：缺口 {len(rows)} 处，不强求，总结里照实写" if rows else "二、数字和佐证：没有缺口")
    yield from rows


def _papers(found: Standing, folder: str, kinds: Sequence[str]) -> Iterator[Item | Heading]:
    yield Heading("三、材料" + ("" if found.closed else "：结账以后写出"))
    yield Item(
        "papers",
        "papers",
        f"{len(kinds)} 样写到 {folder}" if kinds else "不写材料",
        "回车写出" if found.closed else "回车改，也改截止日",
    )


def _closing(found: Standing) -> Iterator[Item | Heading]:
    yield Heading("四、结账")
    if found.closed:
        yield Item("reopen", "close", f"{found.year} 年已结账（数据截至 {found.cut_off}）", "回车重新开账")
    else:
        left = len(found.undecided)
        state = f"还有 {left} 项没有定" if left else "回车结账"
        yield Item("close", "close", f"确认结账：数据截至 {found.cut_off}", state, "yellow" if left else "green")


class ClosingList(LineList[Item]):
    """The steps of closing a year."""

    def id_of(self, row: Item) -> str:
        """Return what tells the line from all others."""
        return row.key

    def version_of(self, row: Item) -> object:
        """Return the line itself: it changes whenever its look does."""
        return row

    def can_mark(self, row: Item) -> bool:
        """Tell whether the line is a task that is to be decided."""
        return row.kind == "task"

    def header(self, width: int) -> str:
        """Return the names of the columns."""
        return "  " + " ".join((fit("编号", NUMBER), fit("事项", self._rest(width - 2)), fit("怎样", STATE)))

    def pieces(self, row: Item, width: int) -> list[Piece]:
        """Return the columns of a line."""
        return [
            (fit(row.task, NUMBER) + " ", "dim"),
            (fit(row.title, self._rest(width)) + " ", ""),
            (fit(row.state, STATE), row.colour),
        ]

    @staticmethod
    def _rest(width: int) -> int:
        return max(width - NUMBER - STATE - 2, 2)
