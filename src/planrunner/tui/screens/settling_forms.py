"""Forms for what a task's date waits for: the day something happened, the days that a notice names."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from planrunner.services import events, notices
from planrunner.services.extending import extend_term
from planrunner.tui.describe import day_text
from planrunner.tui.screens.fields import Field
from planrunner.tui.screens.form import Form
from planrunner.tui.typed import day_hint, needed, typed_day
from planrunner.tui.work import desk_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from planrunner.services.desk import Desk
    from planrunner.services.expecting import Awaited, Event
    from planrunner.services.replanning import Move
    from planrunner.tui.choice import Choice

SHOWN = 8
"""Moves listed one by one before a notice is entered."""


class EventForm(Form):
    """The day on which what a task waits for has happened: its term runs from there, or is made longer."""

    def __init__(self, choice: Choice, waits: Event) -> None:
        super().__init__(
            f"触发日期：{choice.title}",
            f"“{waits.words}”是哪天？时限从这天起算；再发生一次，另成一项任务。"
            + ("这一项的期限不够，可依规定延长一次：只填延期理由。" if waits.extends else ""),
        )
        self._choice = choice
        self._event = waits.words
        self._extends = waits.extends

    def fields(self) -> list[Field]:
        """Return the day and a remark."""
        today = desk_of(self).today()
        return [
            Field("day", "发生日期", today.isoformat(), "4-15、昨天", partial(day_hint, today=today), replace=True),
            Field("note", "说明", example="可不填，例如：机构职能信息"),
            *([Field("longer", "延期理由", example="不延期就不填")] if self._extends else []),
        ]

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Enter the event, or make the running term longer."""
        if values.get("longer", "").strip():
            longer = extend_term(desk, self._choice.names[0], values["longer"])
            return f"{longer.id} 时限由 {day_text(longer.before)} 延到 {day_text(longer.after)}（^z 撤销）"
        day = typed_day(needed(values["day"], f"请填“{self._event}”的日期，例如：4-15、昨天。"), desk.today())
        assert day is not None
        done = events.record_event(desk, self._choice.names[0], day, values["note"])
        return f"{'另成一项 ' if done.fresh else ''}{done.id} 时限 {day_text(done.due)}：{done.title}（^z 撤销）"


class NoticeForm(Form):
    """The days that a notice names for a rule; what moves is shown before it is kept."""

    def __init__(self, waits: Awaited) -> None:
        super().__init__(
            f"录入通知：{waits.title}", "通知定了哪几天？本年由这条规则定的日期一起改；先列出改什么，再问。"
        )
        self._rule = waits.rule
        self.draft = f"NoticeForm {waits.rule}"

    def fields(self) -> list[Field]:
        """Return first day, last day and the notice's number."""
        hint = partial(day_hint, today=desk_of(self).today())
        return [
            Field("first", "第一天", example="12-1、12月1日", hint=hint),
            Field("last", "最后一天", example="不填：只有一天", hint=hint),
            Field("number", "文号", example="可不填，例如：司发通〔2022〕1号"),
        ]

    def preview(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Return what moves."""
        moves = self._add(desk, values, apply=False)
        if not moves:
            return "没有日期要改；通知仍会记下，以后照它定日期。\n\n记下吗？"
        lines = [_move_text(move) for move in moves[:SHOWN]]
        more = [f".. 还有 {len(moves) - SHOWN} 项"] if len(moves) > SHOWN else []
        return "\n".join([f"会改 {len(moves)} 项：", "", *lines, *more, "", "照这样改吗？"])

    def write(self, desk: Desk, values: Mapping[str, str]) -> str:
        """Enter the notice."""
        moves = self._add(desk, values, apply=True)
        return f"已录入通知，改了 {len(moves)} 项的日期（^z 撤销）"

    def _add(self, desk: Desk, values: Mapping[str, str], *, apply: bool) -> list[Move]:
        today = desk.today()
        first = typed_day(needed(values["first"], "请填通知定的第一天，例如：12-1。"), today)
        assert first is not None
        last = typed_day(values["last"], today) or first
        return notices.add_notice(desk, self._rule, first, last, values["number"], apply=apply)


def _move_text(move: Move) -> str:
    return f"{move.id} {move.title}：{_span(move.before)} 改为 {_span(move.after)}"


def _span(days: tuple[date | None, date | None]) -> str:
    first, last = days
    if first is None:
        return day_text(None)
    return f"{first:%m-%d}" if last in (None, first) else f"{first:%m-%d}至{last:%m-%d}"
