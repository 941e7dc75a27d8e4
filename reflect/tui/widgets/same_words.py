"""Putting words that changed elsewhere into an editor: the cursor stays on its words, and nothing moves."""

from __future__ import annotations

from collections.abc import Callable

from textual.document._document import Location, Selection
from textual.widgets import TextArea

from reflect.domain.cursor import followed


def bring_up(area: TextArea, load: Callable[[], None]) -> None:
    """Have `load` put the text in; cursor, selection and what is seen stay with the words they were at."""
    before = area.text
    places = [offset_at(area, place) for place in area.selection]
    row = _row(area) - area.scroll_offset.y
    load()
    start, end = (location_at(area, place) for place in followed(before, area.text, *places))
    area.selection = Selection(start, end)
    area.scroll_to(y=max(0, _row(area) - row), animate=False, force=True)


def offset_at(area: TextArea, location: Location) -> int:
    """A place in the text in code points from its start."""
    row, column = location
    lines = area.document.lines
    return sum(len(line) for line in lines[:row]) + row * len(area.document.newline) + column


def location_at(area: TextArea, offset: int) -> Location:
    """A place as row and column; the nearest one that is there."""
    lines = area.document.lines
    row = 0
    for row, line in enumerate(lines):  # noqa: B007 - the last row is where it ends
        if offset <= len(line):
            break
        offset -= len(line) + len(area.document.newline)
    return row, max(0, min(offset, len(lines[row])))


def _row(area: TextArea) -> int:
    """The cursor's row among those that are drawn."""
    return area.wrapped_document.location_to_offset(area.cursor_location).y
