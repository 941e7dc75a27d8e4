"""What is done to people from the study screen: choosing one, writing one down, removing one.

Each is told step by step: it asks, waits for the answer, and goes on off the screen's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from reflect.domain.ids import Clock, ParticipantCode, RoleId
from reflect.domain.people import Participant
from reflect.services.forms import PEOPLE, Form, LeftForm
from reflect.services.study import Study
from reflect.tui.command import Commands
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.participant_entries import Known, summary

SOMEONE_NEW = "+"
TO_THE_BIN = "It goes to the study's bin, not for good: u brings it back, and b shows what lies there."
"""What a question before removing something ends with."""


async def write_down(
    screen: Commands[Any], study: Study, code: str | None, clock: Clock, *, role: RoleId | None = None
) -> str | None:
    """The form for a participant, or for a new one in a role; gives their code when it was kept."""
    from reflect.tui.screens.participant import ParticipantScreen, Surroundings  # seldom needed

    title = "A new participant" if code is None else f"The change to {code}"
    form = Form(owner=PEOPLE, file="people.json", title=title, about={"code": code or ""})

    def fetch() -> tuple[Participant, Surroundings, LeftForm | None]:
        now = clock()
        if code is None:
            added = now.isoformat(timespec="seconds")
            person = Participant(code=study.edits.next_code(), role=role or RoleId(""), added=added)
        else:
            person = study.participant(code)
        taken = frozenset(other.code.upper() for other in study.people() if other.code != code)
        today = now.date().isoformat()
        around = Surroundings(study.roles(), taken, study.researcher, today, _known(study))
        return person, around, study.forms.left_of(form)

    person, around, left = await screen.apart(fetch)
    keep: Callable[[Participant], None] = (
        study.edits.add_participant if code is None else study.edits.save_participant
    )
    opened = study.forms.open(form)
    return await screen.app.push_screen_wait(
        ParticipantScreen(person, around, keep, new=code is None, form=opened, left=left)
    )


def _known(study: Study) -> Known:
    """What somebody can keep out of what they may be quoted on."""
    points = study.codebook().points
    by_number = {str(point.number): point.id for point in points}
    guides = [study.guide_shelf.guide(row.id) for row in study.guide_shelf.rows()]
    return Known(
        points=by_number | {point.id.casefold(): point.id for point in points},
        questions=frozenset(question.id for guide in guides for question in guide.questions()),
    )


async def pick_person(
    screen: Commands[Any],
    study: Study,
    clock: Clock,
    *,
    title: str,
    role: RoleId | None = None,
    someone_new: bool = False,
) -> str | None:
    """Ask for a participant; None when it was left.

    Those in `role` stand first, and of these, where `someone_new` is to begin, those without a session;
    elsewhere those with one.
    """

    def fetch() -> list[Choice]:
        roles = {r.id: r.name for r in study.roles()}
        sat = [row.participant for row in study.sessions()]
        people = sorted(
            study.people(),
            key=lambda p: (role is not None and p.role != role, (p.code in sat) is someone_new),
        )
        return [_choice(person, roles.get(person.role, person.role), sat) for person in people]

    choices = await screen.apart(fetch)
    if someone_new:
        new = Choice(SOMEONE_NEW, "someone new…", "write down their role and consent first")
        choices = [*choices, new]
    elif not choices:
        screen.notify("There is nobody in this study yet. Tab 2 is where people are added.")
        return None
    picked = await screen.app.push_screen_wait(Pick(title, choices))
    if picked == SOMEONE_NEW:
        return await write_down(screen, study, None, clock, role=role)
    return picked


def _choice(person: Participant, role: str, sat: Sequence[ParticipantCode | None]) -> Choice:
    count = sat.count(person.code)
    sessions = {0: "no session yet", 1: "1 session"}.get(count, f"{count} sessions")
    return Choice(person.code, f"{person.code}  {role}", f"{sessions} · {summary(person.consent)}")


async def remove_person(screen: Commands[Any], study: Study, person: Participant) -> None:
    """Ask, then remove someone's record."""
    asked = Confirm(
        f"Remove the record of {person.code}?",
        yes="Remove",
        detail=f"Name, organisation, notes and every consent they gave go with it. {TO_THE_BIN}",
    )
    if await screen.app.push_screen_wait(asked):
        await screen.apart(study.edits.remove_participant, person.code)
        screen.notify(f"The record of {person.code} lies in the bin: u brings it back.", timeout=4)
