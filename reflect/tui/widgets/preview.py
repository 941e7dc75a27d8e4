"""Rendered Markdown that scrolls: laid out in a thread, drawn a line at a time."""

from __future__ import annotations

import io
from typing import ClassVar

from textual.binding import BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip


def lay_out(markdown: str, width: int, *, dark: bool) -> list[Strip]:
    """The lines of a Markdown text as they look at `width` cells.

    Made for worker threads: it touches no widget. Raw HTML in the text is shown as typed, never run.
    """
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.theme import Theme

    quoted = "#b8b8b8" if dark else "#404040"
    theme = Theme(
        {
            "markdown.block_quote": f"italic {quoted}",
            "markdown.h1": "bold",
            "markdown.h2": "bold underline",
            "markdown.h3": "bold",
            "markdown.code": "bold",
        }
    )
    console = Console(
        width=max(10, width), file=io.StringIO(), color_system="truecolor", force_terminal=True, theme=theme
    )
    lines = console.render_lines(Markdown(markdown, hyperlinks=False), pad=False)
    return [Strip(line) for line in lines]


class Preview(ScrollView, can_focus=True):
    """Shows lines made by `lay_out`; what is drawn does not grow with the length of the text."""

    BINDINGS: ClassVar[list[BindingType]] = []
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Preview { overflow-x: hidden; scrollbar-gutter: stable; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._lines: list[Strip] = []

    def show(self, lines: list[Strip]) -> None:
        """Show these lines, staying where one was reading."""
        self._lines = lines
        self.virtual_size = Size(self.scrollable_content_region.width, len(lines))
        self.refresh()

    def follow(self, row: int) -> None:
        """Bring a row into sight; what is in sight already stays where it is."""
        height = self.scrollable_content_region.height
        top = self.scroll_offset.y
        edge = min(2, height // 4)
        if height and not top + edge <= row < top + height - edge:
            self.scroll_to(y=max(0, row - height // 3), animate=False, force=True)

    def text(self) -> str:
        """The words that are shown, line by line."""
        return "\n".join(line.text.rstrip() for line in self._lines)

    def render_line(self, y: int) -> Strip:
        """One visible line."""
        row = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        if row >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        return self._lines[row].adjust_cell_length(width, self.rich_style).apply_style(self.rich_style)
