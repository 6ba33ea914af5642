"""The year's pace as two curves: what was due by the end of each month, and what was done by then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual_plotext import PlotextPlot

if TYPE_CHECKING:
    from collections.abc import Sequence

DUE, DONE = ".", "#"
"""Marks of the curves: those of the bars above them, of one cell everywhere."""


class PacePlot(PlotextPlot):
    """Drawn by plotext with ASCII marks; its frame has stand-ins in plain mode."""

    def show(self, due: Sequence[int], done: Sequence[int]) -> None:
        """Draw the sums by month; `done` ends with the month that today lies in."""
        self.plt.clear_figure()
        months = [float(month) for month in range(1, len(due) + 1)]
        self.plt.plot(months, list(due), marker=DUE, color="gray+")
        if done:
            self.plt.plot(months[: len(done)], list(done), marker=DONE, color="blue+")
        self.plt.xticks(months, [f"{month:g}" for month in months])
        top = max(*due, *done, 1)
        self.plt.ylim(0, top)
        self.plt.yticks([0, top // 2, top] if top > 1 else [0, 1])
        self.refresh()
