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


class ChooseVersions(Command):
    """Choose between two versions where two people wrote in one place; until then both are kept."""

    name, label, footer, key = "versions", "Choose between two versions", "versions", "V"


def versions_words(places: int) -> str:
    """How many places wait for a choice; empty when none does."""
    if not places:
        return ""
    return "1 place in two versions" if places == 1 else f"{places} places in two versions"


async def chosen_version(app: App[Any], row: ClashRow, *, left: int, form: OpenForm) -> str | None:
    """Ask which version of a clash is to stand; None to decide later. `left` are those to choose from."""
    heading = f"{row.heading} ({field_in_words(row.clash)})" + (f", 1 of {left}" if left > 1 else "")
    now = row.now or row.clash.kept
    together = woven(now, row.clash.other) if row.clash.prose else None
    choice = ClashChoice(row.clash, heading=heading, now=now, together=together, form=form)
    return await app.push_screen_wait(choice)
