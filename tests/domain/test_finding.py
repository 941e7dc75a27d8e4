"""Finding words: all of them, and nothing that only looks like them."""

from __future__ import annotations

import pytest

from reflect.domain.changes import applied, put
from reflect.domain.correcting import corrected, taken_in
from reflect.domain.finding import Wanted, corrections, occurrences, quotes_over
from reflect.domain.ids import QuestionId
from reflect.domain.passages import Passage, text_of
from reflect.domain.session import Quote, Response, SessionRecord, Turn
from tests.builders import a_desk, a_record
from tests.domain.editing import a_quote

SAID = "Sam said so. Sam's plan, the same one: sam, Samuel, SAM."


def a_session(*turns: str, entries: tuple[str, ...] = (), comment: str = "") -> SessionRecord:
    record = a_record()
    rows = [Turn(id=f"t{n}", order=n, text=text) for n, text in enumerate(turns)]
    record = applied(record, [put(record, "turns", row) for row in rows])
    if entries or comment:
        response = Response(id=QuestionId("words"), entries=entries, text=comment)
        record = applied(record, [put(record, "responses", response)])
    return record


def passages(record: SessionRecord) -> list[Passage]:
    return a_desk(record).passages()


def found(record: SessionRecord, wanted: Wanted) -> list[str]:
    return [each.part.text[each.start : each.end] for each in occurrences(record, passages(record), wanted)]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Wanted("sam"), ["Sam", "Sam", "sam", "sam", "Sam", "SAM"]),
        (Wanted("sam", whole_words=True), ["Sam", "Sam", "sam", "SAM"]),
        (Wanted("Sam", match_case=True), ["Sam", "Sam", "Sam"]),
        (Wanted("Sam", whole_words=True, match_case=True), ["Sam", "Sam"]),
        (Wanted("[a-z]"), []),
        (Wanted(""), []),
    ],
)
def test_words_are_found_plain_as_whole_words_or_in_their_case(wanted: Wanted, words: list[str]) -> None:
    assert found(a_session(SAID), wanted) == words


def test_a_letter_is_found_in_both_ways_it_can_be_written_and_never_in_parts() -> None:
    record = a_session("caf\u00e9, cafe\u0301, cafe")
    assert found(record, Wanted("café")) == ["caf\u00e9", "cafe\u0301"]
    assert found(record, Wanted("cafe\u0301")) == ["caf\u00e9", "cafe\u0301"]
    assert found(record, Wanted("cafe")) == ["cafe"]
    assert found(a_session("👩\u200d👧 👩"), Wanted("👩")) == ["👩"]


def test_words_of_scripts_without_spaces_are_found_among_others() -> None:
    assert found(a_session("我们信任他们"), Wanted("信任", whole_words=True)) == ["信任"]


def test_entries_and_the_comment_are_looked_through_one_by_one() -> None:
    record = a_session(entries=("tea time", "time"), comment="No time.")
    those = list(occurrences(record, passages(record), Wanted("time")))
    assert [each.in_passage for each in those] == [(4, 8), (9, 13), (17, 21)]
    assert not list(occurrences(record, passages(record), Wanted("time\ntime")))


def test_replacing_some_of_them_moves_the_quotes_and_changes_no_other() -> None:
    record = a_session("One Sam, two Sam, three Sam.", entries=("Sam",), comment="Sam")
    quote = turn_quote(record, "two Sam", "q1")
    after = turn_quote(record, "three", "q2")
    record = applied(record, [put(record, "quotes", quote), put(record, "quotes", after)])
    those = list(occurrences(record, passages(record), Wanted("Sam")))
    assert len(those) == 5
    chosen = [those[0], those[1], those[3], those[4]]
    assert quotes_over(record, chosen) == 1
    assert quotes_over(record, those[:1]) == 0
    result = corrected(record, corrections(chosen, "[a colleague]"))
    assert [each.words for each in result.touched] == ["two [a colleague]"]
    now = applied(record, taken_in(result, take=False))
    assert text_of(now, "turn:t0") == "One Sam, two [a colleague], three [a colleague]."
    assert text_of(now, "answer:words") == "[a colleague]\n[a colleague]"
    assert now.quotes[after.id].start == after.start + 10
    assert (now.quotes[quote.id].words, now.quotes[quote.id].source_changed) == ("two Sam", True)
    taken = applied(record, taken_in(result, take=True))
    assert taken.quotes[quote.id].words == "two [a colleague]"
    assert not taken.quotes[quote.id].source_changed


def turn_quote(record: SessionRecord, words: str, key: str) -> Quote:
    import msgspec

    from reflect.domain.ids import PassageId, QuoteId

    text = text_of(record, "turn:t0")
    quote = a_quote(text, text.index(words), text.index(words) + len(words))
    return msgspec.structs.replace(quote, id=QuoteId(key), passage=PassageId("turn:t0"))
