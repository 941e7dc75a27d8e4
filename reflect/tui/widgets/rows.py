"""A list of rows in columns, drawn line by line: light enough for every quote of a large study.

Only the rows one can see are ever drawn. Columns that do not fit are left out, the least important first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, NamedTuple, TypeAlias, TypeVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

T = TypeVar("T")

Cell: TypeAlias = str | Content | tuple[str | Content, ...]
"""What stands in one column of one row; a `str` is taken as it is, never as markup. Several: a line each."""

_GAP = 2
_MOST_KEPT = 600
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), " ")
_LONGEST_CELL = 1200


class Column(NamedTuple):
    """One column."""

    title: str
    width: int
    """The cells it takes; for a growing column, the fewest it can do with."""
    grow: int = 0
    """Its share of the room that is left over."""
    drop: int = 0
    """When room is short the column with the highest number goes first; 0 stays."""
    right: bool = False
    """Whether it is set flush right."""


class Rows(ScrollView, Generic[T], can_focus=True):
    """A list with a header, a cursor and the mouse; `show` gives it what to list.

    `cells` turns an item into its cells and `key` into what names it; both are called only when needed.
    `Enter` is left to the screen, so that its footer can say what it does.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--header",
        "rows--cursor",
        "rows--cursor-blurred",
        "rows--empty",
    }
    DEFAULT_CSS = """
    Rows {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        background: $background;
        color: $foreground;
    }
    Rows > .rows--header { color: $text-muted; text-style: bold; background: $background; }
    Rows > .rows--cursor { background: $panel-lighten-1; text-style: bold; }
    Rows > .rows--cursor-blurred { background: $surface-lighten-1; }
    Rows > .rows--empty { color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "edge(-1)", "First", show=False),
        Binding("end", "edge(1)", "Last", show=False),
    ]

    class Moved(Message):
        """The cursor stands on another row, or on none."""

        def __init__(self, rows: Rows[Any], key: str | None) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

        @property
        def control(self) -> Rows[Any]:
            """The list."""
            return self.rows

    class Opened(Message):
        """A row was double-clicked."""

        def __init__(self, rows: Rows[Any], key: str) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

        @property
        def control(self) -> Rows[Any]:
            """The list."""
            return self.rows

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        cells: Callable[[T], Sequence[Cell]],
        key: Callable[[T], str],
        lines: int = 1,
        header: bool = True,
        empty: str = "",
        id: str | None = None,  # noqa: A002 - Textual's name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self._cells = cells
        self._key = key
        self._lines = lines
        self._header = int(header)
        self._empty = empty
        self._items: Sequence[T] = ()
        self._cursor = 0
        self._shown: list[tuple[int, int]] = []
        """The columns that fit: their place among all, and their width."""
        self._width = 0
        self._drawn: dict[tuple[int, str], list[Strip]] = {}

    # -- what is listed --------------------------------------------------------------------------------

    def show(self, items: Sequence[T], *, empty: str | None = None) -> None:
        """List these; the cursor stays on the row it was on as long as that is there."""
        before = self.key
        self._items = items
        if empty is not None:
            self._empty = empty
        place = next((i for i, item in enumerate(items) if self._key(item) == before), None)
        self._cursor = place if place is not None else max(0, min(self._cursor, len(items) - 1))
        self._lay_out()
        self._keep_in_sight()
        if self.key != before:
            self.post_message(self.Moved(self, self.key))

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Use other columns; `cells` must give as many cells."""
        self._columns = tuple(columns)
        self._lay_out()

    def set_lines(self, lines: int) -> None:
        """Give each row so many lines; the cursor stays in sight."""
        self._lines = lines
        self._lay_out()
        self._keep_in_sight()

    @property
    def items(self) -> Sequence[T]:
        """What is listed."""
        return self._items

    @property
    def current(self) -> T | None:
        """What the cursor stands on."""
        return self._items[self._cursor] if self._cursor < len(self._items) else None

    @property
    def key(self) -> str | None:
        """What names the row the cursor stands on."""
        current = self.current
        return None if current is None else self._key(current)

    def go_to(self, key: str) -> None:
        """Put the cursor on the row of that key, if it is listed."""
        place = next((i for i, item in enumerate(self._items) if self._key(item) == key), None)
        if place is not None:
            self._move_to(place)

    def redraw(self) -> None:
        """Draw again, after what `cells` rests on has changed."""
        self._drawn.clear()
        self.refresh()

    # -- moving ----------------------------------------------------------------------------------------

    def action_move(self, step: int) -> None:
        """One row up or down."""
        self._move_to(self._cursor + step)

    def action_page(self, step: int) -> None:
        """A screenful up or down."""
        self._move_to(self._cursor + step * max(1, self._room // self._lines - 1))

    def action_edge(self, side: int) -> None:
        """To the first or the last row."""
        self._move_to(0 if side < 0 else len(self._items) - 1)

    def on_click(self, event: events.Click) -> None:
        """Go to the row that was clicked; a double click opens it."""
        row = (event.y - self._header + self.scroll_offset.y) // self._lines
        if event.y < self._header or not 0 <= row < len(self._items):
            return
        self._move_to(row)
        if event.chain == 2 and (key := self.key) is not None:
            self.post_message(self.Opened(self, key))

    def _move_to(self, place: int) -> None:
        place = max(0, min(place, len(self._items) - 1))
        if place == self._cursor or not self._items:
            return
        before, self._cursor = self._cursor, place
        self._refresh_row(before)
        self._refresh_row(place)
        self._keep_in_sight()
        self.post_message(self.Moved(self, self.key))

    @property
    def _room(self) -> int:
        """How many lines there are for rows."""
        return max(1, self.scrollable_content_region.height - self._header)

    def _keep_in_sight(self) -> None:
        top = self._cursor * self._lines
        bottom = top + self._lines - self._room
        target = min(max(self.scroll_offset.y, bottom), top)
        if target != self.scroll_offset.y:
            self.scroll_to(y=target, animate=False)

    def _refresh_row(self, place: int) -> None:
        line = place * self._lines + self._header - self.scroll_offset.y
        self.refresh(Region(0, line, self.size.width, self._lines))

    # -- drawing ---------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Share out the room again."""
        self._lay_out()
        self._keep_in_sight()

    def on_focus(self) -> None:
        """Show the cursor as the one that moves."""
        self._refresh_row(self._cursor)

    def on_blur(self) -> None:
        """Show the cursor faintly."""
        self._refresh_row(self._cursor)

    def notify_style_update(self) -> None:
        """Draw again in the new colours."""
        self._drawn.clear()
        super().notify_style_update()

    def _lay_out(self) -> None:
        self._drawn.clear()
        self._width = self.scrollable_content_region.width
        self._shown = _shared_out(self._columns, self._width - 2)
        self.virtual_size = Size(self._width, len(self._items) * self._lines + self._header)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        if not self._items:
            return self._empty_line(y)
        if y < self._header:
            return self._row(-1)[0].adjust_cell_length(self._width)
        place, line = divmod(y - self._header + self.scroll_offset.y, self._lines)
        if place >= len(self._items):
            return Strip.blank(self._width, self.rich_style)
        return self._row(place)[line]

    def _row(self, place: int) -> list[Strip]:
        if place < 0:
            look = "rows--header"
        elif place != self._cursor:
            look = ""
        else:
            look = "rows--cursor" if self.has_focus else "rows--cursor-blurred"
        kept = self._drawn.get((place, look))
        if kept is not None:
            return kept
        if len(self._drawn) > _MOST_KEPT:
            self._drawn.clear()
        cells: Sequence[Cell] = (
            [column.title for column in self._columns] if place < 0 else self._cells(self._items[place])
        )
        lines = 1 if place < 0 else self._lines
        blocks = [
            block(cells[index], width, lines, right=self._columns[index].right)
            for index, width in self._shown
        ]
        base = self.get_visual_style(look) if look else self.visual_style
        mark = "▸" if look == "rows--cursor" else " "
        strips = []
        for line in range(lines):
            whole = Content(" " * _GAP).join(block[line] for block in blocks)
            segments: list[Segment] = Content.assemble(mark if line == 0 else " ", whole).render_segments(
                base
            )
            strips.append(Strip(segments).adjust_cell_length(self._width, base.rich_style))
        self._drawn[place, look] = strips
        return strips

    def _empty_line(self, y: int) -> Strip:
        style = self.get_visual_style("rows--empty")
        wrapped = Content(self._empty).wrap(max(10, self._width - 2)) if self._empty else []
        line = wrapped[y - 1] if 0 < y <= len(wrapped) else Content("")
        segments = Content.assemble(" ", line).render_segments(style)
        return Strip(segments).adjust_cell_length(self._width, style.rich_style)


def _shared_out(columns: Sequence[Column], room: int) -> list[tuple[int, int]]:
    """The columns that fit into `room` cells, each with its width, growing ones grown."""
    kept = list(range(len(columns)))

    def needed() -> int:
        return sum(columns[i].width for i in kept) + _GAP * (len(kept) - 1)

    while needed() > room:
        going = max(kept, key=lambda i: columns[i].drop, default=None)
        if going is None or columns[going].drop == 0:
            break
        kept.remove(going)
    left = max(0, room - needed())
    shares = sum(columns[i].grow for i in kept)
    widths = []
    for i in kept:
        extra = left * columns[i].grow // shares if shares else 0
        left, shares = left - extra, shares - columns[i].grow
        widths.append((i, columns[i].width + extra))
    return widths


def clean(text: str) -> str:
    """`text` without what would move a terminal's cursor, for a cell that is made by hand."""
    return text[:_LONGEST_CELL].translate(_CONTROLS)


def block(cell: Cell, width: int, lines: int, *, right: bool) -> list[Content]:
    """The cell as `lines` lines of exactly `width` cells."""
    if not isinstance(cell, tuple):
        return _set(_content(cell), width, lines, right=right)
    each = [_set(_content(part), width, 1, right=right)[0] for part in cell[:lines]]
    return each + [Content(" " * width)] * (lines - len(each))


def _content(cell: str | Content) -> Content:
    return Content(clean(cell)) if isinstance(cell, str) else cell


def _set(cell: Content, width: int, lines: int, *, right: bool) -> list[Content]:
    """The cell as `lines` lines of exactly `width` cells; what does not fit ends in an ellipsis."""
    found: list[Content] = []
    rest = cell
    while len(found) < lines - 1 and rest.cell_length > width:
        first = rest.wrap(width)[0]
        found.append(first)
        left = rest.plain[len(first.plain) :].lstrip()
        rest = rest[len(rest.plain) - len(left) :]
    found.append(rest)
    found += [Content("")] * (lines - len(found))
    padded = []
    for line in (line.truncate(width, ellipsis=True) for line in found):
        spaces = max(0, width - line.cell_length)
        padded.append(line.pad_left(spaces) if right else line.pad_right(spaces))
    return padded
