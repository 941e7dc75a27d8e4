"""The tab of analysis: what can be looked at, each on a screen of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from reflect.tui.screens.analyses import ANALYSES, Analysis
from reflect.tui.screens.panes.pane import Pane
from reflect.tui.widgets.rows import Cell, Column, Rows

if TYPE_CHECKING:
    from reflect.services.study import Study

_COLUMNS = (Column("Look at", 30), Column("What it answers", 30, grow=1))


class AnalysisPane(Pane[tuple[Analysis, ...]]):
    """Every analysis there is. Nothing is counted before one of them is opened."""

    def __init__(self) -> None:
        super().__init__(id="analysis")

    def compose(self) -> ComposeResult:
        """The list."""
        yield Rows[Analysis](_COLUMNS, cells=_cells, key=lambda row: row.id, empty="Reading…")

    def gather(self, study: Study) -> tuple[Analysis, ...]:  # noqa: ARG002 - the same for every study
        """All of them."""
        return ANALYSES

    def show(self, found: tuple[Analysis, ...]) -> None:
        """List them."""
        self.rows.show(found, empty="")


def _cells(row: Analysis) -> tuple[Cell, ...]:
    return row.title, row.about
