"""Forms on proposals: change one, reject some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.services import ids, planning
from planrunner.tui.screens.fields import Field, category_field
from planrunner.tui.screens.form import Form
from planrunner.tui.typed import needed, plain
from planrunner.wording import reason_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planrunner.services.desk import Desk
    from planrunner.store.queries import ProposalRow


class EditProposalForm(Form):
    """Title, dates, number of times, owner, category."""

    def __init__(self, row: ProposalRow) -> None:
        super().__init__(f"修改建议：{row.title}", reason_text(row.date_source, row.reason))
        self._proposal = row
        self.draft = f"EditProposalForm P{row.id}"

    def fields(self) -> list[Field]:
        """Return what can be changed; days are separated by commas."""
        row = self._proposal
        return [
            Field("title", "名称", row.title),
            Field("dates", "日期", ", ".join(self._days), "4-15, 9-20；清空为待定", replace=len(self._days) == 1),
            Field("target", "全年次数", str(row.target or ""), "可不填"),
            Field("owner", "负责人", row.owner, "人或岗位"),
            category_field(row.category),
        ]

    @property
    def _days(self) -> list[str]:
        return [item["planned"] for item in self._proposal.occurrences if item["planned"]]

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Change what differs."""
        needed(values["title"], "事项名称不能为空。")
        opened = {field.name: field.value for field in self.opened}
        changed = {
            name: plain(value) if name != "title" else value for name, value in values.items() if value != opened[name]
        }
        if not changed.get("target", "1"):
            del changed["target"]
        if changed:
            planning.edit_proposal(desk, ids.show(ids.PROPOSAL, self._proposal.id), changed)
        return f"已修改：{values['title'].strip()}（^z 撤销）" if changed else "没有改动。"


class RejectForm(Form):
    """Why proposals are not taken up."""

    def __init__(self, rows: Sequence[ProposalRow]) -> None:
        title = f"“{rows[0].title}”" if len(rows) == 1 else f" {len(rows)} 条建议"
        days = sum(len(row.occurrences) for row in rows)
        super().__init__(f"否决{title}", f"不会生成 {days} 项任务；原文仍在，可以撤销。")
        self._what = title
        self.draft = f"RejectForm {' '.join(str(row.id) for row in rows)}"
        self._names = [ids.show(ids.PROPOSAL, row.id) for row in rows]

    def fields(self) -> list[Field]:
        """Return the reason."""
        return [Field("reason", "理由", example="例如：今年由区里统一组织")]

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Reject them."""
        reason = needed(values["reason"], "否决要写明理由，例如：今年由区里统一组织。")
        planning.reject(desk, self._names, reason)
        return f"已否决{self._what}（^z 撤销）"
