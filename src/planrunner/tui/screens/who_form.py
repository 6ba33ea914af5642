"""Who works here now: at one PC several people take turns, and the history must name the right one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.errors import UsageError
from planrunner.tui.drafts import Drafts
from planrunner.tui.screens.fields import Field
from planrunner.tui.screens.form import Form
from planrunner.tui.typed import needed
from planrunner.tui.work import app_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planrunner.services.desk import Desk

LONGEST = 40
"""Characters of a name."""


class WhoForm(Form):
    """The name under which everything is recorded from now on, in this window until it is closed."""

    def __init__(self, who: str) -> None:
        super().__init__("换办理人", "以后在这个窗口里做的都记在他名下；关了再打开，又是电脑账户的名字。")
        self._who = who

    def fields(self) -> list[Field]:
        """Return the name."""
        return [Field("who", "姓名", self._who, "张三、司法所审核", replace=True)]

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:  # noqa: ARG002 - nothing is stored
        """Check the name. Raises UsageError for none, or for one that cannot be one."""
        who = needed(values["who"], "请填姓名，例如：张三。").strip()
        if len(who) > LONGEST or not who.isprintable():
            raise UsageError(f"姓名应在 {LONGEST} 个字以内，不能有换行等字符。")
        return f"现在由 {who} 办理"

    def _saved(self, said: str) -> None:
        app = app_of(self)
        app.desk.who = self.values["who"].strip()
        app.drafts = Drafts(app.desk.folder, app.desk.who)
        super()._saved(said)
