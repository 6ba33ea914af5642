"""What the full pages have in common: they paint first, read in a thread, and read again after a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from planrunner.tui.watching import Stand, stand_of
from planrunner.tui.widgets.cut_line import CutLine
from planrunner.tui.work import app_of, ask, desk_of, tell

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from planrunner.errors import PlanrunnerError
    from planrunner.services.desk import Desk
    from planrunner.tui.app import PlanrunnerApp

    T = TypeVar("T")

READING = "正在读取数据 .."
NOT_READ = "没有读到数据。按提示处理以后，按 ^r 再读一次。"


class Page(Screen[None]):
    """A full page. `kind` names it in the registry of actions."""

    kind: ClassVar[str]
    TITLE = ""
    AUTO_FOCUS = "LineList, Input"

    def __init__(self) -> None:
        super().__init__()
        self._seen = -1
        self._stand: Stand | None = None

    @property
    def desk(self) -> Desk:
        """The desk this app was opened at."""
        return desk_of(self)

    @property
    def planner(self) -> PlanrunnerApp:
        """The app, as what it is."""
        return app_of(self)

    def on_screen_resume(self) -> None:
        """Read the data when the page comes up and what it shows is older than the last change."""
        if self._seen != self.planner.revision:
            self.call_after_refresh(self.reload)

    def reload(self) -> None:
        """Read the data again."""
        self._seen = self.planner.revision
        self.fetch()

    def follow(self, stand: Stand | None) -> None:
        """Read again where the data has moved since it was read."""
        if stand is not None and self._stand is not None and stand > self._stand:
            self.reload()

    def fetch(self) -> None:
        """Start reading what the page shows."""
        raise NotImplementedError

    def ask(self, job: Callable[[], T], show: Callable[[T], None], group: str = "read") -> None:
        """Read from the store in a thread and show the result (see `work.ask`)."""
        desk = self.desk

        def noted() -> T:
            self._stand = stand_of(desk)  # before the data: what comes in between is read once more
            return job()

        ask(self, noted if group == "read" else job, show, self._unread, group)

    def _unread(self, error: PlanrunnerError) -> None:
        """Say what kept the data from being read; what is on the screen stays."""
        self.planner.show_error(error)
        for line in self.query("#totals, #why").results(CutLine):
            if line.told == READING:
                line.tell(NOT_READ)
        for text in self.query("#empty").results(Static):
            if str(text.content) == READING:
                text.update(Content(NOT_READ))

    def tell(self, job: Callable[[], T], said: Callable[[T], str]) -> None:
        """Write in a thread, then say what was done and read again; after an error too, for it may be a conflict."""

        def done(value: T) -> None:
            self.planner.changed(said(value))
            self.reload()

        def refused(error: PlanrunnerError) -> None:
            self.planner.show_error(error)
            self.reload()

        tell(self, job, done, refused)
