"""Asking what a group settles on, with the tally beside it: a tie is never decided by the program."""

from __future__ import annotations

from typing import Any

from textual.app import App

from reflect.domain.guide import Question, QuestionKind
from reflect.domain.ids import OptionId
from reflect.domain.room import settled_on
from reflect.domain.tally import Standing, tally
from reflect.tui.room_sitting import RoomSitting
from reflect.tui.screens.dialogs.pick import Choice, Pick
from reflect.tui.screens.dialogs.pick_many import PickMany

_NONE = "none"


async def ask_settled(app: App[Any], sitting: RoomSitting, question: Question) -> tuple[OptionId, ...] | None:
    """What the group settles on, in the guide's order (a ranking, in the tally's); None when it was left."""
    found = tally(question, sitting.said(), sitting.role_of)
    most = question.bounds[1] or len(question.options)
    tied = set() if question.kind is QuestionKind.SCALE else set(found.tied(most))
    choices = [_choice(each, question, tied=each.option.id in tied) for each in found.standings]
    if question.kind is QuestionKind.SCALE:
        nothing = Choice(_NONE, "nothing is settled")
        picked = await app.push_screen_wait(Pick("What do you agree on?", [*choices, nothing]))
        if picked is None:
            return None
        return () if picked == _NONE else (OptionId(picked),)
    before = settled_on(sitting.desk.record, question)
    said = f"Up to {most}. " + (
        "A tie is yours to decide: talk about it." if tied else "The tally is a start."
    )
    marked = before or (() if question.kind is QuestionKind.RANK else found.leading(most))
    several = await app.push_screen_wait(
        PickMany("What do you settle on, together?", choices, said=said, marked=marked, most=most)
    )
    if several is None:
        return None
    if question.kind is QuestionKind.RANK:
        return tuple(OptionId(each) for each in several)
    return tuple(option.id for option in question.options if option.id in several)


def _choice(each: Standing, question: Question, *, tied: bool) -> Choice:
    votes = f"{each.votes}{' =' if tied else ''}"
    if question.kind is QuestionKind.SCALE:
        label = f"{each.option.id} {each.option.text}".strip()
        return Choice(each.option.id, label, f"{each.votes} said so" if each.votes else "")
    return Choice(each.option.id, votes, each.option.text)
