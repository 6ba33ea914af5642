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
        self.awaiting = True
        """Whether what it shows is older than what the person has done; keys about rows wait meanwhile."""
        self._reads = self._writes = 0

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
            self.awaiting = True
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
        if group != "read":
            ask(self, job, show, group=group)
            return
        desk, number = self.desk, self._reads + 1
        self._reads = number

        def noted() -> T:
            self._stand = stand_of(desk)  # before the data: what comes in between is read once more
            return job()

        def shown(value: T) -> None:
            newest = number == self._reads and not self._writes
            self.awaiting = self.awaiting and not newest
            show(value)
            self.go_on()

        def refused(error: PlanrunnerError) -> None:
            self.awaiting = False
            self._unread(error)
            self.go_on()

        ask(self, noted, shown, refused, group)

    def go_on(self) -> None:
        """Let the keys come that waited for what is shown now."""
        if not self.awaiting:
            self.planner.turns.go_on()

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
        self.awaiting = True
        self._writes += 1

        def done(value: T) -> None:
            self._writes -= 1
            self.planner.changed(said(value))
            self.reload()

        def refused(error: PlanrunnerError) -> None:
            self._writes -= 1
            self.planner.show_error(error)
            self.reload()

        tell(self, job, done, refused)
