"""Driving a session with a group as its facilitator does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from reflect.domain.ids import ParticipantCode, RoleId
from reflect.services.desk import SessionDesk
from reflect.services.study import Study
from reflect.tui.app import ReflectApp
from reflect.tui.screens.group_session import GroupSessionScreen
from tests.builders import HandClock, a_desk, a_record
from tests.services.studies import a_person, a_study
from tests.tui.looking import settled
from tests.tui.session_driver import Sat
from tests.tui.waiting import said, shown, until

WORKSHOP = """\
---
id: a-workshop
title: A workshop
version: 1.0
kind: workshop
mode: group
---

# What we would like {#like}

## How do we want to work together? {#aspirations kind=list}

What should working differently feel like, for you, in your role?

## The three that matter most {#three kind=choose min=2 max=3}

1. Fun {#fun}
2. Focused {#focused}
3. Liberating {#liberating}
4. Resourced {#resourced}

## What comes first? {#first kind=rank}

1. Trust {#trust}
2. Money {#money}

## How safe is it? {#safe kind=scale min=1 max=5}

1. Nobody would risk it
5. We do it often

## What it feels like {#image kind=image}

Choose a picture for how it feels now.

1. Seeds {#seeds}
2. Winding road {#road}

## What did you learn? {#learnt}

Say it in a sentence.
"""


def a_room(*, seats: int = 3) -> SessionDesk:
    """A group at the beginning: P01, a commissioner, and seats of nobody in particular."""
    desk = a_desk(a_record(WORKSHOP, participant=None))
    if seats:
        desk.sit(participant=ParticipantCode("P01"))
    if seats > 1:
        desk.sit(role=RoleId("commissioner"))
    for _ in range(seats - 2):
        desk.sit()
    return desk


def a_workshop() -> SessionDesk:
    """The same with seven people, entries in groups, votes, pictures and a sentence that is covered still."""
    desk = a_room(seats=3)
    for _ in range(2):
        desk.sit(role=RoleId("provider"))
    for _ in range(2):
        desk.sit()
    seats = [seat.id for seat in desk.seats()]
    for words in ("trust", "shared risk", "fun", "spaces to learn", "fewer silos", "one contact", "laughing"):
        desk.contribute("aspirations", words)
    entries = desk.said("aspirations")
    desk.gather([entries[2], entries[6]], "Fun")
    desk.gather([entries[4], entries[5]], "Straightforward and human")
    three, image = (desk.guide.question(key) for key in ("three", "image"))
    assert three is not None
    assert image is not None
    for seat, votes in zip(
        seats, ("fo fu", "fu li", "fu fo re", "li fu", "fo li", "fu li", "re fu"), strict=True
    ):
        chosen = [option.id for option in three.options if option.id[:2] in votes.split()]
        desk.answer_from(three, seat, choices=chosen)
    desk.write_from("three", seats[0], "Nobody stays where it is never fun.")
    for seat, title, why in zip(
        seats,
        ("First shoots", "Night drive", "Fog"),
        ("It is early.", "Fast, on a winding route.", "I see nothing."),
        strict=False,
    ):
        desk.write_title("image", seat, title)
        desk.write_from("image", seat, why)
    desk.answer_from(image, seats[0], choices=[image.options[0].id])
    desk.answer_from(image, seats[1], choices=[image.options[1].id])
    desk.write_from("learnt", seats[0], "That it is slow.")
    desk.reveal("three")
    desk.reveal("image")
    desk.choose("three", [three.options[0].id, three.options[2].id])
    desk.write("three", "They carry the others.")
    return desk


class InRoom(Sat):
    """A group session on the screen."""

    @property
    def screen(self) -> GroupSessionScreen:
        found = next(s for s in self.pilot.app.screen_stack if isinstance(s, GroupSessionScreen))
        assert isinstance(found, GroupSessionScreen)
        return found

    @property
    def board(self) -> str:
        return self.screen.board.plain

    async def until_seen(self, words: str) -> None:
        await until(self.pilot, lambda: words in said(self.pilot.app))

    async def onto(self, kind: type) -> Any:
        found = await shown(self.pilot, kind)
        await settled(self.pilot)
        return found

    async def at(self, page: str) -> None:
        """Go to a question, steering."""
        self.screen.go(self.screen.sitting.pages()[self._place(page)])
        self.screen.set_focus(None)
        await settled(self.pilot)

    def _place(self, page: str) -> int:
        return [str(each) for each in self.screen.sitting.pages()].index(page)


@asynccontextmanager
async def in_room(
    folder: Path,
    desk: SessionDesk,
    *,
    size: tuple[int, int] = (120, 40),
    study: Study | None = None,
    arriving: bool = False,
) -> AsyncIterator[InRoom]:
    """A group session on the screen; P01 is a provider of the study."""
    if study is None:
        study = a_study(folder / "study")
        study.edits.add_participant(a_person())
    hand = HandClock()
    app = ReflectApp(lambda: [GroupSessionScreen(study, desk, now=hand, arriving=arriving)])
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield InRoom(study, desk, hand, pilot)
