"""Which passages still wait to be tagged."""

from __future__ import annotations

from reflect.domain import tagging
from reflect.domain.changes import applied, put
from reflect.domain.guide import NO_GUIDE
from reflect.domain.ids import ParticipantCode
from reflect.domain.passages import passages
from reflect.domain.session import Turn
from tests.builders import a_record


def test_what_the_interviewer_asked_does_not_wait_to_be_tagged_and_what_anybody_else_said_does() -> None:
    turns = [
        Turn(id="t1", order=0, speaker="Interviewer", text="And how was that?"),
        Turn(id="t2", order=1, speaker="P01", participant=ParticipantCode("P01"), text="Hard."),
        Turn(id="t3", order=2, speaker="Interviewer", text="Why?"),
        Turn(id="t4", order=3, speaker="Speaker 2", text="Nobody knows whose words these are."),
        Turn(id="t5", order=4, speaker="Interviewer", participant=ParticipantCode("P02"), text="Hers."),
    ]
    record = a_record()
    record = applied(record, [put(record, "turns", turn) for turn in turns])
    found = passages(record, NO_GUIDE)
    assert [p.id for p in tagging.untagged(record, found)] == ["turn:t2", "turn:t4", "turn:t5"]
    beside = tagging.untagged_beside(record, found, at="turn:t2", by=1)
    assert beside is not None
    assert beside.id == "turn:t4"
