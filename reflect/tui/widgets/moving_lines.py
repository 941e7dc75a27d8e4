"""A list of lines whose screen follows the cursor: what can be done depends on where it stands."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList

from reflect.tui.widgets.lines import Lines


class MovingLines(Lines):
    """The space bar or a click picks a line; each move of the cursor is told."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "cursor_up", "Up", show=False),
        Binding("j", "cursor_down", "Down", show=False),
    ]

    class Moved(Message):
        """The cursor stands on another line."""

    class Chosen(Message):
        """A line was picked; the cursor stands on it."""

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Tell that the cursor moved."""
        event.stop()
        self.post_message(self.Moved())

    def picked(self, line_id: str) -> None:
        """Tell that it was."""
        self.go_to(line_id)
        self.post_message(self.Chosen())
