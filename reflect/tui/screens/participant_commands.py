"""What can be done on the participant form."""

from __future__ import annotations

from reflect.tui.command import Command
from reflect.tui.screens.form_commands import Leave, NextField


class Keep(Command):
    """Keep what the form says. A change in the consent is added as a new consent; earlier ones stay."""

    name, label, footer, writing_key = "keep", "Keep", "keep", "f2,ctrl+s"


class Change(Command):
    """Change an answer: y yes, n no, - not asked; the arrows and the space bar go from one to the next."""

    name, label, footer, keys_shown = "change", "Change an answer", "answer", "y n - ← →"


PARTICIPANT_COMMANDS: tuple[type[Command], ...] = (Keep, Leave, NextField, Change)
