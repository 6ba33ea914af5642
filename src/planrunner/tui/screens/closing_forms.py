"""The forms of 年终结账, and 交接."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from planrunner.errors import UsageError
from planrunner.services import closing
from planrunner.services.closing_papers import PAPERS, paper_kinds
from planrunner.services.closing_state import DECISIONS, Decided, standing
from planrunner.services.handover import hand_over
from planrunner.services.planning import read_day
from planrunner.tui.pasted import path_of
from planrunner.tui.screens.fields import Field
from planrunner.tui.screens.form import Form
from planrunner.tui.typed import day_hint, needed, plain
from planrunner.tui.work import desk_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from planrunner.services.desk import Desk
    from planrunner.services.handover import Handover

SHOWN = 6
"""Rows named before work is handed over."""


class DecideForm(Form):
    """What becomes of tasks that are not finished; `answer` holds it, the page keeps it until the year is closed."""

    def __init__(self, tasks: Sequence[str], title: str, known: Decided | None) -> None:
        super().__init__(
            f"定去向：{title}", "转下年：明年接着办，马上成为明年的建议；不适用：不计入应办；未完成：留在今年，照实写。"
        )
        self.tasks = list(tasks)
        self.answer: Decided | None = None
        self._known = known

    def fields(self) -> list[Field]:
        """Return the decision and its reason."""
        known = self._known or Decided("carry", "")
        return [
            Field("decision", "去向", known.decision, options={str(key): word for key, word in DECISIONS.items()}),
            Field("reason", "理由", known.reason, "为什么没有办成，例如：上级通知未到"),
        ]

    def first(self) -> str:
        """Begin in the choice."""
        return "decision"

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:  # noqa: ARG002 - nothing is written yet
        """Take the decision in."""
        reason = needed(values["reason"], "请写明理由，总结和明年的计划里要写到。")
        decision = next(key for key in DECISIONS if key == values["decision"])
        self.answer = Decided(decision, reason)
        return f"已定 {len(self.tasks)} 项：{DECISIONS[decision]}；结账时一起写入"


class PapersForm(Form):
    """Which papers are written and where, and the day that the year's data ends (of an open year only)."""

    def __init__(self, folder: str, kinds: Sequence[str], year: int, cut_off: date | None) -> None:
        super().__init__("材料", "结账以后写出；同名的文件会换成新的。以后随时可以再写。")
        self.folder = folder
        self.kinds = list(kinds)
        self.cut_off = cut_off
        self._year = year

    def fields(self) -> list[Field]:
        """Return folder, kinds and, before the closing, the last day of the data."""
        today = desk_of(self).today()
        day = self.cut_off.isoformat() if self.cut_off else ""
        last = Field("cut_off", "数据截止日", day, "12-20", partial(day_hint, today=today), replace=True)
        named = "、".join(PAPERS[kind].title for kind in self.kinds)
        return [
            Field("folder", "文件夹", self.folder, "可把文件夹拖进窗口"),
            Field("papers", "写哪几样", named, "、".join(one.title for one in PAPERS.values())),
            *([last] if self.cut_off else []),
        ]

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Take the choice in. Raises UsageError for a cut-off that cannot be."""
        kinds = paper_kinds(values["papers"])
        folder = path_of(needed(values["folder"], "请填文件夹的位置。"))
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} 是文件，不是文件夹。请换一个。")
        if self.cut_off is not None:
            self.cut_off = self._checked(desk, values["cut_off"])
        self.folder, self.kinds = str(Path(folder)), kinds
        return f"结账以后写 {len(kinds)} 样材料" if kinds else "结账以后不写材料"

    def _checked(self, desk: Desk, text: str) -> date:
        day = read_day(plain(needed(text, "请填数据截止日，例如：12-20。")), self._year)
        return standing(desk, self._year, day).cut_off


class ReopenForm(Form):
    """Open a closed year again."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"重新开账：{year} 年",
            "开账以后任务、佐证和数字又能改；转下年、不适用的仍是原样，要重办的在任务页重新打开。",
        )
        self._year = year

    def fields(self) -> list[Field]:
        """Return the reason."""
        return [Field("reason", "理由", example="例如：补录12月的培训")]

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Open the year."""
        closing.reopen_year(desk, self._year, needed(values["reason"], "重新开账要写明理由。"))
        return f"{self._year} 年已重新开账（^z 撤销）"


class HandoverForm(Form):
    """One person's open work to another; what goes over is shown before."""

    def __init__(self) -> None:
        super().__init__("交接", "没办完的任务、事项和待审的建议都换负责人；已办结的、结过账的年份不动。先列出交哪些。")
        self.draft = "HandoverForm"

    def fields(self) -> list[Field]:
        """Return the two names, the year and the reason."""
        return [
            Field("leaving", "交的人", example="例如：张三"),
            Field("taking", "接的人", example="例如：李四"),
            Field("year", "计划年份", example="可不填：所有没结账的年份"),
            Field("reason", "理由", example="可不填，例如：调离"),
        ]

    def preview(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Return what goes over, and what a person must look after."""
        found = self._hand_over(desk, values, apply=False)
        rows = [*found.tasks, *found.obligations, *found.proposals]
        lines = [f"  {number} {title}" for number, title in rows[:SHOWN]]
        more = [f"  .. 还有 {len(rows) - SHOWN} 项"] if len(rows) > SHOWN else []
        head = (
            f"{found.leaving}交给{found.taking}：任务 {len(found.tasks)} 项，事项 {len(found.obligations)} 项，"
            f"待审建议 {len(found.proposals)} 条"
        )
        return "\n".join([head, *lines, *more, "", *found.advice(), "", "交接吗？"])

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Hand over."""
        found = self._hand_over(desk, values, apply=True)
        return f"已交给{found.taking}：任务 {len(found.tasks)} 项，事项 {len(found.obligations)} 项（^z 撤销）"

    def _hand_over(self, desk: Desk, values: Mapping[str, str], *, apply: bool) -> Handover:
        year = plain(values["year"])
        if year and not year.isdecimal():
            raise UsageError(f"看不懂年份“{year}”。请写成 2027，或不填。")
        return hand_over(
            desk, values["leaving"], values["taking"], year=int(year) if year else None, reason=values["reason"],
            apply=apply,
        )  # fmt: skip
