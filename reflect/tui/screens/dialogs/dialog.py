"""What all dialogs share: a box in the middle, and `Esc` to leave without doing anything."""

from __future__ import annotations

from typing import TypeVar

from textual.binding import Binding
from textual.screen import ModalScreen

ResultType = TypeVar("ResultType")


class Dialog(ModalScreen[ResultType | None]):
    """A small screen over another one. Its content stands in one container of the class `box`."""

    CSS_PATH = "dialog.tcss"
    BINDINGS = [Binding("escape", "leave", "Cancel", show=False)]

    def action_leave(self) -> None:
        """Close without a result."""
        self.dismiss(None)
