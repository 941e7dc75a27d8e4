"""Choosing between the versions that two people wrote in one place, one place after the other."""

from __future__ import annotations

from typing import Any

from textual.app import App

from reflect.domain.weaving import woven
from reflect.services.clashes import ClashRow
from reflect.services.forms import OpenForm
from reflect.tui.clash_words import field_in_words
from reflect.tui.command import Command
from reflect.tui.screens.dialogs.clash import ClashChoice
from reflect.tui.screens.dialogs.confirm import Confirm


class ChooseVersions(Command):
    """Choose between two versions where two people wrote in one place; until then both are kept."""

    name, label, footer, key = "versions", "Choose between two versions", "versions", "V"


def versions_words(places: int) -> str:
    """How many places wait for a choice; empty when none does."""
    if not places:
        return ""
    return "1 place in two versions" if places == 1 else f"{places} places in two versions"


def choice(row: ClashRow, *, more: str = "", form: OpenForm | None = None) -> ClashChoice:
    """The dialog that a clash is settled with; `more` is said behind what it is about."""
    heading = f"{row.heading} ({field_in_words(row.clash)}){more}"
    # Nothing may stand there as long as nobody has chosen (two people's names), or because it was emptied.
    now = row.now or row.clash.kept
    titles = ("As it stands", "The other version") if row.now else ("One version", "The other version")
    if row.texts is not None:
        titles = ("As the file has it", "The version kept beside it")
    together = woven(now, row.clash.other) if row.clash.prose else None
    return ClashChoice(row.clash, heading=heading, now=now, titles=titles, together=together, form=form)


async def chosen_version(
    app: App[Any], row: ClashRow, *, left: int = 1, form: OpenForm | None = None
) -> str | None:
    """Ask which version of a clash is to stand; None to decide later. `left` are those to choose from."""
    if row.now is None and row.texts is None:
        gone = Confirm(
            "What this was about is not there any more.",
            yes="Let it go",
            detail="Both versions go from this list. Its file keeps the generation before.",
        )
        return row.clash.kept if await app.push_screen_wait(gone) else None
    more = f", 1 of {left}" if left > 1 else ""
    return await app.push_screen_wait(choice(row, more=more, form=form))
