"""What can be done on every form, beside keeping it."""

from __future__ import annotations

from reflect.tui.command import Command


class Leave(Command):
    """Leave the form as it was; asks for a second Esc when something would be lost."""

    name, label, footer, keys_shown = "leave", "Leave", "leave", "Esc"


class NextField(Command):
    """Go to the next field, or with shift+Tab or ↑ to the one before."""

    name, label, footer, keys_shown = "next_field", "Next field", "fields", "Tab ↑ ↓"
