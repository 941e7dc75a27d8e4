"""What can be done on the participant form."""

from __future__ import annotations

from reflect.tui.command import Command


class Keep(Command):
    """Keep what the form says. A change in the consent is added as a new consent; earlier ones stay."""

    name, label, footer, writing_key = "keep", "Keep", "keep", "f2,ctrl+s"


class Leave(Command):
    """Leave the form as it was; asks for a second Esc when something would be lost."""

    name, label, footer, keys_shown = "leave", "Leave", "leave", "Esc"


class NextField(Command):
    """Go to the next field, or with shift+Tab or ↑ to the one before."""

    name, label, footer, keys_shown = "next_field", "Next field", "fields", "Tab ↑ ↓"


class Change(Command):
    """Change an answer: y yes, n no, - not asked; the arrows and the space bar go from one to the next."""

    name, label, footer, keys_shown = "change", "Change an answer", "answer", "y n - ← →"


PARTICIPANT_COMMANDS: tuple[type[Command], ...] = (Keep, Leave, NextField, Change)
