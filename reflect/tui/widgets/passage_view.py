"""The passages of a session as one text: highlights, a cursor and a selection, by keyboard and by mouse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from textual import events
from textual.actions import SkipAction
from textual.color import Color
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import reactive

from reflect.domain.boundaries import (
    Unit,
    grow,
    next_end,
    next_start,
    previous_end,
    previous_start,
    sentence_at,
    shrink,
    unit_at,
    word_at,
)
from reflect.domain.cursor import followed
from reflect.domain.graphemes import grapheme_end, grapheme_start
from reflect.domain.ids import PassageId
from reflect.domain.passages import Passage
from reflect.domain.spans import stacked
from reflect.tui.widgets.passage_drawing import PassageDrawing, Place, Selection, parsed_colours
from reflect.tui.widgets.passage_keys import KEYS
from reflect.tui.widgets.passage_marks import LANE, Highlight, PointMark
from reflect.tui.widgets.passage_moves import KEEP_COLUMN, Movement, Spot, led_to, spot_at, within

__all__ = ["Highlight", "PassageView", "Place", "PointMark", "Selection"]


class PassageView(PassageDrawing, can_focus=True, inherit_bindings=False):
    """Passages under one another, with their quotes in colour.

    Data goes down through `load`, `set_highlights` and `set_colours`; `CursorMoved` and `SelectionChanged`
    come up. Only rows that changed are drawn again.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {
        "passage-view--heading",
        "passage-view--label",
        "passage-view--cursor",
        "passage-view--selection",
    }
    DEFAULT_CSS = """
    PassageView {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        background: $background;
        color: $foreground;
    }
    PassageView > .passage-view--heading { color: $text-muted; }
    PassageView > .passage-view--label { text-style: bold; }
    PassageView > .passage-view--cursor { text-style: reverse; }
    PassageView > .passage-view--selection { background: $primary; }
    """
    BINDINGS = KEYS

    marking: reactive[bool] = reactive(default=False)
    """Whether plain movement extends the selection: `v` was pressed."""

    class CursorMoved(Message):
        """The cursor stands somewhere else."""

        def __init__(self, view: PassageView, place: Place | None) -> None:
            super().__init__()
            self.view = view
            self.place = place
            """None when no passages are loaded."""

        @property
        def control(self) -> PassageView:
            """The view it moved in."""
            return self.view

    class SelectionChanged(Message):
        """Other words are selected, or none."""

        def __init__(self, view: PassageView, selection: Selection | None) -> None:
            super().__init__()
            self.view = view
            self.selection = selection

        @property
        def control(self) -> PassageView:
            """The view it changed in."""
            return self.view

    class LetGo(Message):
        """`Esc` let go of what was selected; the cursor stays."""

        def __init__(self, view: PassageView, selection: Selection) -> None:
            super().__init__()
            self.view = view
            self.selection = selection

        @property
        def control(self) -> PassageView:
            """The view it was selected in."""
            return self.view

    def __init__(
        self,
        *,
        colours: Mapping[str, Color | str] | None = None,
        lane_width: int = LANE,
        id: str | None = None,  # noqa: A002 - Textual's name for it
        classes: str | None = None,
    ) -> None:
        """Make an empty view; `colours` gives each learning point's colour by its id.

        `lane_width` is how many cells their numbers take beside the text.
        """
        super().__init__(colours=parsed_colours(colours or {}), lane_width=lane_width, id=id, classes=classes)
        self._goal: int | None = None
        """The column that moving up and down keeps to."""
        self._has_room = False
        """Whether there has been anything to be seen in."""
        self._dragging = False
        self._told: tuple[Place | None, Selection | None] = (None, None)

    # Data down

    def load(self, passages: Sequence[Passage], highlights: Iterable[Highlight]) -> None:
        """Show these passages; cursor and selection stay on their words if their passage is still there."""
        before, selection = self.cursor, self.selection
        at, old = self._at, {p.id: p.text for p in self._passages}
        above = self._cursor_row() - self.scroll_offset.y if before else 0
        self._passages = tuple(passages)
        self._highlights = _by_passage(highlights)
        self._lay_out()
        self._anchor = None
        block = self._page.index.get(before.passage_id) if before else None
        if before is None or block is None:
            self.marking = False
            self._at = Spot(min(at.block, max(0, len(self._passages) - 1)), 0)
        else:
            text, was = self._passages[block].text, old.get(before.passage_id, "")
            anchor = before.offset
            if selection:
                anchor = selection.start if before.offset != selection.start else selection.end
            place, anchor = (grapheme_start(text, to) for to in followed(was, text, before.offset, anchor))
            self._at = Spot(block, place)
            if selection and anchor != place:
                self._anchor = anchor
            else:
                self.marking = False
        self._goal = None
        if self._passages:
            # What a person is reading stays where it is, whatever was put in above it.
            self.scroll_to(y=self._cursor_row() - above, animate=False, force=True)
            if block is None:
                self._show_cursor()
        self._tell()

    def set_highlights(self, highlights: Iterable[Highlight]) -> None:
        """Show these highlights instead; only rows on which something changed are drawn again."""
        before, self._highlights = self._highlights, _by_passage(highlights)
        for passage_id in before.keys() | self._highlights.keys():
            if before.get(passage_id) != self._highlights.get(passage_id):
                block = self._page.index.get(passage_id)
                if block is not None:
                    self._mark_again(block)

    def set_colours(self, colours: Mapping[str, Color | str]) -> None:
        """Use these colours for the learning points, by their ids: after a change of theme or codebook."""
        self._colours = parsed_colours(colours)
        self._forget_drawn()

    def move_to(self, passage_id: PassageId, offset: int) -> None:
        """Put the cursor there and in sight, with nothing selected; an unknown passage changes nothing."""
        self.marking = False
        block = self._page.index.get(passage_id)
        if block is not None:
            self._change(Spot(block, offset), None)

    def select(self, passage_id: PassageId, start: int, end: int) -> None:
        """Select these words and put the cursor at their end; an unknown passage changes nothing."""
        block = self._page.index.get(passage_id)
        if block is not None:
            self._select(block, (start, end))

    def read_on(self, passage_id: PassageId, start: int, end: int) -> None:
        """Select these words; where they run out of sight, turn the page, and not row by row.

        So what comes next is in sight too, and most steps draw a few rows instead of all of them.
        """
        number = self._page.index.get(passage_id)
        if number is None:
            return
        block, height, top = self._page.blocks[number], self._height, self.scroll_offset.y
        first, last = block.row_of(start), block.row_of(max(start, end - 1))
        if first < top or last + 2 >= top + height:
            before = height // 4 if first > top else height * 2 // 3
            target = max(0, min(first - before, self._page.height - height))
            self.scroll_to(y=target, animate=False, force=True)
        self._select(number, (start, end))

    def clear_selection(self) -> None:
        """Select nothing, and end marking; the cursor stays."""
        self.marking = False
        self._change(self._at, None, show=False)

    # What a screen may ask

    @property
    def selected_text(self) -> str:
        """The selected words; empty when nothing is selected."""
        if (selection := self.selection) is None:
            return ""
        return self._text[selection.start : selection.end]

    def highlights_at(self, passage_id: PassageId, offset: int) -> list[Highlight]:
        """The highlights over a place, in stacking order: topmost last."""
        over = stacked((h.start, h.end, h) for h in self._highlights.get(passage_id, ()))
        return [h for start, end, h in over if start <= offset < end]

    @property
    def _text(self) -> str:
        """The text of the cursor's passage."""
        return self._page.blocks[self._at.block].passage.text if self._page.blocks else ""

    # Size

    def on_resize(self) -> None:
        """Wrap to the new width; what stood at the top stays there, and the cursor in sight."""
        width = self.scrollable_content_region.width
        first, self._has_room = not self._has_room, self._has_room or bool(width and self._height)
        if not width or (width == self.virtual_size.width and not first):
            self._tell_terminal()
            return
        top = self.scroll_offset.y
        seen = self._page.blocks and top <= self._cursor_row() < top + max(1, self._height)
        seen = seen or first  # one may have come for a place far below
        spot = spot_at(self._page, top, 0) if self._page.blocks else self._at
        self._lay_out()
        if self._page.blocks:
            at_top = self._page.blocks[spot.block]
            row = at_top.row_of(spot.offset)
            self.scroll_to(y=at_top.top if row == at_top.first else row, animate=False, force=True)
            if seen:
                self._show_cursor()

    # Cursor and selection

    def _change(self, at: Spot, anchor: int | None, *, show: bool = True, keep_goal: bool = False) -> None:
        """Put the cursor at `at` and the selection's other end at `anchor`; draw and tell what changed."""
        if not self._page.blocks:
            return
        before = (self._cursor_row(), self._chosen_rows(), self.selection)
        text = self._page.blocks[at.block].passage.text
        self._at = Spot(at.block, grapheme_start(text, at.offset))
        self._anchor = anchor
        if not keep_goal:
            self._goal = None
        after = (self._cursor_row(), self._chosen_rows(), self.selection)
        rows = {before[0], after[0]}
        if before[2] != after[2]:
            # A row in the midst of both selections looks as it did; those at their ends may not.
            rows.update(set(before[1]) ^ set(after[1]))
            rows.update(end for found in (before[1], after[1]) if found for end in (found[0], found[-1]))
        self._draw_again(rows)
        if show:
            self._show_cursor()
        self._tell_terminal()
        self._tell()

    def _select(self, block: int, span: tuple[int, int], *, backwards: bool = False) -> None:
        """Select a span of a block, widened where it would split a character."""
        text = self._page.blocks[block].passage.text
        start, end = grapheme_start(text, min(span)), grapheme_end(text, max(span))
        self._change(Spot(block, start if backwards else end), end if backwards else start)

    def _tell(self) -> None:
        """Say upwards what is not as it was last told."""
        place, selection = self.cursor, self.selection
        told, self._told = self._told, (place, selection)
        if told[0] != place:
            self.post_message(self.CursorMoved(self, place))
        if told[1] != selection:
            self.post_message(self.SelectionChanged(self, selection))

    def _show_cursor(self) -> None:
        """Scroll no further than needed to see the cursor with a row or two around it."""
        height = self._height
        if not self._page.blocks or not height:
            return
        block, row, top = self._page.blocks[self._at.block], self._cursor_row(), self.scroll_offset.y
        around = min(2, (height - 1) // 2)
        lowest, highest = row - around, row + around - height + 1
        if row == block.first:
            lowest = min(lowest, block.top)
        if abs(row - top - height // 2) > height + height // 2:
            target = row - height // 3
        else:
            target = min(max(top, highest), max(0, lowest))
        target = max(0, min(target, self._page.height - height))
        if target != top:
            self.scroll_to(y=target, animate=False, force=True)

    def _tell_terminal(self) -> None:
        """Put the terminal's own cursor where ours is, for screen readers and input methods."""
        if not self.has_focus or not self._page.blocks:
            return
        place = self._page.blocks[self._at.block].layout.place_of(self._at.offset)
        column = self._margin + min(place.column, self._page.width)
        at = Offset(column, self._cursor_row() - self.scroll_offset.y)
        self.app.cursor_position = self.content_region.offset + at

    def on_focus(self) -> None:
        """Show the cursor."""
        self._focus_changed()

    def on_blur(self) -> None:
        """Hide the cursor; the selection stays."""
        self._focus_changed()

    def _focus_changed(self) -> None:
        if self._page.blocks:
            self._draw_again([self._cursor_row()])
            self._tell_terminal()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Scroll, and take the terminal's cursor along."""
        super().watch_scroll_y(old_value, new_value)
        self._tell_terminal()

    # Actions

    def _led_to(self, movement: str) -> Spot:
        """Where a movement leads from the cursor; up and down keep to the column they began in."""
        if movement in KEEP_COLUMN and self._goal is None:
            self._goal = self._page.blocks[self._at.block].layout.place_of(self._at.offset).column
        return led_to(self._page, self._at, Movement(movement), self._goal or 0, max(1, self._height - 2))

    def action_move(self, movement: str) -> None:
        """Move the cursor; while marking, take the selection along."""
        if self.marking:
            self.action_extend(movement)
        elif self._page.blocks:
            spot, selection = self._led_to(movement), self.selection
            if selection and movement in (Movement.LEFT, Movement.RIGHT):
                spot = Spot(self._at.block, selection.start if movement == Movement.LEFT else selection.end)
            self._change(spot, None, keep_goal=movement in KEEP_COLUMN)

    def action_extend(self, movement: str) -> None:
        """Move the cursor and select what lies between; never past the passage."""
        if not self._page.blocks:
            return
        block, offset = self._at
        anchor = offset if self._anchor is None else self._anchor
        to = within(self._page, block, self._led_to(movement))
        self._change(Spot(block, to), anchor, keep_goal=movement in KEEP_COLUMN)

    def action_mark(self) -> None:
        """Begin marking at the cursor, or end it and keep what is selected."""
        if not self._page.blocks:
            return
        self.marking = not self.marking
        if self.marking and self._anchor is None:
            self._anchor = self._at.offset

    def action_grow(self, unit: str) -> None:
        """Select the word, sentence or paragraph at the cursor, or let the selection grow by one."""
        if not self._page.blocks:
            return
        if (selection := self.selection) is None:
            self._select(self._at.block, unit_at(self._text, self._at.offset, Unit(unit)))
        else:
            self._select(self._at.block, grow(self._text, selection[1:], Unit(unit)))

    def action_shrink(self, unit: str) -> None:
        """Take the last word, sentence or paragraph off the selection."""
        if (selection := self.selection) is not None:
            self._select(self._at.block, shrink(self._text, selection[1:], Unit(unit)))

    def action_move_edge(self, edge: str, way: int) -> None:
        """Move the start or the end of the selection by a word; with none, select the word at the cursor."""
        if (selection := self.selection) is None:
            self.action_grow(Unit.WORD)
            return
        _, start, end = selection
        if edge == "start":
            find = previous_start if way < 0 else next_start
            start = find(self._text, start, Unit.WORD)
        else:
            find = previous_end if way < 0 else next_end
            end = find(self._text, end, Unit.WORD)
        if start < end:
            self._select(self._at.block, (start, end), backwards=edge == "start")

    def action_clear(self) -> None:
        """Clear selection and marking; with neither, the key is the screen's."""
        if self.selection is None and not self.marking:
            raise SkipAction
        selection = self.selection
        self.clear_selection()
        if selection is not None:
            self.post_message(self.LetGo(self, selection))

    # Mouse

    def _spot_under(self, event: events.MouseEvent) -> Spot:
        """The place of the text nearest to the mouse."""
        x, y = event.get_content_offset_capture(self)
        return spot_at(self._page, max(0, y + self.scroll_offset.y), x - self._margin)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor there, ready to drag; with shift, select up to there."""
        if event.button != 1 or not self._page.blocks:
            return
        spot = self._spot_under(event)
        if event.shift:
            anchor = self._at.offset if self._anchor is None else self._anchor
            self._change(Spot(self._at.block, within(self._page, self._at.block, spot)), anchor)
        else:
            self.marking = False
            self._change(spot, None)
        self._dragging = True
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select what the mouse is dragged over; past the passage's ends it stays inside."""
        if self._dragging:
            spot = self._spot_under(event)
            anchor = self._at.offset if self._anchor is None else self._anchor
            self._change(Spot(self._at.block, within(self._page, self._at.block, spot)), anchor)

    def on_mouse_up(self) -> None:
        """End dragging."""
        if self._dragging:
            self._dragging = False
            self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """Select a word at the second click, a sentence at the third."""
        if event.chain > 1 and self._page.blocks:
            spot = self._spot_under(event)
            find = word_at if event.chain == 2 else sentence_at
            self._select(spot.block, find(self._page.blocks[spot.block].passage.text, spot.offset))


def _by_passage(highlights: Iterable[Highlight]) -> dict[PassageId, list[Highlight]]:
    found: dict[PassageId, list[Highlight]] = {}
    for highlight in highlights:
        found.setdefault(highlight.passage_id, []).append(highlight)
    return found
