"""The smaller forms on tasks: a reason, a note, another day, title and owner, evidence, a task of one's own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from planrunner.services import evidence, tracking
from planrunner.services.evidence_advice import foresee
from planrunner.tui.screens.fields import Field, category_field
from planrunner.tui.screens.form import Form
from planrunner.tui.screens.task_form import TaskForm
from planrunner.tui.typed import day_hint, evidence_hint, needed, typed_day, typed_evidence, typed_metrics
from planrunner.tui.work import desk_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planrunner.services.desk import Desk
    from planrunner.tui.choice import Choice


class ReasonForm(TaskForm):
    """退回, 不适用, 转下年, 重新打开: a move that must be explained."""

    def __init__(self, choice: Choice, title: str, hint: str, service: Callable[..., None]) -> None:
        super().__init__(title, choice)
        self._word = title
        self._hint = hint
        self._service = service

    def fields(self) -> list[Field]:
        """Return the reason."""
        return [Field("reason", "理由", example=self._hint)]

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Make the move."""
        reason = needed(values["reason"], f"{self._word}要写明理由：{self._hint}。")
        self._service(desk, self.choice.names, reason, versions=self.choice.versions)
        return f"已{self._word}：{self.choice.title}（^z 撤销）"


class NoteForm(TaskForm):
    """A line of progress."""

    def __init__(self, choice: Choice) -> None:
        super().__init__("记进展", choice)

    def fields(self) -> list[Field]:
        """Return the text."""
        return [Field("text", "进展", example="例如：已和各村对接，定在下周三")]

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Keep the note."""
        tracking.note(desk, self.choice.names[0], needed(values["text"], "写一句进展再保存。"))
        return f"已记进展：{self.choice.title}"


class RescheduleForm(TaskForm):
    """Another day, with the reason."""

    columns = {"planned": "day", "due": "due"}

    def __init__(self, choice: Choice) -> None:
        super().__init__("改期", choice)

    def fields(self) -> list[Field]:
        """Return the day, the last day in time and the reason."""
        task, today = self.choice.tasks[0], desk_of(self).today()
        day = task.planned.isoformat() if task.planned else ""
        hint = partial(day_hint, today=today)
        return [
            Field("day", "改到", day, "4-15、4月15日", hint, replace=True),
            Field("due", "时限", "", "可不填：自动顺延", hint, replace=True),
            Field("reason", "理由", example="例如：与区里会议冲突"),
        ]

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Move the task."""
        today = desk.today()
        day = typed_day(needed(values["day"], "请填改到哪一天，例如：4-15。"), today)
        assert day is not None
        due = typed_day(values["due"], today)
        reason = needed(values["reason"], "改期要写明理由，例如：与区里会议冲突。")
        (name,) = self.choice.names
        tracking.reschedule(desk, name, day, reason, due=due, versions=self.choice.versions)
        return f"已改到 {day}：{self.choice.title}（^z 撤销）"


class EditForm(TaskForm):
    """Title, owner, category."""

    columns = {"title": "title", "owner": "owner", "category": "category"}

    def __init__(self, choice: Choice) -> None:
        super().__init__("修改", choice)

    def fields(self) -> list[Field]:
        """Return what can be changed."""
        task = self.choice.tasks[0]
        return [
            Field("title", "名称", task.title),
            Field("owner", "负责人", task.owner, "人或岗位"),
            category_field(task.category),
        ]

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Change what differs."""
        needed(values["title"], "任务名称不能为空。")
        opened = {field.name: field.value for field in self.opened}
        changed = {name: value for name, value in values.items() if value.strip() != opened[name]}
        if changed:
            tracking.edit_task(desk, self.choice.names[0], changed, versions=self.choice.versions)
        return f"已修改：{values['title'].strip()}（^z 撤销）" if changed else "没有改动。"


class EvidenceForm(TaskForm):
    """A piece of evidence, and numbers."""

    def __init__(self, choice: Choice) -> None:
        super().__init__("佐证", choice)

    def fields(self) -> list[Field]:
        """Return the piece, its day and title, and numbers."""
        today = desk_of(self).today()
        return [
            Field("evidence", "佐证", example="文件位置（可几个）、链接、文号或说明", hint=evidence_hint),
            Field("day", "发生日期", today.isoformat(), "4-15、昨天", partial(day_hint, today=today), replace=True),
            Field("title", "名称", example="可不填：用文件名"),
            Field("numbers", "数字", example="可不填；名称=数字，如 场次=1 人次=120"),
        ]

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Attach the piece and keep the numbers."""
        (name,) = self.choice.names
        metrics = typed_metrics({}, values["numbers"])
        pieces = typed_evidence(values["evidence"], typed_day(values["day"], desk.today()), values["title"].strip())
        if not pieces and not metrics:
            needed("", "请填一件佐证：文件位置、链接、文号或一句说明；或填数字。")
        told = foresee(desk, [name], pieces)
        if pieces:
            evidence.add_evidence(desk, name, pieces)
        if metrics:
            evidence.record_metrics(desk, name, metrics)
        said = f"已附 {len(pieces)} 件佐证：{self.choice.title}" if pieces else f"已记数字：{self.choice.title}"
        return "\n".join([said, *(f"注意：{line}。" for line in told)])


class AddForm(Form):
    """A task of one's own."""

    def __init__(self, due: str = "", title: str = "") -> None:
        super().__init__("新增任务")
        self._due = due
        self._named = title
        self.draft = f"AddForm {title}".strip()

    def fields(self) -> list[Field]:
        """Return title, day, owner and category."""
        hint = partial(day_hint, today=desk_of(self).today())
        return [
            Field("title", "名称", self._named, "要办什么"),
            Field("due", "时限", self._due, "4-15；不填为待定", hint=hint, replace=True),
            Field("owner", "负责人", example="人或岗位，可不填"),
            category_field("other"),
        ]

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Add the task."""
        title = needed(values["title"], "请填任务名称。")
        due = typed_day(values["due"], desk.today())
        name = tracking.add(desk, title, due=due, owner=values["owner"].strip(), category=values["category"])
        return f"已添加 {name}：{title}（^z 撤销）"
