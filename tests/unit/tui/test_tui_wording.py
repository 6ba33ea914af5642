"""Text that does not fit is marked, lines break where a reader expects it, and a reviewer sees the evidence first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from tests.unit.tui.stage import NARROW, TODAY, desk_at, play, press, screen_text, settle

from planrunner.domain.pace import Pace
from planrunner.services import planning, tracking
from planrunner.services.evidence import NewEvidence
from planrunner.services.statistics import Behind, statistics
from planrunner.tui.cells import joined, lines_of
from planrunner.tui.screens.confirm import Confirm

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from planrunner.services.desk import Desk


@pytest.mark.parametrize(
    ("quote", "line"),
    [
        ("用身边\n案例", "用身边案例"),
        ("用身边 \r\n　　案例说法", "用身边案例说法"),
        ("共 3\n次", "共 3 次"),
        ("学习 二十大\n报告", "学习 二十大报告"),
        ("Word\nPDF", "Word PDF"),
        ("", ""),
    ],
)
def test_words_of_a_report_join_as_they_were_written(quote: str, line: str) -> None:
    """A line end between Chinese characters is no blank; one beside letters or digits is."""
    assert joined(quote) == line


@pytest.mark.parametrize("width", [20, 24, 31])
def test_a_path_and_an_option_stay_whole(width: int) -> None:
    """What is written in letters goes to the next line as one, unless it is longer than half a line."""
    text = "数据放在这里；要放在别处用 --works/pace 指定。"
    lines = [text[start:end] for start, end in lines_of(text, width)]
    assert "".join(lines) == text
    assert any("--works/pace" in line for line in lines) or width < 24
    assert all(cell_len(line) <= width for line in lines)
    long = "文件 " + "a" * 50
    assert [cell_len(long[start:end]) for start, end in lines_of(long, 20)][:2] == [20, 20]
    path = "数据放在 /srv/office/works/pace"
    assert [path[start:end] for start, end in lines_of(path, 28)] == ["数据放在 /srv/office/works/", "pace"]


@pytest.mark.parametrize("pages", ["1", "2"])
def test_a_reason_too_long_for_its_line_is_marked(stocked: Desk, pages: str) -> None:
    """The last line but one ends with two full stops where it is cut; at a width that has room it is whole again."""
    planning.accept(stocked, ["P2"])
    tracking.add(stocked, "防汛演练", due=TODAY)
    tracking.reschedule(stocked, "T5", TODAY, "按上级要求" * 18)
    tracking.reschedule(stocked, "T1", TODAY, "按上级要求" * 18)

    async def story(pilot: Pilot[None]) -> None:
        if pages == "1":
            await press(pilot, "1", "end")
        else:
            await press(pilot, "2", "end")
        said = screen_text(pilot).splitlines()[-2]
        assert said.endswith("..")
        assert cell_len(said) <= NARROW[0]
        await pilot.resize_terminal(240, 24)
        await settle(pilot)
        assert not screen_text(pilot).splitlines()[-2].endswith("..")

    play(stocked, story)


def test_obligations_behind_stand_on_one_line_each(stocked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are behind, no figure of theirs wraps, with a scroll bar beside them too."""
    planning.accept(stocked, ["P2"])

    def many(desk: Desk, year: int | None) -> object:
        found = statistics(desk, year)
        rows = [Behind(n, "开展送法进企业进校园进村居系列活动" * 3, "", Pace(10, 12, 11)) for n in range(1, 41)]
        return replace(found, behind=rows)

    monkeypatch.setattr("planrunner.tui.screens.statistics.statistics", many)

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "5", "pagedown")
        lines = screen_text(pilot).splitlines()
        told = [line for line in lines if line.lstrip().startswith("O")]
        assert len(told) > 10
        assert all("已办 10，到今天应有 11，全年 12" in line for line in told)
        assert not any(line.strip() == "12" for line in lines)

    play(stocked, story)


def test_a_question_never_leaves_its_mark_alone(stocked: Desk) -> None:
    """A line of a question does not begin with ？."""

    async def story(pilot: Pilot[None]) -> None:
        for length in range(30, 36):
            pilot.app.push_screen(Confirm("删" * length + "？"))
            await settle(pilot)
            assert not any(line.strip(" │") == "？" for line in screen_text(pilot).splitlines())
            await press(pilot, "escape")

    play(stocked, story)


def test_a_reviewer_sees_the_evidence_above_where_the_task_comes_from(stocked: Desk) -> None:
    """On the page of a task that waits for its reviewer 佐证和数字 stands first; on another it stands where it did."""
    planning.accept(stocked, ["P2"])
    tracking.submit(stocked, ["T2"], evidence=[NewEvidence(note="照片")], done_on=TODAY)

    async def story(pilot: Pilot[None]) -> None:
        from planrunner.services.agenda import task_page
        from planrunner.tui.screens.task import TaskScreen

        for name, first in (("T2", "佐证和数字"), ("T1", "来自哪里")):
            pilot.app.push_screen(TaskScreen(task_page(stocked, name).task))
            await settle(pilot)
            lines = [line.strip() for line in screen_text(pilot).splitlines()]
            heads = [line for line in lines if line in ("佐证和数字", "来自哪里")]
            assert heads[0] == first
            await press(pilot, "escape")
        tracking.close(desk_at(stocked.folder, "审核"), ["T2"])

    play(stocked, story)


@pytest.mark.parametrize("key", ["6", "7", "ctrl+f"])
def test_an_empty_input_says_what_to_type_at_every_width(stocked: Desk, key: str) -> None:
    """On 60 cells the example is cut with a mark, not at its first blank."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, key)
        said = screen_text(pilot).splitlines()[1]
        assert said.endswith("..")
        assert cell_len(said) > 50

    play(stocked, story, (60, 20))
