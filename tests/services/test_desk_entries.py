"""What a group calls out is in the session from its first letter, and taken back as a whole."""

from __future__ import annotations

from reflect.domain.passages import contribution_passage
from reflect.services.desk import SessionDesk
from tests.builders import a_desk, a_record


def in_a_room() -> SessionDesk:
    return a_desk(a_record(participant=None))


def texts(desk: SessionDesk) -> list[str]:
    return [each.text for each in desk.said("words")]


def test_an_entry_is_there_from_its_first_letter_and_goes_with_its_last() -> None:
    desk = in_a_room()
    entry = desk.draft("words", "t")
    entry = desk.draft("words", "tr", entry=entry)
    assert texts(desk) == ["tr"]
    assert desk.draft("words", "", entry=entry) is None
    assert texts(desk) == []
    assert not desk.can_undo


def test_a_kept_entry_is_taken_back_as_if_it_had_never_been_typed() -> None:
    desk = in_a_room()
    entry = desk.draft("words", "trust ")
    assert entry is not None
    desk.keep_entry(entry)
    assert texts(desk) == ["trust"]
    assert desk.undo() == "An entry"
    assert texts(desk) == []
    desk.redo()
    assert texts(desk) == ["trust"]


def test_what_says_the_same_is_counted_with_it_in_one_group() -> None:
    desk = in_a_room()
    first = desk.contribute("words", "fun")
    second = desk.draft("words", "more fun")
    assert second is not None
    desk.keep_entry(second, beside=first)
    (cluster,) = desk.clusters("words")
    assert cluster.name == "fun"
    assert [each.cluster for each in desk.said("words")] == [cluster.id, cluster.id]
    third = desk.draft("words", "FUN")
    assert third is not None
    desk.keep_entry(third, beside=first)
    assert len(desk.clusters("words")) == 1
    desk.undo()
    desk.undo()
    assert not desk.clusters("words")
    assert texts(desk) == ["fun"]


def test_a_quoted_entry_that_is_emptied_keeps_its_quote_marked() -> None:
    desk = in_a_room()
    entry = desk.contribute("words", "trust")
    quote = desk.quote(contribution_passage(entry.id), 0, 5)
    desk.draft("words", "", entry=entry)
    assert desk.record.quotes[quote.id].source_changed


def test_a_picture_s_title_is_kept_as_it_is_typed_and_quotes_of_the_reason_stay() -> None:
    desk = in_a_room()
    seat = desk.sit()
    assert desk.write_title("words", seat.id, " ") is None
    desk.write_from("words", seat.id, "It grows slowly.")
    entry = desk.said_from("words", seat.id)
    assert entry is not None
    quote = desk.quote(contribution_passage(entry.id), 3, 8)
    desk.write_title("words", seat.id, "Seeds")
    now = desk.record.quotes[quote.id]
    assert (now.words, now.start, now.source_changed) == ("grows", 9, False)
