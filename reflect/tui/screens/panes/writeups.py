"""The tab of write-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from reflect.services.rows import WriteupRow
from reflect.tui.dates import day
from reflect.tui.screens.panes.pane import Pane
from reflect.tui.widgets.rows import Cell, Column, Rows

if TYPE_CHECKING:
    from reflect.services.study import Study

EMPTY = "No write-ups yet: press a to draft one from what was tagged."
WITHDRAWN = "  ! withdrawn words"
"""Behind the title of a write-up with words of somebody who withdrew."""
_COLUMNS = (
    Column("Title", 24, grow=1),
    Column("Kind", 11, drop=2),
    Column("Who", 5),
    Column("Words", 6, right=True, drop=1),
    Column("Quotes", 6, right=True),
    Column("Changed", 11),
)


class WriteupsPane(Pane[tuple[WriteupRow, ...]]):
    """Every write-up."""

    def __init__(self) -> None:
        super().__init__(id="writeups")

    def compose(self) -> ComposeResult:
        """The list."""
        yield Rows[WriteupRow](_COLUMNS, cells=_cells, key=lambda row: row.name, empty="Reading…")

    def gather(self, study: Study) -> tuple[WriteupRow, ...]:
        """Fetch them."""
        return study.writeups()

    def show(self, found: tuple[WriteupRow, ...]) -> None:
        """List them."""
        self.rows.show(found, empty=EMPTY)


def _cells(row: WriteupRow) -> tuple[Cell, ...]:
    return (
        f"{row.title or row.name}{WITHDRAWN if row.withdrawn else ''}",
        row.kind,
        row.participant or "–",
        str(row.words),
        str(row.references),
        day(row.changed),
    )
