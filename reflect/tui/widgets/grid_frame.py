"""Where the cells of a grid stand: what stays, what moves, and how much of that is in sight."""

from __future__ import annotations

from typing import NamedTuple

_FEWEST_COLUMNS = 2
"""So many columns have room beside the names of the rows, whatever these take."""
_SHORTEST_NAME = 6
_CORNER = 16
"""What it takes to say above the names which columns are in sight."""


class Wanted(NamedTuple):
    """How a grid is to be laid out where there is room; all in cells of the terminal."""

    col_width: int
    """Of a column, at the least."""
    widest: int
    """What a column may grow to."""
    lines: int
    """The height of a row."""
    head_width: int
    """The most that the names of rows take."""
    head_lines: int
    """The height of the headings."""
    frozen_rows: int = 0
    frozen_cols: int = 0
    head_least: int = 0
    """What the names of rows give way to where that brings more columns in sight; 0: they do not."""


class Frame(NamedTuple):
    """A layout: names of rows, columns that stay, a rule, columns that move; a gap before each.

    `left` is the first column in sight, and `top` the first row, of those that move.
    """

    rows: int
    cols: int
    width: int
    height: int
    lines: int
    head_lines: int
    name_width: int
    col_width: int
    still_rows: int
    still_cols: int

    @property
    def fits(self) -> int:
        """How many of the columns that move are in sight."""
        room = self.width - self.x_of(self.still_cols, self.still_cols)
        return max(1, min(room // (self.col_width + 1), self.moving_cols))

    @property
    def room(self) -> int:
        """How many of the rows that move are wholly in sight."""
        return max(1, (self.height - self.head_lines) // self.lines - self.still_rows)

    @property
    def moving_cols(self) -> int:
        """How many columns move."""
        return self.cols - self.still_cols

    @property
    def beyond(self) -> int:
        """How many lines there are more than are in sight."""
        return max(0, self.rows - self.still_rows - self.room) * self.lines

    def seen(self, left: int) -> list[int]:
        """The columns in sight, from the left."""
        return [*range(self.still_cols), *range(left, min(self.cols, left + self.fits))]

    def left_for(self, left: int, col: int | None = None) -> int:
        """The nearest to `left` that has `col` in sight and leaves no room unused."""
        if col is not None and col >= self.still_cols:
            left = min(max(left, col - self.fits + 1), col)
        return max(self.still_cols, min(left, self.cols - self.fits))

    def scrolled_for(self, scrolled: int, row: int) -> int:
        """The nearest to `scrolled`, in lines, that has `row` in sight."""
        if row < self.still_rows:
            return scrolled
        above = (row - self.still_rows) * self.lines
        return min(max(scrolled, above - (self.room - 1) * self.lines), above)

    def top(self, scrolled: int) -> int:
        """The first row in sight, always a whole one, when it is scrolled by so many lines."""
        return self.still_rows - (-scrolled // self.lines)

    def x_of(self, col: int, left: int) -> int:
        """Where a column in sight begins, after its gap."""
        still = col < self.still_cols
        place = col if still else self.still_cols + col - left
        return 1 + self.name_width + place * (self.col_width + 1) + (1 if still else 2)

    def y_of(self, row: int, top: int) -> int:
        """Where a row begins; it may be out of sight."""
        place = row if row < self.still_rows else self.still_rows + row - top
        return self.head_lines + place * self.lines

    def row_at(self, y: int, top: int) -> int | None:
        """The row on a line; None for the headings and for what is below the last."""
        place = (y - self.head_lines) // self.lines
        row = place if place < self.still_rows else place - self.still_rows + top
        return row if y >= self.head_lines and row < self.rows else None

    def col_at(self, x: int, left: int) -> int | None:
        """The column there, with its gap."""
        beginnings = ((col, self.x_of(col, left)) for col in self.seen(left))
        return next((col for col, begins in beginnings if begins - 1 <= x < begins + self.col_width), None)


def framed(wanted: Wanted, *, rows: int, cols: int, width: int, height: int, longest: int) -> Frame:
    """The layout for so many rows and columns and the longest name of a row, in that room."""
    still_cols = min(wanted.frozen_cols, cols)
    still_rows = max(0, min(wanted.frozen_rows, rows, (height - wanted.head_lines) // wanted.lines - 1))
    spare = width - 3 - (still_cols + _FEWEST_COLUMNS) * (wanted.col_width + 1)
    most = wanted.head_width
    if wanted.head_least:
        most = min(most, max(wanted.head_least, width - 3 - cols * (wanted.col_width + 1)))
    frame = Frame(
        rows=rows,
        cols=cols,
        width=width,
        height=height,
        lines=wanted.lines,
        head_lines=wanted.head_lines,
        name_width=min(most, max(longest, _CORNER), max(_SHORTEST_NAME, spare)),
        col_width=wanted.col_width,
        still_rows=still_rows,
        still_cols=still_cols,
    )
    shown = min(cols, still_cols + frame.fits)
    grown = (width - frame.name_width - 3) // max(1, shown) - 1
    return frame._replace(col_width=max(wanted.col_width, min(wanted.widest, grown)))
