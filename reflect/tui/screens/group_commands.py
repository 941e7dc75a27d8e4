"""What can be done in a session with a group, beside all that can be done in any session."""

from __future__ import annotations

from reflect.tui.command import Command
from reflect.tui.screens.session_commands import (
    SESSION_COMMANDS,
    AskProbe,
    Declined,
    FieldNote,
    MarkTime,
    NextQuestion,
    PreviousQuestion,
    SessionCommand,
    TagSentence,
    Write,
)


class Present(SessionCommand):
    """Show the question in large letters, for all in the room to read, or go back to your own view.

    F11 does it while you write too; where the terminal keeps F11 for itself, Esc and then f.
    """

    name, label, footer, key, writing_key = "present", "For the room, or for you", "for the room", "f", "f11"
    edits = False


class WhoIsHere(SessionCommand):
    """Say who is in the room: people by their code, roles, or seats of nobody in particular.

    Somebody who comes later gets a seat then; who leaves early is not waited for, and may come back. What the
    group agreed to about its words is asked for there too.
    """

    name, label, footer, key = "room", "Who is here", "who is here", "r"
    edits = False


class PassRound(SessionCommand):
    """Pass the laptop from hand to hand: each answers alone, and nobody sees what the others answered."""

    name, label, footer, key = "pass_round", "Pass the laptop", "pass the laptop", "a"
    of_question = True


class FromPaper(SessionCommand):
    """Type what people chose on slips of paper, seat by seat, in numbers."""

    name, label, footer, key = "paper", "Answers from paper", "paper", "y"
    of_question = True


class ShowAll(SessionCommand):
    """Show what each answered alone, to all in the room; once more covers it again."""

    name, label, footer, key = "show_all", "Show the answers, or cover them", "show", "w"
    of_question = True


class Settle(SessionCommand):
    """Write down what the group settles on, together and openly; a tie is the group's to decide."""

    name, label, footer, key = "settle", "What the group settles on", "settle", "x"
    of_question = True


class Together(SessionCommand):
    """Go through the entries: put together what belongs together, under a name; change one, take one out."""

    name, label, footer, key = "together", "Put entries together", "entries", "j"
    of_question = True


class CountBeside(SessionCommand):
    """Keep the entry being typed in one group with the one that says nearly the same."""

    name, label, writing_key = "beside", "Count it with what says the same", "ctrl+l"
    of_question = True


class Agreement(SessionCommand):
    """Note what the group agreed to about its words, how it was asked, and by whom.

    Asked aloud, of everybody. Nobody is ever named for what they said in a room.
    """

    name, label, footer, key = "agree", "What the group agreed to", "agreement", "A"


class RulesHere(SessionCommand):
    """Word, order, adopt and review the group's rules of engagement."""

    name, label, footer, key = "rules", "Rules of engagement", "rules", "R"
    edits = False


_FIRST: tuple[type[Command], ...] = (
    NextQuestion,
    ShowAll,
    PassRound,
    FromPaper,
    Settle,
    Together,
    Agreement,
    Write,
    Present,
    WhoIsHere,
    RulesHere,
    PreviousQuestion,
    CountBeside,
    FieldNote,
    MarkTime,
    AskProbe,
    TagSentence,
    Declined,
)
GROUP_COMMANDS: tuple[type[Command], ...] = (
    *_FIRST,
    *(verb for verb in SESSION_COMMANDS if verb not in _FIRST),
)
