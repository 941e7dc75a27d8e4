"""The question as all in the room read it: its heading as large as there is room for, its words below."""

from __future__ import annotations

from textwrap import wrap

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from reflect.tui.widgets.big_type import big

SHARE = 0.4
"""How much of the height the large letters may take."""
READ = 0.25
"""How much of it the words below them may take."""


class Stage(Vertical):
    """Draws a heading anew for each size."""

    DEFAULT_CSS = """
    Stage { height: auto; padding: 1 2 0 2; }
    Stage #large { height: auto; text-style: bold; text-wrap: nowrap; }
    Stage #read { height: auto; text-style: bold; margin-top: 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._heading = ""
        self._words = ""

    def compose(self) -> ComposeResult:
        """The large letters and the words."""
        yield Static(id="large", markup=False)
        yield Static(id="read", markup=False)

    def show(self, heading: str, words: str = "") -> None:
        """Show these."""
        self._heading, self._words = heading, words
        self._draw()

    def on_resize(self) -> None:
        """Draw the letters anew."""
        self._draw()

    def _draw(self) -> None:
        width, height = self.content_size.width or self.app.size.width - 6, self.app.size.height
        self.query_one("#large", Static).update(
            Content("\n".join(big(self._heading, width, int(height * SHARE))))
        )
        read = self.query_one("#read", Static)
        shown = _as_much(self._words, width, int(height * READ))
        read.update(Content(shown))
        read.display = bool(shown)


def _as_much(words: str, width: int, height: int) -> str:
    """As many whole paragraphs as fit: the rest is read out, and the group's words have room."""
    kept: list[str] = []
    lines = -1
    for paragraph in words.split("\n"):
        lines += len(wrap(paragraph, max(1, width))) or 1
        if lines >= height:
            break
        kept.append(paragraph)
    return "\n".join(kept).strip()
