"""The command that searches the whole study, from wherever one is in it."""

from __future__ import annotations

from typing import Any

from reflect.services.study import Study
from reflect.tui.command import Command, Commands


class FindInStudy(Command):
    """Search the whole study: answers, transcripts, notes, memos and quotes."""

    name, label, footer, key, writing_key = "find", "Find in the study", "find", "slash,F", "ctrl+g"


class FindFromTags(FindInStudy):
    """Search the whole study: answers, transcripts, notes, memos and quotes."""

    footer, key = "", "F"  # the slash tags by name there, and `f` finds within the session


def find_in_study(screen: Commands[Any], study: Study, words: str = "") -> None:
    """Open the search over a screen, with what is looked for to begin with."""
    from reflect.tui.screens.find import FindScreen  # when one first needs it

    screen.app.push_screen(FindScreen(study, words))
