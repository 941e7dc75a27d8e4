"""Picking several of many things: a list with marks, narrowed by words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Label

from reflect.tui.screens.dialogs.dialog import Dialog
from reflect.tui.screens.dialogs.pick import Choice, fitting
from reflect.tui.widgets.rows import Cell, Column, Rows

_COLUMNS = (Column("", 1), Column("", 5), Column("", 20, grow=1))
_KEYS = "Space marks · * marks all shown · / narrows · Enter goes on · Esc leaves"


class PickMany(Dialog[tuple[str, ...]]):
    """A list in which one marks what one wants; the result is the ids, in the order of the list.

    A choice's label stands before its detail, which has two lines.
    """

    DEFAULT_CSS = """
    PickMany .box { width: 96%; height: 94%; }
    PickMany Rows { height: 1fr; background: $surface; }
    """
    BINDINGS = [
        Binding("space", "mark", "Mark", show=False),
        Binding("asterisk", "mark_all", "Mark all", show=False),
        Binding("slash", "narrow", "Narrow", show=False),
        Binding("enter", "done", "Go on", show=False),
    ]

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        said: str = "",
        marked: Sequence[str] = (),
        most: int | None = None,
        may_be_none: bool = False,
    ) -> None:
        super().__init__()
        self._title = title
        self._choices = list(choices)
        self._said = said
        self._marked = set(marked)
        self._most = most
        """How many may be marked; None for any number."""
        self._may_be_none = may_be_none

    def compose(self) -> ComposeResult:
        """The line to narrow by, the list, how many are marked."""
        with Vertical(classes="box") as box:
            box.border_title = self._title
            if self._said:
                yield Label(self._said, classes="said", markup=False)
            yield Input(placeholder="/ words that must stand there")
            yield Rows[Choice](_COLUMNS, cells=self._cells, key=lambda c: c.id, lines=2, header=False)
            yield Label("", id="count")
            yield Label(_KEYS, classes="said")

    def on_mount(self) -> None:
        """Show everything."""
        self._show("")
        self.rows.focus()

    @property
    def rows(self) -> Rows[Any]:
        """The list."""
        return self.query_one(Rows)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list; what is marked stays so."""
        self._show(event.value)

    def on_input_submitted(self) -> None:
        """Back to the list."""
        self.rows.focus()

    def action_leave(self) -> None:
        """From the words to the list, and from the list away."""
        if isinstance(self.focused, Input):
            self.rows.focus()
        else:
            self.dismiss(None)

    def action_narrow(self) -> None:
        """Type words."""
        self.query_one(Input).focus()

    @on(Rows.Opened)
    def action_mark(self) -> None:
        """Mark what the cursor stands on, or take the mark away, and go on to the next."""
        key = self.rows.key
        if key is not None and key not in self._marked and len(self._marked) == self._most:
            self.query_one("#count", Label).update(
                f"{self._most} are marked, and that is the most: unmark one first."
            )
        elif key is not None:
            self._marked ^= {key}
            self.rows.redraw()
            self.rows.action_move(1)
            self._count()

    def action_mark_all(self) -> None:
        """Mark everything shown, or take all these marks away."""
        shown = {choice.id for choice in self.rows.items}
        if self._most is not None and len(self._marked | shown) > self._most:
            self.query_one("#count", Label).update(f"These are too many: {self._most} is the most.")
            return
        self._marked = self._marked - shown if shown <= self._marked else self._marked | shown
        self.rows.redraw()
        self._count()

    def action_done(self) -> None:
        """Give the marked ones; without any, where that is no answer, say how to mark."""
        if self._marked or self._may_be_none:
            self.dismiss(tuple(choice.id for choice in self._choices if choice.id in self._marked))
        else:
            self.query_one("#count", Label).update("None is marked yet: the space bar marks one.")

    def _show(self, typed: str) -> None:
        self.rows.show(fitting(self._choices, typed), empty="Nothing fits.")
        self._count()

    def _count(self) -> None:
        self.query_one("#count", Label).update(f"{len(self._marked)} of {len(self._choices)} marked")

    def _cells(self, choice: Choice) -> tuple[Cell, ...]:
        return "☑" if choice.id in self._marked else "☐", choice.label, choice.detail
