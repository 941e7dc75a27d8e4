"""Drawing one row of a passage: margin, tinted text, selection, cursor and lanes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from reflect.domain.spans import segments
from reflect.tui.widgets.passage_layout import PassageLayout
from reflect.tui.widgets.passage_marks import RowMarks, Tint

_TINT = 0.3
_LEGIBLE = 4.5
"""The contrast that text needs against what is behind it (WCAG 2, AA)."""
_EXTREMES = (Color(0, 0, 0), Color(255, 255, 255))


def _luminance(colour: Color) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized)
    red, green, blue = parts
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """How well one colour is told from another: 1 (not at all) to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def legible(text: Color, behind: Color) -> Color:
    """`text`, or black or white where it could not be read on what is behind it."""
    return text if contrast(text, behind) >= _LEGIBLE else max(_EXTREMES, key=lambda c: contrast(c, behind))


class Inks:
    """The styles a passage is drawn with, on one theme and with one set of learning points' colours."""

    def __init__(self, background: Color, text: Color, colours: Mapping[str, Color]) -> None:
        """Work out styles against `background`; those of learning points when they are first needed."""
        self._background, self._text, self._colours = background, text, colours
        self.plain = Style.from_color(text.rich_color, background.rich_color)
        self.heading = self.label = self.cursor = self.selection = self.plain
        self._tints: dict[tuple[Tint, bool], Style] = {}
        self._lanes: dict[str | None, Style] = {}

    def _colour(self, point: str | None) -> Color:
        """A point's colour; one that is not known, and a quote without points, look like plain text."""
        return self._text if point is None else self._colours.get(point, self._text)

    def tint(self, tint: Tint, *, overlaps: bool) -> Style:
        """A tinted background that leaves the words legible; underlined where more than one tag stands."""
        several = tint.several or overlaps
        if (found := self._tints.get((tint, several))) is None:
            colour = self._colour(tint.point)
            if self._background.ansi is not None or colour.ansi is not None:
                # A terminal's own colours cannot be blended.
                found = Style.from_color(colour.rich_color, self._background.rich_color)
                found += Style(underline=True, bold=several)
            else:
                behind = self._background.blend(colour, _TINT)
                text = legible(self._text, behind)
                found = Style.from_color(text.rich_color, behind.rich_color) + Style(underline=several)
            self._tints[tint, several] = found
        return found

    def lane(self, point: str | None) -> Style:
        """The colour of a point's number and bar."""
        if (found := self._lanes.get(point)) is None:
            found = Style.from_color(self._colour(point).rich_color, self._background.rich_color)
            self._lanes[point] = found = found + Style(bold=True)
        return found


class RowState(NamedTuple):
    """What selection and cursor do to one row; offsets of the passage."""

    selection: tuple[int, int] | None = None
    """Clipped to the row."""
    past_end: bool = False
    """Whether the selection goes on over the line's end."""
    cursor: int | None = None


def _stretches(
    layout: PassageLayout, row: int, marks: RowMarks, state: RowState, inks: Inks
) -> Iterator[tuple[int, int, Style]]:
    """The stretches of a row that are drawn in one style each."""
    start, end = layout.starts[row], layout.ends[row]
    cuts: set[int] = set(state.selection or ())
    under = (-1, -1)
    if state.cursor is not None and state.cursor < end:
        under = (state.cursor, _cluster_end(layout, row, state.cursor))
        cuts.update(under)
    selected = state.selection or (-1, -1)
    # White space that hangs over the edge is not tinted: it would only make the edge ragged.
    ink = start + len(layout.text[start:end].rstrip())
    for left, right, tints in [*segments(marks.spans, start, ink), *segments((), max(start, ink), end)]:
        style = inks.tint(tints[-1], overlaps=len(tints) > 1) if tints else inks.plain
        edges = [left, *sorted(cut for cut in cuts if left < cut < right), right]
        for first, last in pairwise(edges):
            if under[0] <= first < under[1]:
                yield first, last, inks.cursor
            elif selected[0] <= first < selected[1]:
                yield first, last, inks.selection + Style(underline=style.underline)
            else:
                yield first, last, style


def _cluster_end(layout: PassageLayout, row: int, offset: int) -> int:
    """Where the cluster that begins at `offset` ends."""
    if layout.is_plain(row):
        return offset + 1
    return next((c.end for c in layout.clusters(row) if c.end > offset), offset + 1)


def paint_text(
    layout: PassageLayout, row: int, marks: RowMarks, state: RowState, inks: Inks
) -> list[Segment]:
    """The text of a row in exactly one cell more than the layout's width.

    The cell more is for a hanging space, or for the cursor at the end of a line.
    """
    room = layout.width + 1
    drawn: list[Segment] = []
    for start, end, style in _stretches(layout, row, marks, state, inks):
        for piece, cells in layout.drawn(row, start, end):
            # Only white space hangs outside the width, and that is cut off.
            shown = piece if cells <= room else piece[: max(0, room)]
            room -= min(cells, max(0, room))
            if shown:
                drawn.append(Segment(shown, style))
    if room > 0:
        at_end = state.cursor is not None and state.cursor >= layout.ends[row]
        if at_end or state.past_end:
            drawn.append(Segment(" ", inks.cursor if at_end else inks.selection))
            room -= 1
        drawn.append(Segment(" " * room, inks.plain))
    return drawn


def paint_lanes(marks: RowMarks, lane_count: int, lane_width: int, inks: Inks) -> list[Segment]:
    """The lanes of a row, so many cells each; a plus sign where there are more points than lanes."""
    drawn: list[Segment] = []
    for n in range(lane_count):
        lane = marks.lanes[n] if n < len(marks.lanes) else None
        sign, style = (lane.sign, inks.lane(lane.point)) if lane else (" " * lane_width, inks.plain)
        if marks.hidden and n == lane_count - 1:
            drawn += [Segment(sign[:-1], style), Segment("+", inks.heading)]
        else:
            drawn.append(Segment(sign, style))
    return drawn


def joined(drawn: list[Segment]) -> list[Segment]:
    """Neighbours of one style made one segment, so that less is sent to the terminal.

    A segment that ends in a joiner stays apart: see `passage_layout.pieces`.
    """
    found: list[Segment] = []
    for segment in drawn:
        last = found[-1] if found else None
        if last and last.style == segment.style and not last.text.endswith("\u200d"):
            found[-1] = Segment(last.text + segment.text, last.style)
        elif segment.text:
            found.append(segment)
    return found
