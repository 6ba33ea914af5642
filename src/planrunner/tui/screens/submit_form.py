"""完成: the day, evidence, numbers and a note in one form. The common case: F5, paste the file's place, Enter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from planrunner.errors import UsageError
from planrunner.services import agenda, tracking
from planrunner.services.evidence_advice import foresee
from planrunner.tui.describe import number_text
from planrunner.tui.screens.fields import Field
from planrunner.tui.screens.task_form import TaskForm
from planrunner.tui.typed import day_hint, evidence_hint, needed, typed_day, typed_evidence, typed_metrics
from planrunner.tui.work import ask, desk_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planrunner.services.desk import Desk
    from planrunner.tui.choice import Choice

METRIC = "metric-"
"""Begins the names of the fields for usual numbers; what follows is the place in the list of names."""


class SubmitForm(TaskForm):
    """Reports tasks as done. Several tasks share the evidence; numbers are asked for with a single task only."""

    def __init__(self, choice: Choice) -> None:
        super().__init__("完成", choice)
        self._names: list[str] = []

    def fields(self) -> list[Field]:
        """Return day, evidence, note and reason; the usual numbers come in when they are read."""
        today = desk_of(self).today()
        found = [
            Field("day", "完成日期", today.isoformat(), "4-15、昨天", partial(day_hint, today=today), replace=True),
            Field("evidence", "佐证", example="文件位置（可几个）、链接、文号或说明", hint=evidence_hint),
        ]
        if len(self.choice.tasks) == 1:
            found.append(Field("numbers", "其他数字", example="名称=数字，如 场次=1 人次=120"))
        return [
            *found,
            Field("note", "进展说明", example="可不填"),
            Field("reason", "无佐证理由", example="有佐证就不用填"),
        ]

    def first(self) -> str:
        """Begin with the evidence: the day is usually right."""
        return "evidence"

    def on_mount(self) -> None:
        """Read the usual numbers of this task."""
        super().on_mount()
        if len(self.choice.tasks) == 1:
            desk, name = desk_of(self), self.choice.names[0]
            ask(self, lambda: agenda.task_page(desk, name), self._ask_numbers)

    def _ask_numbers(self, page: agenda.TaskPage) -> None:
        self._names = list(dict.fromkeys([*(name for row in page.obligations for name in row.metrics), *page.metrics]))
        fields = [
            Field(f"{METRIC}{index}", name, number_text(page.metrics[name]) if name in page.metrics else "", "数字")
            for index, name in enumerate(self._names)
        ]
        if fields:
            self.add_fields(fields, before="numbers")

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Submit the tasks."""
        day = typed_day(values["day"], desk.today())
        pieces = typed_evidence(values["evidence"], day)
        known = {name: values.get(f"{METRIC}{index}", "") for index, name in enumerate(self._names)}
        metrics = typed_metrics(known, values.get("numbers", ""))
        reason = values["reason"].strip()
        if not pieces and any(task.evidence == 0 for task in self.choice.tasks):
            needed(reason, "还没有佐证。请填一件佐证；确实没有的，在“无佐证理由”里写明为什么。")
        if day is None:
            raise UsageError("请填完成日期，例如：4-15、昨天。")
        told = foresee(desk, self.choice.names, pieces)
        tracking.submit(
            desk,
            self.choice.names,
            done_on=day,
            reason=reason,
            note=values["note"].strip(),
            evidence=pieces,
            metrics=metrics,
            versions=self.choice.versions,
        )
        return "\n".join([f"已提交，等待审核：{self.choice.title}（^z 撤销）", *(f"注意：{line}。" for line in told)])
