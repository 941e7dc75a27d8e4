"""Tables that stand beside one another in one file: a workbook, a database."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Holds(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    INTEGER = "integer"
    REAL = "real"


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column of a table."""

    name: str
    holds: Holds = Holds.TEXT
    key: bool = False
    """Whether its cells tell the rows apart, alone or with the other columns that are keys."""
    refers: str = ""
    """The table whose only key its cells name; empty when they name none."""
    wide: bool = False
    """Whether running text stands in it."""


Cell = str | int | float | None


class FlatTable(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of cells under named columns. A cell that is not known is None."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
