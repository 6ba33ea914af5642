"""The full views in the order of their digits: what the top bar shows and Tab walks through."""

from __future__ import annotations

VIEWS: tuple[tuple[str, str], ...] = (
    ("today", "1 今日"),
    ("plan", "2 计划"),
    ("review", "3 审核"),
    ("calendar", "4 日历"),
    ("statistics", "5 统计"),
)
"""Mode of the app and the word for it."""


def neighbour(mode: str, step: int) -> str:
    """Return the view so many places behind another, round the end."""
    names = [name for name, _ in VIEWS]
    return names[(names.index(mode) + step) % len(names)]
