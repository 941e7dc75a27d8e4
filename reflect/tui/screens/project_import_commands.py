"""What can be done while a project of another program is looked at before it comes in."""

from __future__ import annotations

from reflect.tui.command import Command


class BringIn(Command):
    """Bring it in as it stands here: all of it, or nothing if something fails. Undo takes it back."""

    name, label, footer, key = "bring_in", "Bring it in", "bring in", "f2,ctrl+s"


class Change(Command):
    """Change what the cursor is on: what a code becomes, who a case is, what says the role, the originals."""

    name, label, footer, key = "change", "Change", "change", "enter"


class LeaveOut(Command):
    """Leave this code out, or take it again. What is coded with it comes in all the same, without it."""

    name, label, footer, key = "leave_out", "Leave the code out", "leave out", "x"


class UsedOnly(Command):
    """Only codes that something is coded with come in, or all of them."""

    name, label, footer, key = "used_only", "Only codes in use", "only used", "o"


class NextPart(Command):
    """Go to the next part: codes, people, texts, what is not kept, notes."""

    name, label, footer, key = "next_part", "Next part", "next part", "tab"


class PartBefore(Command):
    """Go to the part before."""

    name, label, key = "part_before", "Part before", "shift+tab"


class LeaveProject(Command):
    """Leave. Nothing of this file is in the study. Esc does it too."""

    name, label, footer, key = "leave_project", "Leave", "leave", "q"


PROJECT_COMMANDS: tuple[type[Command], ...] = (
    BringIn,
    Change,
    LeaveOut,
    UsedOnly,
    NextPart,
    LeaveProject,
    PartBefore,
)
