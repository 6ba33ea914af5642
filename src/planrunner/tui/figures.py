"""The page 统计 in words: pure functions from figures to lines, bars of ASCII signs, everything in cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from planrunner.services import ids
from planrunner.services.statistics import OTHER_YEAR, UNDATED
from planrunner.tui.cells import fit, lines_of, width_of
from planrunner.tui.describe import number_text
from planrunner.wording import CATEGORIES
from planrunner.wording import UNDATED as NO_DAY

if TYPE_CHECKING:
    from planrunner.services.statistics import Behind, Statistics, Tally

LABEL, COUNT, LATE = 8, 9, 7
"""Widths of the fixed columns in cells; the bar takes what is left."""
GAP = 2
"""Cells between the two halves of the page."""


def bar(done: int, due: int, width: int) -> str:
    """Return how much is done as `#` and how much is not as `.`; never full before all is done, never empty once begun."""
    full = width * done // due if due else 0
    if done:
        full = max(full, 1)
    return "#" * full + "." * (width - full if due else 0)


def tally_line(label: str, tally: Tally, width: int) -> Content:
    """Return a line of label, done/due, bar and how many are late."""
    room = max(width - LABEL - COUNT - LATE - 3, 4)
    count = fit(f"{tally.done}/{tally.due}", COUNT, right=True)
    late = fit(f"逾期{tally.late}" if tally.late else "", LATE)
    head = Content(f"{fit(label, LABEL)} {count} ")
    drawn = fit(bar(tally.done, tally.due, room), room)
    return head + Content.styled(drawn, "$text-primary") + Content.styled(f" {late}", "$text-error")


def totals(found: Statistics) -> str:
    """Return the line of totals."""
    total = found.total
    year = f"{found.year} 年" + ("（F3 换年份）" if len(found.years) > 1 else "")
    parts = [year, f"应办 {total.due}", f"已销号 {total.done}", f"逾期未办 {total.late}"]
    parts += [f"逾期后办结 {total.done_late}"]
    return "  ".join([*parts, *([f"转下年 {total.carried}"] if total.carried else [])])


def figures(found: Statistics, width: int) -> list[Content]:
    """Return the page's lines at a width: months beside categories, then what is behind, evidence and numbers."""
    half = (width - GAP) // 2
    left = [_title("按月  已销号/应办", half)]
    left += [tally_line(month_word(month), tally, half) for month, tally in found.months.items()]
    right = [_title("按类别  已销号/应办", half)]
    right += [tally_line(CATEGORIES.get(key, key), tally, half) for key, tally in found.categories.items()]
    blank = Content(" " * half)
    rows = max(len(left), len(right))
    left += [blank] * (rows - len(left))
    right += [blank] * (rows - len(right))
    lines = [one + Content(" " * GAP) + other for one, other in zip(left, right, strict=True)]
    lines += [Content(""), _title(f"次数落后的事项 {len(found.behind)} 项", width)]
    lines += [behind_line(one, width) for one in found.behind] or [Content("没有")]
    lines += [Content(""), _title("佐证和数字", width)]
    lines.append(Content(f"佐证 {found.evidence} 件，{found.evidenced} 项任务有佐证（应办 {found.total.due} 项）"))
    sums = "  ".join(f"{row.name} {number_text(row.total)}（{row.tasks} 项）" for row in found.metrics)
    text = sums or "还没有记数字。完成任务时（F5）填场次、人次等，这里加总。"
    return [*lines, *(Content(text[start:end]) for start, end in lines_of(text, width))]


def behind_line(one: Behind, width: int) -> Content:
    """Return an obligation that is behind: its number and title, how many are done of how many by now and in the year."""
    pace = one.pace
    said = f"  已办 {pace.done}，到今天应有 {pace.expected}，全年 {pace.target}"
    room = max(width - width_of(said), 4)
    return Content(fit(f"{ids.show(ids.OBLIGATION, one.number)} {one.title}", room)) + Content(said)


def month_word(month: int) -> str:
    """Return the name of a month as the figures number them."""
    return {OTHER_YEAR: "跨年", UNDATED: NO_DAY}.get(month, f"{month:02d}月")


def _title(text: str, width: int) -> Content:
    return Content.styled(fit(text, width), "bold $text-accent")
