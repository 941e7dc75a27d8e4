"""Passages drawn under one another, with their quotes in colour, a cursor and a selection: row by row.

Where cursor and selection are put is `passage_view.py`'s to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.color import Color
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from reflect.domain.ids import PassageId
from reflect.domain.passages import Passage
from reflect.tui.widgets.passage_layout import one_line, pieces_width
from reflect.tui.widgets.passage_marks import LANE, Highlight, RowMarks, marks_of
from reflect.tui.widgets.passage_moves import Spot
from reflect.tui.widgets.passage_page import Block, Page
from reflect.tui.widgets.passage_paint import Inks, RowState, joined, legible, paint_lanes, paint_text

_MEASURE = 100
"""The widest a row of text gets, in cells: longer ones are hard to read."""
_NO_MARKS = RowMarks()


class Place(NamedTuple):
    """Where the cursor stands."""

    passage_id: PassageId
    offset: int
    """Code points from the passage's start."""


class Selection(NamedTuple):
    """The words that are selected; never empty, never more than one passage's."""

    passage_id: PassageId
    start: int
    end: int


class _RowKey(NamedTuple):
    """What a drawn row depends on besides the page, the theme and the width."""

    row: int
    version: int
    state: RowState


class PassageDrawing(ScrollView):
    """Wraps passages and draws their rows; only rows that changed are drawn again."""

    def __init__(
        self,
        *,
        colours: dict[str, Color],
        lane_width: int = LANE,
        id: str | None = None,  # noqa: A002 - Textual's name for it
        classes: str | None = None,
    ) -> None:
        """Draw nothing yet; `colours` are those of the learning points, by their ids.

        `lane_width` is how many cells their numbers take beside the text.
        """
        super().__init__(id=id, classes=classes)
        self._colours = colours
        self._passages: tuple[Passage, ...] = ()
        self._highlights: dict[PassageId, list[Highlight]] = {}
        self._page = Page((), 0)
        self._margin, self._lane_count, self._lane_width = 4, 3, lane_width
        self._marks: list[dict[int, RowMarks]] = []
        """For each block, what its highlights draw on its rows."""
        self._versions: defaultdict[int, int] = defaultdict(int)
        """How often the highlights of a page's row have changed."""
        self._strips: LRUCache[_RowKey, Strip] = LRUCache(256)
        self._inks: Inks | None = None
        self._at = Spot(0, 0)
        self._anchor: int | None = None
        """The other end of the selection, in the cursor's passage."""

    @property
    def cursor(self) -> Place | None:
        """Where the cursor stands; None when no passages are loaded."""
        if not self._page.blocks:
            return None
        return Place(self._page.blocks[self._at.block].passage.id, self._at.offset)

    @property
    def selection(self) -> Selection | None:
        """What is selected; None when nothing is."""
        if self._anchor is None or self._anchor == self._at.offset or not self._page.blocks:
            return None
        start, end = sorted((self._anchor, self._at.offset))
        return Selection(self._page.blocks[self._at.block].passage.id, start, end)

    def _cursor_row(self) -> int:
        return self._page.blocks[self._at.block].row_of(self._at.offset)

    def _chosen_rows(self) -> range:
        """The page's rows that the selection touches."""
        if (selection := self.selection) is None:
            return range(0)
        block = self._page.blocks[self._at.block]
        return range(block.row_of(selection.start), block.row_of(selection.end) + 1)

    @property
    def _height(self) -> int:
        return self.scrollable_content_region.height

    # Layout

    def _lay_out(self) -> None:
        """Wrap what is not wrapped yet to the widget's width, and count the rows."""
        width = self.scrollable_content_region.width or 80
        longest = max((pieces_width(one_line(p.label, 9)) for p in self._passages), default=1)
        self._margin = min(max(4, longest + 2), 11 if width >= 60 else 5)
        self._lane_count = 3 if width >= 40 else 1
        text = min(_MEASURE, max(4, width - self._margin - 1 - self._lane_width * self._lane_count))
        self._page = Page(self._passages, text, self._page)
        self._marks = [self._marks_on(b) for b in self._page.blocks]
        self._versions.clear()
        self._forget_drawn()
        self.virtual_size = Size(width, self._page.height)

    def _marks_on(self, block: Block) -> dict[int, RowMarks]:
        highlights = self._highlights.get(block.passage.id, ())
        return marks_of(block.layout, highlights, self._lane_count, self._lane_width)

    def _mark_again(self, block_number: int) -> None:
        """Work out the marks of one passage, and draw the rows again on which they differ."""
        block = self._page.blocks[block_number]
        before = self._marks[block_number]
        after = self._marks_on(block)
        self._marks[block_number] = after
        changed = [row for row in before.keys() | after.keys() if before.get(row) != after.get(row)]
        for row in changed:
            self._versions[block.first + row] += 1
        self._draw_again(block.first + row for row in changed)

    def _forget_drawn(self) -> None:
        self._inks = None
        self._strips.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw everything in the new theme's colours."""
        super().notify_style_update()
        self._inks = None
        self._strips.clear()

    # Drawing

    def _styles_now(self) -> Inks:
        """The styles of the present theme."""
        if self._inks is None:
            _, _, background, text = self.colors
            inks = Inks(background, background + text, self._colours)
            inks.heading = self.get_component_rich_style("passage-view--heading")
            inks.label = self.get_component_rich_style("passage-view--label")
            inks.cursor = self.get_component_rich_style("passage-view--cursor")
            chosen = background + self.get_component_styles("passage-view--selection").background
            inks.selection = Style.from_color(legible(background, chosen).rich_color, chosen.rich_color)
            self._inks = inks
        return self._inks

    def _row_state(self, block_number: int, row: int) -> RowState:
        """What selection and cursor do to a row of a block."""
        if block_number != self._at.block:
            return RowState()
        layout = self._page.blocks[block_number].layout
        start, end = layout.starts[row], layout.ends[row]
        chosen, past_end = None, False
        if (selection := self.selection) is not None:
            left, right = max(selection.start, start), min(selection.end, end)
            chosen = (left, right) if left < right else None
            breaks = row + 1 < len(layout) and layout.starts[row + 1] > end
            past_end = breaks and selection.start <= end < selection.end
        here = self.has_focus and layout.row_of(self._at.offset) == row
        return RowState(chosen, past_end, self._at.offset if here else None)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the rows in sight without going through Textual's cache of styled lines.

        That cache is keyed by the row of the screen, so scrolling by one row made every strip anew; ours know
        what was made of them. With a border or an opacity of the style sheet's, it is Textual's work again.
        """
        styles = self.styles
        if any(styles.gutter) or styles.opacity != 1 or styles.text_opacity != 1 or styles.tint.a:
            return super().render_lines(crop)
        filters, (_, _, background, _) = self.get_line_filters(), self.colors
        left, right = crop.column_span
        strips = []
        for y in crop.line_range:
            strip = self.render_line(y)
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, background)
            strips.append(strip if (left, right) == (0, strip.cell_length) else strip.crop(left, right))
        return strips

    def render_line(self, y: int) -> Strip:
        """Draw one row of the widget, or take it from those drawn before."""
        width = self.size.width
        row = y + self.scroll_offset.y
        inks = self._styles_now()
        if not 0 <= row < self._page.height:
            return Strip.blank(width, inks.plain)
        number = self._page.block_at(row)
        block = self._page.blocks[number]
        state = self._row_state(number, row - block.first) if block.first <= row <= block.last else RowState()
        key = _RowKey(row, self._versions[row], state)
        if (strip := self._strips.get(key)) is None:
            drawn = self._draw(number, row, state, inks)
            # The margin stays a segment of its own: some makers of pictures drop spaces before a word.
            margin = [segment for segment in drawn[:2] if segment.text]
            rest = [*drawn[2:], Segment(" " * width, inks.plain)]
            strip = Strip([*margin, *joined(rest)]).crop(0, width)
            self._strips[key] = strip
        return strip

    def _draw(self, number: int, row: int, state: RowState, inks: Inks) -> list[Segment]:
        """Margin, text and lanes of one row of the page."""
        block = self._page.blocks[number]
        room, lanes = block.layout.width + 1, self._lane_width * self._lane_count
        if row < block.first or row > block.last:
            heading = one_line(block.passage.heading, room) if row < block.first else ""
            return [
                Segment(" " * self._margin, inks.plain),
                Segment(heading, inks.heading),
                Segment(" " * (room - pieces_width(heading) + lanes), inks.plain),
            ]
        label = one_line(block.passage.label, self._margin - 2) if row == block.first else ""
        marks = self._marks[number].get(row - block.first, _NO_MARKS)
        return [
            Segment(label, inks.label),
            Segment(" " * (self._margin - pieces_width(label)), inks.plain),
            *paint_text(block.layout, row - block.first, marks, state, inks),
            *paint_lanes(marks, self._lane_count, self._lane_width, inks),
        ]

    def _draw_again(self, rows: Iterable[int]) -> None:
        """Draw these rows of the page again, those that are in sight."""
        top = self.scroll_offset.y
        regions = [
            Region(0, row - top, self.size.width, 1) for row in rows if 0 <= row - top < self.size.height
        ]
        if regions:
            self.refresh(*regions)


def parsed_colours(colours: Mapping[str, Color | str]) -> dict[str, Color]:
    """Each learning point's colour by its id."""
    return {point: Color.parse(colour) for point, colour in colours.items()}
