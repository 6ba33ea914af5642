"""The first run leads by the hand: the office, then its report, then the review of what was read from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from planrunner.errors import UsageError
from planrunner.services import workspace
from planrunner.services.provinces import province_of
from planrunner.tui.actions import bindings
from planrunner.tui.screens.fields import Field
from planrunner.tui.screens.form import Form
from planrunner.tui.typed import needed, plain
from planrunner.tui.widgets.key_bar import KeyBar
from planrunner.tui.work import app_of, desk_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

    from planrunner.services.desk import Desk

DIGITS = 6
"""Fewest digits of a region code: down to the county."""
PERSONS = {"two": "两个人：提交的人不能自己销号", "one": "一个人：可以自己销号，记为“自审”"}
WELCOME = """
欢迎使用 planrunner。三步就能用起来：

  1. 填单位名称和区划代码，建立工作区
  2. 选一份年度报告，读出“下一步工作安排”
  3. 逐条审核建议，采纳的变成任务

按回车开始；按 ^q 退出。只想先看看：退出以后运行 planrunner demo。"""


class WelcomeScreen(Screen[None]):
    """Stands behind the forms of the first run; Enter opens the first again where it was left."""

    kind = "welcome"
    BINDINGS = [*bindings("welcome")]

    def compose(self) -> ComposeResult:
        """Lay out the steps."""
        yield Static(Content(WELCOME), id="welcome")
        yield KeyBar(self.kind)

    def on_mount(self) -> None:
        """Begin at once."""
        self.action_begin()

    def action_begin(self) -> None:
        """Ask for the office; then go to the views and ask for the report."""
        app = app_of(self)

        def made(done: bool | None) -> None:
            if done:
                app.switch_mode("today")
                app.call_later(app.action_import_report)

        app.push_screen(OfficeForm(str(desk_of(self).folder)), made)


class OfficeForm(Form):
    """The office's name, its region and how many persons sign off."""

    def __init__(self, folder: str) -> None:
        super().__init__("第一次使用（1/3）：您的单位", f"数据放在 {folder}；要放在别处，退出后用 --workspace 指定。")

    def fields(self) -> list[Field]:
        """Return name, region and persons."""
        return [
            Field("office", "单位名称", example="例如：凤凰镇"),
            Field("region", "区划代码", example="6 位数字，例如：370305", hint=region_hint),
            Field("persons", "几个人办理", "two", options=PERSONS),
        ]

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Make the workspace."""
        office = needed(values["office"], "请填单位名称，例如：凤凰镇。")
        region = plain(values["region"])
        if not (region.isdecimal() and len(region) >= DIGITS):
            raise UsageError("请填区划代码，6 位数字，例如：370305。身份证号前 6 位就是所在区县的代码。")
        if not province_of(region):
            raise UsageError(f"没有以 {region[:2]} 开头的区划代码，请核对，例如：370305。")
        workspace.init(desk, office, region, one_person=values["persons"] == "one")
        return f"已建立工作区：{office}"


def region_hint(text: str) -> str:
    """Return the province of a typed region code."""
    region = plain(text)
    if len(region) < 2:
        return ""
    return province_of(region) or "没有这个代码"
