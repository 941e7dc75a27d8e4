"""What is done to sessions from the study screen: starting, opening and removing one."""

from __future__ import annotations

from typing import Any, NamedTuple

from reflect.domain.guide import GuideMode, QuestionKind
from reflect.domain.ids import Clock, ParticipantCode, RoleId
from reflect.domain.people import Participant
from reflect.domain.session import SessionKind
from reflect.services.desk import SessionDesk
from reflect.services.rows import GuideRow, SessionRow
from reflect.services.study import Study
from reflect.tui.command import Commands
from reflect.tui.dates import day
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.study_people import TO_THE_BIN, pick_person, write_down


class _ToStart(NamedTuple):
    """What one chooses a guide from."""

    guides: tuple[GuideRow, ...]
    problems: tuple[str, ...]
    roles: dict[str, str]
    role: RoleId | None
    """The role of whom the session will be with, or of the first person without a session."""


async def start_session(
    screen: Commands[Any], study: Study, clock: Clock, *, code: str | None = None
) -> SessionDesk | None:
    """Choose a guide and a participant (unless `code` is given), mind the consent, and begin."""
    found = await screen.apart(_to_start, study, code)
    for problem in found.problems:
        screen.notify(f"A guide of this study cannot be used: {problem}", severity="warning", markup=False)
    guide = await _pick_guide(screen, found)
    if guide is None:
        return None
    if guide.mode == GuideMode.GROUP.value:
        return await screen.apart(_with_group, study, guide, code)
    if code is None and guide.kind != SessionKind.WORKSHOP.value:
        title = f"{guide.title}: with whom?"
        code = await pick_person(screen, study, clock, title=title, role=guide.role, someone_new=True)
        if code is None:
            return None
    if code is not None and not await may_go_on(screen, study, clock, guide.id, code):
        return None
    return await screen.apart(study.start_session, guide.id, code)


def _with_group(study: Study, guide: GuideRow, code: str | None) -> SessionDesk:
    """Begin with a group; whoever it was begun with has a seat. Who else is here is asked on its screen."""
    desk = study.start_session(guide.id, None)
    if code is not None:
        desk.sit(participant=ParticipantCode(code))
    return desk


def _to_start(study: Study, code: str | None) -> _ToStart:
    if code is not None:
        role: RoleId | None = study.participant(code).role
    else:
        sat = {row.participant for row in study.sessions()}
        role = next((person.role for person in study.people() if person.code not in sat), None)
    names: dict[str, str] = {r.id: r.name for r in study.roles()}
    return _ToStart(study.guide_shelf.rows(), study.guide_shelf.problems(), names, role)


async def _pick_guide(screen: Commands[Any], found: _ToStart) -> GuideRow | None:
    choices = [Choice(guide.id, guide.title, _said_of(guide, found.roles)) for guide in found.guides]
    fits = next((guide.id for guide in found.guides if guide.role and guide.role == found.role), "")
    picked = await screen.app.push_screen_wait(Pick("Which guide?", choices, start=fits))
    return next((guide for guide in found.guides if guide.id == picked), None)


def _said_of(guide: GuideRow, roles: dict[str, str]) -> str:
    questions = "1 question" if guide.questions == 1 else f"{guide.questions} questions"
    parts = [
        f"for {roles.get(guide.role, guide.role)}" if guide.role else "",
        "with a group" if guide.mode == GuideMode.GROUP.value else "",
        guide.kind if guide.kind != SessionKind.INTERVIEW.value else "",
        questions,
        f"{guide.minutes} minutes" if guide.minutes else "",
        "comes with reflect" if guide.ours else "this study's own",
    ]
    return " · ".join(part for part in parts if part)


async def may_go_on(screen: Commands[Any], study: Study, clock: Clock, guide_id: str, code: str) -> bool:
    """Whether the session may begin: someone who has not agreed to take part is first asked about."""

    def fetch() -> tuple[Participant, bool]:
        kinds = {question.kind for question in study.guide_shelf.guide(guide_id).questions()}
        return study.participant(code), QuestionKind.CONSENT in kinds

    while True:
        person, asks = await screen.apart(fetch)
        consent = person.consent
        if consent is not None and consent.take_part and not consent.withdrawn:
            return True
        if consent is None or (consent.take_part is None and not consent.withdrawn):
            title = f"{code} has not been asked to take part yet"
        elif consent.withdrawn:
            title = f"{code} withdrew on {day(consent.withdrawn)}"
        else:
            title = f"{code} said they would not take part"
        how = "the guide asks for consent" if asks else "this guide does not ask: make sure that you do"
        go = Choice("go", "Go on with the session", how)
        write = Choice("write", "Write down their consent first", "opens their form")
        no = Choice("no", "Not now", "nothing is started")
        refused = consent is not None and (consent.withdrawn or consent.take_part is False)
        choices = [no, write, go] if refused else [go, write, no]
        picked = await screen.app.push_screen_wait(Pick(title, choices))
        if picked == "go":
            return True
        if picked != "write":
            return False
        await write_down(screen, study, code, clock)


async def remove_session(screen: Commands[Any], study: Study, row: SessionRow) -> None:
    """Ask, with what is in it, then move a session to the bin."""
    of = f" with {row.participant}" if row.participant else ""
    asked = Confirm(
        f"Remove the session{of} of {day(row.started)}?",
        yes="Remove",
        detail=f"{_counted(row)} go with it. {TO_THE_BIN}",
    )
    if await screen.app.push_screen_wait(asked):
        await screen.apart(study.remove_session, row.id)
        screen.notify("The session lies in the bin: u brings it back.", timeout=4)


def _counted(row: SessionRow) -> str:
    answers = "1 answer" if row.answered == 1 else f"{row.answered} answers"
    quotes = "1 quote" if row.quotes == 1 else f"{row.quotes} quotes"
    return f"{answers} and {quotes}"
