"""The chart that a briefing is drafted with: who speaks on what, as the public may see it."""

from __future__ import annotations

from collections.abc import Callable

from reflect.analysis.chart_lines import figure
from reflect.analysis.chart_words import NOT_TOLD
from reflect.services.charting import Charting, chart_svg
from reflect.writeups.briefing import ChartDraft

_WIDTH = 76
"""Columns of a block of code in a write-up."""
_FENCE = "```"


def chart_draft(charting: Charting, *, draw: Callable[[str, str], str] | None = None) -> ChartDraft | None:
    """Learning points by role; None where no role may be told apart from the others.

    `draw` keeps a picture under a name like the one it is given, and says where; None: there are none.
    """
    chart = charting.points()
    told = [n for n, role in enumerate(chart.roles) if role != NOT_TOLD]
    if not any(not row.cells[n].hidden for row in chart.rows for n in told):
        return None
    return ChartDraft(
        title=chart.title,
        plot=(f"{_FENCE}text", *figure(chart, _WIDTH), _FENCE),
        description=f"{chart.description} {chart.note}",
        picture=draw("points-by-role", chart_svg(chart)) if draw is not None else "",
    )
