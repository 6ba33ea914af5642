"""Reviewing many proposals: marks, merging, splitting, what is left over; and what a task's date waits for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.unit.tui.stage import NARROW, PUBLIC, WIDE, empty_desk, moment, play, press, screen_text, type_text
from textual.widgets import Input

from planrunner.services import agenda, events, planning
from planrunner.services.sample import sample_report
from planrunner.store.filters import Filters
from planrunner.tui.screens.form import Form
from planrunner.tui.widgets.proposal_list import ProposalList
from planrunner.tui.widgets.source_text import SourceText

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from planrunner.services.desk import Desk


def schedule(desk: Desk, number: int, kind: dict[str, object], rule: str | None = None) -> None:
    """Give a proposal of the stage another schedule, undated, and a rule."""
    from planrunner.store.tables import Proposal

    with desk.store.change(who="经办", action="edit", at=moment()) as tx:
        row = tx.session.get(Proposal, number)
        assert row is not None
        row.schedule, row.rule = kind, rule


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_merging_two_marked_and_splitting_them_again(stocked: Desk, size: tuple[int, int]) -> None:
    """Two marks and one key merge, one key splits again; each says first what it does, and undo takes it back."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "3", "ctrl+w")
        assert "只引了一句原文，没有可拆的" in screen_text(pilot)
        await press(pilot, "ctrl+g")
        assert "先用空格标记要合并的两条" in screen_text(pilot)
        await press(pilot, "space", "space", "ctrl+g")
        assert "把“送法进村”并入“宪法宣传周”" in screen_text(pilot).replace("\n", "")
        await press(pilot, "enter")
        assert [row.title for row in planning.list_proposals(stocked)] == ["宪法宣传周", "行政执法公示"]
        await press(pilot, "home", "ctrl+w")
        assert "拆成 2 条" in screen_text(pilot)
        await press(pilot, "enter")
        assert len(planning.list_proposals(stocked)) == 3
        await press(pilot, "ctrl+z", "ctrl+z")
        assert [row.title for row in planning.list_proposals(stocked)] == ["宪法宣传周", "送法进村", "行政执法公示"]

    play(stocked, story, size)


def test_several_at_once_say_first_what_becomes_of_them(stocked: Desk) -> None:
    """Accepting marked proposals tells how many tasks, how many undated; rejecting tells how many are not made."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "3", "down", "space", "space", "f5")
        shown = screen_text(pilot)
        assert "采纳标记的 2 条建议" in shown
        assert "P2 送法进村" in shown
        assert "变成 5 项任务，其中待定 1 项" in shown
        await press(pilot, "escape")
        assert len(planning.list_proposals(stocked)) == 3
        await press(pilot, "f5", "enter")
        assert [row.title for row in planning.list_proposals(stocked)] == ["宪法宣传周"]
        await press(pilot, "ctrl+z", "space", "space", "delete")
        assert "否决 2 条建议" in screen_text(pilot)
        assert "不会生成 5 项任务" in screen_text(pilot)

    play(stocked, story)
    assert len(agenda.list_tasks(stocked, Filters())) == 0


def test_what_no_proposal_took_up_is_listed_and_can_be_added(stocked: Desk) -> None:
    """A measure without a proposal stands under the list, is shown in the report, and Enter makes a task of it."""
    from planrunner.store.tables import Proposal

    with stocked.store.change(who="经办", action="reject", at=moment()) as tx:
        tx.session.delete(tx.session.get(Proposal, 3))

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "3")
        assert "没有转成建议的原文 1 条" in screen_text(pilot)
        await press(pilot, "end")
        assert pilot.app.screen.query_one(SourceText).highlighted == [PUBLIC]
        assert "没有转成建议" in screen_text(pilot)
        await press(pilot, "f5")
        assert "先把光标移到一条建议上" in screen_text(pilot)
        await press(pilot, "space")
        assert pilot.app.screen.query_one(ProposalList).marked == set()
        await press(pilot, "enter", "enter")

    play(stocked, story)
    assert [task.title for task in agenda.list_tasks(stocked, Filters())] == [PUBLIC]


def test_the_day_of_an_event_starts_its_term(stocked: Desk) -> None:
    """One key on a waiting task asks for the day; a task that waits for nothing says so."""
    schedule(stocked, 3, {"kind": "trigger", "event": "信息形成或变更", "days": 20, "unit": "workday"})
    planning.accept(stocked, ["P1", "P3"])

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+b")
        assert "“信息形成或变更”是哪天" in screen_text(pilot)
        pilot.app.screen.query_one("#field-day", Input).value = "4-15"
        await press(pilot, "enter")
        assert not isinstance(pilot.app.screen, Form)
        await press(pilot, "2", "right", "down", "right", "down", "ctrl+b")
        assert "不等通知，也不等外部事件" in screen_text(pilot)

    play(stocked, story)
    task = next(one for one in agenda.list_tasks(stocked, Filters()) if one.title.startswith("行政执法公示"))
    assert task.due is not None
    assert task.due.isoformat() == "2022-05-16"


def test_a_running_term_is_made_longer_once(stocked: Desk) -> None:
    """On a task whose term runs the same key offers the extension that the law gives; after it, it does not."""
    schedule(
        stocked, 3, {"kind": "trigger", "event": "收到申请", "days": 20, "unit": "workday"}, "disclosure-on-request"
    )
    planning.accept(stocked, ["P3"])
    events.record_event(stocked, "T1", date(2022, 1, 4))

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+b")
        pilot.app.screen.query_one("#field-longer", Input).value = "涉及第三方，已批准"
        await press(pilot, "ctrl+s")
        assert not isinstance(pilot.app.screen, Form)
        await press(pilot, "ctrl+b")
        assert "触发日期" in screen_text(pilot)
        assert not pilot.app.screen.query("#field-longer")

    play(stocked, story)
    task = agenda.task_page(stocked, "T1").task
    assert (str(task.due), task.note) == ("2022-03-04", "延期：涉及第三方，已批准")


def test_a_notice_is_previewed_then_entered(stocked: Desk) -> None:
    """The days of a notice are shown with what they move; nothing is kept before one agrees."""
    schedule(stocked, 1, {"kind": "window", "from": "2022-12-01", "to": "2022-12-07"}, "constitution-week")
    planning.accept(stocked, ["P1"])

    async def story(pilot: Pilot[None]) -> None:
        from planrunner.services import notices

        await press(pilot, "2", "right", "down", "right", "down", "ctrl+b")
        assert "录入通知：" in screen_text(pilot)
        await type_text(pilot, "12-4")
        await press(pilot, "tab")
        await type_text(pilot, "12-10")
        await press(pilot, "ctrl+s")
        assert "吗？" in screen_text(pilot)
        assert notices.list_notices(stocked) == []
        await press(pilot, "escape")
        assert pilot.app.screen.query_one("#field-first", Input).value == "12-4"
        await press(pilot, "ctrl+s", "enter")
        assert [row.first_day.isoformat() for row in notices.list_notices(stocked)] == ["2022-12-04"]

    play(stocked, story)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_a_report_just_read_stands_whole_beside_its_first_proposal(tmp_path: Path, size: tuple[int, int]) -> None:
    """No line loses a character to the scroll bar, and the first cited words are in sight at once."""
    report = tmp_path / "报告.txt"
    report.write_text(sample_report(2021), encoding="utf-8")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+o")
        await type_text(pilot, str(report))
        await press(pilot, "enter")
        await pilot.pause()
        source = pilot.app.screen.query_one(SourceText)
        shown = [source.render_line(y).text for y in range(source.scrollable_content_region.height)]
        (cited, *_) = [line for line in shown if line.startswith("> ")]
        whole = sample_report(2021)
        assert all(line[2:].rstrip() in whole for line in shown)
        starts = [whole.index(line[2:].rstrip()) for line in shown if line.strip()]
        ends = [start + len(line[2:].rstrip()) for start, line in zip(starts, filter(str.strip, shown), strict=True)]
        assert all(whole[end:start].strip() == "" for end, start in pairwise_of(ends, starts))
        assert cited

    play(empty_desk(tmp_path / "工作区"), story, size)


def pairwise_of(ends: list[int], starts: list[int]) -> list[tuple[int, int]]:
    """Return where each line ends with where the next one begins."""
    return list(zip(ends[:-1], starts[1:], strict=True))
