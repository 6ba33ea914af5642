"""How a year stands, as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.cli.lists import WIDTH
from planrunner.cli.text import wrap
from planrunner.services.closing_state import DECISIONS, LACKS, TOTALS, WHYS
from planrunner.services.reporting_state import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planrunner.services.closing_state import OpenTask, Standing

SHOWN = 30
"""Lines of one kind; JSON has all of them."""


def standing_lines(found: Standing, *, applied: bool) -> list[str]:
    """Return how a year stands: totals, what is open, what is missing, and what to do next."""
    return [
        totals_words(found),
        *_part("未办结", [_open(one) for one in found.open]),
        *_part("规则要的数字没有登记", [
            f"{one.obligation} {one.title}：{'、'.join(one.metrics)}（{' '.join(one.tasks[:4])}）"
            for one in found.missing_numbers
        ]),
        *_part("已办结但佐证不全（不强求，总结里照实写）", [
            f"{one.task} {one.title}：{LACKS[one.what]}" + (f"，{one.reason}" if one.reason else "")
            for one in found.missing_evidence
        ]),
        *_part("次数不够", [f"{one.obligation} {one.title}：{one.done}/{one.target}" for one in found.short]),
        *([f"还没有审核的建议 {found.undecided_proposals} 条（planrunner review）。"] if found.undecided_proposals else []),
        *_carried(found, applied=applied),
        *_next(found, applied=applied),
    ]  # fmt: skip


def totals_words(found: Standing) -> str:
    """Return the year's figures on a line."""
    totals = found.totals
    counts = "，".join(f"{OUTCOMES[name]} {totals[name]}" for name in TOTALS)
    state = "已结账" if found.closed else "未结账"
    return f"{found.year} 年（{state}，数据截至 {found.cut_off}）：应办 {totals['owed']}，{counts}"


def _part(title: str, lines: Sequence[str]) -> Iterator[str]:
    if not lines:
        return
    yield f"{title} {len(lines)} 项："
    for line in lines[:SHOWN]:
        yield from wrap(line, WIDTH, "  ")
    if len(lines) > SHOWN:
        yield f"  .. 还有 {len(lines) - SHOWN} 项（--json 列出全部）"


def _open(one: OpenTask) -> str:
    after = f" → {DECISIONS[one.decided.decision]}：{one.decided.reason}" if one.decided else ""
    return f"{one.task} {one.title}（{WHYS[one.why]}）{after}"


def _carried(found: Standing, *, applied: bool) -> Iterator[str]:
    lines = [f"{one.task} {one.title}" + (f" → {one.proposal}" if one.proposal else "") for one in found.carried]
    yield from _part(f"{'已' if applied else '会'}在 {found.year + 1} 年提出建议", lines)


def _next(found: Standing, *, applied: bool) -> Iterator[str]:
    if applied:
        yield f"{found.year} 年已结账。撤销：planrunner undo；以后要改：planrunner close-year --year {found.year} --reopen"
    elif found.closed:
        yield f"{found.year} 年已经结账。要改先重新开账：planrunner close-year --year {found.year} --reopen --reason 理由"
    elif found.undecided:
        yield f"还有 {len(found.undecided)} 项没有定去向：--carry 编号、--drop 编号、--unfinished 编号，各带 --reason 理由。"
        yield "以上只是预览，什么也没有存。"
    else:
        yield "以上只是预览，什么也没有存。去掉 --dry-run 就结账。"
