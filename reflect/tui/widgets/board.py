"""The board: what a group has said so far, and how far each has got; scrolled when it is long."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

Drawn = Callable[[int], Content]
"""Gives what stands on the board at a width."""


class Board(VerticalScroll, can_focus=False):
    """Shows what it is given, anew for each width; long boards end at their newest line."""

    DEFAULT_CSS = """
    Board { height: auto; max-height: 50%; scrollbar-size-vertical: 1; }
    Board Static { height: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._draw: Drawn | None = None
        self._shown: tuple[int, str] = (0, "")

    def compose(self) -> ComposeResult:
        """The words."""
        yield Static(id="words", markup=False)

    def show(self, draw: Drawn, *, to_end: bool = False) -> None:
        """Show this; `to_end`, with the last line in sight."""
        self._draw = draw
        self._redraw()
        if to_end:
            self.call_after_refresh(self.scroll_end, animate=False)

    @property
    def plain(self) -> str:
        """The words that stand there."""
        return self._shown[1]

    def on_resize(self) -> None:
        """Make the columns anew."""
        self._redraw()

    def turn_page(self, step: int) -> None:
        """Scroll by about a page."""
        self.scroll_relative(y=step * max(1, self.size.height - 1), animate=False)

    def _redraw(self) -> None:
        width = self.scrollable_content_region.width if self.display else 0
        if width < 1 and isinstance(self.parent, Widget):
            width = self.parent.content_size.width - 1  # it was away, and has no size of its own yet
        if self._draw is None or width < 1:
            return
        words = self._draw(width)
        self.display = bool(words.plain)
        self.query_one("#words", Static).update(words)
        self._shown = (width, words.plain)
