"""What can be done on the screens of the framework matrix."""

from __future__ import annotations

from reflect.tui.command import Command


class Write(Command):
    """Write the cell's summary, its quotes beside it. What you type is kept when you go back."""

    name, label, footer, keys_shown = "write", "Write the summary", "write", "Enter"


class NextOpen(Command):
    """Go to the next cell with quotes that nobody has charted."""

    name, label, footer, key = "next_open", "Next cell not charted", "not charted", "n"


class NextEmpty(Command):
    """Go to the next cell that has no quotes and that nobody has looked at."""

    name, label, footer, key = "next_empty", "Next cell without quotes", "empty", "e"


class NextStale(Command):
    """Go to the next cell whose quotes are others since its summary was written."""

    name, label, footer, key = "next_stale", "Next stale cell", "stale", "s"


class NothingSaid(Command):
    """Say that the cell was looked at and nothing was said on it; once more takes that back."""

    name, label, footer, key = "nothing_said", "Nothing said, or take it back", "nothing said", "x"


class StillFits(Command):
    """Say that the summary fits its quotes as they are now."""

    name, label, footer, key = "still_fits", "The summary still fits", "still fits", "f"


class OpenQuote(Command):
    """Show one of the cell's quotes where it was said."""

    name, label, footer, key = "open_quote", "A quote where it was said", "quote", "o"


class Turn(Command):
    """Have roles as cases instead of participants, or the other way round."""

    name, label, footer, key = "turn", "Participants or roles", "roles", "r"


class Clear(Command):
    """Take away what stands in the cell: it is not charted any more. A summary goes to the bin."""

    name, label, key = "clear", "Clear the cell", "delete"


class Undo(Command):
    """Take back what was done here last."""

    name, label, footer, key = "undo", "Undo", "undo", "u,ctrl+z"


class Redo(Command):
    """Do again what was just undone."""

    name, label, key = "redo", "Redo", "U,ctrl+y"


class Leave(Command):
    """Go back. Esc does it too."""

    name, label, footer, key = "leave", "Back", "back", "q"


class Keep(Command):
    """Keep the summary and go back to the matrix. Esc does it too."""

    name, label, footer, key, writing_key = "keep", "Keep it and go back", "keep", "q", "f2,ctrl+s"


class ToQuotes(Command):
    """Go to the quotes, to read on with the arrows; Tab comes back."""

    name, label, footer, writing_key = "to_quotes", "To the quotes", "quotes", "f6"


MATRIX_COMMANDS: tuple[type[Command], ...] = (
    Write,
    NextOpen,
    NextStale,
    NextEmpty,
    NothingSaid,
    StillFits,
    OpenQuote,
    Turn,
    Undo,
    Leave,
    Clear,
    Redo,
)
CELL_COMMANDS: tuple[type[Command], ...] = (Keep, ToQuotes)
