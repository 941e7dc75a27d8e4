"""What a grid of cells is given to show: what its rows and columns are called, and cells when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class GridHead(NamedTuple):
    """What a row or a column is called."""

    key: str
    """Names it: the cursor stays on it when the grid is given other things to show."""
    name: str
    """In full."""
    short: str = ""
    """What stands in the heading, when that is not the name."""


class GridCell(NamedTuple):
    """What is in a cell."""

    text: str = ""
    """Taken as it is, never as markup. A line break ends a line; what does not fit is cut."""
    mark: str = ""
    """One character, a state or a shade: before the text, or after it where cells are set flush right."""
    style: str = ""
    """How text and mark look, as in `bold $text-accent`; never the only thing that says something."""


class GridSource(Protocol):
    """What a grid shows."""

    @property
    def rows(self) -> Sequence[GridHead]:
        """The rows, from above."""

    @property
    def cols(self) -> Sequence[GridHead]:
        """The columns, from the left."""

    def cell(self, row: int, col: int) -> GridCell:
        """One cell, by its places; asked for when it is to be drawn."""


class _Nothing:
    rows: Sequence[GridHead] = ()
    cols: Sequence[GridHead] = ()

    def cell(self, row: int, col: int) -> GridCell:
        """There is none."""
        raise IndexError(row, col)


NOTHING: GridSource = _Nothing()
"""No rows and no columns."""
