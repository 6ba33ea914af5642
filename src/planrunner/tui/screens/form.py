"""The base of all forms: labelled fields, one save in a thread, and nothing typed is ever lost to an error."""

from __future__ import annotations

from dataclasses import dataclass
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
from planrunner.wording import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult
    from textual.widget import Widget

    from planrunner.errors import PlanrunnerError
    from planrunner.services.desk import Desk

ABOUT_LINES, ABOUT_WIDTH = 2, 68
"""How much of a form's remark is shown, so that its fields fit on 24 lines."""
LOSE = "填的内容还没有保存，丢掉吗？"


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form: `hint` turns what stands in it into a remark behind it, `options` makes it a choice.

    With `replace` the first key takes the place of what stands there.
    """

    name: str
    label: str
    value: str = ""
    example: str = ""
    hint: Callable[[str], str] | None = None
    options: Mapping[str, str] | None = None
    replace: bool = False


class Form(ModalScreen[bool]):
    """Subclasses give the fields and `write`, which runs in a thread and returns what was done."""

    kind: ClassVar[str] = "form"
    BINDINGS = [*bindings("form"), *bindings("panes")]
    AUTO_FOCUS = ""

    def __init__(self, title: str, about: str = "") -> None:
        super().__init__()
        self._title = title
        self._about = about
        self._fields: list[Field] = []
        self._saving = False

    def fields(self) -> list[Field]:
        """Return the form's fields."""
        raise NotImplementedError

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Do what the form is for (in a thread) and return what was done. Raises PlanrunnerError to stay open."""
        raise NotImplementedError

    def preview(self, desk: Desk, values: Mapping[str, str]) -> str:  # noqa: ARG002 - subclasses look at them
        """Return (in a thread) what saving would do, where that must be agreed to first; "" where not."""
        return ""

    def read_again(self, desk: Desk) -> None:
        """Take in (in a thread) what others changed, after a conflict; saving again then overrides knowingly."""

    def first(self) -> str:
        """Return the name of the field to begin in."""
        return self._fields[0].name

    def compose(self) -> ComposeResult:
        """Lay out title, fields, room for an error, and the keys."""
        self._fields = self.fields()
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(Content(self._title), classes="form-title")
            if self._about:
                yield Static(Content(broken_off(self._about, ABOUT_WIDTH, ABOUT_LINES)), classes="form-about")
            for field in self._fields:
                yield self._row(field)
            yield Static(id="form-error")
        yield KeyBar(self.kind)

    def on_mount(self) -> None:
        """Begin in the first field."""
        self.query_one(f"#field-{self.first()}").focus()

    def _row(self, field: Field) -> Horizontal:
        widget: Widget
        if field.options is not None:
            choices = [(word, key) for key, word in field.options.items()]
            widget = Select(choices, value=field.value, allow_blank=False, id=f"field-{field.name}", compact=True)
        else:
            widget = LineInput(field.value, field.example, id=f"field-{field.name}", select=field.replace)
        remark = Static(Content(field.hint(field.value) if field.hint else ""), id=f"hint-{field.name}", classes="hint")
        children = [Static(Content(field.label), classes="label"), widget]
        return Horizontal(*children, *([remark] if field.hint else []), classes="field")

    def add_fields(self, fields: list[Field], before: str) -> None:
        """Put more fields in front of another; focus and what is typed stay as they are."""
        place = self.query_one(f"#field-{before}").parent
        index = next(index for index, field in enumerate(self._fields) if field.name == before)
        self._fields[index:index] = fields
        self.query_one(VerticalScroll).mount_all([self._row(field) for field in fields], before=place)  # type: ignore[arg-type]  # a row is a widget

    def set_field(self, name: str, value: str) -> None:
        """Put a value into a field that nobody has typed into yet."""
        field = self.query_one(f"#field-{name}", Input)
        if not field.value:
            field.value = value

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields, by name."""
        found = {}
        for field in self._fields:
            widget = self.query_one(f"#field-{field.name}")
            found[field.name] = str(widget.value) if isinstance(widget, Input | Select) else ""
        return found

    @property
    def typed(self) -> bool:
        """Whether anything differs from what the form opened with."""
        return any(self.values[field.name] != field.value for field in self._fields)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        field = next((field for field in self._fields if event.input.id == f"field-{field.name}"), None)
        if field is not None and field.hint is not None:
            self.query_one(f"#hint-{field.name}", Static).update(Content(field.hint(event.value)))

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
        tell(self, lambda: self.write(desk, values), self._saved, self._refused)

    def _saved(self, said: str) -> None:
        self._saving = False
        app_of(self).changed(said)
        self.dismiss(True)

    def _refused(self, error: PlanrunnerError) -> None:
        self._saving = False
        more = (
            "" if not isinstance(error, ConflictError) else "\n填的内容都还在；看过以后再按一次保存，就按你填的写入。"
        )
        self._say(error.message + more, failed=True)
        if isinstance(error, ConflictError):
            desk = desk_of(self)
            ask(self, lambda: self.read_again(desk), lambda _: None)

    def _say(self, text: str, *, failed: bool = False) -> None:
        line = self.query_one("#form-error", Static)
        line.update(Content(text))
        line.set_class(failed, "-failed")
        if text:
            line.scroll_visible(animate=False)

    def action_cancel(self) -> None:
        """Go back one level; ask first where typed text would be lost."""
        if self._saving:
            return
        if not self.typed:
            self.dismiss(False)
            return
        from planrunner.tui.screens.confirm import Confirm

        self.app.push_screen(Confirm(LOSE), self._lose)

    def _lose(self, yes: bool | None) -> None:
        if yes:
            self.dismiss(False)


def category_field(value: str) -> Field:
    """Return the field that chooses a category."""
    return Field("category", "类别", value, options=CATEGORIES)
