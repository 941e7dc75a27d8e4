"""The cells of the framework matrix as plain rows: for the command line, and for notebooks."""

from __future__ import annotations

from typing import Final

import msgspec

from reflect.services.framework_table import CellState, Framework

LETTERS: Final = {
    CellState.EMPTY: "",
    CellState.OPEN: ".",
    CellState.CHARTED: "c",
    CellState.NOTHING: "n",
    CellState.STALE: "s",
}
"""What stands for each state in a grid."""


class CellRow(msgspec.Struct, frozen=True, kw_only=True):
    """One cell."""

    case: str
    case_name: str
    kind: str
    point: str
    number: int
    point_name: str
    quotes: int
    state: str
    since: str
    """What happened to its quotes since it was charted, in words."""
    summary: str
    """Empty also where it was written from words that were taken back since."""
    by: str
    """Who charted it first."""
    created: str
    changed_by: str
    at: str


def cell_rows(found: Framework) -> list[CellRow]:
    """A row for each cell, case by case."""
    rows = []
    for case, cells in zip(found.cases, found.cells, strict=True):
        for point, cell in zip(found.points, cells, strict=True):
            summary = cell.summary
            rows.append(
                CellRow(
                    case=case.id,
                    case_name=case.name,
                    kind=case.kind.value,
                    point=point.id,
                    number=point.number,
                    point_name=point.name,
                    quotes=cell.quotes,
                    state=cell.state.value,
                    since=cell.since.in_words(),
                    summary="" if summary is None or cell.taken_back or cell.hidden else summary.text,
                    by=summary.by if summary is not None else "",
                    created=summary.created if summary is not None else "",
                    changed_by=summary.changed_by if summary is not None else "",
                    at=summary.at if summary is not None else "",
                )
            )
    return rows
