"""`F1`: what can be done on this screen, and how."""

from __future__ import annotations

from rich.table import Table
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Label, Static

from reflect.tui.command import Commands
from reflect.tui.key_names import key_names
from reflect.tui.screens.dialogs.dialog import Dialog


class Help(Dialog[None]):
    """Every command of a screen with its keys and its docstring, and the two ways of working."""

    BINDINGS = [Binding("f1,q,enter", "leave", "Close", show=False)]

    def __init__(self, about: Commands[object]) -> None:
        super().__init__()
        self._about = about

    def compose(self) -> ComposeResult:
        """A table of keys, steering, writing, and what each does."""
        with Vertical(classes="box") as box:
            box.border_title = "Help"
            with VerticalScroll(id="help"):
                yield Static(self._table())
            yield Label(
                "While you write, letters belong to the words; Esc steers, where one letter does one thing. "
                "Ctrl+P lists every action. Esc closes this.",
                classes="said",
            )

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one("#help").focus()

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(justify="right", style="bold")
        table.add_column(style="bold")
        table.add_column()
        table.add_row("steering", "writing", "")
        for verb in self._about.VERBS:
            steering = verb.keys_shown or key_names(verb.key)
            table.add_row(steering, key_names(verb.writing_key), f"{verb.label}: {verb.help()}")
        return table
