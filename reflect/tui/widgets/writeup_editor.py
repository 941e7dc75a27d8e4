"""The editor of a write-up: signs in its margin, comments to oneself dim, references and headings apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.document._document import Document
from textual.strip import Strip

from reflect.domain.writeup_reading import Comment, Mark, Sign
from reflect.tui.widgets.editor import Editor, Look
from reflect.tui.widgets.noted_document import Note, NotedDocument

MARGIN = 2
"""Columns of the margin."""
_REFERENCE = re.compile(r"\[\[[^\[\]\n]*\]\]")
_HEADING = re.compile(r" {0,3}#{1,6}(\s|$)")
_BOLD = Style(bold=True)


class WriteupEditor(Editor):
    """An editor that knows what the gate says of every line, as long as the line is the one that was read."""

    DEFAULT_CSS = """
    WriteupEditor { border: none; padding: 0 1 0 0; min-height: 1; }
    WriteupEditor:focus { border: none; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "writeup--good",
        "writeup--waits",
        "writeup--wrong",
        "writeup--quiet",
        "writeup--reference",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+home", "edge(-1)", "To the beginning", show=False),
        Binding("ctrl+end", "edge(1)", "To the end", show=False),
    ]

    def action_edge(self, side: int) -> None:
        """To the beginning of the text, or to its end."""
        self.move_cursor(self.document.end if side > 0 else (0, 0))

    @property
    def gutter_width(self) -> int:
        """The columns of the margin."""
        return MARGIN

    def document_of(self, text: str) -> Document:
        """A text that moves the signs with its lines."""
        return NotedDocument(text)

    def show_notes(self, text: str, margin: Mapping[int, Mark], comments: Sequence[Comment]) -> bool:
        """Show what was read of `text`; not when other words stand here by now."""
        document = self.document
        if not isinstance(document, NotedDocument) or document.text != text:
            return False
        notes: list[Note | None] = [None] * document.line_count
        dim: dict[int, list[tuple[int, int]]] = {}
        for comment in comments:
            for line in range(comment.line, comment.last + 1):
                first = comment.start if line == comment.line else 0
                past = comment.end if line == comment.last else len(document.lines[line - 1])
                dim.setdefault(line, []).append((first, past))
        for line in {*margin, *dim}:
            if line <= len(notes):
                notes[line - 1] = Note(margin.get(line), tuple(dim.get(line, ())))
        if notes != document.notes:
            document.notes = notes
            self.refresh()
        return True

    def mark_at(self, row: int) -> Mark | None:
        """What is known of a line; the first is 0."""
        document = self.document
        note = document.notes[row] if isinstance(document, NotedDocument) else None
        return note.mark if note else None

    # -- drawing ---------------------------------------------------------------------------------------

    def looks_in(self, index: int) -> Sequence[Look]:
        """Headings bold, references in their colour, comments dim."""
        line = self.document.lines[index]
        found: list[Look] = []
        if _HEADING.match(line):
            found.append((0, len(line), _BOLD))
        places = _references(line)
        if places:
            look = self.get_component_rich_style("writeup--reference", partial=True)
            found += [(first, past, look) for first, past in places]
        document = self.document
        note = document.notes[index] if isinstance(document, NotedDocument) else None
        if note and note.comments:
            quiet = self.get_component_rich_style("writeup--quiet", partial=True)
            found += [(first, past, quiet) for first, past in note.comments]
        return found

    def render_line(self, y: int) -> Strip:
        """The sign of the line, where a line begins, and its words."""
        rows = self.wrapped_document._offset_to_line_info  # noqa: SLF001 - see `Editor.render_line`
        place = y + self.scroll_offset.y
        mark = None
        if place < len(rows):
            index, section = rows[place]
            mark = self.mark_at(index) if section == 0 else None
        words = super().render_line(y)
        width = self.scrollable_content_region.width
        if mark is None:
            margin = Segment(" " * MARGIN, self._base)
        else:
            margin = Segment(f"{mark.sign.value} ", self._base + self._colour(mark.sign))
        return Strip([margin, *words]).adjust_cell_length(width, self._base)

    def _colour(self, sign: Sign) -> Style:
        return self.get_component_rich_style(f"writeup--{_COLOURS[sign]}", partial=True)


_COLOURS = {
    Sign.MEND: "wrong",
    Sign.HELD_BACK: "wrong",
    Sign.WAITS: "waits",
    Sign.CHANGED: "waits",
    Sign.APPEARS: "good",
    Sign.COMMENT: "quiet",
}


@lru_cache(2_000)
def _references(line: str) -> tuple[tuple[int, int], ...]:
    return tuple(found.span() for found in _REFERENCE.finditer(line)) if "[[" in line else ()
