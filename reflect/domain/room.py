"""A group in a room: who is waited for, how far each has got, and what may not be seen yet."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from reflect.domain.group import Contribution, Rule, Seat, SeatId
from reflect.domain.group_options import options_now, pages
from reflect.domain.guide import Guide, Option, Question, QuestionKind
from reflect.domain.ids import OptionId, QuestionId
from reflect.domain.session import SessionRecord
from reflect.domain.tally import has_answered, is_complete

EACH = frozenset(
    {QuestionKind.OPEN, QuestionKind.CHOOSE, QuestionKind.RANK, QuestionKind.SCALE, QuestionKind.IMAGE}
)
"""The kinds that each can answer alone, with the laptop passed from hand to hand."""
COUNTED = frozenset({QuestionKind.CHOOSE, QuestionKind.RANK, QuestionKind.SCALE})
"""The kinds whose answers are counted, and can come from slips of paper."""


class Progress(StrEnum):
    """How far somebody has got with a question, as a sign that needs no colour."""

    NOTHING = "·"
    BEGUN = "◐"
    """Something, but less than is asked for."""
    DONE = "✓"
    GONE = "–"
    """Left before they answered: nothing more is waited for."""


class SeatRow(NamedTuple):
    """One seat, and how far it has got."""

    seat: Seat
    progress: Progress


def in_order(record: SessionRecord) -> tuple[Seat, ...]:
    """Everybody who has or had a seat, by number."""
    return tuple(sorted(record.seats.values(), key=lambda seat: (seat.order, seat.id)))


def answers_to(record: SessionRecord, question: str, about: str = "") -> list[Contribution]:
    """What was said to a question, or to one thing of it, in the order it came."""
    found = [c for c in record.contributions.values() if (c.question, c.about) == (question, about)]
    return sorted(found, key=lambda each: (each.order, each.id))


def seat_rows(record: SessionRecord, question: Question, about: str = "") -> list[SeatRow]:
    """How far everybody has got with a question that each answers."""
    mine: dict[SeatId | None, Contribution] = {}
    for each in answers_to(record, question.id, about):
        mine.setdefault(each.seat, each)
    return [SeatRow(seat, _progress(question, seat, mine.get(seat.id))) for seat in in_order(record)]


def _progress(question: Question, seat: Seat, said: Contribution | None) -> Progress:
    if said is not None and has_answered(said):
        return Progress.DONE if is_complete(question, said) else Progress.BEGUN
    return Progress.GONE if seat.left is not None else Progress.NOTHING


def waited_for(rows: list[SeatRow]) -> list[Seat]:
    """Who is in the room and has not answered yet, or not wholly."""
    return [
        row.seat
        for row in rows
        if row.seat.left is None and row.progress in (Progress.NOTHING, Progress.BEGUN)
    ]


def is_covered(record: SessionRecord, question: Question) -> bool:
    """Whether what each answers to it must not be seen by the others yet."""
    alone = question.alone or (question.kind is QuestionKind.OPEN and question.answers is None)
    response = record.responses.get(question.id)
    return question.kind in EACH and alone and not (response is not None and response.shown)


def any_covered(record: SessionRecord, questions: dict[QuestionId, Question]) -> bool:
    """Whether anything was answered alone that has not been shown."""
    return any(
        has_answered(said)
        for said in record.contributions.values()
        if (question := questions.get(said.question)) is not None and is_covered(record, question)
    )


def rules_in_order(record: SessionRecord) -> list[tuple[str, list[Rule]]]:
    """The rules of engagement under their headings; headings in the order of their first rules."""
    found: dict[str, list[Rule]] = {}
    for rule in sorted(record.rules.values(), key=lambda each: (each.order, each.id)):
        found.setdefault(rule.heading, []).append(rule)
    return list(found.items())


class Proposal(NamedTuple):
    """What was gathered and is in no rule yet."""

    option: Option
    about: str = ""
    """The aspiration that it is to bring to life, in words; empty for none."""


def proposals(guide: Guide, record: SessionRecord) -> list[Proposal]:
    """What the guide's questions of kind `rules` propose: gathered names and entries that no rule took up."""
    taken = {rule.proposal for rule in record.rules.values()}
    found: dict[OptionId, Proposal] = {}
    for page in pages(guide, record):
        if page.question.kind is not QuestionKind.RULES:
            continue
        about = page.about.text if page.about is not None else ""
        options = options_now(guide, page.question, record, page.about.id if page.about is not None else None)
        for option in options:
            if option.id not in taken:
                found.setdefault(option.id, Proposal(option, about))
    return list(found.values())


def settled_on(record: SessionRecord, question: Question) -> tuple[OptionId, ...]:
    """What the group settled on, in the guide's order or as ranked."""
    response = record.responses.get(question.id)
    if response is None:
        return ()
    return response.ranking if question.kind is QuestionKind.RANK else response.choices
