"""What a decision on several proposals would do, in numbers, before it is made: pure functions from rows to words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planrunner.wording import DATE_SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planrunner.store.queries import ProposalRow

NAMED = 6
"""Titles listed one by one; of more only the number is told."""


def outcome(rows: Sequence[ProposalRow]) -> str:
    """Return what accepting would make: how many tasks, how many of them undated or tentative, whose dates come whence."""
    fresh = [row for row in rows if row.status == "pending"]
    days = list(_tasks(fresh))
    steps = sum(len(item.get("steps", [])) for item in days)
    undated = sum(not item["planned"] for item in days)
    tentative = sum(bool(item["planned"] and item["tentative"]) for item in days)
    sources = {word: sum(row.date_source == key for row in fresh) for key, word in DATE_SOURCES.items()}
    parts = [("待定", undated), ("暂定", tentative), ("起草、送审等准备", steps)]
    told = "，".join(f"{word} {count} 项" for word, count in parts if count)
    lines = [f"变成 {len(days) + steps} 项任务" + (f"，其中{told}" if told else "")]
    lines.append("日期来由：" + "，".join(f"{word} {count} 条" for word, count in sources.items() if count))
    doubtful = sum(row.confidence == "low" for row in fresh)
    if doubtful:
        lines.append(f"把握低的 {doubtful} 条，最好先看原文")
    if len(fresh) < len(rows):
        lines.append(f"另有 {len(rows) - len(fresh)} 条是更正后的报告带来的更新")
    return "\n".join(lines if fresh else lines[-1:])


def _tasks(rows: Sequence[ProposalRow]) -> Iterator[dict[str, Any]]:
    """Yield the occurrences that become tasks; a meeting that serves two of the proposals is one."""
    known: set[str] = set()
    for row in rows:
        for item in row.occurrences:
            if item.get("same_as") not in known:
                known.add(f"{row.key}#{item['number']}")
                yield item


def listed(rows: Sequence[ProposalRow]) -> str:
    """Return the titles of proposals, one a line, of many the first few and the number of the rest."""
    lines = [f"P{row.id} {row.title}" for row in rows[:NAMED]]
    more = len(rows) - NAMED
    return "\n".join([*lines, f".. 还有 {more} 条"] if more > 0 else lines)


def merging(rows: Sequence[ProposalRow], current: ProposalRow | None) -> tuple[ProposalRow, ProposalRow] | None:
    """Return (the one to keep, the one to go) of two proposals; the one under the cursor is kept, else the first.

    None where marks and cursor do not name exactly two.
    """
    named = {row.id: row for row in rows}
    if current is not None and len(named) < 2:
        named[current.id] = current
    if len(named) != 2:
        return None
    keep = current if current is not None and current.id in named else next(iter(named.values()))
    (other,) = (row for row in named.values() if row.id != keep.id)
    return keep, other
