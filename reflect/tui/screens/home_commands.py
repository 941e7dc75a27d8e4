"""What can be done on the first screen."""

from __future__ import annotations

from reflect.tui.command import Command


class OpenRecent(Command):
    """Open the study the cursor stands on."""

    name, label, footer, key = "open_recent", "Open this study", "open", "enter"


class NewStudy(Command):
    """Start a new study: a title, and a folder for its files."""

    name, label, footer, key = "new_study", "New study", "new", "n"


class OpenFolder(Command):
    """Open a study that is not in the list, by its folder."""

    name, label, footer, key = "open_folder", "Open a folder", "folder", "o"


class TryDemo(Command):
    """Open a study with invented people to try everything on; made in your home folder the first time."""

    name, label, footer, key = "try_demo", "Try the demo", "demo", "d"


class Forget(Command):
    """Take this study off the list. Its files stay where they are."""

    name, label, footer, key = "forget", "Forget this study", "forget", "f"


class LookLeftBehind(Command):
    """See what was typed here in a session or write-up that is gone; save it elsewhere, or let go of it."""

    name, label, footer, key = "left_behind", "Typed and left behind", "left behind", "l"


class Quit(Command):
    """Leave reflect."""

    name, label, footer, key = "leave", "Quit", "quit", "q"


HOME_COMMANDS: tuple[type[Command], ...] = (
    OpenRecent,
    NewStudy,
    OpenFolder,
    TryDemo,
    Forget,
    LookLeftBehind,
    Quit,
)
