"""What is shown while the terminal is too small for the screens: nothing is lost, they wait underneath."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

COLUMNS, ROWS = 60, 16
"""The smallest terminal in which every screen can be used."""


def too_small(size: Size) -> bool:
    """Whether a terminal of this size is too small."""
    return size.width < COLUMNS or size.height < ROWS


class TooSmall(ModalScreen[None]):
    """Says how large the terminal must be, and goes when it is: the app sees to that."""

    DEFAULT_CSS = """
    TooSmall { align: center middle; background: $background; }
    TooSmall Static { width: auto; height: auto; max-width: 100%; text-align: center; }
    """

    def compose(self) -> ComposeResult:
        """One sentence."""
        yield Static(markup=False)

    def on_mount(self) -> None:
        """Say the present size."""
        self.say(self.app.size)

    def say(self, size: Size) -> None:
        """Say how large the terminal must be, and how large it is."""
        self.query_one(Static).update(
            f"reflect needs {COLUMNS} × {ROWS}.\nThis is {size.width} × {size.height}.\n"
            "Make the window larger, or the type smaller. All is kept. Ctrl+Q leaves."
        )
