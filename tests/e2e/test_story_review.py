"""The review of the reference report, decided in every way there is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.e2e.offices import office_with_proposals
from tests.e2e.terminal import Terminal, command

from planrunner.services import agenda, workspace
from planrunner.services.review_view import review_view
from planrunner.store.filters import Filters

if TYPE_CHECKING:
    from pathlib import Path

REFERENCE = "000_seed_fenghuang_2021.txt"


def test_every_decision_on_the_reference_report(terminal: Terminal, tmp_path: Path, shared: Path) -> None:
    """Accept, edit, merge, split, reject, some at once, all at once: what a preview says is what comes out."""
    folder = tmp_path / "w"
    desk = office_with_proposals(folder, shared / "corpus" / "reports" / REFERENCE)

    def pending() -> list[str]:
        return [row.title for row in review_view(desk).proposals]

    def tasks() -> int:
        return len(agenda.list_tasks(desk, Filters()))

    titles = pending()
    assert len(titles) > 30
    terminal.open(command(folder, "经办", "2022-01-10"))
    terminal.shows(f"有 {len(titles)} 条建议在等审核")
    terminal.press("3")
    terminal.shows("[3 审核]", "报告原文", titles[0])
    terminal.until(lambda screen: "\n > " in screen, "the source span is not marked")
    terminal.press("F5")
    terminal.shows(f"已采纳“{titles[0][:8]}")
    terminal.cursor_on(titles[1][:10])

    terminal.press("F2")
    terminal.shows("修改建议")
    terminal.write("（全镇）")
    terminal.shows(f"{titles[1][:10]}", "（全镇）")
    terminal.press("C-s")
    terminal.shows("已修改：")
    edited = next(title for title in pending() if title.endswith("（全镇）"))

    terminal.press("Space", "Space", "C-g")
    terminal.shows("并入", "保留后者的日期")
    terminal.press("Enter")
    terminal.shows("已合并到")
    merged = len(pending())
    assert merged == len(titles) - 2
    terminal.go(edited[:10], "Up")
    terminal.press("C-w")
    terminal.shows("每句原文一条")
    terminal.press("Enter")
    terminal.shows("已拆分，新建议")
    left = len(pending())
    assert left > merged

    terminal.press("Delete")
    terminal.shows("否决“", "不会生成")
    terminal.write("今年由区里统一组织")
    terminal.shows("统一组织")
    terminal.press("Enter")
    terminal.shows("已否决")
    left -= 1
    assert len(pending()) == left

    marked = pending()[2]
    for keys, asked, gone in (
        (("Space", "Space", "Space", "F5"), "采纳标记的 3 条建议", marked[:10]),
        (("C-a",), f"采纳全部 {left - 3} 条建议", "报告原文"),
    ):
        before = tasks()
        terminal.press(*keys)
        told = re.search(r"变成 (\d+) 项任务", terminal.shows(asked, "变成"))
        assert told is not None
        terminal.press("Enter")
        terminal.hides("变成")
        terminal.hides(gone)
        assert tasks() == before + int(told[1])
    terminal.shows("没有要审核的建议")
    assert pending() == []
    assert workspace.verify(desk).problems == []
