"""Turns find their questions in the guide, and a person's corrections hold."""

from __future__ import annotations

from reflect.domain.guide import Guide
from reflect.domain.ids import QuestionId
from reflect.guides.parse import parse_guide
from reflect.transcripts.align import Aligned, aligned, likely_interviewers
from reflect.transcripts.records import ReadTurn

GUIDE = parse_guide(
    """\
---
id: short
title: Short
version: 1.0
---

# Opening {#opening}

## Your organisation {#part}

What does your organisation do, and what is your part in the alliance?

## A time it went well {#well}

Tell me about a time when working together went well.

- Who else was there?

## Disagreement {#safe}

How safe is it to disagree with the others in a meeting?

## Decisions {#stuck}

Where do decisions get stuck, and who could get them moving?
""",
    "short.md",
)

TALK = (
    ("Ana", "Thank you for coming. The recorder is running now."),
    ("Kez", "That's fine."),
    ("Ana", "So what does your organisation do, and your own part in this alliance?"),
    ("Kez", "I am on the panel. We tell the organisations what it is like."),
    ("Ana", "Mhm."),
    ("Ana", "Can you tell me of a time when working together went really well?"),
    ("Kez", "The cold week. Nobody asked where decisions were."),
    ("Ana", "And who else was there?"),
    ("Kez", "Everybody."),
    ("Ana", "Where do you find that decisions get stuck? Who gets them moving?"),
    ("Kez", "With nobody."),
)
TURNS = tuple(ReadTurn(speaker=speaker, text=text, line=n) for n, (speaker, text) in enumerate(TALK, 1))


def found(guide: Guide = GUIDE, **more: object) -> dict[str, tuple[int | None, int | None]]:
    pins = more.get("pins")
    assert pins is None or isinstance(pins, dict)
    return {a.question: (a.first, a.last) for a in aligned(TURNS, guide, ["Ana"], pins)}


def one(question: str, pins: dict[int, QuestionId | None] | None = None) -> Aligned:
    return next(a for a in aligned(TURNS, GUIDE, ["Ana"], pins) if a.question == question)


def test_each_question_has_the_turns_from_its_asking_to_the_next() -> None:
    assert found() == {"part": (2, 4), "well": (5, 8), "safe": (None, None), "stuck": (9, 10)}


def test_what_was_asked_nearly_word_for_word_is_surer_than_what_was_not_asked() -> None:
    assert one("well").confidence > 0.5
    assert one("safe").confidence == 0


def test_what_the_participant_says_asks_no_question() -> None:
    assert one("stuck").first == 9


def test_without_knowing_who_asks_any_turn_may() -> None:
    assert aligned(TURNS, GUIDE, [])[1].first == 5


def test_a_pin_says_where_a_question_was_asked() -> None:
    safe = one("safe", {7: QuestionId("safe")})
    assert (safe.first, safe.last, safe.confidence, safe.by_hand) == (7, 8, 1.0, True)
    assert one("well", {7: QuestionId("safe")}).last == 6


def test_a_pin_may_stand_against_the_guides_order() -> None:
    pinned = found(pins={2: QuestionId("stuck")})
    assert pinned["stuck"] == (2, 4)
    assert pinned["well"] == (5, 10)
    assert pinned["part"] == (None, None)


def test_a_turn_can_be_said_to_ask_nothing() -> None:
    assert found(pins={5: None})["well"] == (None, None)


def test_a_pin_of_a_turn_that_is_not_there_is_passed_over() -> None:
    assert found(pins={99: QuestionId("safe")}) == found()


def test_who_asks_most_of_the_questions_is_likely_the_interviewer() -> None:
    assert likely_interviewers(TURNS, GUIDE) == ("Ana",)
    assert likely_interviewers(TURNS[:2], GUIDE) == ()


def test_an_empty_transcript_has_no_questions() -> None:
    assert all(a.first is None for a in aligned((), GUIDE, ["Ana"]))
