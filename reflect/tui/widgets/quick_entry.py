"""A line to type what a group calls out: `Enter` keeps an entry and makes room for the next one.

It is kept before the next letter comes, and a letter typed before one turns to another question is never
taken for an entry there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from reflect.tui.widgets.answer_list import EntryLine

Place = tuple[str, str]
"""The question, and which of its things it is about."""
Kept = Callable[[Place, str, bool], None]
"""Is given an entry that is to be kept at once; whether it goes with what says the same."""


class QuickLine(EntryLine):
    """The line itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", show=False),
        Binding("ctrl+l", "beside", "Count it there", show=False),
    ]

    def action_complete(self) -> None:
        """Take the first label that is offered, or go on to what comes next."""
        if isinstance(self.parent, QuickEntry) and not self.parent.complete():
            self.screen.focus_next()

    def action_beside(self) -> None:
        """Keep it in one group with what says the same."""
        if isinstance(self.parent, QuickEntry):
            self.parent.keep(beside=True)


class QuickEntry(Vertical):
    """The line, and below it what is offered and what is there already."""

    DEFAULT_CSS = """
    QuickEntry { height: auto; }
    QuickEntry EntryLine { height: 1; border: none; padding: 0; background: $surface; }
    QuickEntry EntryLine:focus { border: none; }
    QuickEntry #offered { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    class Typed(Message):
        """Another text stands in the line."""

    def __init__(self, kept: Kept) -> None:
        super().__init__()
        self._kept = kept
        self.place: Place = ("", "")
        self._first = ""

    def compose(self) -> ComposeResult:
        """The line and what is said of it."""
        yield QuickLine(self.keep)
        yield Static(id="offered", markup=False)

    def on_mount(self) -> None:
        """Say what to do."""
        self.line.placeholder = "an entry: Enter adds it · “3 trust” is seat 3’s · ↑ the entries"

    @property
    def line(self) -> QuickLine:
        """Where one types."""
        return self.query_one(QuickLine)

    def go_to(self, place: Place) -> None:
        """Begin an empty line for another question."""
        if place != self.place:
            self.place = place
            self.clear()

    def clear(self) -> None:
        """Empty the line."""
        with self.prevent(Input.Changed):
            self.line.value = ""
        self.offer("", Content(""))

    def offer(self, first: str, said: Content) -> None:
        """Say what is offered; `first` is what `Tab` takes."""
        self._first = first
        self.query_one("#offered", Static).update(said)

    def complete(self) -> bool:
        """Put the first label that is offered in the line, whatever number stands before it."""
        if not self._first:
            return False
        typed = self.line.value
        number = typed[: len(typed) - len(typed.lstrip("0123456789.:) "))]
        self.line.value = f"{number}{self._first}"
        self.line.cursor_position = len(self.line.value)
        return True

    def keep(self, *, beside: bool = False) -> None:
        """Keep the entry and make room for the next, before another key comes."""
        line = self.line.value
        if line.strip():
            self.clear()
            self._kept(self.place, line, beside)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every key counts."""
        event.stop()
        self.post_message(self.Typed())

    def on_click(self, event: events.Click) -> None:
        """A click on what is offered takes it."""
        if event.widget is self.query_one("#offered", Static) and self.complete():
            self.line.focus()
