"""What was done to which tasks, for the line that confirms a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.services import agenda, ids

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planrunner.services.desk import Desk

SHOWN = 3


def named(desk: Desk, tasks: Sequence[str]) -> str:
    """Return tasks as id and title, the first three of them, then how many they are."""
    titles = agenda.titles(desk, tasks)
    shown = "、".join(f"{number}“{title}”" for number, title in titles[:SHOWN])
    return f"{shown}等 {len(titles)} 项" if len(titles) > SHOWN else shown


def id_runs(made: Sequence[str]) -> str:
    """Return ids with neighbours drawn together: T1—T54、T60."""
    runs: list[list[int]] = []
    for number in sorted(ids.read(ids.TASK, text) for text in made):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return "、".join(
        ids.show(ids.TASK, first) if first == last else f"{ids.show(ids.TASK, first)}—{ids.show(ids.TASK, last)}"
        for first, last in runs
    )
