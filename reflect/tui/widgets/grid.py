"""A table of cells that one walks with the arrows: headings stay, and only what is in sight is drawn.

`CellGrid.show` is given a `GridSource`, which is asked for a cell only when that is to be drawn: ten thousand
columns cost what ten do. Cells are of one width and one height; a heading that is too long for its place is
cut, and `describe` says it in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from reflect.tui.widgets.grid_frame import Wanted, framed
from reflect.tui.widgets.grid_source import NOTHING, GridHead, GridSource
from reflect.tui.widgets.grid_text import set_in, styled


class CellGrid(ScrollView, can_focus=True):
    """Cells under headings, with a cursor and the mouse."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--heading",
        "grid--name",
        "grid--here",
        "grid--rule",
        "grid--cursor",
        "grid--cursor-blurred",
        "grid--empty",
    }
    DEFAULT_CSS = """
    CellGrid {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        background: $background;
        color: $foreground;
    }
    CellGrid > .grid--heading { color: $text-muted; text-style: bold; background: $background; }
    CellGrid > .grid--name { background: $background; }
    CellGrid > .grid--here { text-style: bold underline; background: $background; }
    CellGrid > .grid--rule { color: $text-muted; background: $background; }
    CellGrid > .grid--cursor { background: $panel-lighten-1; text-style: bold; }
    CellGrid > .grid--cursor-blurred { background: $surface-lighten-1; }
    CellGrid > .grid--empty { color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", "Up", show=False),
        Binding("down", "move(1, 0)", "Down", show=False),
        Binding("left", "move(0, -1)", "Left", show=False),
        Binding("right", "move(0, 1)", "Right", show=False),
        Binding("pageup", "page(-1, 0)", "Page up", show=False),
        Binding("pagedown", "page(1, 0)", "Page down", show=False),
        Binding("ctrl+left", "page(0, -1)", "Page left", show=False),
        Binding("ctrl+right", "page(0, 1)", "Page right", show=False),
        Binding("home", "edge(0, -1)", "First in the row", show=False),
        Binding("end", "edge(0, 1)", "Last in the row", show=False),
        Binding("ctrl+home", "edge(-1, -1)", "First of all", show=False),
        Binding("ctrl+end", "edge(1, 1)", "Last of all", show=False),
        Binding("enter", "open", "Open", show=False),
    ]

    class _OfCell(Message):
        """Something about one cell."""

        def __init__(self, grid: CellGrid, row: int, col: int) -> None:
            super().__init__()
            self.grid = grid
            self.row = row
            self.col = col

        @property
        def control(self) -> CellGrid:
            """The grid."""
            return self.grid

    class Moved(_OfCell):
        """The cursor stands on another cell, or other things are shown; `grid.place` is None for none."""

    class Opened(_OfCell):
        """Enter was pressed on a cell, or it was clicked twice."""

    def __init__(
        self,
        *,
        col_width: int = 8,
        widest: int = 0,
        lines: int = 1,
        head_width: int = 32,
        head_least: int = 0,
        head_lines: int = 1,
        frozen_rows: int = 0,
        frozen_cols: int = 0,
        right: bool = False,
        corner: str = "",
        empty: str = "",
        id: str | None = None,  # noqa: A002 - Textual's name for it
        classes: str | None = None,
    ) -> None:
        """Make an empty grid.

        Args:
            col_width: The cells of the terminal that a column takes, at the least.
            widest: What it may grow to where there is room.
            lines: How high a row is.
            head_width: The most that the names of rows take; less when they are shorter, or room is short.
            head_least: What they give way to where that brings more columns in sight; 0: they do not.
            head_lines: How high the heading row is.
            frozen_rows: So many rows stay below the headings (sums).
            frozen_cols: So many columns stay beside the names.
            right: Whether cells and headings are set flush right, as numbers are.
            corner: What stands above the names while all columns are in sight; else it says which are.
            empty: What is said when there are no rows or no columns.
        """
        super().__init__(id=id, classes=classes)
        self._wanted = Wanted(
            col_width,
            max(col_width, widest),
            lines,
            head_width,
            head_lines,
            frozen_rows,
            frozen_cols,
            head_least,
        )
        self._right = right
        self._corner = corner
        self._empty = empty
        self._source: GridSource = NOTHING
        self._rows: Sequence[GridHead] = ()
        self._cols: Sequence[GridHead] = ()
        self._longest_name = 0
        self._at = (0, 0)
        self._left = 0
        """The first column in sight of those that move."""
        self._frame = framed(self._wanted, rows=0, cols=0, width=0, height=0, longest=0)
        self._cells: LRUCache[tuple[int, int], tuple[list[str], str]] = LRUCache(4096)

    # -- what is shown ---------------------------------------------------------------------------------

    def show(
        self,
        source: GridSource | None,
        *,
        corner: str | None = None,
        empty: str | None = None,
        frozen_rows: int | None = None,
        frozen_cols: int | None = None,
    ) -> None:
        """Show this, or nothing; the cursor stays on its row and column as long as they are there.

        The others replace what the grid was made with.
        """
        before, (row, col) = self.heads, self._at
        self._source = NOTHING if source is None else source
        self._rows, self._cols = self._source.rows, self._source.cols
        self._corner = self._corner if corner is None else corner
        self._empty = self._empty if empty is None else empty
        if frozen_rows is not None:
            self._wanted = self._wanted._replace(frozen_rows=frozen_rows)
        if frozen_cols is not None:
            self._wanted = self._wanted._replace(frozen_cols=frozen_cols)
        self._longest_name = max((cell_len(_heading(head)) for head in self._rows), default=0)
        row_key, col_key = (head.key for head in before) if before else (None, None)
        self._at = (_place(self._rows, row_key, row), _place(self._cols, col_key, col))
        self._lay_out()
        self.post_message(self.Moved(self, *self._at))

    @property
    def source(self) -> GridSource:
        """What is shown."""
        return self._source

    @property
    def place(self) -> tuple[int, int] | None:
        """The row and the column of the cursor; None where there is no cell."""
        return self._at if self._rows and self._cols else None

    @property
    def heads(self) -> tuple[GridHead, GridHead] | None:
        """What the row and the column of the cursor are."""
        if self.place is None:
            return None
        row, col = self._at
        return self._rows[row], self._cols[col]

    def describe(self) -> str:
        """The cell of the cursor in one line, with both headings in full."""
        if (heads := self.heads) is None:
            return ""
        cell = self._source.cell(*self._at)
        said = " ".join(part for part in (cell.mark, *cell.text.split()) if part)
        return f"{heads[0].name}, {heads[1].name}: {said}"

    def go_to(self, row: str, col: str) -> None:
        """Put the cursor on the cell of these keys; what is not there is left as it is."""
        self._move_to(_place(self._rows, row, self._at[0]), _place(self._cols, col, self._at[1]))

    def redraw(self) -> None:
        """Draw again, after what the cells rest on has changed."""
        self._cells.clear()
        self.refresh()

    def set_lines(self, lines: int) -> None:
        """Give each row so many lines; the cursor stays in sight."""
        self._wanted = self._wanted._replace(lines=lines)
        self._lay_out()

    # -- where things stand ----------------------------------------------------------------------------

    @property
    def _top(self) -> int:
        return self._frame.top(self.scroll_offset.y)

    def _lay_out(self) -> None:
        """Share out the room, and have the cursor in sight."""
        self._cells.clear()
        room = self.scrollable_content_region
        self._frame = framed(
            self._wanted,
            rows=len(self._rows),
            cols=len(self._cols),
            width=room.width,
            height=room.height,
            longest=self._longest_name,
        )
        self.virtual_size = Size(room.width, room.height + self._frame.beyond)
        self._keep_in_sight()
        self.refresh()

    def _keep_in_sight(self) -> None:
        row, col = self._at
        self._left = self._frame.left_for(self._left, col)
        target = self._frame.scrolled_for(self.scroll_offset.y, row)
        if target != self.scroll_offset.y:
            self.scroll_to(y=target, animate=False, force=True)
        self._tell_terminal()

    def _tell_terminal(self) -> None:
        """Put the terminal's own cursor where ours is, for screen readers."""
        if self.has_focus and self.place is not None:
            row, col = self._at
            at = Offset(self._frame.x_of(col, self._left), self._frame.y_of(row, self._top))
            self.app.cursor_position = self.content_region.offset + at

    # -- moving ----------------------------------------------------------------------------------------

    def action_move(self, down: int, across: int) -> None:
        """One cell on."""
        self._move_to(self._at[0] + down, self._at[1] + across)

    def action_page(self, down: int, across: int) -> None:
        """As many cells on as are in sight, but one."""
        self.action_move(down * max(1, self._frame.room - 1), across * max(1, self._frame.fits - 1))

    def action_edge(self, down: int, across: int) -> None:
        """To the first or the last cell of the row, or of all."""
        self.action_move(down * len(self._rows), across * len(self._cols))

    def action_open(self) -> None:
        """Tell that the cell is to be opened."""
        if self.place is not None:
            self.post_message(self.Opened(self, *self._at))

    def _move_to(self, row: int, col: int) -> None:
        there = max(0, min(row, len(self._rows) - 1)), max(0, min(col, len(self._cols) - 1))
        if there == self._at or self.place is None:
            return
        before, left, self._at = self._at, self._left, there
        self._keep_in_sight()
        if self._left != left:
            self.refresh()
        else:
            self._refresh_rows({before[0], there[0]})
            if before[1] != there[1]:
                self.refresh(Region(0, 0, self.size.width, self._frame.head_lines))
        self.post_message(self.Moved(self, *there))

    def _refresh_rows(self, rows: set[int]) -> None:
        for row in rows:
            self.refresh(Region(0, self._frame.y_of(row, self._top), self.size.width, self._frame.lines))

    def _slide(self, event: events.MouseEvent, across: int) -> None:
        """Have other columns in sight; the cursor stays where it is, as it does when rows are scrolled."""
        left = self._frame.left_for(self._left + across)
        event.stop()
        event.prevent_default()
        if left != self._left:
            self._left = left
            self.refresh()

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """One column on."""
        self._slide(event, 1)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """One column back."""
        self._slide(event, -1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """With shift, one column on."""
        if event.shift or event.ctrl:
            self._slide(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """With shift, one column back."""
        if event.shift or event.ctrl:
            self._slide(event, -1)

    def on_click(self, event: events.Click) -> None:
        """Go to the cell that was clicked, or to its row or column by a heading; a double click opens it."""
        row, col = self._frame.row_at(event.y, self._top), self._frame.col_at(event.x, self._left)
        if row is None and col is None:
            return
        self._move_to(*(old if new is None else new for new, old in zip((row, col), self._at, strict=True)))
        if event.chain == 2 and row is not None and col is not None:
            self.action_open()

    # -- drawing ---------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Share out the room again."""
        self._lay_out()

    def on_focus(self) -> None:
        """Show the cursor as the one that moves."""
        self._refresh_rows({self._at[0]})
        self._tell_terminal()

    def on_blur(self) -> None:
        """Show the cursor faintly."""
        self._refresh_rows({self._at[0]})

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        if self.place is None:
            return self._empty_line(y)
        frame = self._frame
        if y < frame.head_lines:
            return self._heading_line(y)
        row = frame.row_at(y, self._top)
        if row is None:
            return Strip.blank(frame.width, self.rich_style)
        return self._row_line(row, (y - frame.head_lines) % frame.lines)

    def _heading_line(self, line: int) -> Strip:
        frame = self._frame
        plain, here = (self.get_component_rich_style(f"grid--{each}") for each in ("heading", "here"))
        corner = set_in(self._corner_says(), frame.name_width, frame.head_lines)[line]
        parts = [Segment(f" {corner}", plain)]
        for col in frame.seen(self._left):
            said = set_in(_heading(self._cols[col]), frame.col_width, frame.head_lines, right=self._right)
            parts += self._gap(col, " ", plain)
            parts += styled(said[line], here, plain) if col == self._at[1] else [Segment(said[line], plain)]
        return Strip(parts).adjust_cell_length(frame.width, plain)

    def _corner_says(self) -> str:
        frame = self._frame
        if frame.moving_cols <= frame.fits:
            return self._corner
        first = self._left - frame.still_cols + 1
        last = min(frame.moving_cols, first + frame.fits - 1)
        before, after = "◂ " if first > 1 else "", " ▸" if last < frame.moving_cols else ""
        says = f"{before}{first}–{last} of {frame.moving_cols}{after}"
        return f"{says}\n{self._corner}" if frame.head_lines > 1 else says

    def _row_line(self, row: int, line: int) -> Strip:
        frame, base, here = self._frame, self.rich_style, row == self._at[0]
        said = set_in(_heading(self._rows[row]), frame.name_width, frame.lines)[line]
        name = self.get_component_rich_style("grid--name")
        parts = [Segment(" ", base)]
        parts += (
            styled(said, self.get_component_rich_style("grid--here"), base) if here else [Segment(said, name)]
        )
        after = " "
        for col in frame.seen(self._left):
            cursor = here and col == self._at[1]
            parts += self._gap(col, "[" if cursor else after, base)
            texts, style = self._cell(row, col)
            parts.append(Segment(texts[line], self._look(base, style, cursor=cursor)))
            after = "]" if cursor else " "
        parts.append(Segment(after, base))
        return Strip(parts).adjust_cell_length(frame.width, base)

    def _gap(self, col: int, gap: str, base: Style) -> list[Segment]:
        """What stands before a column: before the first that moves, a rule too."""
        if col != self._left:
            return [Segment(gap, base)]
        rule = Segment("│", self.get_component_rich_style("grid--rule"))
        return [Segment(gap, base), rule] if gap == "]" else [rule, Segment(gap, base)]

    def _look(self, base: Style, style: str, *, cursor: bool) -> Style:
        found = base + self.app.stylesheet.parse_style(style).rich_style if style else base
        if not cursor:
            return found
        return found + self.get_component_rich_style(f"grid--cursor{'' if self.has_focus else '-blurred'}")

    def _cell(self, row: int, col: int) -> tuple[list[str], str]:
        """The lines of a cell, each of the width of a column, and how they look."""
        kept = self._cells.get((row, col))
        if kept is None:
            text, mark, style = self._source.cell(row, col)
            width, lines = self._frame.col_width, self._frame.lines
            found = set_in(text, width - (cell_len(mark) + 1 if mark else 0), lines, right=self._right)
            if mark:
                marks = [mark, *[" " * cell_len(mark)] * (lines - 1)]
                found = [
                    f"{line} {sign}" if self._right else f"{sign} {line}"
                    for sign, line in zip(marks, found, strict=True)
                ]
            kept = self._cells[row, col] = (found, style)
        return kept

    def _empty_line(self, y: int) -> Strip:
        style = self.get_component_rich_style("grid--empty")
        wrapped = Content(self._empty).wrap(max(10, self._frame.width - 2)) if self._empty else []
        text = wrapped[y - 1].plain if 0 < y <= len(wrapped) else ""
        return Strip([Segment(f" {text}", style)]).adjust_cell_length(self._frame.width, style)


def _place(heads: Sequence[GridHead], key: str | None, otherwise: int) -> int:
    """Where the head of that key is, or as near to where it was as there are any."""
    found = next((at for at, head in enumerate(heads) if head.key == key), otherwise)
    return max(0, min(found, len(heads) - 1))


def _heading(head: GridHead) -> str:
    return head.short or head.name
