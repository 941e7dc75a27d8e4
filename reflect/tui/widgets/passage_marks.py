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
    by: tuple[str, ...] = ()
    """A letter or two for each who gave it, where several researchers are told apart."""


class Highlight(msgspec.Struct, frozen=True):
    """A quote as it is drawn: its span and its learning points, the first of which gives it its colour."""

    quote_id: QuoteId
    passage_id: PassageId
    start: int
    end: int
    points: tuple[PointMark, ...] = ()
    starred: bool = False


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
    """The point's number on a quote's first row, who gave it on the second, a bar below."""


class RowMarks(NamedTuple):
    """Everything that highlights draw on one row."""

    spans: tuple[tuple[int, int, Tint], ...] = ()
    """In stacking order, topmost last; whole, so that their order is the same on every row."""
    lanes: tuple[Lane | None, ...] = ()
    hidden: bool = False
    """Whether more points stand here than there are lanes."""


LANE = 2
"""Cells of a lane where no learning point has more digits."""
_FOR, _AGAINST, _NO_POINT, _STAR, _SEVERAL = "┃", "╏", "·", "★", "&"


def _sign(mark: PointMark | None, width: int) -> str:
    """What stands in the lane on a quote's first row."""
    if mark is None:
        return _NO_POINT
    behind = "≠" if mark.contradicts else _SEVERAL if len(mark.by) > 1 else "".join(mark.by)[:1]
    return f"{mark.number}{behind}"[:width] if len(str(mark.number)) <= width else "#" * width


def _bar(mark: PointMark | None, below: int) -> str:
    """What stands in the lane so many rows below it."""
    if mark is not None and mark.by and below == 1:
        signs = mark.by[0] if len(mark.by) == 1 else "".join(sign[0] for sign in mark.by)
        return signs if len(signs) <= LANE else f"{signs[0]}{_SEVERAL}"
    return _AGAINST if mark is not None and mark[2] else _FOR


def marks_of(
    layout: PassageLayout, highlights: Sequence[Highlight], lane_count: int, lane_width: int = LANE
) -> dict[int, RowMarks]:
    """What the highlights of one passage draw on each of its rows; rows without any are left out."""
    length = len(layout.text)
    order = stacked((max(0, h.start), min(h.end, length), h) for h in highlights)
    spans: dict[int, list[tuple[int, int, Tint]]] = {}
    intervals: list[tuple[int, int]] = []
    marks: list[PointMark | None] = []
    stars: set[int] = set()
    for start, end, highlight in order:
        first, last = layout.row_of(start), layout.row_of(end - 1)
        points = highlight.points
        tint = Tint(points[0][0] if points else None, len(points) > 1)
        for row in range(first, last + 1):
            spans.setdefault(row, []).append((start, end, tint))
        if highlight.starred:
            stars.add(len(intervals))
            intervals.append((first, first))
            marks.append(None)
        for mark in points or (None,) * (not highlight.starred):
            intervals.append((first, last))
            marks.append(mark)
    standing: dict[int, list[Lane | None]] = {}
    hidden: set[int] = set()
    placed = zip(lanes(intervals, lane_count), intervals, marks, strict=True)
    for n, (lane, (first, last), mark) in enumerate(placed):
        if lane is None:
            hidden.update(range(first, last + 1))
            continue
        point = mark[0] if mark else None
        for row in range(first, last + 1):
            here = standing.setdefault(row, [None] * lane_count)
            first_row = _sign(mark, lane_width) if row == first else _bar(mark, row - first)
            here[lane] = Lane(point, (_STAR if n in stars else first_row).ljust(lane_width))
    return {
        row: RowMarks(tuple(found), tuple(standing.get(row, ())), row in hidden)
        for row, found in spans.items()
    }
