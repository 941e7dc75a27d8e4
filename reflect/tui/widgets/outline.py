"""The outline at the left: sections, numbered questions, how far each has got, and where one is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.message import Message

from reflect.tui.widgets.lines import Line, Lines

NARROW = 14
"""Columns below which only numbers and marks are shown."""


class OutlineRow(NamedTuple):
    """A section (without a number) or a page one can go to."""

    id: str
    heading: str
    number: str = ""
    mark: str = ""
    here: bool = False


class Outline(Lines, can_focus=False):
    """The way through the guide; a click goes to a question. It never moves by itself."""

    DEFAULT_CSS = """
    Outline { text-wrap: nowrap; text-overflow: ellipsis; scrollbar-size-vertical: 0; }
    Outline > .option-list--option-highlighted {
        background: $surface-lighten-2; color: $foreground; text-style: bold;
    }
    Outline > .option-list--option-disabled { color: $text-muted; text-style: bold; }
    """

    class Picked(Message):
        """A question was clicked."""

        def __init__(self, page: str) -> None:
            super().__init__()
            self.page = page

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._rows: tuple[OutlineRow, ...] = ()

    def show(self, rows: Sequence[OutlineRow]) -> None:
        """Show these; only lines that changed are made again."""
        self._rows = tuple(rows)
        self._draw()

    def on_resize(self) -> None:
        """Shrink to numbers and marks, or grow back."""
        self._draw()

    def picked(self, line_id: str) -> None:
        """Go there."""
        here = next((row.id for row in self._rows if row.here), None)
        if here is not None:
            self.go_to(here)
        self.post_message(self.Picked(line_id))

    def _draw(self) -> None:
        narrow = 0 < self.size.width < NARROW
        rows = [row for row in self._rows if row.number] if narrow else self._rows
        lines = [_line(row, narrow=narrow) for row in rows]
        here = next((row.id for row in self._rows if row.here), None)
        self.put(lines, at=here)


def _line(row: OutlineRow, *, narrow: bool) -> Line:
    if not row.number:
        return Line(row.id, "", row.heading, live=False)
    mark = f"{'▸' if row.here else ' '}{row.mark} {row.number:>2}"
    return Line(row.id, mark, "" if narrow else f" {row.heading}")
