"""Asking what a group agreed to about the words said in the room: aloud, once, for all who have no code."""

from __future__ import annotations

from typing import Any, NamedTuple

from textual.app import App

from reflect.domain.group import GroupConsent
from reflect.services.desk import SessionDesk
from reflect.tui.dates import day
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.pick import Choice, Pick

COVERS = (
    "What is said in a workshop may be quoted without saying whose words they are: nobody is ever named, "
    "whatever they agreed to elsewhere. People with a code go by their own consent. For everybody else it is "
    "asked aloud, once, and one who would rather not is enough for a no."
)
_TOLD = {
    True: "words said here may be quoted, never with whose they are",
    False: "nothing said here is quoted",
}


class Asked(NamedTuple):
    """What came of asking."""

    agreed: GroupConsent | None
    """None for *not asked yet*."""


async def ask_agreement(app: App[Any], desk: SessionDesk) -> Asked | None:
    """Ask what they agreed to, how it was asked, and by whom; None when it was left."""
    now = desk.record.session.agreed
    choices = [
        Choice("yes", "Yes: words may be quoted", "never with whose they are"),
        Choice("no", "No: nothing said here is quoted", "somebody would rather not"),
        Choice("not asked", "Not asked yet", "held back until it is"),
    ]
    start = "yes" if now is None or now.quoted else "no"
    picked = await app.push_screen_wait(Pick("The group’s agreement", choices, said=COVERS, start=start))
    if picked is None:
        return None
    if picked == "not asked":
        return Asked(None)
    how = await app.push_screen_wait(
        AskLine("How was it asked?", initial=now.how if now else "asked aloud", needed=False)
    )
    if how is None:
        return None
    by = await app.push_screen_wait(
        AskLine("Who asked?", initial=now.taken_by if now else desk.by, needed=False)
    )
    if by is None:
        return None
    today = desk.now()[: len("2026-11-23")]
    return Asked(GroupConsent(quoted=picked == "yes", on=today, how=how, taken_by=by))


def agreed_words(desk: SessionDesk, *, key: str = "g") -> str:
    """What the group agreed to, in words; `key` is the one that asks."""
    agreed = desk.record.session.agreed
    if agreed is None:
        return f"Not asked yet what may be quoted ({key}): what is said is held back until it is."
    parts = [f"Agreed on {day(agreed.on)}: {_TOLD[agreed.quoted]}", agreed.how]
    if agreed.taken_by:
        parts.append(f"asked by {agreed.taken_by}")
    return "; ".join(part for part in parts if part) + "."
