"""Answering `list`: short entries, one below the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from reflect.domain.guide import Question
from reflect.domain.ids import QuestionId
from reflect.domain.session import Response
from reflect.tui.widgets.at_once import at_once
from reflect.tui.widgets.lines import Line, Lines


class EntryLine(Input):
    """The line an entry is typed in; the cursor keys go up to the entries."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("up", "to_entries", "To the entries", show=False)]

    def __init__(self, kept: Callable[[], None]) -> None:
        super().__init__(placeholder="another one; Enter keeps it", select_on_focus=False)
        self._kept = kept
        self.cursor_blink = False

    async def _on_key(self, event: events.Key) -> None:
        """Keep the entry before the next letter comes."""
        if event.key == "enter" and self.has_focus:
            event.stop()
            event.prevent_default()
            self._kept()
        else:
            await at_once(self, event)

    class Up(Message):
        """Somebody wants to go to the entries."""

    def action_to_entries(self) -> None:
        """Go up."""
        self.post_message(self.Up())


class Entries(Lines):
    """What was entered; an entry can be changed, moved and taken out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "change", "Change it", show=False),
        Binding("plus,ctrl+up,left_square_bracket", "shift(-1)", "Up", show=False),
        Binding("minus,ctrl+down,right_square_bracket", "shift(1)", "Down", show=False),
        Binding("delete,backspace", "take_out", "Take it out", show=False),
    ]

    class Asked(Message):
        """Something is to be done with the entry at `place`."""

        def __init__(self, what: str, place: int, step: int = 0) -> None:
            super().__init__()
            self.what = what
            self.place = place
            self.step = step

    def action_change(self) -> None:
        """Change the entry under the cursor."""
        self._ask("change")

    def action_take_out(self) -> None:
        """Take the entry under the cursor out."""
        self._ask("take out")

    def action_shift(self, step: int) -> None:
        """Move the entry under the cursor."""
        self._ask("shift", step)

    def picked(self, line_id: str) -> None:
        """A click or the space bar changes an entry."""
        self.go_to(line_id)
        self._ask("change")

    def _ask(self, what: str, step: int = 0) -> None:
        if not self.locked and self.highlighted is not None:
            self.post_message(self.Asked(what, self.highlighted, step))


class ListAnswer(Vertical):
    """The entries, and the line to type the next one in. What is typed counts at once, before `Enter` too."""

    DEFAULT_CSS = """
    ListAnswer { height: auto; max-height: 70%; }
    ListAnswer Entries { max-height: 12; }
    ListAnswer EntryLine { height: 1; border: none; padding: 0; background: $surface; }
    ListAnswer EntryLine:focus { border: none; }
    """

    class Entered(Message):
        """The entries are others now: `entries` holds them."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self.question: QuestionId | None = None
        """Whose entries these are."""
        self._entries: list[str] = []
        self._at: int | None = None
        """The entry that is being changed; None while a new one is typed."""
        self._most: int | None = None

    def compose(self) -> ComposeResult:
        """The entries above, the line below."""
        yield Entries(id="entries")
        yield EntryLine(self._enter)

    def show(self, question: Question, response: Response, *, locked: bool, going_on: bool = False) -> None:
        """Show what was entered, and an empty line; `going_on`, an entry being typed stays in the line."""
        typed = self.line.value if going_on else ""
        self.question = question.id
        self._entries = list(response.entries)
        self._most = question.bounds[1]
        self._at = self._entries.index(typed) if typed in self._entries else None
        if self._at is None:
            with self.prevent(Input.Changed):
                self.line.value = ""
        self.line.disabled = locked
        self.query_one(Entries).locked = locked
        self._draw()

    @property
    def line(self) -> EntryLine:
        """Where one types."""
        return self.query_one(EntryLine)

    @property
    def entries(self) -> tuple[str, ...]:
        """Everything entered, with what stands in the line now."""
        typed = self.line.value
        if self._at is not None:
            kept = [*self._entries[: self._at], typed, *self._entries[self._at + 1 :]]
        else:
            kept = [*self._entries, typed]
        return tuple(entry for entry in kept if entry.strip())

    @property
    def place(self) -> int:
        """The entry one is at: being typed, or under the cursor."""
        rows = self.query_one(Entries)
        if rows.has_focus and rows.highlighted is not None:
            return rows.highlighted
        return self._at if self._at is not None else len(self.entries) - 1

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every key counts."""
        event.stop()
        self._post()

    def _enter(self) -> None:
        """Keep the entry and make room for the next."""
        if self._at is None and self._most is not None and len(self.entries) > self._most:
            words = f"The question asks for up to {self._most}; this one is kept all the same."
            self.post_message(Lines.Said(words))
        self._keep_line()
        self._post()

    def on_entry_line_up(self, event: EntryLine.Up) -> None:
        """Go to the last entry."""
        event.stop()
        rows = self.query_one(Entries)
        if self._entries:
            rows.highlighted = len(self._entries) - 1
            rows.focus()

    def on_entries_asked(self, event: Entries.Asked) -> None:
        """Change, move or take out an entry."""
        event.stop()
        rows = self.query_one(Entries)
        self._keep_line()
        place = min(event.place, len(self._entries) - 1)
        if event.what == "change":
            self._at = place
            with self.prevent(Input.Changed):
                self.line.value = self._entries[place]
            self.line.cursor_position = len(self.line.value)
            self.line.focus()
            return
        entry = self._entries.pop(place)
        to = max(0, min(place + event.step, len(self._entries)))
        if event.what == "shift":
            self._entries.insert(to, entry)
        self._draw()
        rows.highlighted = min(to, len(self._entries) - 1) if self._entries else None
        if not self._entries:
            self.line.focus()
        self._post()

    def _keep_line(self) -> None:
        self._entries, self._at = list(self.entries), None
        with self.prevent(Input.Changed):
            self.line.value = ""
        self._draw()

    def _draw(self) -> None:
        rows = self.query_one(Entries)
        width = len(str(len(self._entries)))
        rows.put([Line(f"entry:{n}", f"{n:>{width}} ", e) for n, e in enumerate(self._entries, 1)])
        rows.display = bool(self._entries)

    def _post(self) -> None:
        self.post_message(self.Entered())


def how_to_list(question: Question) -> str:
    """What to do, in words."""
    least, most = question.bounds
    if most is None:
        amount = "one a line" if least == 0 else f"{least} or more"
    else:
        amount = f"{most}" if least == most else f"up to {most}"
    return f"{amount}: Enter adds · ↑ then Enter changes, + − move, Del takes out"
