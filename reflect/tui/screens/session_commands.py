"""What can be done during a session. Letters while steering, function keys while writing too."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from reflect.tui.command import Command
from reflect.tui.desk_screen import ON_A_DESK
from reflect.tui.find_in_study import FindInStudy
from reflect.tui.versions import ChooseVersions


class SessionCommand(Command):
    """What the screen needs to know of a command to say whether it makes sense now."""

    edits: ClassVar[bool] = True
    """Whether it changes the session: left out while somebody else has it."""
    of_question: ClassVar[bool] = False
    """Whether it needs a question: left out at the memo."""


class NextQuestion(SessionCommand):
    """Go to the next question that applies; after the last one a memo is offered."""

    name, label, footer, key, writing_key = "next", "Next question", "next", "n", "f8"
    edits = False


class Write(SessionCommand):
    """Put the cursor into the answer, where it was. Esc goes back to steering."""

    name, label, footer, key = "write", "Write", "write", "enter,i"


class AskProbe(SessionCommand):
    """Mark the next probe as asked. `B` chooses which one, and takes a mark back; so does a click."""

    name, label, footer, key, writing_key = "probe", "Probe asked", "probe", "b", "f2"
    of_question = True


class FieldNote(SessionCommand):
    """Note what you notice, apart from what is said. It carries the time at which you began it."""

    name, label, footer, key, writing_key = "note", "Field note", "note", "o", "f3"


class MarkTime(SessionCommand):
    """Mark this moment, to find it in the recording later."""

    name, label, footer, key, writing_key = "moment", "Mark the time", "time", "m", "f4"


class TagSentence(SessionCommand):
    """Tag the sentence before the cursor with the learning point of that number; once more takes it away.

    While you write, F5 asks which. On a scale or a choice the digits answer the question; Esc leaves it.
    """

    name, label, footer, writing_key, keys_shown = "tag", "Tag the last sentence", "tag", "f5", "1–9"
    of_question = True

    @classmethod
    def bindings(cls, scope: str) -> list[BindingType]:
        """Nine digits, each its own binding, and the key that asks."""
        return [
            *(
                Binding(str(n), f"tag_last({n})", f"Tag with {n}", show=False, id=f"{scope}.tag.{n}")
                for n in range(1, 10)
            ),
            *super().bindings(scope),
        ]


class Evidence(SessionCommand):
    """Choose quotes of the study that bear this rating out."""

    name, label, footer, key = "evidence", "Evidence for the rating", "evidence", "h"
    of_question = True


class Skip(SessionCommand):
    """Leave this question out, and say why in a few words or none."""

    name, label, footer, key, writing_key = "skip", "Skip, with a reason", "skip", "s", "f6"
    of_question = True


class PreviousQuestion(SessionCommand):
    """Go back to the question before."""

    name, label, footer, key, writing_key = "previous", "Question before", "back", "p", "f7"
    edits = False


class GoTo(SessionCommand):
    """Go to any question by its number or part of its heading.

    In the outline ▸ is here, ✓ answered, · asked, ○ not reached, ↷ already covered, ↻ ask again, – skipped,
    ✕ declined, ! required and still open.
    """

    name, label, footer, key, writing_key = "go_to", "Go to a question", "go to", "g", "f10"
    edits = False


class Covered(SessionCommand):
    """Mark that another answer has already covered this question, and which."""

    name, label, footer, key = "covered", "Already covered", "covered", "c"
    of_question = True


class Later(SessionCommand):
    """Mark this question to be asked again later; once more takes the mark away."""

    name, label, footer, key = "later", "Ask again later", "later", "l"
    of_question = True


class Declined(SessionCommand):
    """Note that they would rather not answer; once more takes it back."""

    name, label, footer, key = "declined", "Declined", "declined", "d"
    of_question = True


class Panel(SessionCommand):
    """Show or fold away the column at the right: probes, likely learning points, notes."""

    name, label, footer, key, writing_key = "panel", "Side panel", "panel", "v", "f9"
    edits = False


class Pause(SessionCommand):
    """Stop the clock, or let it run on."""

    name, label, footer, key, writing_key = "pause", "Pause or run on", "pause", "space", "f12"


class Undo(SessionCommand):
    """Take the last step back: a tag, a choice, a note, a mark. Typing is undone with ^z while you write."""

    name, label, footer, key = "undo", "Undo", "undo", "u"


class Redo(SessionCommand):
    """Do again what was just undone."""

    name, label, key = "redo", "Redo", "U,ctrl+y"


class PickProbe(SessionCommand):
    """Choose which probe was asked, or take its mark back."""

    name, label, key = "pick_probe", "Which probe was asked", "B"
    of_question = True


class ReadOn(SessionCommand):
    """Scroll the words that are read out, where they are long."""

    name, label, key = "read_on", "Read on", "pagedown"
    edits = False


class ReadBack(SessionCommand):
    """Scroll the words that are read out back."""

    name, label, key = "read_back", "Read back", "pageup"
    edits = False


class TagScreen(SessionCommand):
    """Go to the tag screen of this session: everything that was said, to be marked and tagged."""

    name, label, footer, key = "tag_screen", "Tag screen", "tag screen", "t"
    edits = False


class End(SessionCommand):
    """Mark the session as over. It can still be opened and added to."""

    name, label, footer, key = "end", "End the session", "end", "e"


class HelpHere(SessionCommand):
    """Show all of this."""

    name, label, key = "help_here", "Help", "question_mark"
    edits = False


class Leave(SessionCommand):
    """Save and go back to the study; the session opens again exactly here."""

    name, label, footer, key = "leave", "Back to the study", "leave", "q"
    edits = False


SESSION_COMMANDS: tuple[type[Command], ...] = (
    ChooseVersions,
    NextQuestion,
    Write,
    AskProbe,
    FieldNote,
    MarkTime,
    TagSentence,
    Skip,
    PreviousQuestion,
    GoTo,
    Covered,
    Later,
    Declined,
    Evidence,
    Panel,
    Pause,
    Undo,
    TagScreen,
    End,
    Leave,
    Redo,
    PickProbe,
    ReadOn,
    ReadBack,
    FindInStudy,
    HelpHere,
    *ON_A_DESK,
)
