"""What can be done while a transcript is looked at before it is kept."""

from __future__ import annotations

from reflect.tui.command import Command


class Keep(Command):
    """Keep this transcript as it stands here, and go on to the next file."""

    name, label, footer, key = "keep", "Keep it", "keep", "f2,ctrl+s"


class KeepRest(Command):
    """Keep this one and all files after it the same way, without looking at each. Bad ones are listed."""

    name, label, footer, key = "keep_rest", "Keep all the rest", "all the rest", "a"


class Skip(Command):
    """Leave this file out and go on to the next."""

    name, label, footer, key = "skip", "Leave this file out", "skip", "s"


class Act(Command):
    """Change what the cursor is on: who speaks, whose session, the guide, a name; on a turn, its question."""

    name, label, footer, key = "act", "Change", "change", "enter"


class OtherSide(Command):
    """Go between the turns and what is known of the file."""

    name, label, footer, key = "other_side", "Turns or details", "other side", "tab"


class NextQuestion(Command):
    """The guide's next question is asked in this turn."""

    name, label, footer, key = "next_question", "Next question begins here", "next question", "n"


class PreviousQuestion(Command):
    """The question before, in the guide, is asked in this turn."""

    name, label, key = "previous_question", "Question before begins here", "p"


class NoQuestion(Command):
    """No question is asked in this turn: it belongs to the one before."""

    name, label, key = "no_question", "No question begins here", "0,backspace"


class Who(Command):
    """Say who speaks in this turn, and in all with the same label."""

    name, label, footer, key = "who", "Who speaks", "who", "w"


class Replace(Command):
    """Replace words by a label everywhere in this transcript, and in the next ones: a colleague, a town."""

    name, label, footer, key = "replace", "Replace a name", "name", "r"


class NextName(Command):
    """Go to the next turn with a name that is replaced, or that may be one."""

    name, label, key = "next_name", "Next name", "m"


class Relabel(Command):
    """Change what stands in the place of this name."""

    name, label, key = "relabel", "Change the label", "e"


class Leave(Command):
    """Leave. What was kept stays; of this file nothing is in the study. Esc does it too."""

    name, label, footer, key = "leave", "Leave", "leave", "q"


IMPORT_COMMANDS: tuple[type[Command], ...] = (
    Keep,
    Act,
    OtherSide,
    NextQuestion,
    Who,
    Replace,
    KeepRest,
    Skip,
    Leave,
    PreviousQuestion,
    NoQuestion,
    NextName,
    Relabel,
)
