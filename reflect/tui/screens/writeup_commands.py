"""What can be done on the write-up screen."""

from __future__ import annotations

from reflect.tui.command import Command
from reflect.tui.find_in_study import FindInStudy
from reflect.tui.save_elsewhere import SaveElsewhere
from reflect.tui.versions import ChooseVersions


class InsertQuote(Command):
    """Choose a quote, by typing some of its words, its point or its role, and put a reference to it here."""

    name, label, footer, key, writing_key = "insert", "Insert a quote", "quotes", "o", "ctrl+o"


class Save(Command):
    """Save now. It is also saved by itself, half a second after a change."""

    name, label, footer, key, writing_key = "save", "Save", "save", "s", "ctrl+s,f2"


class Export(Command):
    """Write the rendered text to the exports folder; held-back quotes stay out, and their number is said."""

    name, label, footer, key, writing_key = "export", "Export", "export", "x", "f5"


class ChooseWriteupVersions(ChooseVersions):
    """Choose between your version and somebody else's, where both of you changed the same sentences.

    Until then theirs is in the study, and yours is kept on this computer.
    """

    writing_key = "f4"


class HeldBackList(Command):
    """List what is held back, what is wrong with a reference, and why."""

    name, label, footer, key, writing_key = "held_back", "What is held back", "held back", "h", "f8"


class DraftAgain(Command):
    """Put quotes that were tagged since the last draft at the end, under Unplaced. No word of yours changes.

    What you took out does not come back. `^z` takes it away again.
    """

    name, label, footer, key = "draft_again", "Draft again: bring in what is new", "draft again", "d"


class EarlierVersions(Command):
    """List earlier versions, show what changed since, bring one back, or keep this one under a name."""

    name, label, footer, key = "earlier", "Earlier versions", "earlier", "e"


class GoToHeading(Command):
    """Go to a heading of the write-up."""

    name, label, footer, key, writing_key = "outline", "Go to a heading", "headings", "g", "f7"


class SwitchPreview(Command):
    """Show the editor and the preview side by side, the editor alone, or the preview alone."""

    name, label, footer, key, writing_key = "preview", "Editor, preview or both", "preview", "v", "f9"


class Write(Command):
    """Put the cursor into the text."""

    name, label, footer, key = "write", "Write", "write", "i,enter"


class Leave(Command):
    """Save and go back."""

    name, label, footer, key, writing_key = "leave", "Back", "back", "q", "f10"


WRITEUP_COMMANDS: tuple[type[Command], ...] = (
    ChooseWriteupVersions,
    InsertQuote,
    Save,
    Export,
    HeldBackList,
    DraftAgain,
    EarlierVersions,
    SwitchPreview,
    Write,
    GoToHeading,
    SaveElsewhere,
    FindInStudy,
    Leave,
)
