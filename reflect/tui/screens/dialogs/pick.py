"""Picking one of several things by typing part of its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from reflect.tui.screens.dialogs.dialog import Dialog


class Choice(NamedTuple):
    """One thing to pick."""

    id: str
    label: str
    detail: str = ""
    """What stands under it, dimmed."""


def fitting(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """The choices in which every typed word stands; those that begin with what was typed first."""
    begun = " ".join(typed.casefold().split())
    found = [
        choice
        for choice in choices
        if all(word in f"{choice.label} {choice.detail}".casefold() for word in begun.split())
    ]
    return sorted(found, key=lambda choice: not choice.label.casefold().startswith(begun))


class Pick(Dialog[str]):
    """A list that narrows as one types; arrows move, `Enter` picks. The result is the choice's id."""

    BINDINGS = [
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def __init__(self, title: str, choices: Sequence[Choice], *, said: str = "", start: str = "") -> None:
        super().__init__()
        self._title = title
        self._choices = list(choices)
        self._said = said
        self._start = start

    def compose(self) -> ComposeResult:
        """The line to type in, and what it leaves."""
        with Vertical(classes="box") as box:
            box.border_title = self._title
            if self._said:
                yield Label(self._said, classes="said", markup=False)
            yield Input(placeholder="type part of a name")
            options = OptionList()
            options.can_focus = False
            yield options
            yield Label("↑ ↓ move · Enter picks · Esc leaves", classes="said")

    def on_mount(self) -> None:
        """Show everything."""
        self._show("")
        options = self.query_one(OptionList)
        ids = [c.id for c in self._choices]
        if self._start in ids:
            options.highlighted = ids.index(self._start)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        self._show(event.value)

    def on_input_submitted(self) -> None:
        """Pick what is marked."""
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            self.dismiss(options.get_option_at_index(options.highlighted).id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Pick by mouse."""
        self.dismiss(event.option.id)

    def action_move(self, step: int) -> None:
        """Move the mark."""
        options = self.query_one(OptionList)
        if options.option_count:
            options.highlighted = ((options.highlighted or 0) + step) % options.option_count

    def _show(self, typed: str) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        for choice in fitting(self._choices, typed):
            label = Content(choice.label)
            if choice.detail:
                label = Content.assemble(label, "\n", Content(f"  {choice.detail}").stylize("dim"))
            options.add_option(Option(label, id=choice.id))
        if options.option_count:
            options.highlighted = 0
