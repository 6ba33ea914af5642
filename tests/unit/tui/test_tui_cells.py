"""Text in terminal cells: never half a character, never a silent cut."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.unit.tui.stage import play, press, screen_text

from planrunner.services import agenda, planning, tracking
from planrunner.store.filters import Filters
from planrunner.store.queries import TaskRow
from planrunner.tui.cells import CUT, NOT_FIRST, cut, fit, lines_of
from planrunner.tui.widgets.line_list import Heading
from planrunner.tui.widgets.task_table import TaskTable

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from planrunner.services.desk import Desk

CHINESE = st.text(alphabet="凤凰镇宪法宣传周“”，。（）《》 ab1—…·", max_size=60)


@given(CHINESE, st.integers(0, 60), st.booleans())
def test_fit_gives_exactly_its_width(text: str, width: int, right: bool) -> None:
    """A fitted text has exactly the cells asked for, wide characters whole."""
    assert cell_len(fit(text, width, right=right)) == width


@given(CHINESE, st.integers(2, 60))
def test_a_cut_is_marked(text: str, width: int) -> None:
    """What was cut ends in two dots; what was not is the text itself on one line."""
    kept = cut(text, width)
    whole = " ".join(text.split())
    assert kept == whole or (kept.endswith(CUT) and whole.startswith(kept.removesuffix(CUT)))


@given(st.text(alphabet="凤凰镇，。（a \n", max_size=120), st.integers(4, 40), st.integers(0, 2))
def test_lines_lose_nothing_and_fit(text: str, width: int, indent: int) -> None:
    """The lines of a text hold all of it in order, none too wide; only line ends stand between them."""
    spans = lines_of(text, width, indent)
    assert "".join(text[start:end] for start, end in spans) == text.replace("\n", "")
    assert all(cell_len(text[start:end]) <= width for start, end in spans)


def test_a_closing_mark_does_not_begin_a_line() -> None:
    """A line that would begin with a comma takes the character before along."""
    text = "清源镇司法所负责，各村配合。"
    assert [text[start:end] for start, end in lines_of(text, 16)] == ["清源镇司法所负", "责，各村配合。"]
    assert text[lines_of(text, 16)[1][0]] not in NOT_FIRST


ROWS = st.builds(
    TaskRow,
    id=st.integers(1, 10**9), plan_year=st.just(2022), title=CHINESE, category=st.just("other"),
    status=st.sampled_from(["planned", "started", "submitted", "closed", "carried", "dropped"]), number=st.just(1),
    rule_date=st.none(), planned=st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)), window_from=st.none(),
    window_to=st.none(), spans=st.just(False), due=st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    tentative=st.booleans(), owner=CHINESE, date_source=st.just("manual"), reason=st.just(""), note=st.just(""),
    overdue_since=st.none(), submitted_by=st.none(), done_on=st.none(), closed_by=st.none(), closed_at=st.none(),
    self_reviewed=st.just(False), no_evidence_reason=st.just(""), status_reason=st.just(""), sequence=st.just(0),
    created_at=st.none(), updated_at=st.none(), version=st.just(1), evidence=st.just(0),
)  # fmt: skip


@given(ROWS, st.integers(36, 200), st.booleans())
def test_a_tasks_columns_fill_the_width_exactly(row: TaskRow, width: int, spans: bool) -> None:
    """Whatever a task holds, its columns together take the width, so that nothing behind them shifts."""
    if spans and row.planned:
        row = row._replace(spans=True, window_from=row.planned, window_to=row.planned + timedelta(30))
    table = TaskTable()
    table.today = table.yellow = date(2022, 4, 20)
    pieces = table.pieces(row, width)
    assert sum(cell_len(text) for text, _ in pieces) == width
    assert cell_len(table.header(width + 2)) == width + 2


def test_long_titles_are_marked_on_the_screen(stocked: Desk) -> None:
    """A Chinese title too long for 80 columns ends in two dots, and the columns behind it stay in line."""
    long = "组织开展“美好生活·民法典相伴”主题宣传暨法治文化进农村文化礼堂系列活动"
    tracking.add(stocked, long, due=date(2022, 4, 20), owner="党政办公室（司法所配合）")
    tracking.add(stocked, "短会", due=date(2022, 4, 20), owner="司法所")

    async def story(pilot: Pilot[None]) -> None:
        lines = screen_text(pilot).splitlines()
        first, second = (line for line in lines if "04-20 周三  " in line)
        assert ".. " in first
        assert cell_len(first[: first.index("未启动")]) == cell_len(second[: second.index("未启动")])
        await pilot.resize_terminal(120, 40)
        await press(pilot, "down")
        assert long in screen_text(pilot)

    play(stocked, story)


def test_the_cursor_passes_over_headings_and_stays_on_its_task(stocked: Desk) -> None:
    """Moving, paging and reloading never leave the cursor on a heading, and a reload keeps it on the same task."""
    planning.accept_all(stocked)
    tasks = agenda.list_tasks(stocked, Filters())
    rows: list[TaskRow | Heading] = [Heading("一"), Heading("二"), *tasks[:2], Heading("三"), *tasks[2:]]

    async def story(pilot: Pilot[None]) -> None:
        table = pilot.app.screen.query_one(TaskTable)
        table.show(rows, date(2022, 4, 20), date(2022, 5, 9))
        assert table.current == tasks[0]
        seen = []
        for _ in tasks:
            seen.append(table.current)
            table.action_move(1)
        assert seen == tasks
        table.action_first()
        assert table.current == tasks[0]
        table.action_move(-1)
        assert table.current == tasks[0]
        table.action_last()
        assert table.current == tasks[-1]
        table.show([Heading("新"), *reversed(tasks)], date(2022, 4, 20), date(2022, 5, 9))
        assert table.current == tasks[-1]

    async def emptied(pilot: Pilot[None]) -> None:
        table = pilot.app.screen.query_one(TaskTable)
        table.show([], date(2022, 4, 20), date(2022, 5, 9))
        table.action_move(1)
        assert table.current is None

    play(stocked, story)
    play(stocked, emptied)


def test_a_hundred_thousand_rows_are_not_built(stocked: Desk) -> None:
    """Only lines that come into view are drawn, however long the list is."""
    planning.accept(stocked, ["P1"])
    (task,) = agenda.list_tasks(stocked, Filters())
    drawn = []

    class Counting(TaskTable):
        def pieces(self, row: TaskRow, width: int) -> list[tuple[str, str]]:
            drawn.append(row.id)
            return super().pieces(row, width)

    async def story(pilot: Pilot[None]) -> None:
        table = Counting(id="many")
        await pilot.app.screen.mount(table, before="#why")
        table.show([task._replace(id=number) for number in range(1, 100_001)], date(2022, 4, 20), date(2022, 5, 9))
        table.focus()
        await press(pilot, "end")
        assert table.current is not None
        assert table.current.id == 100_000
        assert "100000" not in screen_text(pilot)
        assert len(set(drawn)) < 100

    play(stocked, story)
