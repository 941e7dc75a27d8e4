"""Every quote comes with what the consent gate must know."""

import msgspec

from reflect.domain.ids import ParticipantCode
from reflect.domain.passages import PassageKind
from reflect.domain.session import SessionKind, Turn
from reflect.writeups.quotables import quotable_quotes

from .builders import person
from .sessions import GUIDE, note, quote, response, session

PEOPLE = {ParticipantCode("P03"): person(), ParticipantCode("P04"): person("P04")}


def test_answers_are_the_participants_and_notes_are_nobodys() -> None:
    record = session(
        response("well", text="It went well."),
        notes=(note("n1", 60, "Looked away."),),
        quotes=(quote("q1", "note:n1", "Looked"), quote("q2", "answer:well", "It went")),
    )
    found = quotable_quotes(record, GUIDE, PEOPLE)
    assert [(q, f.passage_kind, f.speaker) for q, f in found.items()] == [
        ("q2", PassageKind.ANSWER, PEOPLE[ParticipantCode("P03")]),
        ("q1", PassageKind.NOTE, None),
    ]


def test_a_turn_is_its_speakers_and_of_nobody_when_nobody_knows() -> None:
    record = session(
        turns=(
            Turn(id="t1", order=1, text="One.", participant=ParticipantCode("P04")),
            Turn(id="t2", order=2, text="Two.", speaker="S02"),
            Turn(id="t3", order=3, text="Three.", participant=ParticipantCode("P99")),
        ),
        quotes=tuple(quote(f"q{n}", f"turn:t{n}", "x") for n in range(5)),
    )
    found = quotable_quotes(record, GUIDE, PEOPLE)
    assert {q: f.speaker.code if f.speaker else None for q, f in found.items()} == {
        "q1": "P04",
        **dict.fromkeys(["q0", "q2", "q3", "q4"]),
    }


def test_quotes_of_an_answer_that_was_emptied_are_still_the_participants() -> None:
    record = session(
        response("well", text=""),
        notes=(note("n1", 60, ""),),
        quotes=(quote("q1", "answer:well", "Gone."), quote("q2", "note:n1", "Gone.")),
    )
    found = quotable_quotes(record, GUIDE, PEOPLE)
    assert [(f.passage_kind, f.speaker is not None) for f in found.values()] == [
        (PassageKind.ANSWER, True),
        (PassageKind.NOTE, False),
    ]


def test_quotes_stand_in_reading_order() -> None:
    record = session(
        response("free", text="Later words."),
        response("well", text="First and second."),
        quotes=(
            quote("a", "answer:free", "Later"),
            quote("b", "answer:well", "second", 10),
            quote("c", "answer:well", "First"),
        ),
    )
    assert list(quotable_quotes(record, GUIDE, PEOPLE)) == ["c", "b", "a"]


def test_the_kind_of_session_comes_along() -> None:
    record = session(response("well", text="So."), quotes=(quote("q1", "answer:well", "So."),))
    workshop = msgspec.structs.replace(
        record, session=msgspec.structs.replace(record.session, kind=SessionKind.WORKSHOP)
    )
    (found,) = quotable_quotes(workshop, GUIDE, PEOPLE).values()
    assert found.session_kind is SessionKind.WORKSHOP
