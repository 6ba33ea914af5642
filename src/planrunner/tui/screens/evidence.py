"""佐证: all pieces of evidence with the tasks they serve; a second person accepts or returns them here."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import on

from planrunner.errors import UsageError
from planrunner.services import evidence_review, evidence_versions, ids
from planrunner.services.evidence_advice import advise, foresee
from planrunner.services.evidence_versions import state_word, versions_in_words
from planrunner.services.records import Piece as EvidencePiece
from planrunner.services.records import pieces
from planrunner.tui.actions import REGISTRY, bindings, every_key
from planrunner.tui.cells import fit, one_line
from planrunner.tui.screens.fields import Field
from planrunner.tui.screens.form import Form
from planrunner.tui.screens.records import RecordsPage
from planrunner.tui.typed import evidence_hint, needed, typed_evidence
from planrunner.tui.widgets.line_list import LineList, Piece
from planrunner.wording import EVIDENCE_STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual import events

    from planrunner.services.desk import Desk

DAY, STATE, WHO = 10, 6, 8
"""Widths of the fixed columns in cells."""
COLOURS = {"accepted": "green", "returned": "red"}


def place_text(piece: EvidencePiece) -> str:
    """Return which task a piece serves, or the first and how many."""
    if not piece.tasks:
        return versions_in_words(piece.row) or "没有挂在任务上"
    name, title = piece.tasks[0]
    more = f" 等 {len(piece.tasks)} 项" if len(piece.tasks) > 1 else ""
    return f"{name} {one_line(title)}{more}"


class EvidenceList(LineList[EvidencePiece]):
    """Pieces, one a line, the newest first."""

    def id_of(self, row: EvidencePiece) -> int:
        """Return the piece's number."""
        return row.row.id

    def version_of(self, row: EvidencePiece) -> object:
        """Return what changes with the piece and its tasks."""
        return row.row.version, row.row.replaced_by, tuple(row.tasks)

    def header(self, width: int) -> str:
        """Return the names of the columns."""
        title, task = self._rest(width - 2)
        names = (fit("日期", DAY), fit("状态", STATE), fit("佐证", title), fit("任务", task), fit("谁附的", WHO))
        return "  " + " ".join(names)

    def pieces(self, row: EvidencePiece, width: int) -> list[Piece]:
        """Return the columns of a piece."""
        title, task = self._rest(width)
        colour = "grey" if row.row.replaced_by else COLOURS.get(row.row.status, "yellow")
        return [
            (fit(f"{row.row.occurred_on}", DAY) + " ", "dim"),
            (fit(state_word(row.row), STATE) + " ", colour),
            (fit(f"E{row.row.id} {one_line(row.row.title)}", title) + " ", ""),
            (fit(place_text(row), task) + " ", ""),
            (fit(row.row.added_by, WHO), "dim"),
        ]

    def _rest(self, width: int) -> tuple[int, int]:
        left = max(width - DAY - STATE - WHO - 4, 4)
        return left // 2, left - left // 2


class EvidenceScreen(RecordsPage[EvidencePiece]):
    """The list, and what a reviewer does with it."""

    kind = "evidence"
    named = "佐证"
    example = "Tab 到这里筛选：名称、任务、T12、待审、谁附的、日期，用空格隔开"
    BINDINGS = [*bindings("evidence")]

    def __init__(self, words: str = "") -> None:
        super().__init__(words)
        self._advice: dict[object, list[str]] = {}

    def make_list(self) -> LineList[EvidencePiece]:
        """Return the list."""
        return EvidenceList(id="records")

    def read(self, desk: Desk) -> Sequence[EvidencePiece]:
        """Read all evidence."""
        return pieces(desk)

    def words_of(self, row: EvidencePiece) -> tuple[str, set[str]]:
        """Return everything a piece says."""
        piece = row.row
        own = f"{piece.occurred_on} {state_word(piece)} {piece.title} {piece.file_name} {piece.url}"
        tasks = " ".join(title for _, title in row.tasks)
        text = f"{own} {piece.number} {piece.note} {piece.added_by} {tasks}"
        return text, {ids.show(ids.EVIDENCE, piece.id), *(name for name, _ in row.tasks)}

    def explain(self, row: EvidencePiece) -> str:
        """Return what a reviewer should know of the piece, what it is and what was decided."""
        piece = row.row
        warned = "".join(f"注意：{line}。" for line in self._advice.get(_advice_key(row), []))
        versions = versions_in_words(piece) if row.tasks else ""
        what = one_line(piece.url or piece.number or piece.note or piece.file_name)
        decided = f"  {piece.reviewed_by} {EVIDENCE_STATUSES[piece.status]}" if piece.reviewed_by else ""
        reason = f"：{piece.review_reason}" if piece.review_reason else ""
        return "  ".join(part for part in (warned, versions, f"{what}{decided}{reason}") if part)

    @on(LineList.Moved)
    def _look(self) -> None:
        """Look at the piece under the cursor: an old version says nothing that would still matter."""
        row = self.current
        if row is None or row.row.replaced_by or _advice_key(row) in self._advice:
            return
        desk, name = self.desk, ids.show(ids.EVIDENCE, row.row.id)

        def keep(told: list[str]) -> None:
            self._advice[_advice_key(row)] = told
            if told:
                self._moved()

        self.ask(lambda: advise(desk, [task for task, _ in row.tasks], [name]), keep, group="advice")

    @property
    def chosen(self) -> list[EvidencePiece]:
        """The marked pieces, or the one under the cursor."""
        return self.query_one(EvidenceList).chosen

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out the review while there is nothing to review, and what an old version is not to be asked."""
        of_these = ("accept_evidence", "return_evidence", "replace_evidence")
        if action in of_these and not (self.is_mounted and self.chosen):
            return None
        return super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """Say why, where a key of the review has no piece to act on."""
        act = next((act for act in REGISTRY["evidence"] if event.key in every_key(act)), None)
        if act is not None and not self.chosen:
            self.planner.hint(f"这里没有可以{act.title}的佐证。")
            event.stop()

    def action_accept_evidence(self) -> None:
        """Accept the chosen pieces."""
        names = [ids.show(ids.EVIDENCE, piece.row.id) for piece in self.chosen]
        job = partial(evidence_review.accept, self.desk, names)
        self.tell(job, lambda _: f"已认可 {len(names)} 件佐证（^z 撤销）")

    def action_return_evidence(self) -> None:
        """Send the chosen pieces back, with a reason."""
        self.app.push_screen(ReturnEvidenceForm([ids.show(ids.EVIDENCE, piece.row.id) for piece in self.chosen]))

    def action_replace_evidence(self) -> None:
        """Ask for the piece that takes the place of the one under the cursor."""
        if self.current is not None:
            self.app.push_screen(ReplaceEvidenceForm(self.current))

    @on(LineList.Opened)
    def _opened(self) -> None:
        row = self.current
        if row is not None and row.tasks:
            self.open_task(row.tasks[0][0])


def _advice_key(row: EvidencePiece) -> object:
    return row.row.id, row.row.version, tuple(row.tasks)


class ReplaceEvidenceForm(Form):
    """A corrected or signed copy in the place of a piece; every task it serves follows."""

    def __init__(self, old: EvidencePiece) -> None:
        self._old = ids.show(ids.EVIDENCE, old.row.id)
        self._tasks = [task for task, _ in old.tasks]
        super().__init__(f"换成新版：{self._old} {old.row.title}", "原来的一件作为旧版留存，不再计数；新的要重新认可。")
        self.draft = f"ReplaceEvidenceForm {self._old}"

    def fields(self) -> list[Field]:
        """Return the new piece and why."""
        return [
            Field("evidence", "新的佐证", example="文件位置、链接，或已有佐证的编号", hint=evidence_hint),
            Field("note", "说明", example="可不填，例如：补盖公章"),
        ]

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Put the new one in the place of the old."""
        pieces = typed_evidence(values["evidence"], None)
        if len(pieces) != 1:
            raise UsageError("请填一件新的佐证：文件位置、链接，或已有佐证的编号。")
        piece = replace(pieces[0], note=pieces[0].note or values["note"].strip())
        told = foresee(desk, self._tasks, [piece])
        made = evidence_versions.replace(desk, self._old, piece)
        return "\n".join([f"已用 {made} 代替 {self._old}，等待认可（^z 撤销）", *(f"注意：{line}。" for line in told)])


class ReturnEvidenceForm(Form):
    """Why pieces of evidence are sent back."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"退回佐证：{'、'.join(names)}")
        self.draft = f"ReturnEvidenceForm {' '.join(names)}"
        self._names = names

    def fields(self) -> list[Field]:
        """Return the reason."""
        return [Field("reason", "理由", example="例如：照片看不清，请补拍")]

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Send them back."""
        reason = needed(values["reason"], "退回要写明理由，例如：照片看不清，请补拍。")
        evidence_review.return_(desk, self._names, reason)
        return f"已退回 {len(self._names)} 件佐证（^z 撤销）"
