"""The editor answers are written in: Textual's, without what moves or slows it.

Textual 8.2.8 draws every visible row anew for each key, and each row by dividing its whole line: in one line
of 10,000 characters a key took 39 ms (74 at worst) on two cores. Here a row is made from its own words and
kept until they change. `F6` and `F7`, which it takes for selecting, are left to the screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import ClassVar, TypeAlias

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.document._document import Document, Location
from textual.document._document_navigator import DocumentNavigator
from textual.document._history import EditHistory
from textual.document._wrapped_document import WrappedDocument
from textual.strip import Strip
from textual.widgets import TextArea

from reflect.domain.edits import Edit
from reflect.tui.widgets.at_once import at_once
from reflect.tui.widgets.same_words import location_at, offset_at
from reflect.tui.widgets.telling_document import TellingDocument

_LEFT_TO_THE_SCREEN = ("f6", "f7")
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)))
_MOST_ROWS_KEPT = 512

Look: TypeAlias = tuple[int, int, Style]
"""From a column up to another one, and how it looks there."""
Page = str
"""What names the text in the editor: a question's id, or the memo's."""


class Editor(TextArea, inherit_bindings=False):
    """A plain editor for one text after another; what one can undo in each is kept while the screen lives."""

    DEFAULT_CSS = """
    Editor {
        height: 1fr; min-height: 3; padding: 0; background: $background; scrollbar-size-vertical: 1;
        border: none; border-top: solid $foreground 25%; border-title-color: $text-muted;
    }
    Editor:focus {
        border: none; border-top: solid $border; border-title-color: $text-accent; border-title-style: bold;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in TextArea.BINDINGS
        if not (isinstance(binding, Binding) and binding.key in _LEFT_TO_THE_SCREEN)
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id, tab_behavior="focus", highlight_cursor_line=False, soft_wrap=True)
        self.cursor_blink = False
        self.match_cursor_bracket = False
        self.page: Page = ""
        """Whose text is in the editor."""
        self._given = self._as_loaded = ""
        self._histories: dict[Page, tuple[str, EditHistory]] = {}
        self._rows: LRUCache[tuple[object, ...], Strip] = LRUCache(_MOST_ROWS_KEPT)

    async def _on_key(self, event: events.Key) -> None:
        """Letters before a command's key go into this text, letters after it into the next."""
        await at_once(self, event)

    # -- one text after another ------------------------------------------------------------------------

    @property
    def words(self) -> str:
        """The text, exactly as it was given as long as nobody changed it."""
        text = self.text
        return self._given if text == self._as_loaded else text

    def open(self, page: Page, text: str, *, offset: int = 0) -> None:
        """Put another text in, with the cursor at `offset`; what was undoable in it before is so again."""
        self._histories[self.page] = (self.text, self.history)
        seen, history = self._histories.pop(page, ("", None))
        self.history = EditHistory(max_checkpoints=50, checkpoint_timer=2.0, checkpoint_max_characters=100)
        self.page = page
        self.load_text(text)
        self._given, self._as_loaded = text, self.text
        if history is not None and seen == self._as_loaded:
            self.history = history
        self.offset_of_cursor = offset

    def _set_document(self, text: str, language: str | None) -> None:
        """As Textual does it, with a document that tells its edits."""
        super()._set_document(text, language)
        self.document = self.document_of(text)
        self.wrapped_document = WrappedDocument(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self._rewrap_and_refresh_virtual_size()

    def document_of(self, text: str) -> Document:
        """What holds a text while it is edited."""
        return TellingDocument(text)

    def take_told(self) -> list[list[Edit]]:
        """The edits made since this was called last, or since the text was opened; one after another."""
        return self.document.take_told() if isinstance(self.document, TellingDocument) else []

    @property
    def offset_of_cursor(self) -> int:
        """Where the cursor stands: code points from the text's start."""
        return offset_at(self, self.cursor_location)

    @offset_of_cursor.setter
    def offset_of_cursor(self, offset: int) -> None:
        self.move_cursor(location_at(self, offset))

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:  # noqa: ARG002
        """Brackets are not matched here: these are people's words."""
        return None

    # -- drawing ---------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One row, from its own words."""
        wrapped = self.wrapped_document
        rows = wrapped._offset_to_line_info  # noqa: SLF001 - no public way from a row to its words
        place = y + self.scroll_offset.y
        lines = self.document.lines
        if lines == [""]:
            return super().render_line(y)
        base = self._base
        if place >= len(rows):
            return Strip.blank(self.size.width, base)
        index, section = rows[place]
        line = lines[index]
        if "\t" in line:
            return super().render_line(y)
        edges = [0, *wrapped.get_offsets(index), len(line)]
        start, end = edges[section], edges[section + 1]
        last = section == len(edges) - 2
        marked = self._marked(index, start, end, last=last)
        cursor = self._cursor_in(index, start, end, last=last)
        width = self.scrollable_content_region.width - self.gutter_width
        looks = tuple(
            (max(first, start) - start, min(past, end) - start, look)
            for first, past, look in self.looks_in(index)
            if first < end and past > start
        )
        key = (
            line[start:end],
            marked,
            cursor,
            looks,
            width,
            base,
            self._look("selection"),
            self._look("cursor"),
        )
        found = self._rows.get(key)
        if found is None:
            found = self._rows[key] = self._drawn(line[start:end], marked, cursor, looks, width, base)
        return found

    def looks_in(self, index: int) -> Sequence[Look]:  # noqa: ARG002 - for editors of more than plain words
        """What of a line looks different: columns, and how; later ones lie over earlier ones."""
        return ()

    @property
    def _base(self) -> Style:
        style = self._theme.base_style
        return style if style is not None else self.rich_style

    def _look(self, what: str) -> Style:
        style = getattr(self._theme, f"{what}_style", None)
        return style if isinstance(style, Style) else Style(reverse=True)

    def _marked(self, index: int, start: int, end: int, *, last: bool) -> tuple[int, int]:
        """Which part of the row is selected, from its own start."""
        (top, left), (bottom, right) = sorted(self.selection)
        if (top, left) == (bottom, right) or not top <= index <= bottom:
            return (0, 0)
        first = left - start if index == top else 0
        to = right - start if index == bottom else end - start + int(last)
        return (max(0, first), max(0, min(to, end - start + int(last))))

    def _cursor_in(self, index: int, start: int, end: int, *, last: bool) -> int:
        """Where in the row the cursor is; -1 when it is not."""
        row, column = self.selection.end
        inside = row == index and (start <= column < end or (last and column == end))
        return column - start if inside and self._draw_cursor else -1

    def _drawn(
        self,
        words: str,
        marked: tuple[int, int],
        cursor: int,
        looks: Sequence[Look],
        width: int,
        base: Style,
    ) -> Strip:
        words += " "
        edges = sorted({0, len(words), min(marked[0], len(words)), min(marked[1], len(words))})
        if cursor >= 0:
            edges = sorted({*edges, cursor, cursor + 1})
        if looks:
            edges = sorted({*edges, *(edge for first, past, _ in looks for edge in (first, past))})
        segments = []
        for start, end in pairwise(edges):
            style = base
            for first, past, look in looks:
                if first <= start < past:
                    style += look
            if start == cursor:
                style = base + self._look("cursor")
            elif marked[0] <= start < marked[1]:
                style = base + self._look("selection")
            segments.append(Segment(words[start:end].translate(_CONTROLS), style))
        return Strip(segments).adjust_cell_length(width, base)
