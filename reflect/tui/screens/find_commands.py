"""What can be done on the screen that searches a study."""

from __future__ import annotations

from reflect.tui.command import Command


class OpenHit(Command):
    """Go where it was said: the session opens at these words, and Esc comes back to this list."""

    name, label, footer, key = "open_hit", "Go there", "go there", "enter"


class ChangeWords(Command):
    """Go back to the box and change what is looked for. Enter, Esc or ↓ goes to the list."""

    name, label, footer, key = "words", "Change the words", "words", "slash,i"


class ToTheList(Command):
    """Go from the box to what was found."""

    name, label, footer, writing_key = "to_list", "To what was found", "to the list", "down"


class HowToSearch(Command):
    """Show how to search: phrases, beginnings of words, what to leave out, and every filter."""

    name, label, footer, key, writing_key = (
        "how",
        "How to search",
        "how to search",
        "question_mark",
        "f2",
    )


class SwitchOrder(Command):
    """List the best first, or session by session as one reads them."""

    name, label, footer, key = "order", "Best first, or in reading order", "order", "o"


class Leave(Command):
    """Go back to where you were. Esc does it too."""

    name, label, footer, key = "leave", "Back", "back", "q"


FIND_COMMANDS: tuple[type[Command], ...] = (
    OpenHit,
    ToTheList,
    ChangeWords,
    HowToSearch,
    SwitchOrder,
    Leave,
)
