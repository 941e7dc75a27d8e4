"""What is asked of a person who looks at a project of another program before it comes in.

Each question gives what is then asked of the import, or None when it was left.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from reflect.domain.ids import Clock, RoleId
from reflect.services.import_speakers import INTERVIEWER, NOBODY
from reflect.services.importing import NEW as NEW_IN_ROLE
from reflect.services.importing import Asked
from reflect.services.refi_given import ProjectAsked
from reflect.services.refi_in import ProjectPlan
from reflect.services.refi_people import NEW as SOMEBODY_NEW
from reflect.services.refi_points import LEFT_OUT
from reflect.services.refi_points import NEW as NEW_POINT
from reflect.services.study import Study
from reflect.tui.command import Commands
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.study_people import pick_person

_NONE = "none"
_SOMEBODY = "somebody"
_VARIABLE, _ROLE = "variable ", "role "


class Wanted(NamedTuple):
    """What is asked of the import."""

    asked: Asked
    how: ProjectAsked


class ProjectQuestions:
    """The questions, asked over one screen."""

    def __init__(self, screen: Commands[Any], study: Study, clock: Clock) -> None:
        self._screen = screen
        self._study = study
        self._clock = clock

    async def code(self, plan: ProjectPlan, wanted: Wanted, guid: str, name: str) -> Wanted | None:
        """Which learning point a code is."""
        choices = [
            Choice(NEW_POINT, "a learning point of its own", "with its name, description and colour"),
            Choice(LEFT_OUT, "leave it out", "what is coded with it comes without it"),
            *(Choice(p.id, f"{p.number} {p.name}", p.description) for p in plan.codebook.points),
        ]
        meant = plan.points.meant.get(guid)
        known = meant is not None and plan.codebook.get(meant.point) is not None
        start = str(meant.point) if meant is not None and known else NEW_POINT
        picked = await self._picked(Pick(f"What does “{name}” become?", choices, start=start))
        return with_point(wanted, guid, picked) if picked is not None else None

    async def case(self, wanted: Wanted, plan: ProjectPlan, guid: str, name: str) -> Wanted | None:
        """Who a case is."""
        title = f"Who is “{name}”?" if name else "Who is this case?"
        choices = [
            Choice(SOMEBODY_NEW, "somebody new…", "a participant with a code of their own"),
            Choice(_SOMEBODY, "a participant of the study…", "what is said of them there stays as it is"),
            Choice(INTERVIEWER, "the interviewer", "asks, and is not quoted"),
            Choice(_NONE, "nobody in particular", "a place, a group, a topic"),
        ]
        picked = await self._picked(Pick(title, choices))
        if picked is None:
            return None
        if picked == SOMEBODY_NEW:
            role = await self._picked(Pick(f"In which role is “{name}”?", self._roles(plan)))
            return with_who(wanted, guid, SOMEBODY_NEW, RoleId(role)) if role is not None else None
        if picked == _SOMEBODY:
            picked = await pick_person(self._screen, self._study, self._clock, title=title, someone_new=True)
            if picked is None:
                return None
        return with_who(wanted, guid, NOBODY if picked == _NONE else picked)

    async def role(self, plan: ProjectPlan, wanted: Wanted) -> Wanted | None:
        """What says in which role people are."""
        choices = [
            *(
                Choice(f"{_VARIABLE}{each.name}", f"the variable “{each.name}”", "its value is the role")
                for each in plan.project.variables
            ),
            *(
                Choice(f"{_ROLE}{each.id}", f"all who are new: {each.label}", "where no variable says it")
                for each in self._roles(plan)
            ),
        ]
        picked = await self._picked(Pick("What says in which role people are?", choices))
        if picked is None:
            return None
        if picked.startswith(_VARIABLE):
            how = msgspec.structs.replace(wanted.how, role_variable=picked.removeprefix(_VARIABLE))
            return Wanted(wanted.asked, how)
        newcomer = f"{NEW_IN_ROLE}{picked.removeprefix(_ROLE)}"
        return Wanted(msgspec.structs.replace(wanted.asked, participant=newcomer), wanted.how)

    def _roles(self, plan: ProjectPlan) -> list[Choice]:
        return [Choice(role.id, role.name, role.described) for role in plan.roles]

    async def _picked(self, dialog: Pick) -> str | None:
        return await self._screen.app.push_screen_wait(dialog)


def with_point(wanted: Wanted, guid: str, point: str) -> Wanted:
    """The same, with what a code is."""
    return Wanted(
        wanted.asked, msgspec.structs.replace(wanted.how, points={**wanted.how.points, guid: point})
    )


def without_point(wanted: Wanted, guid: str) -> Wanted:
    """The same, with nothing decided of a code."""
    points = {key: point for key, point in wanted.how.points.items() if key != guid}
    return Wanted(wanted.asked, msgspec.structs.replace(wanted.how, points=points))


def with_who(wanted: Wanted, guid: str, who: str, role: RoleId | None = None) -> Wanted:
    """The same, with who a case is."""
    roles = {key: each for key, each in wanted.how.roles.items() if key != guid}
    if role is not None:
        roles[guid] = role
    how = msgspec.structs.replace(wanted.how, who={**wanted.how.who, guid: who}, roles=roles)
    return Wanted(wanted.asked, how)
