"""What can be done on the write-up screen."""

from __future__ import annotations

from reflect.tui.command import Command
from reflect.tui.find_in_study import FindInStudy
from reflect.tui.save_elsewhere import SaveElsewhere
from reflect.tui.versions import ChooseVersions


class InsertQuote(Command):
    """Open the drawer of quotes, to put in references to them; the same key goes back to it, and shuts it.

    Type words, or press Tab for the filters: a learning point by its digit, role, person, not used here yet,
    starred, may appear. Enter puts the quote on a line of its own, Ctrl+L into the sentence; Esc goes back to
    the text. Before each: ✓ may appear, ~ changed since, ○ waits for approval, ✗ held back, · stands here
    already.
    """

    name, label, footer, key, writing_key = "insert", "Insert a quote", "quotes", "o", "ctrl+o"


class Save(Command):
    """Save now. It is also saved by itself, half a second after a change."""

    name, label, footer, key, writing_key = "save", "Save", "save", "s", "ctrl+s,f2"


class Export(Command):
    """Write a file for others: Word, web page, PDF or Markdown. What is held back stays out, and is said."""

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


class SwitchAudience(Command):
    """Show it as the public would read it, as one participant would, or as the researchers may.

    It changes only what you see here: for whom it is exported is asked when you export it.
    """

    name, label, footer, key, writing_key = "audience", "For whom it is shown", "audience", "a", "f6"


class ShowOutline(Command):
    """The headings, how many words readers see under each, and which signs stand there; Enter goes to one.

    The signs in the margin: ✓ may appear, ○ waits for approval, ✗ held back, ! to mend, ~ changed since,
    # a comment to yourself. The lines under the text tell the whole story of the line you are on.
    """

    name, label, footer, key, writing_key = "outline", "Outline", "outline", "g", "f7"


class FindHere(Command):
    """Find words in this write-up, and replace them, one by one or all, as one step of undo.

    References and the front matter are left alone unless you ask for them.
    """

    name, label, footer, key, writing_key = "find_here", "Find and replace here", "replace", "r", "f3"


class AddComment(Command):
    """Write a comment to yourself at the cursor, or make one of what is selected.

    It stands in the text as <!-- … --> and never leaves: it is in no preview and no export, for whomever.
    """

    name, label, footer, key, writing_key = "comment", "Comment to yourself", "comment", "c", "ctrl+n"


class ListComments(Command):
    """List the comments to yourself; Enter goes to one."""

    name, label, key = "comments", "Comments to yourself", "C"


class NextComment(Command):
    """Go to the next comment to yourself."""

    name, label, key = "next_comment", "Next comment", "n"


class PreviousComment(Command):
    """Go to the comment to yourself before this place."""

    name, label, key = "previous_comment", "Comment before", "N"


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
    SwitchAudience,
    Export,
    Save,
    HeldBackList,
    ShowOutline,
    DraftAgain,
    EarlierVersions,
    SwitchPreview,
    FindHere,
    AddComment,
    Write,
    ListComments,
    NextComment,
    PreviousComment,
    SaveElsewhere,
    FindInStudy,
    Leave,
)
