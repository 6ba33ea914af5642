"""The base of all forms: labelled fields, one save in a thread, and nothing typed is ever lost to an error."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Select, Static

from planrunner.errors import ConflictError
from planrunner.tui.actions import bindings
from planrunner.tui.widgets.details import broken_off
from planrunner.tui.widgets.key_bar import KeyBar
from planrunner.tui.widgets.line_input import LineInput
from planrunner.tui.work import app_of, ask, desk_of, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

    from planrunner.errors import PlanrunnerError
    from planrunner.services.desk import Desk
    from planrunner.tui.conflicts import Conflict
    from planrunner.tui.screens.fields import Field

ABOUT_LINES, ABOUT_WIDTH = 2, 68
"""How much of a form's remark is shown, so that its fields fit on 24 lines."""
KEEP_AFTER = 0.3
"""Seconds from a key to the draft on the disk."""
PUT_BACK = "上次没写完的放回来了；不要的话按 ^z 清空。"
LOSE = "填的内容还没有保存，丢掉吗？"


class Form(ModalScreen[bool]):
    """Subclasses give the fields and `write`, which runs in a thread and returns what was done.

    `draft` names what is typed here among the drafts; "" keeps none. `opened` are the fields as the form opened.
    """

    kind: ClassVar[str] = "form"
    BINDINGS = [*bindings("form"), *bindings("panes")]
    AUTO_FOCUS = ""

    def __init__(self, title: str, about: str = "") -> None:
        super().__init__()
        self._title = title
        self._about = about
        self.opened: list[Field] = []
        self.draft = ""
        self._widgets: dict[str, LineInput | Select[str]] = {}
        self._saving = False
        self._kept: dict[str, str] = {}
        self._unsaved: dict[str, str] = {}
        self._waiting = False

    def fields(self) -> list[Field]:
        """Return the form's fields."""
        raise NotImplementedError

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Do what the form is for (in a thread) and return what was done. Raises PlanrunnerError to stay open."""
        raise NotImplementedError

    def preview(self, desk: Desk, values: Mapping[str, str]) -> str:  # noqa: ARG002 - subclasses look at them
        """Return (in a thread) what saving would do, where that must be agreed to first; "" where not."""
        return ""

    def conflict(self, desk: Desk) -> Conflict | None:  # noqa: ARG002 - subclasses read
        """Take in (in a thread) what others changed and return what differs; None where nothing can be compared."""
        return None

    def first(self) -> str:
        """Return the name of the field to begin in."""
        return self.opened[0].name

    def compose(self) -> ComposeResult:
        """Lay out title, fields, room for an error, and the keys."""
        self.opened = self.fields()
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(Content(self._title), classes="form-title")
            if self._about:
                yield Static(Content(broken_off(self._about, ABOUT_WIDTH, ABOUT_LINES)), classes="form-about")
            for field in self.opened:
                yield self._row(field)
            yield Static(id="form-error")
        yield KeyBar(self.kind)

    def on_mount(self) -> None:
        """Begin in the first field; put back what was typed here and never saved."""
        self.query_one(f"#field-{self.first()}").focus()
        if self.draft:
            ask(self, partial(app_of(self).drafts.read, self.draft), self._put_back, group="draft")

    def _put_back(self, kept: dict[str, str]) -> None:
        self._kept = kept
        found = [field for field in self.opened if kept.get(field.name, field.value) != field.value]
        for field in found:
            if self.values[field.name] == field.value:
                self._fill(field, kept[field.name])
        if found:
            self._say(PUT_BACK)

    def _fill(self, field: Field, value: str) -> None:
        if field.options is None or value in field.options:
            self._widgets[field.name].value = value

    def _row(self, field: Field) -> Horizontal:
        widget: LineInput | Select[str]
        value = self._kept.get(field.name, field.value)
        if field.options is not None:
            choices = [(word, key) for key, word in field.options.items()]
            widget = Select(choices, value=field.value, allow_blank=False, id=f"field-{field.name}", compact=True)
        else:
            widget = LineInput(value, field.example, id=f"field-{field.name}", select=field.replace)
        remark = Static(Content(field.hint(field.value) if field.hint else ""), id=f"hint-{field.name}", classes="hint")
        children = [Static(Content(field.label), classes="label"), widget]
        self._widgets[field.name] = widget
        return Horizontal(*children, *([remark] if field.hint else []), classes="field")

    def add_fields(self, fields: list[Field], before: str) -> None:
        """Put more fields in front of another; focus and what is typed stay as they are."""
        place = self.query_one(f"#field-{before}").parent
        index = next(index for index, field in enumerate(self.opened) if field.name == before)
        rows = [self._row(field) for field in fields]
        self.opened[index:index] = fields
        self.query_one(VerticalScroll).mount_all(rows, before=place)  # type: ignore[arg-type]  # a row is a widget

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields, by name."""
        return {field.name: str(self._widgets[field.name].value) for field in self.opened}

    @property
    def changed(self) -> dict[str, str]:
        """What differs from what the form opened with."""
        values = self.values
        return {field.name: values[field.name] for field in self.opened if values[field.name] != field.value}

    @property
    def typed(self) -> bool:
        """Whether anything differs from what the form opened with."""
        return bool(self.changed)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        field = next((field for field in self.opened if event.input.id == f"field-{field.name}"), None)
        if field is not None and field.hint is not None:
            self.query_one(f"#hint-{field.name}", Static).update(Content(field.hint(event.value)))

    @on(Input.Changed)
    @on(Select.Changed)
    def _typing(self) -> None:
        """Keep what is typed, a moment later, for it comes in bursts."""
        if self.draft and not self._waiting:
            self._waiting = True
            self.set_timer(KEEP_AFTER, self._keep)

    def _keep(self) -> None:
        self._waiting = False
        if self.draft and not self._saving:
            self._unsaved = self.changed
            ask(self, self.keep_draft, lambda _: None, lambda _: None, group="keep")

    def keep_draft(self) -> None:
        """Write down what was last seen to be typed. Raises NotAllowedError where it cannot be."""
        app_of(self).drafts.keep(self.draft, self._unsaved)

    def note_draft(self) -> bool:
        """Take what is typed as what `keep_draft` writes; tell whether this form keeps a draft at all."""
        self._unsaved = self.changed
        return bool(self.draft)

    def action_clear(self) -> None:
        """Put back what the form opened with."""
        for field in self.opened:
            self._fill(field, field.value)
        self._say("")

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Write in a thread; close when it is done, stay with everything typed when it is refused."""
        if self._saving:
            return
        self._saving = True
        self._say("正在保存 ..")
        desk, values = desk_of(self), self.values
        tell(self, lambda: self.preview(desk, values), self._agree, self._refused)

    def _agree(self, said: str) -> None:
        """Ask where saving does more than meets the eye, then write."""
        if not said:
            self._write()
            return
        from planrunner.tui.screens.confirm import Confirm

        self.app.push_screen(Confirm(said), lambda yes: self._write() if yes else self._stay())

    def _stay(self) -> None:
        self._saving = False
        self._say("")

    def _write(self) -> None:
        desk, values = desk_of(self), self.values

        def write() -> str:
            said = self.write(desk, values)
            if self.draft:
                self._unsaved = {}
                app_of(self).drafts.keep(self.draft, {})
            return said

        tell(self, write, self._saved, self._refused)

    def _saved(self, said: str) -> None:
        app_of(self).changed(said)
        self.dismiss(True)

    def _refused(self, error: PlanrunnerError) -> None:
        self._saving = False
        self._keep()
        if not isinstance(error, ConflictError):
            self._say(error.message, failed=True)
            return
        self._say(error.message + "\n填的内容都还在；看过以后再按一次保存，就按你填的写入。", failed=True)
        desk = desk_of(self)
        ask(self, lambda: self.conflict(desk), self._compare)

    def _compare(self, found: Conflict | None) -> None:
        """Show mine and theirs, and do what the person chooses."""
        if found is None:
            return
        from planrunner.tui.screens.conflict import ConflictScreen

        def chosen(answer: str | None) -> None:
            if answer == "mine":
                self.action_save()
            elif answer == "theirs":
                self._take(found)

        self.app.push_screen(ConflictScreen(self._title, found), chosen)

    def _take(self, found: Conflict) -> None:
        """Put theirs into the fields; with nothing else typed there is nothing left to save."""
        theirs = {one.field: one.value for one in found.differences if one.field}
        self.opened = [replace(field, value=theirs.get(field.name, field.value)) for field in self.opened]
        for field in self.opened:
            if field.name in theirs:
                self._fill(field, field.value)
        if self.typed:
            self._say("已换成别人改的；其余是你填的，按 ^s 保存，Esc 不办了。")
        else:
            self.action_cancel()

    def _say(self, text: str, *, failed: bool = False) -> None:
        line = self.query_one("#form-error", Static)
        line.update(Content(text))
        line.set_class(failed, "-failed")
        if text:
            line.scroll_visible(animate=False)

    def action_cancel(self) -> None:
        """Go back one level; what is typed stays as a draft, or where none can be kept a question comes first."""
        if self._saving:
            return
        if not self.typed:
            self.dismiss(False)
        elif self.note_draft():
            ask(self, self.keep_draft, lambda _: self._put_aside(), lambda _: self._ask_lose(), group="keep")
        else:
            self._ask_lose()

    def _put_aside(self) -> None:
        self.dismiss(False)
        app_of(self).hint("没写完的留着，下次打开还在。")

    def _ask_lose(self) -> None:
        from planrunner.tui.screens.confirm import Confirm

        def lose(yes: bool | None) -> None:
            if yes:
                self.dismiss(False)

        self.app.push_screen(Confirm(LOSE), lose)
