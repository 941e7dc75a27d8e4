"""Asking before anything that removes."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Label

from reflect.tui.screens.dialogs.dialog import Dialog


class Confirm(Dialog[bool]):
    """A yes-or-no question; *no* has the focus, so that a slip of the finger removes nothing."""

    BINDINGS = [Binding("y", "yes", "Yes", show=False), Binding("n", "leave", "No", show=False)]

    def __init__(self, question: str, *, yes: str, detail: str = "", no: str = "Keep") -> None:
        super().__init__()
        self._question = question
        self._detail = detail
        self._yes = yes
        self._no = no

    def compose(self) -> ComposeResult:
        """The question, what follows from it, and two buttons."""
        with Vertical(classes="box"):
            yield Label(self._question, markup=False)
            if self._detail:
                yield Label(self._detail, classes="said", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(f"{self._no} (n)", id="no")
                yield Button(f"{self._yes} (y)", id="yes", variant="error")

    def on_mount(self) -> None:
        """Start on *no*."""
        self.query_one("#no").focus()

    def action_yes(self) -> None:
        """Answer yes."""
        self.dismiss(True)  # noqa: FBT003 - the dialog's result

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer by button."""
        self.dismiss(event.button.id == "yes")
