"""The trail of who did what: what is one line, what order it has, what it never says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reflect.analysis.audit import Event, in_codebook, in_session, in_study, trail, without_examples
from reflect.domain.codebook_log import entry
from reflect.domain.ids import ParticipantCode, PointId
from reflect.domain.people import LetPass
from reflect.domain.removals import Removal, RemovalState
from tests.analysis.coded import AT, coded

TEXTS = ["Secret words of somebody.", "Others."]


def test_what_one_did_on_one_day_in_one_place_is_one_line() -> None:
    record = coded(
        TEXTS, [("ana", "t0", 0, 6, "LP1"), ("ana", "t0", 0, 6, "LP2"), ("bea", "t1", 0, 6, "LP1")]
    )
    found = trail(in_session(record))
    tagged = [(event.by, event.count) for event in found if event.what == "tagged"]
    assert tagged == [("ana", 2), ("bea", 1)]
    assert {event.where for event in found} == {"session s1"}
    assert "Secret" not in repr(found)


def test_a_day_can_be_asked_for() -> None:
    events = [Event(at=f"2026-03-0{n}T10:00:00", by="ana", what="tagged", where="x") for n in (3, 1, 2)]
    assert [event.at[:10] for event in trail(events, since="2026-03-02")] == ["2026-03-02", "2026-03-03"]


def test_the_codebook_is_told_with_names_and_never_with_examples() -> None:
    log = [
        entry("renamed", PointId("LP1"), "Old", "New", by="ana", at=AT),
        entry("example", PointId("LP1"), "", "Secret words", by="ana", at=AT),
        entry("described", PointId("LP1"), "", "Told of Marian", by="ana", at=AT),
    ]
    told = {event.what: event.detail for event in in_codebook(log, {PointId("LP1"): 4})}
    assert told == {"renamed": "4: Old → New", "example": "4", "described": "4"}
    assert "Secret" not in repr(without_examples(log))
    assert [each.what for each in without_examples(log)] == ["renamed", "example", "described"]


def test_names_that_may_stand_are_counted_and_not_said() -> None:
    passed = LetPass(id="w/marian", writeup="w", words="Marian", by="ana", at=AT)
    removal = Removal(
        id=ParticipantCode("P01"), on="2026-03-04", by="ana", sessions=1, quotes=3, state=RemovalState.DONE
    )
    found = list(in_study([removal], [passed], [], []))
    assert "Marian" not in repr(found)
    assert [event.what for event in found] == ["removed somebody's data", "let words stand"]


@given(st.permutations(list(range(6))))
def test_the_order_in_which_records_are_read_changes_nothing(order: list[int]) -> None:
    events = [
        Event(at=f"2026-03-01T1{n % 3}:00:00", by="ab"[n % 2], what="tagged", where="x") for n in range(6)
    ]
    assert trail(events[n] for n in order) == trail(events)
