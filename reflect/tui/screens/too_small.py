"""What is shown while the terminal is too small for the screens: nothing is lost, they wait underneath."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

COLUMNS, ROWS = 60, 16
"""The smallest terminal in which every screen can be used."""


def too_small(columns: int, rows: int) -> bool:
    """Whether a terminal of this size is too small."""
    return columns < COLUMNS or rows < ROWS


class TooSmall(ModalScreen[None]):
    """Says how large the terminal must be, and goes away by itself when it is."""

    DEFAULT_CSS = """
    TooSmall { align: center middle; background: $background; }
    TooSmall Static { width: auto; height: auto; max-width: 100%; text-align: center; }
    """

    def compose(self) -> ComposeResult:
        """One sentence."""
        yield Static(markup=False)

    def on_mount(self) -> None:
        """Say the present size."""
        self._say(self.app.size.width, self.app.size.height)

    def on_resize(self, event: events.Resize) -> None:
        """Go when there is room."""
        if too_small(event.size.width, event.size.height):
            self._say(event.size.width, event.size.height)
        elif self.is_current:
            self.dismiss()

    def _say(self, columns: int, rows: int) -> None:
        self.query_one(Static).update(
            f"reflect needs {COLUMNS} × {ROWS}.\nThis is {columns} × {rows}.\n"
            "Make the window larger, or the type smaller. All is kept. Ctrl+Q leaves."
        )
