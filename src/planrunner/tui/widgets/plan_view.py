"""The plan as a tree of lines: measure › obligation › task, unfolded a level at a time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual.message import Message

from planrunner.services import ids
from planrunner.services.agenda import light_of
from planrunner.tui.actions import bindings
from planrunner.tui.cells import fit, joined
from planrunner.tui.widgets.line_list import Heading, LineList, Piece
from planrunner.tui.widgets.task_table import DAY, LIGHT, STATUS, when_word
from planrunner.wording import LIGHT_MEANINGS, LIGHTS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Hashable

    from planrunner.services.plan_tree import Branch, MeasureNode, PlanTree
    from planrunner.store.queries import TaskRow

RIGHT = LIGHT + 1 + STATUS
"""Width of the column on the right in cells: progress, or a task's light and status."""
INDENT = 2
LOOSE, OWN = "报告没有提到、由规则提出", "自行添加"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A line of the tree: one of a measure, an obligation under something, a task under something."""

    key: tuple[Hashable, ...]
    depth: int
    measure: MeasureNode | None = None
    branch: Branch | None = None
    task: TaskRow | None = None


class PlanView(LineList[PlanRow]):
    """Keeps what is unfolded across reloads; asks for an obligation's tasks when it is first unfolded."""

    BINDINGS = [*bindings("tree")]

    class Unfolded(Message):
        """An obligation was unfolded whose tasks are not here yet (see `missing`)."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._opened: set[tuple[Hashable, ...]] = set()
        self._tree: PlanTree | None = None
        self._words: dict[tuple[str, int], str] = {}
        self._serves: Counter[int] = Counter()
        self._tasks: dict[int, list[TaskRow]] = {}
        self._today = self._yellow = date.min

    def show(
        self,
        tree: PlanTree,
        words: dict[tuple[str, int], str],
        tasks: dict[int, list[TaskRow]],
        today: date,
        yellow: date,
    ) -> None:
        """Show a plan; `words` say measures cleanly, `tasks` are by obligation, for those that stand open."""
        self._tree, self._words, self._tasks, self._today, self._yellow = tree, words, tasks, today, yellow
        self._serves = Counter(branch.row.id for node in tree.measures for branch in node.branches)
        self._rebuild()

    def fill(self, tasks: dict[int, list[TaskRow]]) -> None:
        """Take in the tasks of obligations that were unfolded."""
        self._tasks |= tasks
        self._rebuild()

    @property
    def opened_branches(self) -> list[int]:
        """The obligations that stand open, wherever they do."""
        return sorted({int(str(key[-1])) for key in self._opened if key[-2:-1] == ("obligation",)})

    @property
    def missing(self) -> list[int]:
        """The open obligations whose tasks are not here yet."""
        return [number for number in self.opened_branches if number not in self._tasks]

    def explain(self) -> str:
        """Return the line below the tree: a measure in full, why an obligation or a task stands where it does."""
        row = self.current
        if row is None:
            return ""
        if row.task is not None:
            return f"{ids.show(ids.TASK, row.task.id)} {row.task.note or row.task.reason}"
        if row.branch is not None:
            number = row.branch.row.id
            shared = f"同时服务 {self._serves[number]} 条举措，合计里只算一次；" if self._serves[number] > 1 else ""
            return f"{ids.show(ids.OBLIGATION, number)} {shared}{row.branch.row.reason}"
        if row.measure is None:
            return ""
        count = sum(self._serves[branch.row.id] > 1 for branch in row.measure.branches)
        shared = f"（{count} 件事项还服务别的举措，合计里只算一次）" if count else ""
        return shared + self._said(row.measure)

    def _said(self, measure: MeasureNode) -> str:
        """Return a measure in its cleaned words."""
        return joined(self._words.get((measure.document, measure.start)) or measure.quote)

    def id_of(self, row: PlanRow) -> Hashable:
        """Return the line's place in the tree."""
        return row.key

    def version_of(self, row: PlanRow) -> object:
        """Return what a line's look depends on: the data anew with every reload, and whether it is open."""
        return id(self._tree), row.key in self._opened

    def can_mark(self, row: PlanRow) -> bool:
        """Only tasks can be marked."""
        return row.task is not None

    def header(self, width: int) -> str:
        """Return the names of the columns."""
        return f"  {fit('举措 / 事项 / 任务', width - 3 - RIGHT)} {fit('进度', RIGHT)}"

    def pieces(self, row: PlanRow, width: int) -> list[Piece]:
        """Return a line: indent, sign, title, and progress or status on the right."""
        left = width - RIGHT - 1
        sign = "  " if row.task is not None else "- " if row.key in self._opened else "+ "
        head = " " * (INDENT * row.depth) + sign
        if row.task is not None:
            light = light_of(row.task, self._today, self._yellow)
            when = fit(when_word(row.task, self._today.year), DAY)
            title = head + when + " " + fit(row.task.title, left - len(head) - DAY - 1)
            status = fit(f"{LIGHTS[light]} {LIGHT_MEANINGS[light]}", LIGHT)
            return [(f"{title} ", ""), (status + " ", light), (fit(STATUSES[row.task.status], STATUS), "")]
        title = (
            row.branch.row.title
            if row.branch is not None
            else self._said(row.measure)
            if row.measure is not None
            else ""
        )
        progress, colour = self._progress(row)
        return [(head + fit(title, left - len(head)) + " ", ""), (fit(progress, RIGHT), colour)]

    def action_open(self) -> None:
        """Open a task; unfold or fold anything else."""
        row = self.current
        if row is not None and row.task is None:
            self._turn(row, row.key not in self._opened)
        else:
            super().action_open()

    def action_unfold(self) -> None:
        """Unfold the measure or obligation."""
        if self.current is not None and self.current.task is None:
            self._turn(self.current, unfold=True)

    def action_fold(self) -> None:
        """Fold it; where nothing is to fold, go to what it stands under."""
        row = self.current
        if row is None:
            return
        if row.key in self._opened:
            self._turn(row, unfold=False)
            return
        above = (at for at in range(self.cursor, -1, -1) if _depth(self.rows[at]) < row.depth)
        self.action_move(next(above, self.cursor) - self.cursor)

    def _turn(self, row: PlanRow, unfold: bool) -> None:
        (self._opened.add if unfold else self._opened.discard)(row.key)
        self._rebuild()
        if self.missing:
            self.post_message(self.Unfolded())

    def _progress(self, row: PlanRow) -> Piece:
        if row.branch is not None:
            behind = row.branch.pace is not None and row.branch.pace.behind
            said = f"完成 {row.branch.row.done}/{row.branch.wanted}"
            return (f"{said} 落后", "red") if behind else (said, "blue" if row.branch.complete else "")
        assert row.measure is not None
        if not row.measure.branches:
            return (f"未安排 待审{row.measure.pending}" if row.measure.pending else "未安排", "grey")
        return f"完成 {row.measure.done}/{row.measure.wanted}", ""

    def _rebuild(self) -> None:
        tree = self._tree
        if tree is None:
            return
        rows: list[PlanRow | Heading] = []
        for node in tree.measures:
            key = ("measure", node.document, node.start)
            rows.append(PlanRow(key, 0, measure=node))
            if key in self._opened:
                for branch in node.branches:
                    rows += self._branch(branch, key, 1)
        if tree.loose:
            rows.append(Heading(LOOSE))
            for branch in tree.loose:
                rows += self._branch(branch, (), 0)
        if tree.own:
            rows.append(Heading(OWN))
            rows += [PlanRow(("task", task.id), 0, task=task) for task in tree.own]
        self.set_rows(rows)

    def _branch(self, branch: Branch, under: tuple[Hashable, ...], depth: int) -> list[PlanRow]:
        key = (*under, "obligation", branch.row.id)
        rows = [PlanRow(key, depth, branch=branch)]
        if key in self._opened:
            rows += [
                PlanRow((*key, "task", task.id), depth + 1, task=task) for task in self._tasks.get(branch.row.id, [])
            ]
        return rows


def _depth(row: PlanRow | Heading) -> int:
    """Return how deep a line stands; a heading stands above everything, but the cursor never rests on it."""
    return row.depth if isinstance(row, PlanRow) else 99
