"""What a correction does to a passage, and to the quotes in it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.domain.changes import applied, put
from reflect.domain.correcting import Correction, Part, corrected, part_at, parts, taken_in
from reflect.domain.edits import Edit, made
from reflect.domain.ids import PassageId, QuestionId
from reflect.domain.passages import answer_passage, text_of
from reflect.domain.session import Approval, Quote, Response, ResponseState, SessionRecord, TimeMark, Turn
from tests.builders import a_record
from tests.domain.editing import TEXT, a_quote, apart_edits_of, whole_letters

ANSWER = answer_passage("went-well")
WORDS = answer_passage("words")
TYPO = "We recieved one person. One."


def a_session(
    text: str = TYPO, *quotes: Quote, entries: tuple[str, ...] = ("trust", "", "time")
) -> SessionRecord:
    record = a_record()
    rows = [
        put(record, "responses", Response(id=QuestionId("went-well"), text=text)),
        put(record, "responses", Response(id=QuestionId("words"), entries=entries, text="That is all.")),
        put(record, "turns", Turn(id="t1", order=0, text="Um, yes.")),
    ]
    return applied(applied(record, rows), [put(record, "quotes", quote) for quote in quotes])


def quoted(words: str, text: str = TYPO, approval: Approval = Approval.NOT_ASKED) -> Quote:
    quote = a_quote(text, text.index(words), text.index(words) + len(words))
    return msgspec.structs.replace(quote, passage=ANSWER, approval=approval)


def part(record: SessionRecord, passage: str, offset: int = 0) -> Part:
    found = part_at(record, passage, offset)
    assert found is not None
    return found


def test_a_passage_is_made_of_entries_and_the_words_after_them() -> None:
    record = a_session()
    assert [each[1:] for each in parts(record, WORDS)] == [
        (0, "trust", 0),
        (2, "time", 6),
        (None, "That is all.", 11),
    ]
    whole = text_of(record, WORDS)
    assert all(whole[each.at : each.end] == each.text for each in parts(record, WORDS))
    assert [part(record, WORDS, at).entry for at in (0, 5, 6, 10, 11, 30)] == [0, 0, 2, 2, None, None]
    assert part_at(record, "turn:nobody", 0) is None


def test_a_word_put_right_leaves_quotes_beside_it_on_their_words() -> None:
    record = a_session(TYPO, quoted("one person"))
    right = TYPO.replace("recieved", "received just")
    found = corrected(record, [Correction(part(record, ANSWER), right)])
    now = applied(record, found.changes)
    assert not found.touched
    assert text_of(now, ANSWER) == right
    (quote,) = now.quotes.values()
    assert right[quote.start : quote.end] == "one person"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Approval.NOT_ASKED, Approval.NOT_ASKED),
        (Approval.APPROVED, Approval.NOT_ASKED),
        (Approval.DECLINED, Approval.DECLINED),
    ],
)
def test_a_quote_that_takes_corrected_words_in_needs_approval_again_if_it_had_it(
    before: Approval, after: Approval
) -> None:
    record = a_session(TYPO, quoted("We recieved", approval=before))
    found = corrected(record, [Correction(part(record, ANSWER), TYPO.replace("ie", "ei"))])
    assert [each.words for each in found.takeable] == ["We received"]
    (kept,) = applied(record, taken_in(found, take=False)).quotes.values()
    assert (kept.words, kept.source_changed, kept.approval) == ("We recieved", True, before)
    (taken,) = applied(record, taken_in(found, take=True)).quotes.values()
    assert (taken.words, taken.source_changed, taken.approval) == ("We received", False, after)


def test_a_quote_of_which_nothing_is_left_keeps_its_words_either_way() -> None:
    record = a_session(TYPO, quoted("one person"))
    found = corrected(record, [Correction(part(record, ANSWER), "We recieved. One.")])
    assert found.touched
    assert not found.takeable
    (quote,) = applied(record, taken_in(found, take=True)).quotes.values()
    assert (quote.words, quote.source_changed) == ("one person", True)


def a_timed_turn(text: str, *words: str) -> SessionRecord:
    marks = [TimeMark(text.index(word), float(text.index(word))) for word in words]
    turn = Turn(id="t1", order=0, text=text, start=0.0, marks=(TimeMark(0, 0.0), *marks))
    return applied(a_record(), [put(a_record(), "turns", turn)])


@pytest.mark.parametrize("told", [True, False])
def test_times_within_a_turn_stay_at_their_words_when_the_turn_is_corrected(*, told: bool) -> None:
    text = "We recieved him. Then we found a flat. And then nothing."
    record = a_timed_turn(text, "Then", "And")
    edits = [Edit(0, 2, "Yes, we"), Edit(text.index("ie"), 2, "ei"), Edit(text.index("And"), 0, "Oh! ")]
    right = made(text, edits)
    whole = part(record, "turn:t1")
    now = applied(record, corrected(record, [Correction(whole, right, [edits] if told else ())]).changes)
    turn = now.turns["t1"]
    assert turn.text == right
    assert [right[mark.offset :].split()[0] for mark in turn.marks] == ["Yes,", "Then", "And"]
    assert [mark.seconds for mark in turn.marks] == [0.0, text.index("Then"), text.index("And")]


def test_times_of_words_that_are_gone_do_not_stay_behind_the_text() -> None:
    record = a_timed_turn("One. Two. Three.", "Two", "Three")
    (turn,) = applied(
        record, corrected(record, [Correction(part(record, "turn:t1"), "One.")]).changes
    ).turns.values()
    assert turn.marks == (TimeMark(0, 0.0),)
    (turn,) = applied(
        record, corrected(record, [Correction(part(record, "turn:t1"), "Three.")]).changes
    ).turns.values()
    assert turn.marks[0] == TimeMark(0, 0.0)
    assert all(mark.offset < len(turn.text) for mark in turn.marks)


def test_an_entry_is_corrected_by_itself_and_taken_out_when_emptied() -> None:
    record = a_session()
    both = [Correction(part(record, WORDS, 0), ""), Correction(part(record, WORDS, 7), "times")]
    now = applied(record, corrected(record, both).changes)
    response = now.responses[QuestionId("words")]
    assert response.entries == ("", "times")
    assert text_of(now, WORDS) == "times\nThat is all."


def test_an_emptied_answer_is_asked_again() -> None:
    record = a_session()
    answered = msgspec.structs.replace(
        record.responses[QuestionId("went-well")], state=ResponseState.ANSWERED
    )
    record = applied(record, [put(record, "responses", answered)])
    now = applied(record, corrected(record, [Correction(part(record, ANSWER), "")]).changes)
    assert now.responses[QuestionId("went-well")].state is ResponseState.ASKED


def test_a_part_that_somebody_has_changed_meanwhile_is_left_alone() -> None:
    record = a_session()
    stale = Correction(part(record, ANSWER), "mine")
    record = applied(record, corrected(record, [Correction(part(record, ANSWER), "theirs")]).changes)
    assert corrected(record, [stale]).changes == []
    gone = Correction(Part(PassageId("turn:gone"), None, "x", 0), "y")
    assert corrected(record, [gone]).changes == []


@given(st.data())
def test_many_corrections_at_once_do_what_they_say_and_quotes_stand_or_are_told(data: st.DataObject) -> None:
    text = data.draw(TEXT)
    quotes = [
        msgspec.structs.replace(a_quote(text, *data.draw(whole_letters(text)), number=n), passage=ANSWER)
        for n in range(3)
    ]
    record = a_session(text, *quotes)
    edits: list[Edit] = data.draw(apart_edits_of(text))
    wanted = Correction(part(record, ANSWER), made(text, edits), [edits])
    found = corrected(record, [wanted])
    told = {each.before.id for each in found.touched}
    now = applied(record, found.changes)
    assert text_of(now, ANSWER) == made(text, edits)
    for quote in now.quotes.values():
        stands = text_of(now, ANSWER)[quote.start : quote.end] == quote.words
        assert stands is not quote.source_changed
        assert quote.source_changed is (quote.id in told)
    taken = applied(record, taken_in(found, take=True))
    for each in found.takeable:
        quote = taken.quotes[each.before.id]
        assert text_of(taken, ANSWER)[quote.start : quote.end] == quote.words
