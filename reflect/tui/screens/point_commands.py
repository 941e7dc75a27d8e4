"""What can be done on the form of a learning point."""

from __future__ import annotations

from reflect.tui.command import Command
from reflect.tui.screens.form_commands import Leave, NextField


class Keep(Command):
    """Keep what the form says; u on the list takes it back."""

    name, label, footer, writing_key = "keep", "Keep", "keep", "f2,ctrl+s"


class Change(Command):
    """Take another colour with the arrows or the space bar. Points that share one differ by number."""

    name, label, footer, keys_shown = "change", "Change the colour", "colour", "← →"


POINT_COMMANDS: tuple[type[Command], ...] = (Keep, Leave, NextField, Change)
