"""Which highlights stand on which row of a passage, and in which lane beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from reflect.domain.ids import PassageId, PointId, QuoteId
from reflect.domain.spans import lanes, stacked
from reflect.tui.widgets.passage_layout import PassageLayout


class PointMark(NamedTuple):
    """One learning point given to a quote."""

    point_id: PointId
    number: int
    contradicts: bool = False


class Highlight(msgspec.Struct, frozen=True):
    """A quote as it is drawn: its span and its learning points, the first of which gives it its colour."""

    quote_id: QuoteId
    passage_id: PassageId
    start: int
    end: int
    points: tuple[PointMark, ...] = ()


class Tint(NamedTuple):
    """How a stretch of text is tinted."""

    point: PointId | None
    """None for a quote that has no learning point yet."""
    several: bool
    """Whether the quote has more than one learning point."""


class Lane(NamedTuple):
    """What one lane shows on one row."""

    point: PointId | None
    sign: str
    """Two cells: the point's number on a quote's first row, a bar below it."""


class RowMarks(NamedTuple):
    """Everything that highlights draw on one row."""

    spans: tuple[tuple[int, int, Tint], ...] = ()
    """In stacking order, topmost last; whole, so that their order is the same on every row."""
    lanes: tuple[Lane | None, ...] = ()
    hidden: bool = False
    """Whether more points stand here than there are lanes."""


_FOR, _AGAINST, _NO_POINT = "┃ ", "╏ ", "· "


def _sign(mark: PointMark | None) -> str:
    """What stands in the lane on a quote's first row."""
    if mark is None:
        return _NO_POINT
    _, number, contradicts = mark
    return f"{number}{'≠' if contradicts else ''}".ljust(2)[:2] if number < 100 else "##"


def _bar(mark: PointMark | None) -> str:
    """What stands in the lane below it."""
    return _AGAINST if mark is not None and mark[2] else _FOR


def marks_of(layout: PassageLayout, highlights: Sequence[Highlight], lane_count: int) -> dict[int, RowMarks]:
    """What the highlights of one passage draw on each of its rows; rows without any are left out."""
    length = len(layout.text)
    order = stacked((max(0, h.start), min(h.end, length), h) for h in highlights)
    spans: dict[int, list[tuple[int, int, Tint]]] = {}
    intervals: list[tuple[int, int]] = []
    marks: list[PointMark | None] = []
    for start, end, highlight in order:
        first, last = layout.row_of(start), layout.row_of(end - 1)
        points = highlight.points
        tint = Tint(points[0][0] if points else None, len(points) > 1)
        for row in range(first, last + 1):
            spans.setdefault(row, []).append((start, end, tint))
        for mark in points or (None,):
            intervals.append((first, last))
            marks.append(mark)
    standing: dict[int, list[Lane | None]] = {}
    hidden: set[int] = set()
    for lane, (first, last), mark in zip(lanes(intervals, lane_count), intervals, marks, strict=True):
        if lane is None:
            hidden.update(range(first, last + 1))
            continue
        point = mark[0] if mark else None
        for row in range(first, last + 1):
            here = standing.setdefault(row, [None] * lane_count)
            here[lane] = Lane(point, _sign(mark) if row == first else _bar(mark))
    return {
        row: RowMarks(tuple(found), tuple(standing.get(row, ())), row in hidden)
        for row, found in spans.items()
    }
