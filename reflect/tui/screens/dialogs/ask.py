"""Asking for words: a line, or several."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Label, TextArea

from reflect.tui.screens.dialogs.dialog import Dialog


class AskLine(Dialog[str]):
    """One line of text; `Enter` gives it, trimmed."""

    def __init__(self, title: str, *, said: str = "", initial: str = "", needed: bool = True) -> None:
        super().__init__()
        self._title = title
        self._said = said
        self._initial = initial
        self._needed = needed

    def compose(self) -> ComposeResult:
        """What is asked, and the line."""
        with Vertical(classes="box") as box:
            box.border_title = self._title
            if self._said:
                yield Label(self._said, classes="said", markup=False)
            yield Input(self._initial)
            yield Label("Enter keeps it · Esc leaves it", classes="said")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the line back; where words are needed, an empty line waits."""
        if event.value.strip() or not self._needed:
            self.dismiss(event.value.strip())


class AskText(Dialog[str]):
    """Several lines of text, exactly as typed; `F2` or `Ctrl+S` keeps them, `Esc` too when nothing changed.

    Words are never lost to a slip: `Esc` over changed words asks for a second `Esc`.
    """

    BINDINGS = [
        Binding("f2,ctrl+s", "keep", "Keep", show=False, priority=True),
        Binding("escape", "leave", "Cancel", show=False),
    ]

    def __init__(self, title: str, *, said: str = "", initial: str = "") -> None:
        super().__init__()
        self._title = title
        self._said = said
        self._initial = initial
        self._warned = False

    def compose(self) -> ComposeResult:
        """What is asked, the editor, and how to keep or leave."""
        with Vertical(classes="box") as box:
            box.border_title = self._title
            if self._said:
                yield Label(self._said, classes="said", markup=False)
            yield TextArea(self._initial)
            yield Label("F2 keeps it · Esc leaves it", classes="said", id="hint")
            with Horizontal(classes="buttons"):
                yield Button("Leave it", id="no")
                yield Button("Keep (F2)", id="yes", variant="primary")

    def on_mount(self) -> None:
        """Start at the end of what is there."""
        editor = self.query_one(TextArea)
        editor.focus()
        editor.move_cursor(editor.document.end)

    def action_keep(self) -> None:
        """Give the text back."""
        self.dismiss(self.query_one(TextArea).text)

    def action_leave(self) -> None:
        """Leave, after a second `Esc` when words would go."""
        changed = self.query_one(TextArea).text != self._initial
        if changed and not self._warned:
            self._warned = True
            hint = "These words are not kept yet: F2 keeps them, Esc once more lets them go"
            self.query_one("#hint", Label).update(hint)
            return
        self.dismiss(None)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Keep or leave by button."""
        if event.button.id == "yes":
            self.action_keep()
        else:
            self.action_leave()
