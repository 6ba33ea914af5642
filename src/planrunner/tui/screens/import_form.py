"""导入报告: a file's place, and the proposals are there to be reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.errors import UsageError
from planrunner.services.intake import import_report
from planrunner.tui.formats import FORMATS
from planrunner.tui.pasted import path_of
from planrunner.tui.screens.fields import Field
from planrunner.tui.screens.form import Form
from planrunner.tui.typed import needed, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planrunner.services.desk import Desk


class ImportForm(Form):
    """Reads a report; closes with True when it is in."""

    def __init__(self) -> None:
        super().__init__("导入报告", f"读出“下一步工作安排”，逐条提出建议；采纳以前不会生成任务。能读：{FORMATS}。")

    def fields(self) -> list[Field]:
        """Return the file and the plan year."""
        return [
            Field("file", "报告文件", example="可把文件拖进窗口"),
            Field("year", "计划年份", example="一般不填：从报告里读"),
        ]

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Import the report."""
        file = path_of(needed(values["file"], "请填报告文件的位置。"))
        year = plain(values["year"])
        if year and not year.isdecimal():
            raise UsageError(f"看不懂年份“{year}”。请写成 2027，或不填。")
        done = import_report(desk, file, int(year) if year else None)
        said = f"读到 {done.measures} 条举措；新建议 {done.new} 条，变更 {done.changed} 条，不变 {done.unchanged} 条"
        said += (f"，撤回 {done.withdrawn} 条" if done.withdrawn else "") + "。"
        return "\n".join([said, *done.warnings])
