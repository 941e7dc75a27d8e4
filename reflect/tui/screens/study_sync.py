"""Sharing the study with its team from its screen: asked where to once, told in words what came of it."""

from __future__ import annotations

from typing import Any

from reflect.domain.ids import Clock
from reflect.errors import NamesStand
from reflect.services import syncing
from reflect.services.sharing_names import OFF
from reflect.services.study import Study
from reflect.services.sync_sending import STANDING
from reflect.services.sync_setup import could_be_made
from reflect.services.synced import Synced, Wishes
from reflect.tui.command import Commands
from reflect.tui.screens.dialogs.ask import AskLine
from reflect.tui.screens.dialogs.confirm import Confirm

_WHERE = (
    "Where does the team's repository lie? A folder that all of you reach, or what ssh reaches "
    "(ana@host:study.git).\n\n"
    "Names are left out: people.json and exports stay on this computer; codes, roles and consents go along. "
    "Whoever can read the repository could read the names, and git never forgets."
)


async def sync_with_team(screen: Commands[Any], study: Study, clock: Clock) -> None:
    """Commit, merge and send; asks where to when that was never said, and again when names stand in texts."""
    wishes = Wishes()
    said_before = []
    if not await screen.apart(syncing.remote_of, study.folder):
        remote = await screen.app.push_screen_wait(AskLine("Sync with the team", said=_WHERE))
        if not remote:
            return
        create = await screen.apart(could_be_made, remote, study.folder)
        if create and not await screen.app.push_screen_wait(_make(remote)):
            return
        wishes = Wishes(remote=remote, create=create)
        said_before.append(OFF)
    screen.notify("Syncing with the team. You can go on meanwhile.", timeout=4)
    try:
        done = await _synced(screen, study, wishes, clock)
    except NamesStand as error:
        asked = Confirm(
            "Send it although names stand in it?", yes="Send", no="Not yet", detail=error.message + "."
        )
        if not await screen.app.push_screen_wait(asked):
            screen.notify("Nothing was sent. All is committed on this computer.")
            return
        said_before.append(STANDING)
        done = await _synced(screen, study, Wishes(names_seen=True), clock)
    for words in _told(done, but=tuple(said_before)):
        screen.notify(words, title="Synced" if done.sent else "", timeout=15, markup=False)


async def _synced(screen: Commands[Any], study: Study, wishes: Wishes, clock: Clock) -> Synced:
    return await screen.apart(syncing.sync, study.folder, wishes, researcher=study.researcher, clock=clock)


def _make(remote: str) -> Confirm:
    return Confirm(
        "Nothing lies there yet. Make the team's repository?",
        yes="Make it",
        no="Not now",
        detail=f"{remote}\nThe others of your team give the same address.",
    )


def _told(done: Synced, *, but: tuple[str, ...]) -> list[str]:
    """What came of it, in one notice, and in others what there is to be minded but what was said before."""
    came = sum(item.what in ("new", "taken", "merged", "removed") for item in done.items)
    first = [f"{came} change{'s' if came != 1 else ''} of theirs came in."] if came else []
    if done.clashes:
        places = f"{done.clashes} place{'s' if done.clashes != 1 else ''}"
        first.append(f"In {places} both versions are kept for somebody to choose from.")
    *_, last = done.in_words()
    return ["\n".join([*first, last]), *(notice for notice in done.notices if not notice.startswith(but))]
