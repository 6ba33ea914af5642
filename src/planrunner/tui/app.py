"""The terminal UI: five views (今日, 计划, 审核, 日历, 统计) over one desk. It paints first and opens the store afterwards."""

from __future__ import annotations

import gc
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from textual.app import App
from textual.events import Key, Paste
from textual.worker import WorkerFailed

from planrunner.errors import NotAllowedError
from planrunner.tui.actions import bindings
from planrunner.tui.cells import cut, lines_of
from planrunner.tui.drafts import Drafts
from planrunner.tui.keys_in_turn import Turns
from planrunner.tui.plain import PlainFilter, wanted
from planrunner.tui.screens.base import Page
from planrunner.tui.screens.today import TodayScreen
from planrunner.tui.views import neighbour
from planrunner.tui.watching import SECONDS, stand_if_readable
from planrunner.tui.work import Answer, ask, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.events import Event
    from textual.filter import LineFilter
    from textual.screen import Screen

    from planrunner.errors import PlanrunnerError
    from planrunner.services.desk import Desk

LONG = 12.0
"""Seconds that an error stays on the screen; it says what to do next and takes time to read."""
SHORT = 2.0
"""Seconds that a line about what was done stays: long enough to read, gone before it is in the way."""
HINT = 4.0
"""Seconds that a hint stays."""
BESIDE = 6
"""Cells of a message's line that are not text."""


def run(desk: Desk, plain: bool = False, *, first: bool = False) -> int:
    """Open the terminal UI at a desk and return the exit code; `plain` keeps to characters of certain width.

    `first` is for a desk without a workspace: the UI makes one, with the person.

    A bug inside comes out as the exception it is, after the terminal has been given back.
    """
    kind = PlanrunnerApp
    if first:
        from planrunner.tui.first_run import FirstRunApp

        kind = FirstRunApp
    app = kind(desk, plain=plain or wanted())
    app.run()
    if app.bug is not None:
        raise app.bug
    return app.return_code or 0


def _welcome() -> Screen[None]:
    from planrunner.tui.screens.welcome import WelcomeScreen

    return WelcomeScreen()


def _plan() -> Screen[None]:
    from planrunner.tui.screens.plan import PlanScreen

    return PlanScreen()


def _review() -> Screen[None]:
    from planrunner.tui.screens.review import ReviewScreen

    return ReviewScreen()


def _calendar() -> Screen[None]:
    from planrunner.tui.screens.calendar import CalendarScreen

    return CalendarScreen()


def _statistics() -> Screen[None]:
    from planrunner.tui.screens.statistics import StatisticsScreen

    return StatisticsScreen()


class PlanrunnerApp(App[None]):
    """Holds the desk, switches modes and shows messages; everything else is on the screens."""

    TITLE = "planrunner"
    CSS_PATH = "planrunner.tcss"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[None]]]] = {
        "welcome": _welcome,
        "plan": _plan,
        "review": _review,
        "calendar": _calendar,
        "statistics": _statistics,
    }
    DEFAULT_MODE = "today"
    BINDINGS = [*bindings("app")]
    ENABLE_COMMAND_PALETTE = False
    """Textual's own binding would open the palette over a form; ours is in the registry."""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (120, "-widest")]
    ESCAPE_TO_MINIMIZE = False

    def __init__(self, desk: Desk, *, plain: bool = False) -> None:
        super().__init__()
        self.desk = desk
        self.plain = plain
        self.revision = 0
        """Counts the changes made here; a screen that has seen an older number reads again."""
        self.drafts = Drafts(desk.folder, desk.who)
        self.writing = Lock()
        """Held by the thread that writes: changes made here follow one another."""
        self.turns = Turns(self)
        self.bug: BaseException | None = None
        self.set_class(plain, "-plain")

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return Textual's filters, in plain mode with ours behind them."""
        filters = super().get_line_filters()
        return [*filters, PlainFilter()] if self.plain else filters

    def get_default_screen(self) -> Screen[None]:
        """Return the first page. Textual reads all styles a second time for a page out of MODES, not for this one."""
        return TodayScreen()

    async def on_event(self, event: Event) -> None:
        """Hand out what is typed in turn, everything else at once."""
        if isinstance(event, (Key, Paste)) and not event.is_forwarded:
            await self.turns.take(event, super().on_event)
        else:
            await super().on_event(event)

    def on_mount(self) -> None:
        """Look every second whether others changed something."""
        self.add_mode("today", TodayScreen)
        self.set_interval(SECONDS, self._look)

    def on_ready(self) -> None:
        """Let Python look for garbage again, which `cli.terminal` put off until the first paint."""
        gc.enable()

    def _look(self) -> None:
        page = next((screen for screen in reversed(self.screen_stack) if isinstance(screen, Page)), None)
        if page is not None:
            ask(page, partial(stand_if_readable, self.desk), page.follow, group="look")

    def on_answer(self, answer: Answer) -> None:
        """Take in what a thread brought, unless its screen is gone by now."""
        if answer.screen.is_attached:
            answer.show()

    def changed(self, said: str) -> None:
        """Note that data changed and tell the person what was done: on one line, briefly; further lines stay longer."""
        self.revision += 1
        first, _, more = said.partition("\n")
        line = cut(first, self.size.width - BESIDE)
        self._say(f"{line}\n{more}" if more else line, LONG if more else SHORT)

    def hint(self, said: str) -> None:
        """Tell the person why a key does nothing now, or what to press first."""
        self._say(said, HINT)

    def show_error(self, error: PlanrunnerError) -> None:
        """Show an error's message."""
        self._say(error.message, LONG, severity="error")

    def _say(self, said: str, seconds: float, severity: Literal["information", "error"] = "information") -> None:
        """Show a message in the place of the last one; Textual keeps an empty line for each one taken back.

        Its lines are broken here: where Textual breaks them, it does not show the second one.
        """
        self.clear_notifications()
        for holder in self.screen.query("ToastHolder"):
            holder.remove()
        lines = [said[start:end] for start, end in lines_of(said, self.size.width - BESIDE)]
        self.notify("\n".join(lines), severity=severity, timeout=seconds, markup=False)

    def _fatal_error(self) -> None:
        """End the app on a bug; `run` raises it again, and the command line keeps the log and tells the person."""
        found = self._exception
        self.bug = found.error if isinstance(found, WorkerFailed) else found
        self._close_messages_no_wait()

    def action_show_mode(self, mode: str) -> None:
        """Go to a view; on that view already, close the pages opened on top of it."""
        if mode != self.current_mode:
            self.switch_mode(mode)
            return
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def action_turn(self, step: int) -> None:
        """Go to the next or the previous view."""
        self.switch_mode(neighbour(self.current_mode, step))

    def action_next_pane(self) -> None:
        """Go to the next pane; on a view from the last one on to the next view."""
        self._walk(1)

    def action_previous_pane(self) -> None:
        """Go to the previous pane; on a view from the first one back to the previous view."""
        self._walk(-1)

    def _walk(self, step: int) -> None:
        chain, focused = self.screen.focus_chain, self.screen.focused
        at = chain.index(focused) + step if focused in chain else -1
        if len(self.screen_stack) == 1 and not 0 <= at < len(chain):
            self.action_turn(step)
        elif step > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def action_find(self) -> None:
        """Open the search page."""
        from planrunner.tui.screens.find import FindScreen

        self.push_screen(FindScreen())

    def action_all_evidence(self) -> None:
        """Open the page of all evidence; from a task's page that of this task."""
        from planrunner.tui.screens.evidence import EvidenceScreen

        self.push_screen(EvidenceScreen(getattr(self.screen, "about", "")))

    def action_history(self) -> None:
        """Open the office's history; from a task's page that of this task."""
        from planrunner.tui.screens.history import HistoryScreen

        self.push_screen(HistoryScreen(getattr(self.screen, "about", "")))

    def action_close_year(self) -> None:
        """Open the page that closes a year: the one shown, or the oldest that is still open."""
        from planrunner.tui.screens.closing import ClosingScreen

        if not isinstance(self.screen, ClosingScreen):
            self.push_screen(ClosingScreen(getattr(self.screen, "year", None)))

    def action_who(self) -> None:
        """Ask who works here now."""
        from planrunner.tui.screens.who_form import WhoForm

        self.push_screen(WhoForm(self.desk.who))

    def action_hand_over(self) -> None:
        """Ask who hands over to whom."""
        from planrunner.tui.screens.closing_forms import HandoverForm

        self.push_screen(HandoverForm())

    def action_import_report(self) -> None:
        """Ask for a report and read it; then go to its proposals."""
        from planrunner.tui.screens.import_form import ImportForm

        def review(done: bool | None) -> None:
            if done:
                self.action_show_mode("review")

        self.push_screen(ImportForm(), review)

    def action_undo(self) -> None:
        """Take back this person's last change."""
        self._reverse("undo")

    def action_redo(self) -> None:
        """Do again what was just taken back."""
        self._reverse("redo")

    def _reverse(self, which: str) -> None:
        from planrunner.services import undoing
        from planrunner.wording import ACTIONS

        word = ACTIONS[which]
        service = undoing.undo if which == "undo" else undoing.redo

        def show(action: str) -> None:
            self.changed(f"已{word}：{ACTIONS.get(action, action)}")
            self.action_reload()

        tell(self.screen, partial(service, self.desk), show, self.show_error)

    def action_reload(self) -> None:
        """Let the screen in front read its data again."""
        reload: Callable[[], None] | None = getattr(self.screen, "reload", None)
        if reload is not None:
            reload()

    def action_help(self) -> None:
        """Open the help page of the screen in front."""
        from planrunner.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(getattr(self.screen, "kind", "today")))

    def action_command_palette(self) -> None:
        """Open the palette over the actions of the screen in front."""
        from textual.command import CommandPalette

        from planrunner.tui.commands import ActionProvider

        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette([ActionProvider], placeholder="操作名称或拼音首字母，例如：完成、wc"))

    async def action_quit(self) -> None:
        """Leave; what a form holds stays as a draft, and where that cannot be a question comes first."""
        forms = [screen for screen in self.screen_stack if getattr(screen, "typed", False)]
        if all(_put_aside(form) for form in forms):
            self.exit()
            return
        from planrunner.tui.screens.confirm import Confirm

        self.push_screen(Confirm("填的内容还没有保存，丢掉并退出吗？"), lambda yes: self.exit() if yes else None)

    def action_help_quit(self) -> None:
        """Say how to leave to someone who pressed ^c."""
        self.hint("退出请按 ^q。^c 用来复制选中的文字。")


def _put_aside(screen: Screen[Any]) -> bool:
    """Tell whether what is typed on a screen is kept for the next time."""
    from planrunner.tui.screens.form import Form

    if not (isinstance(screen, Form) and screen.note_draft()):
        return False
    try:
        screen.keep_draft()
    except NotAllowedError:
        return False
    return True
