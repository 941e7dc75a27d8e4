"""What a participant can do: go on, go back, rather not say, and stop. Each is a large button too."""

from __future__ import annotations

from reflect.tui.command import Command
from reflect.tui.screens.session_commands import ReadBack, ReadOn


class GoOn(Command):
    """Go to the next question. You can go on without an answer."""

    name, label, key, writing_key = "next", "Next", "n", "f8"


class GoBack(Command):
    """Go back to the question before."""

    name, label, key, writing_key = "previous", "Back", "p", "f7"


class RatherNotSay(Command):
    """Say that you would rather not answer this one; once more takes it back."""

    name, label, key, writing_key = "declined", "I'd rather not say", "d", "f6"


class MoreAnswers(Command):
    """Show the answers for which there was no room."""

    name, label, key = "more", "More answers", "m"


class StopForNow(Command):
    """Stop here. What you wrote is kept, and you can come back to it."""

    name, label, writing_key = "leave", "Stop for now", "f10"


ANSWERING_COMMANDS: tuple[type[Command], ...] = (
    GoOn,
    GoBack,
    RatherNotSay,
    StopForNow,
    ReadOn,
    ReadBack,
    MoreAnswers,
)
