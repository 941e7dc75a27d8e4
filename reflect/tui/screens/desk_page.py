"""A screen over a session's own, on the same desk, for one thing that is done with a group."""

from __future__ import annotations

from pathlib import PurePath
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from reflect.tui.autosave import SaveState
from reflect.tui.command import Command
from reflect.tui.desk_screen import DeskScreen
from reflect.tui.widgets.key_strip import KeyStrip
from reflect.tui.widgets.top_line import TopLine


class PageCommand(Command):
    """What the screen needs to know of a command to say whether it makes sense now."""

    edits = True


class Undo(PageCommand):
    """Take the last step back."""

    name, label, footer, key = "undo", "Undo", "undo", "u"


class Redo(PageCommand):
    """Do again what was just undone."""

    name, label, key = "redo", "Redo", "U,ctrl+y"


class Leave(PageCommand):
    """Go back to the session. Esc does it too."""

    name, label, footer, key = "leave", "Back to the session", "back", "q"
    edits = False


class DeskPage(DeskScreen):
    """One thing done on the desk; a screen gives what stands between the top line and the footer."""

    CSS_PATH: ClassVar[str | list[str | PurePath]] = "desk_page.tcss"
    AUTO_FOCUS = ""
    ESCAPE = "back"

    def compose(self) -> ComposeResult:
        """The top line, the page, the line that says what was done, the footer."""
        yield TopLine(id="top")
        yield from self.compose_page()
        yield Static(id="said", markup=False)
        yield KeyStrip()

    def compose_page(self) -> ComposeResult:
        """What is between."""
        raise NotImplementedError

    def show_title(self, words: str) -> None:
        """What stands at the top."""
        self.query_one(TopLine).set_title(words)

    def show_state(self, state: SaveState) -> None:
        """Show whether it is saved, or who has it."""
        words = state.value
        if self.desk.holder is not None:
            words += f": {self.desk.holder.who} has it on {self.desk.holder.host}"
        self.query_one(TopLine).set_state(words, alarm=state.alarm)

    def say(self, words: str) -> None:
        """Tell something calmly."""
        self.query_one("#said", Static).update(Content(words))

    def tell_quietly(self, words: str) -> None:
        """Say something where what was done is said."""
        self.say(words)

    def changed(self) -> None:
        """See that a change is saved soon."""
        if not self.desk.read_only:
            self.autosave.touch()

    def did(self, words: str) -> None:
        """Show what was done, and say it."""
        self.changed()
        self.show_anew()
        self.say(words)

    def can(self, verb: type[Command]) -> bool:
        """Leave out what cannot be done on a session one only reads."""
        if issubclass(verb, PageCommand) and verb.edits and self.desk.read_only:
            return False
        return super().can(verb)

    def action_steer(self) -> None:
        """Esc goes back."""
        self.do_leave()

    def do_undo(self) -> None:
        """Take the last step back."""
        label = self.desk.undo()
        self.did(f"Taken back: {label}" if label else "There is nothing to take back.")

    def do_redo(self) -> None:
        """Do it again."""
        label = self.desk.redo()
        self.did(f"Done again: {label}" if label else "There is nothing to do again.")

    def do_leave(self) -> None:
        """Save, and go back."""
        self.save_and_leave()
